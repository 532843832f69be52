import Glibc
import SalusNumerics

/// The improved Farrington method: all weeks of past years with a seasonal level and a trend
/// (Noufaily et al. 2013, Stat Med 32:1206).
public struct FarringtonFlexible: Detector {
  public var settings: Settings
  /// Rows a year.
  public var frequency: Int

  /// What can be set.
  public struct Settings: Hashable, Sendable {
    /// Past years.
    public var years = 5
    /// Fewest past years that will do where the history is shorter than `years`; two carry a
    /// season.
    public var leastYears = 2
    /// Rows on either side of the same week that share its seasonal level.
    public var halfWindow = 3
    /// Seasonal levels a year; 1 uses only the weeks around the same week.
    public var periods = 10
    /// Latest rows left out, lest a beginning outbreak count as usual.
    public var excluded = 26
    /// Weight past outbreaks down.
    public var reweight = true
    /// Standardised residual above which a row is weighted down.
    public var reweightAbove = 2.58
    /// Try a linear trend.
    public var trend = true
    /// Greatest p value with which the trend is kept; 1 keeps it always.
    public var trendP = 1.0
    /// One-sided error of the bound.
    public var alpha = 0.005
    public var bound = Bound.nbPlugin
    public var errors = Errors.surveillance
    public var limit = CaseLimit()

    public init() {}
  }

  /// How the bound is made from the expected count.
  public enum Bound: String, Sendable, CaseIterable {
    /// Two-thirds power, as in the original method.
    case delta
    /// Quantile of the negative binomial with the expected mean.
    case nbPlugin
    /// Quantile of the negative binomial at the upper confidence bound of the mean.
    case muan
  }

  /// Which dispersion stands behind the standard error of the mean; `nbPlugin` needs none.
  public enum Errors: String, Sendable, CaseIterable {
    /// Pearson's, as in the paper.
    case pearson
    /// As R surveillance 1.20.3 computes it: see `BaselineModel.relativeDispersion`.
    case surveillance
  }

  public init(settings: Settings = Settings(), frequency: Int = 52) {
    self.settings = settings
    self.frequency = frequency
  }

  public var method: DetectionMethod { .farringtonFlexible }

  public func detect(_ series: [Double], rows: Range<Int>) -> [DetectionResult] {
    let z = Normal.standard.quantile(1 - settings.alpha)
    return rows.map { result(series, at: $0, z: z) }
  }

  private func result(_ series: [Double], at t: Int, z: Double) -> DetectionResult {
    let y = series[t]
    guard !y.isNaN else { return DetectionResult(row: t, observed: nil, reason: .notReported) }
    let years = min(settings.years, (t - settings.halfWindow) / frequency)
    guard years >= settings.leastYears, t >= settings.halfWindow else {
      return DetectionResult(
        row: t, observed: y,
        reason: .shortHistory(needs: settings.leastYears * frequency + settings.halfWindow))
    }
    let past = references(series, at: t, years: years)
    guard let model = model(past, at: t, years: years),
      let (logMean, unit) = model.predict(past, at: Double(t), group: past.groupCount - 1)
    else {
      return DetectionResult(row: t, observed: y, reason: .noFit)
    }
    let mean = max(exp(logMean), Double.ulpOfOne)
    if let few = settings.limit.broken(by: series, at: t) {
      return few.with(expected: mean)
    }
    let error = unit * dispersion(of: model).squareRoot()
    let upper: Double
    switch settings.bound {
    case .delta:
      upper = BaselineModel.powerBound(mean: mean, relativeError: error, phi: model.phi, z: z)
    case .nbPlugin:
      upper = NegativeBinomial(mean: mean, dispersion: model.phi).quantile(1 - settings.alpha)
    case .muan:
      let high = max(exp(logMean + z * error), Double.ulpOfOne)
      upper = NegativeBinomial(mean: high, dispersion: model.phi).quantile(1 - settings.alpha)
    }
    return DetectionResult(row: t, observed: y, expected: mean, upper: upper)
  }

  private func dispersion(of model: BaselineModel) -> Double {
    settings.errors == .surveillance ? model.relativeDispersion : model.fit.dispersion
  }

  private func model(
    _ past: BaselineModel.References, at t: Int, years: Int
  ) -> BaselineModel? {
    let above = settings.reweight ? settings.reweightAbove : nil
    let model = BaselineModel(past, trend: settings.trend, reweightAbove: above)
    guard let model, model.hasTrend,
      let now = model.predict(past, at: Double(t), group: past.groupCount - 1)
    else { return model }
    // As in the original: never on fewer than three years, nor beyond what was ever seen.
    let isKept =
      settings.trendP >= 1 || model.trendP(dispersion: dispersion(of: model)) < settings.trendP
    if years >= 3, isKept,
      exp(now.log) <= past.counts.max() ?? 0
    {
      return model
    }
    return BaselineModel(past, trend: false, reweightAbove: above)
  }

  /// Past rows with their seasonal level: the last group is the window around the same week, the
  /// others share the rest of a year, the longer ones first.
  private func references(_ series: [Double], at t: Int, years: Int) -> BaselineModel.References {
    let w = settings.halfWindow
    let last = settings.periods - 1
    var past = BaselineModel.References()
    past.groupCount = settings.periods
    let end = t - settings.excluded
    func add(_ rows: Range<Int>, _ group: Int) {
      for k in rows where k < end { past.add(series[k], at: Double(k), group: group) }
    }
    for year in stride(from: years, through: 1, by: -1) {
      let middle = t - year * frequency
      add(middle - w..<middle + w + 1, last)
      guard settings.periods > 1 else { continue }
      let between = frequency - 2 * w - 1
      let (length, longer) = between.quotientAndRemainder(dividingBy: last)
      var start = middle + w + 1
      for group in 0..<last {
        let next = start + length + (group < longer ? 1 : 0)
        add(start..<next, group)
        start = next
      }
    }
    return past
  }
}
