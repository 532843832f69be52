import SalusAnalyse
import SalusCore
import SalusExample
import SalusNumerics
import SalusTwin

extension Station {
  /// Weeks before the newest one for which hindcasts are made, so that "what we said then" has
  /// something to say.
  static let exampleHindcasts = 12

  /// Brings the example region to the end of a day and runs the loop on it: detection on every
  /// signal, a forecast of the weekly return, and hindcasts of the weeks before.
  public func installExample(seed: Seed, through day: Int, console: Console) throws -> ExampleReport
  {
    let progress = Progress("Taking in the example region's reports", unit: "rows", on: console)
    let report = try ExampleRegion.install(
      into: journal, seed: seed, through: day, directory: "\(directory)/example"
    ) { state in
      progress.update(state.share, count: state.rows)
    } receipts: { path, moment throws(ExampleError) in
      do {
        _ = try importReceipts(path, at: moment)
      } catch {
        throw ExampleError.receipts(path: path, reason: "\(error)")
      }
    }
    progress.finish()
    loopClock.set(ExampleCalendar.moment(report.day))
    try runLoop(hindcasts: Station.exampleHindcasts, console: console)
    return report
  }

  /// Brings the example region to the end of a day, with the whole loop run on each further day as
  /// if it had been there all along.
  ///
  /// - Parameter configuration: asked for once the region is there, which brings its own.
  public func playExample(
    seed: Seed, through day: Int, configuration: () throws -> Configuration?, console: Console
  ) throws -> ExampleReport {
    let reached = try ExampleRegion.day(in: journal) ?? -1
    // A day that was reached before is only looked at, and another seed refused.
    var report: ExampleReport
    if reached < 0 {
      report = try installExample(seed: seed, through: 0, console: console)
    } else {
      report = try ExampleRegion.install(
        into: journal, seed: seed, through: reached, directory: "\(directory)/example")
    }
    let loop = try self.loop ?? startedLoop(try configuration())
    let from = max(reached, 0) + 1
    let progress = Progress("Playing the example region", unit: "days", on: console)
    defer { progress.finish() }
    for today in stride(from: from, through: day, by: 1) {
      for table in try loop.step() { report.add(table) }
      report.day = today
      progress.update(Double(today - from + 1) / Double(day - from + 1), count: today - from + 1)
    }
    return report
  }

  private func startedLoop(_ configuration: Configuration?) throws -> Loop {
    let loop = Loop(station: self)
    try loop.configure(configuration ?? Configuration())
    try loop.begin()
    return loop
  }

  /// Detects on every signal and forecasts every weekly count, as of now.
  ///
  /// - Parameter hindcasts: weeks before the newest for which a hindcast is made too.
  public func runLoop(hindcasts: Int = 0, console: Console) throws {
    let world = try world(.latest)
    func panel(_ signal: Signal) throws -> Panel? {
      try panels.panel(signal.id, in: world, of: journal)
    }
    for signal in world.signals where try panel(signal) != nil {
      _ = try detect(signal.id, asOf: .latest)
      _ = try estimateReproduction(signal.id)
    }
    for signal in world.signals where signal.period == .week && signal.measure == .count {
      guard let panel = try panel(signal) else { continue }
      let newest = Station.reference(for: .latest, panel: panel)
      let progress = Progress("Forecasting \(signal.id)", unit: "weeks", on: console)
      for back in stride(from: hindcasts, through: 0, by: -1) {
        let reference = newest - 7 * back
        do {
          _ = try forecast(
            signal.id, asOf: back == 0 ? .latest : .date(reference - 1), reference: reference)
        } catch is ForecastError {
          // A week with too little history has no forecast; the page says so.
        }
        progress.update(
          Double(hindcasts - back + 1) / Double(hindcasts + 1), count: hindcasts - back + 1)
      }
      progress.finish()
    }
  }
}
