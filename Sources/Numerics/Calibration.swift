/// Checks of whether stated probabilities come true.
public enum Calibration {
  /// True where the value lies in the closed central interval of that probability; nil where the
  /// levels hold no such interval.
  public static func covers(
    _ quantiles: [Double], at levels: [Double] = QuantileLevels.hub, probability: Double,
    observed: Double
  ) -> Bool? {
    guard let (lower, upper) = QuantileLevels.bounds(of: probability, in: levels) else {
      return nil
    }
    return quantiles[lower] <= observed && observed <= quantiles[upper]
  }

  /// Probability integral transform: the level at which the forecast distribution reaches the
  /// value, by linear interpolation; outside all quantiles half the outer level. Where several
  /// quantiles equal the value it is the middle of their levels. Uniform for calibrated forecasts.
  public static func transform(
    _ quantiles: [Double], at levels: [Double] = QuantileLevels.hub, observed: Double
  ) -> Double {
    precondition(quantiles.count == levels.count && !levels.isEmpty, "a quantile for each level")
    guard let first = quantiles.firstIndex(where: { $0 >= observed }) else {
      return (1 + levels[levels.count - 1]) / 2
    }
    if quantiles[first] == observed {
      var last = first
      while last + 1 < quantiles.count, quantiles[last + 1] == observed { last += 1 }
      return (levels[first] + levels[last]) / 2
    }
    guard first > 0 else { return levels[0] / 2 }
    let share = (observed - quantiles[first - 1]) / (quantiles[first] - quantiles[first - 1])
    return levels[first - 1] + share * (levels[first] - levels[first - 1])
  }

  /// Continuous ranked probability score of equally likely samples: mean |x - y| less half the mean
  /// |x - x'| (Gneiting and Raftery 2007, equation 21). Nil without samples.
  public static func rankedScore(samples: [Double], observed: Double) -> Double? {
    guard !samples.isEmpty else { return nil }
    let sorted = samples.sorted()
    let count = Double(sorted.count)
    var distance = 0.0
    var spread = 0.0
    for (rank, sample) in sorted.enumerated() {
      distance += abs(sample - observed)
      // Sum over pairs of |x - x'| is twice the sum of (2 rank - n + 1) x over the sorted samples.
      spread += (2 * Double(rank) - count + 1) * sample
    }
    return distance / count - spread / (count * count)
  }
}
