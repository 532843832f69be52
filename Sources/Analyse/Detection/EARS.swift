import Glibc
import SalusNumerics

/// The Early Aberration Reporting System's C1, C2 and C3: a count against the mean and standard
/// deviation of a short moving baseline (Hutwagner et al. 2003, J Urban Health 80:i89).
public struct EARS: Detector {
  public var variant: Variant
  public var settings: Settings

  public enum Variant: String, Sendable, CaseIterable {
    /// Baseline of the rows just before.
    case c1
    /// Baseline two rows earlier, so that a beginning outbreak stays out of it.
    case c2
    /// Three successive exceedances of C2 added up (the literature's form).
    case c3
    /// C3 as the R package surveillance 1.20.3 computes it, for comparison.
    case c3r
  }

  /// What can be set.
  public struct Settings: Hashable, Sendable {
    /// One-sided error of C1, C2 and `c3r`.
    public var alpha = 0.001
    /// Rows of baseline.
    public var baseline = 7
    /// C3's sum of exceedances that alarms, in standard deviations.
    public var threshold = 2.0
    public var flat = Flat.poisson

    public init() {}
  }

  /// What to do with a baseline that does not vary.
  public enum Flat: String, Sendable, CaseIterable {
    /// A count above it is judged by the Poisson distribution.
    case poisson
    /// As the R package: the bound is the mean.
    case mean
  }

  public init(_ variant: Variant, settings: Settings = Settings()) {
    self.variant = variant
    self.settings = settings
  }

  public var method: DetectionMethod {
    switch variant {
    case .c1: .earsC1
    case .c2: .earsC2
    case .c3: .earsC3
    case .c3r: .earsC3R
    }
  }

  public func detect(_ series: [Double], rows: Range<Int>) -> [DetectionResult] {
    let z = Normal.standard.quantile(1 - settings.alpha)
    return rows.map { result(series, at: $0, z: z) }
  }

  /// Rows between the baseline and the row that is judged.
  private var gap: Int { variant == .c1 ? 0 : 2 }

  /// Rows that must lie before the first row judged.
  private var history: Int {
    settings.baseline + gap + (variant == .c3 || variant == .c3r ? 2 : 0)
  }

  private func result(_ series: [Double], at t: Int, z: Double) -> DetectionResult {
    let y = series[t]
    guard !y.isNaN else { return DetectionResult(row: t, observed: nil, reason: .notReported) }
    guard t >= history, let now = moments(series, before: t) else {
      return DetectionResult(row: t, observed: y, reason: .shortHistory(needs: history))
    }
    switch variant {
    case .c1, .c2:
      return judge(y, at: t, against: now, z: z)
    case .c3:
      return judgeSum(series, at: t, against: now)
    case .c3r:
      return judgeAsR(series, at: t, against: now, z: z)
    }
  }

  private func judge(_ y: Double, at t: Int, against now: Moments, z: Double) -> DetectionResult {
    if now.sd > 0 || settings.flat == .mean {
      return DetectionResult(
        row: t, observed: y, expected: now.mean, upper: now.mean + z * now.sd)
    }
    let upper = Poisson(mean: now.mean).quantile(1 - settings.alpha)
    var result = DetectionResult(row: t, observed: y, expected: now.mean, upper: upper)
    if y <= now.mean {
      result.usable = false
      result.reason = .flatBaseline
    }
    return result
  }

  /// Sum over this row and the two before of max(0, C2 - 1) against the threshold.
  private func judgeSum(
    _ series: [Double], at t: Int, against now: Moments
  ) -> DetectionResult {
    var before = 0.0
    for k in [t - 1, t - 2] where !series[k].isNaN {
      guard let moments = moments(series, before: k) else { continue }
      before += max(0, (series[k] - moments.mean) / moments.spread - 1)
    }
    let y = series[t]
    let sum = before + max(0, (y - now.mean) / now.spread - 1)
    // The count at which the sum meets the threshold; zero where the rows before already do.
    let room = settings.threshold - before
    let upper = room < 0 ? 0 : now.mean + now.spread * (1 + room)
    var result = DetectionResult(
      row: t, observed: y, expected: now.mean, upper: upper, alarm: sum > settings.threshold)
    if now.sd == 0, y <= now.mean, !result.alarm {
      result.usable = false
      result.reason = .flatBaseline
    }
    return result
  }

  /// U = y + s (z - sum over the two rows before of max(0, C2 - 1)), at least 0; no number where
  /// the arithmetic of a flat baseline has none.
  private func judgeAsR(
    _ series: [Double], at t: Int, against now: Moments, z: Double
  ) -> DetectionResult {
    let y = series[t]
    var sum = 0.0
    for k in [t - 1, t - 2] {
      guard let moments = moments(series, before: k) else {
        return DetectionResult(row: t, observed: y, reason: .shortHistory(needs: history))
      }
      let statistic = (series[k] - moments.mean) / moments.sd
      sum += statistic.isNaN ? .nan : max(0, statistic - 1)
    }
    let upper = y + now.sd * (z - sum)
    guard !upper.isNaN else {
      return DetectionResult(row: t, observed: y, reason: .undefined)
    }
    return DetectionResult(row: t, observed: y, expected: now.mean, upper: max(0, upper))
  }

  private struct Moments {
    var mean: Double
    var sd: Double

    /// The standard deviation, or Poisson's of at least one case where the baseline is flat.
    var spread: Double { sd > 0 ? sd : max(mean, 1).squareRoot() }
  }

  /// Mean and standard deviation (n - 1) of the baseline of row `t`; nil where fewer than half of
  /// its rows, and at least 2, were reported.
  private func moments(_ series: [Double], before t: Int) -> Moments? {
    let end = t - gap
    let start = end - settings.baseline
    guard start >= 0 else { return nil }
    var count = 0
    var sum = 0.0
    for value in series[start..<end] where !value.isNaN {
      count += 1
      sum += value
    }
    guard count >= 2, 2 * count >= settings.baseline else { return nil }
    let mean = sum / Double(count)
    var squares = 0.0
    for value in series[start..<end] where !value.isNaN {
      squares += (value - mean) * (value - mean)
    }
    return Moments(mean: mean, sd: (squares / Double(count - 1)).squareRoot())
  }
}
