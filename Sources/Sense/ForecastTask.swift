import SalusCore

/// One forecast of one value: quantiles for a place and horizon, as hubs exchange them.
public struct ForecastTask: Hashable, Sendable {
  public var referenceDate: CivilDate
  /// Hub code: `US` or a FIPS code with its leading zero.
  public var location: String
  /// In weeks after the reference date.
  public var horizon: Int
  public var targetEndDate: CivilDate
  /// Probabilities, rising.
  public var levels: [Double]
  /// One a level, never falling and never negative.
  public var values: [Double]

  public init(
    referenceDate: CivilDate, location: String, horizon: Int, targetEndDate: CivilDate,
    levels: [Double], values: [Double]
  ) {
    precondition(levels.count == values.count, "a quantile needs a level and a value")
    self.referenceDate = referenceDate
    self.location = location
    self.horizon = horizon
    self.targetEndDate = targetEndDate
    self.levels = levels
    self.values = values
  }

  /// The 23 levels of the CDC's forecast hubs.
  public static let hubLevels: [Double] = [
    0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75,
    0.8, 0.85, 0.9, 0.95, 0.975, 0.99,
  ]
}
