/// The loss of a single quantile (Koenker and Bassett 1978), whose mean is least at the true one.
public enum Pinball {
  /// max(level (y - q), (level - 1) (y - q)), in the unit of the values.
  @inlinable
  public static func loss(_ quantile: Double, at level: Double, observed: Double) -> Double {
    let error = observed - quantile
    return max(level * error, (level - 1) * error)
  }

  /// Mean loss over all levels: half the weighted interval score.
  public static func mean(
    _ quantiles: [Double], at levels: [Double] = QuantileLevels.hub, observed: Double
  ) -> Double {
    precondition(quantiles.count == levels.count && !levels.isEmpty, "a quantile for each level")
    var sum = 0.0
    for (quantile, level) in zip(quantiles, levels) {
      sum += loss(quantile, at: level, observed: observed)
    }
    return sum / Double(levels.count)
  }
}
