import Glibc

/// Elementary statistics of plain numbers, summed in the order given.
public enum Statistics {
  /// Arithmetic mean; nil for no values.
  public static func mean(_ values: some Collection<Double>) -> Double? {
    guard !values.isEmpty else { return nil }
    return values.reduce(0, +) / Double(values.count)
  }

  /// Sample variance with divisor n - 1, in two passes; nil for fewer than two values.
  public static func variance(_ values: some Collection<Double>) -> Double? {
    guard values.count > 1, let mean = mean(values) else { return nil }
    var squares = 0.0
    for value in values { squares += (value - mean) * (value - mean) }
    return squares / Double(values.count - 1)
  }

  /// Sample standard deviation with divisor n - 1; nil for fewer than two values.
  public static func standardDeviation(_ values: some Collection<Double>) -> Double? {
    variance(values)?.squareRoot()
  }

  /// Quantile by linear interpolation of order statistics at 1 + (n - 1) p: type 7 of Hyndman and
  /// Fan (1996), the default of R. Nil for no values.
  ///
  /// - Parameter level: cut to 0 ... 1.
  public static func quantile(_ values: some Collection<Double>, at level: Double) -> Double? {
    values.isEmpty ? nil : quantile(sorted: values.sorted(), at: level)
  }

  /// The same for values in rising order, at least one.
  public static func quantile(sorted values: [Double], at level: Double) -> Double {
    precondition(!values.isEmpty, "no values have no quantile")
    let place = min(max(level, 0), 1) * Double(values.count - 1)
    let below = min(Int(place), values.count - 1)
    let above = min(below + 1, values.count - 1)
    let share = place - Double(below)
    // An infinite neighbour must not turn an exact hit into not-a-number.
    return share == 0 ? values[below] : values[below] + share * (values[above] - values[below])
  }

  /// The quantile of a level from those of some levels: between two on the straight line, beyond
  /// the outermost their own values.
  ///
  /// - Parameters:
  ///   - quantiles: one for each of the levels, both rising; at least one.
  public static func quantile(
    at level: Double, from quantiles: [Double], levels: [Double]
  ) -> Double {
    precondition(!levels.isEmpty && levels.count == quantiles.count, "a quantile for each level")
    guard let above = levels.firstIndex(where: { $0 >= level }) else {
      return quantiles[levels.count - 1]
    }
    guard above > 0 else { return quantiles[0] }
    let share = (level - levels[above - 1]) / (levels[above] - levels[above - 1])
    return quantiles[above - 1] + share * (quantiles[above] - quantiles[above - 1])
  }

  /// log(sum of exp(value)) without overflow; minus infinity for no values.
  public static func logSumExp(_ values: some Collection<Double>) -> Double {
    guard let greatest = values.max(), greatest > -.infinity else { return -.infinity }
    if greatest == .infinity { return .infinity }
    var sum = 0.0
    for value in values { sum += exp(value - greatest) }
    return greatest + log(sum)
  }
}
