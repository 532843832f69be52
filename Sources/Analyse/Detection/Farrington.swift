import Glibc
import SalusNumerics

/// Farrington's original method: this week against the same weeks of past years (Farrington,
/// Andrews, Beale and Catchpole 1996, J R Stat Soc A 159:547).
public struct Farrington: Detector {
  public var settings: Settings
  /// Rows a year.
  public var frequency: Int

  /// What can be set.
  public struct Settings: Hashable, Sendable {
    /// Past years.
    public var years = 5
    /// Rows on either side of the same week that count as reference.
    public var halfWindow = 3
    /// Weight past outbreaks down.
    public var reweight = true
    /// Try a linear trend.
    public var trend = true
    /// Two-sided error of the bound.
    public var alpha = 0.01
    public var limit = CaseLimit()

    public init() {}
  }

  public init(settings: Settings = Settings(), frequency: Int = 52) {
    self.settings = settings
    self.frequency = frequency
  }

  public var method: DetectionMethod { .farrington }

  public func detect(_ series: [Double], rows: Range<Int>) -> [DetectionResult] {
    rows.map { result(series, at: $0) }
  }

  private func result(_ series: [Double], at t: Int) -> DetectionResult {
    let y = series[t]
    guard !y.isNaN else { return DetectionResult(row: t, observed: nil, reason: .notReported) }
    let needs = settings.years * frequency + settings.halfWindow
    guard t >= needs else {
      return DetectionResult(row: t, observed: y, reason: .shortHistory(needs: needs))
    }
    var past = BaselineModel.References()
    for year in stride(from: settings.years, through: 1, by: -1) {
      let middle = t - year * frequency
      for k in middle - settings.halfWindow...middle + settings.halfWindow {
        past.add(series[k], at: Double(k))
      }
    }
    guard let model = model(past, at: t),
      let (logMean, unit) = model.predict(past, at: Double(t))
    else {
      return DetectionResult(row: t, observed: y, reason: .noFit)
    }
    let mean = max(exp(logMean), Double.ulpOfOne)
    if let few = settings.limit.broken(by: series, at: t) {
      return few.with(expected: mean)
    }
    let upper = BaselineModel.powerBound(
      mean: mean, relativeError: unit * model.phi.squareRoot(), phi: model.phi,
      z: Normal.standard.quantile(1 - settings.alpha / 2))
    return DetectionResult(row: t, observed: y, expected: mean, upper: upper)
  }

  private func model(_ past: BaselineModel.References, at t: Int) -> BaselineModel? {
    let above = settings.reweight ? 1.0 : nil
    let model = BaselineModel(past, trend: settings.trend, reweightAbove: above)
    guard let model, model.hasTrend, let now = model.predict(past, at: Double(t)) else {
      return model
    }
    // A trend must be significant, rest on three years and not run beyond what was ever seen.
    if settings.years >= 3, model.trendP(dispersion: model.fit.dispersion) < 0.05,
      exp(now.log) <= past.counts.max() ?? 0
    {
      return model
    }
    return BaselineModel(past, trend: false, reweightAbove: above)
  }
}

/// The rule that a handful of cases is no outbreak (Farrington et al. 1996, section 3.7).
public struct CaseLimit: Hashable, Sendable {
  /// Fewer cases than this...
  public var cases = 5.0
  /// ...in this many rows, the one judged included, never alarm.
  public var rows = 4

  public init(cases: Double = 5, rows: Int = 4) {
    self.cases = cases
    self.rows = rows
  }

  /// The result where the limit holds at row `t`; nil where there are cases enough.
  func broken(by series: [Double], at t: Int) -> DetectionResult? {
    var sum = 0.0
    for k in max(0, t - rows + 1)...t where !series[k].isNaN { sum += series[k] }
    guard sum < cases else { return nil }
    return DetectionResult(
      row: t, observed: series[t], reason: .fewCases(atLeast: cases, rows: rows))
  }
}

extension DetectionResult {
  func with(expected: Double) -> DetectionResult {
    var copy = self
    copy.expected = expected
    return copy
  }
}

extension BaselineModel {
  /// Upper bound by the two-thirds power of the count, which is nearly symmetric (Farrington et
  /// al. 1996, section 3.6); `relativeError` is the standard error of the log mean.
  static func powerBound(mean: Double, relativeError: Double, phi: Double, z: Double) -> Double {
    let tau = phi + relativeError * relativeError * mean
    let spread = (4.0 / 9 * cbrt(mean) * tau).squareRoot()
    return pow(pow(mean, 2.0 / 3) + z * spread, 1.5)
  }
}
