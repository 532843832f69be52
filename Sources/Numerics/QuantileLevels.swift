/// Sets of probability levels at which forecasts state their quantiles.
public enum QuantileLevels {
  /// The 23 levels of the forecast hubs: .01, .025, .05, .10, .15 … .90, .95, .975, .99.
  ///
  /// Index 11 is the median; 6 and 16 bound the 50 % interval, 3 and 19 the 80 % interval, 1 and
  /// 21 the 95 % interval.
  public static let hub: [Double] = [
    0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75,
    0.8, 0.85, 0.9, 0.95, 0.975, 0.99,
  ]

  /// True for an odd number of rising levels inside (0, 1) that mirror each other around .5, which
  /// is what an interval score needs.
  public static func isSymmetric(_ levels: [Double]) -> Bool {
    guard levels.count % 2 == 1 else { return false }
    for (index, level) in levels.enumerated() {
      guard level > 0, level < 1, abs(level + levels[levels.count - 1 - index] - 1) < 1e-9 else {
        return false
      }
      if index > 0, level <= levels[index - 1] { return false }
    }
    return true
  }

  /// Indices of the quantiles that bound the central interval of that probability, such as .5;
  /// nil where the levels hold no such pair.
  public static func bounds(of probability: Double, in levels: [Double]) -> (Int, Int)? {
    let tail = (1 - probability) / 2
    guard let lower = levels.firstIndex(where: { abs($0 - tail) < 1e-9 }),
      let upper = levels.firstIndex(where: { abs($0 - (1 - tail)) < 1e-9 })
    else { return nil }
    return (lower, upper)
  }
}
