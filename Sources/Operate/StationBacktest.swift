import SalusAnalyse
import SalusCore
import SalusTwin

/// What a back-test made.
public struct BacktestSummary: Sendable {
  /// Reference dates for which a file was written.
  public var written: [CivilDate] = []
  /// Reference dates that could not be forecast, with the reason.
  public var skipped: [(date: CivilDate, reason: String)] = []
  public var folder: String

  public var json: JSON {
    [
      "folder": .string(folder), "written": .array(written.map { JSON($0) }),
      "skipped": .array(
        skipped.map { ["date": JSON($0.date), "reason": .string($0.reason)] }),
    ]
  }

  public var lines: [String] {
    ["\(written.count) hindcasts written to \(folder)"]
      + skipped.map { "\($0.date) is left out: \($0.reason)" }
  }
}

extension Station {
  /// Replays vintages: for each Saturday of the range the forecast that could have been made with
  /// all that was known by the end of the Friday before it, one hubverse file each.
  ///
  /// Dates on which nothing new could be said (no data yet, or data too old) are left out and named.
  public func backtest(
    _ id: ID<Signal>, from: CivilDate, to: CivilDate, folder: String, target: String?,
    console: Console
  ) throws -> BacktestSummary {
    _ = try signal(id, in: try world(.latest))
    let places = try world(.latest).places
    let first = from.onOrAfter(.saturday)
    let dates = stride(from: first.days, through: to.days, by: 7).map { CivilDate(days: $0) }
    guard !dates.isEmpty else {
      throw StationError.input("no Saturday lies between \(from) and \(to)")
    }
    let isNew = try OutputFile.makeFolder(folder)
    var summary = BacktestSummary(folder: folder)
    let progress = Progress("Back-testing", unit: "weeks", on: console)
    defer { progress.finish() }
    for (index, date) in dates.enumerated() {
      do {
        let record = try forecast(id, asOf: .date(date - 1), reference: date)
        let bytes = record.forecast.hubFile(places: places, target: target)
        try OutputFile.write(bytes, to: "\(folder)/\(date)-salus.csv")
        summary.written.append(date)
      } catch let error as ForecastError {
        summary.skipped.append((date, error.description))
      } catch StationError.nothingVisible {
        summary.skipped.append((date, "nothing was known"))
      }
      progress.update(Double(index + 1) / Double(dates.count), count: index + 1)
    }
    if summary.written.isEmpty, let reason = summary.skipped.first?.reason {
      if isNew { OutputFile.removeFolder(folder) }
      throw StationError.input("none of the \(dates.count) weeks can be forecast: \(reason)")
    }
    return summary
  }
}
