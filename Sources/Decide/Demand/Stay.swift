import SalusNumerics

/// A length of time with its spread: gamma distributed, or constant where the spread is nought.
public struct Stay: Hashable, Sendable {
  public var meanDays: Double
  public var sdDays: Double

  public init(meanDays: Double, sdDays: Double) {
    self.meanDays = meanDays
    self.sdDays = sdDays
  }

  /// Chances of 0, 1, 2, … censuses that the stay meets, which add up to 1.
  ///
  /// Whoever comes does so at any moment of the day with equal chance, and is counted at its end, so
  /// P(more than s) is the integral of the survivor function from s to s + 1: the mean count
  /// equals the mean stay exactly, and a constant stay of whole days is counted on exactly as many.
  ///
  /// - Parameter longest: what lies beyond counts as this many.
  public func counts(longest: Int = 120) -> [Double] {
    let most = max(1, longest)
    var chances: [Double] = []
    var before = 1.0
    var start = 0.0
    while chances.count < most, before > 1e-14 {
      let end = integral(Double(chances.count + 1))
      // Rounding must not make a chance negative.
      let next = min(before, max(0, end - start))
      chances.append(before - next)
      before = next
      start = end
    }
    // The tail that is too thin to tell apart.
    if before > 0 { chances.append(before) }
    return chances
  }

  /// The integral of the survivor function from 0 to x, which is the mean of min(stay, x).
  private func integral(_ x: Double) -> Double {
    let mean = max(0, meanDays.isFinite ? meanDays : 0)
    guard mean > 0 else { return 0 }
    guard sdDays > mean * 1e-6, sdDays.isFinite else { return min(x, mean) }
    let shape = (mean / sdDays) * (mean / sdDays)
    let scale = sdDays * sdDays / mean
    let raised = Gamma(shape: shape + 1, scale: scale)
    return x * Gamma(shape: shape, scale: scale).upper(x) + mean * raised.cdf(x)
  }
}

/// Whole days drawn from given chances by one uniform number.
struct DayLaw: Sendable {
  /// Chances of 0, 1, 2, … days.
  let chances: [Double]
  private let cumulative: [Double]

  init(_ chances: [Double]) {
    self.chances = chances
    var sum = 0.0
    cumulative = chances.map { chance in
      sum += chance
      return sum
    }
  }

  init(_ stay: Stay) {
    self.init(stay.counts())
  }

  var mean: Double {
    chances.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
  }

  /// P(more than s days), s = 0, 1, …
  var survivors: [Double] {
    var left = 1.0
    return chances.map { chance in
      left = max(0, left - chance)
      return left
    }
  }

  func draw(_ uniform: Double) -> Int {
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > uniform { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
