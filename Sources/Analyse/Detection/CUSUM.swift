import Glibc
import SalusNumerics

/// A cumulative sum of standardised counts (Rossi, Lampugnani and Marchi 1999, Stat Med 18:2111):
/// small rises that last add up.
///
/// The sum starts at zero on the first row asked for, and the mean is learnt from the rows before.
public struct CUSUM: Detector {
  public var settings: Settings
  /// Rows a year.
  public var frequency: Int

  /// What can be set.
  public struct Settings: Hashable, Sendable {
    /// Slack taken off each standardised count.
    public var k = 1.04
    /// Sum that alarms.
    public var h = 2.26
    public var mean = Mean.season
    /// Start again at zero after an alarm.
    public var reset = true
    /// Divide by the root of the overdispersion, lest a variance above Poisson's alarm.
    public var overdispersion = true

    public init() {}
  }

  /// What is expected.
  public enum Mean: String, Sendable, CaseIterable {
    /// The mean of the rows before.
    case level
    /// A log-linear level with a sine and a cosine of the year, fitted to the rows before.
    case season
  }

  public init(settings: Settings = Settings(), frequency: Int = 52) {
    self.settings = settings
    self.frequency = frequency
  }

  public var method: DetectionMethod { .cusum }

  public func detect(_ series: [Double], rows: Range<Int>) -> [DetectionResult] {
    guard let first = rows.first else { return [] }
    guard let model = model(series, before: first) else {
      let needs = settings.mean == .season ? frequency : 2
      return rows.map { t in
        let y = series[t].isNaN ? nil : series[t]
        let reason: DetectionResult.Reason = y == nil ? .notReported : .shortHistory(needs: needs)
        return DetectionResult(row: t, observed: y, reason: reason)
      }
    }
    var sum = 0.0
    return rows.map { t in
      let y = series[t]
      // A silent row leaves the sum as it is.
      guard !y.isNaN else { return DetectionResult(row: t, observed: nil, reason: .notReported) }
      let mean = model.mean(t)
      let upper = bound(mean: mean, room: (settings.h + settings.k - sum) * model.spread)
      let score = (y - 3 * mean + 2 * (y * mean).squareRoot()) / (2 * mean.squareRoot())
      sum = max(0, sum + score / model.spread - settings.k)
      let alarm = sum >= settings.h
      if alarm, settings.reset { sum = 0 }
      return DetectionResult(row: t, observed: y, expected: mean, upper: upper, alarm: alarm)
    }
  }

  /// The count whose standardised value is `room`: the positive root of a square, zero for none.
  private func bound(mean: Double, room: Double) -> Double {
    let inside = 4 * mean + 2 * mean.squareRoot() * room
    guard inside >= 0 else { return 0 }
    let root = inside.squareRoot() - mean.squareRoot()
    return root * root
  }

  private struct Model {
    let mean: (Int) -> Double
    /// Root of the overdispersion, 1 where it is not asked for.
    let spread: Double
  }

  /// Nil where the rows before do not carry the mean.
  private func model(_ series: [Double], before first: Int) -> Model? {
    let known = (0..<first).filter { !series[$0].isNaN }
    let counts = known.map { series[$0] }
    guard counts.count >= 2, counts.contains(where: { $0 > 0 }) else { return nil }
    let turn = 2 * Double.pi / Double(frequency)
    let columns: [(Double) -> Double]
    switch settings.mean {
    case .level:
      columns = [{ _ in 1 }]
    case .season:
      guard counts.count >= frequency else { return nil }
      columns = [{ _ in 1 }, { cos(turn * $0) }, { sin(turn * $0) }]
    }
    // Rows count from 1, as the phase of the season does in the reference computation.
    let design = Design(columns: columns.map { column in known.map { column(Double($0 + 1)) } })
    guard let fit = try? QuasiPoisson(counts, by: design) else { return nil }
    let spread = settings.overdispersion ? max(1, fit.dispersion).squareRoot() : 1
    if settings.mean == .level {
      let mean = counts.reduce(0, +) / Double(counts.count)
      return Model(mean: { _ in mean }, spread: spread)
    }
    return Model(
      mean: { t in exp(fit.predict(columns.map { $0(Double(t + 1)) }).logMean) }, spread: spread)
  }
}
