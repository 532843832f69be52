import SalusAnalyse
import SalusCore

/// What each detection method says of a series, row by row for the main one.
struct Judgement {
  /// One method's word on the newest row.
  struct Verdict {
    let method: DetectionMethod
    /// Nil where it cannot say.
    let result: DetectionResult?

    var json: JSON {
      let words: String
      if let result, result.usable, let upper = result.upper, let seen = result.observed {
        words =
          "\(Words.number(seen)) seen, \(result.alarm ? "above" : "within") the bound of "
          + Words.number(upper)
      } else {
        words = "says nothing: \(result?.reason.description ?? "no values")"
      }
      return [
        "method": .string(method.rawValue), "alarm": .bool(result?.alarm ?? false),
        "upper": JSON(result?.upper.map(Reading.tenth)),
        "expected": JSON(result?.expected.map(Reading.tenth)), "words": .string(words),
      ]
    }
  }

  /// Rows of the evidence, the newest ones.
  static let shown = 60

  /// By row of the series; only the shown ones.
  private(set) var main: [Int: DetectionResult] = [:]
  private(set) var verdicts: [Verdict] = []

  /// - Parameters:
  ///   - method: the main one, as the run of detection wrote it: name, perhaps slash and preset.
  ///   - date: the date that the verdicts are about.
  init(_ series: PlaceSeries, signal: Signal, method: String, date: CivilDate) {
    let name = method.split(separator: "/").first.map(String.init) ?? method
    let daily = signal.period == .day
    guard let row = series.dates.lastIndex(where: { $0 <= date }) else { return }
    let main = DetectionMethod(rawValue: name) ?? .earsC2
    let watch = Surveillance(settings: DetectionSettings(main), daily: daily)
    // A year of days keeps the weekday.
    let frequency = daily ? 364 : 52
    let first = max(0, series.values.count - Judgement.shown)
    let results = watch.settings.detector(frequency: frequency)
      .detect(series.values, rows: min(first, row)..<series.values.count)
    for result in results { self.main[result.row] = result }
    verdicts.append(Verdict(method: main, result: self.main[row]))
    for other in watch.others where signal.measure == .count || !other.method.countsOnly {
      let results = other.detector(frequency: frequency)
        .detect(series.values, rows: row..<row + 1)
      verdicts.append(Verdict(method: other.method, result: results.last))
    }
  }
}
