import Glibc
import SalusNumerics

/// The patients who have nothing to do with the outbreak: a level to which their number returns,
/// with the rhythm of the week and chance of its own.
struct UsualPatients: Sendable {
  /// Mean number over the last weeks.
  let level: Double
  /// Standard deviation of a day's number about the level.
  let spread: Double
  /// Uncertainty of the level itself.
  let levelError: Double
  let persistence: Double

  /// - Parameter series: daily numbers, not-a-number where unknown; the last four weeks or so.
  init(_ series: some Collection<Double>, persistence: Double) {
    let known = series.filter { !$0.isNaN }
    level = max(0, Statistics.mean(known) ?? 0)
    // No number of independent patients varies less than Poisson by much: half its deviation.
    let least = 0.5 * max(0.25, level).squareRoot()
    spread = max(least, Statistics.standardDeviation(known) ?? (level.squareRoot() + 0.5))
    self.persistence = min(0.99, max(0, persistence))
    // Days hang together: the effective count of days is n (1 - r) / (1 + r).
    let effective =
      max(1, Double(known.count) * (1 - self.persistence) / (1 + self.persistence))
    levelError = spread / effective.squareRoot()
  }

  /// Whole numbers of the coming days, starting from `now`.
  func path(from now: Double, days: Int, _ bits: inout Stream) -> [Double] {
    let target = max(0, level + levelError * bits.normal())
    let fresh = spread * (1 - persistence * persistence).squareRoot()
    var off = now - target
    return (0..<days).map { _ in
      off = persistence * off + fresh * bits.normal()
      return max(0, (target + off).rounded())
    }
  }
}
