import Glibc

/// The weighted interval score of one set of quantiles against what was observed, with its parts.
///
/// Bracher et al. 2021, "Evaluating epidemic forecasts in an interval format", PLoS Computational
/// Biology 17:e1008618, equations 1 to 3, with weights w0 = 1/2 and wk = alpha_k / 2. It equals
/// twice the mean pinball loss over the levels; less is better; its unit is that of the values.
public struct WIS: Hashable, Sendable {
  /// Width of the intervals.
  public var dispersion: Double
  /// Penalty for intervals that lie above the observed value.
  public var overprediction: Double
  /// Penalty for intervals that lie below the observed value.
  public var underprediction: Double

  /// The score itself: the sum of its parts.
  public var total: Double { dispersion + overprediction + underprediction }

  /// - Parameters:
  ///   - quantiles: one for each level, in rising order.
  ///   - levels: an odd number, symmetric around .5.
  public init(
    quantiles: [Double], at levels: [Double] = QuantileLevels.hub, observed: Double
  ) {
    precondition(quantiles.count == levels.count, "a quantile for each level")
    precondition(levels.count % 2 == 1, "the median and pairs around it")
    let middle = levels.count / 2
    var width = 0.0
    var above = max(0, quantiles[middle] - observed) / 2
    var below = max(0, observed - quantiles[middle]) / 2
    for k in 0..<middle {
      let lower = quantiles[k]
      let upper = quantiles[levels.count - 1 - k]
      // alpha / 2 = the lower level; (alpha / 2) (2 / alpha) = 1 for the two penalties.
      width += levels[k] * (upper - lower)
      above += max(0, lower - observed)
      below += max(0, observed - upper)
    }
    let weight = Double(middle) + 0.5
    dispersion = width / weight
    overprediction = above / weight
    underprediction = below / weight
  }

  /// The score of log(value + 1), which weighs relative errors: Bosse et al. 2023, "Scoring
  /// epidemiological forecasts on transformed scales", PLoS Computational Biology 19:e1011393.
  /// Negative values count as 0.
  public static func logarithmic(
    quantiles: [Double], at levels: [Double] = QuantileLevels.hub, observed: Double
  ) -> WIS {
    WIS(quantiles: quantiles.map { log(max($0, 0) + 1) }, at: levels, observed: log(observed + 1))
  }
}
