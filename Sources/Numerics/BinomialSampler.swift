import Glibc

/// A chance together with what samplers need of it; made once where one chance serves many draws,
/// such as the daily risk of leaving a compartment.
public struct Chance: Sendable {
  /// 0 to 1.
  public let value: Double
  /// The smaller of the chance and its complement.
  @usableFromInline let rare: Double
  @usableFromInline let logComplement: Double
  @usableFromInline let odds: Double
  @usableFromInline let isFlipped: Bool

  /// Rounding just outside 0 to 1 is cut off.
  @inlinable
  public init(_ value: Double) {
    precondition(!value.isNaN, "a chance must be a number")
    let cut = min(max(value, 0), 1)
    self.value = cut
    isFlipped = cut > 0.5
    rare = isFlipped ? 1 - cut : cut
    logComplement = log1p(-rare)
    odds = rare / (1 - rare)
  }

  /// The chance that something with this hazard rate happens within the time: 1 - exp(-rate time).
  @inlinable
  public init(rate: Double, time: Double) {
    self.init(-expm1(-max(rate * time, 0)))
  }
}

extension RandomBits {
  /// Successes in `n` trials of chance `p`; `n` not negative, `p` cut to 0 ... 1.
  @inlinable
  public mutating func binomial(_ n: Int, _ p: Double) -> Int {
    n == 0 || p <= 0 ? 0 : binomial(n, Chance(p))
  }

  /// Successes in `n` trials: sequential inversion where fewer than 10 are expected of the rarer
  /// outcome, transformed rejection BTRS above (Hörmann 1993, "The generation of binomial random
  /// variates"). Cost does not grow with `n`.
  @inlinable
  public mutating func binomial(_ n: Int, _ chance: Chance) -> Int {
    precondition(n >= 0, "there cannot be \(n) trials")
    guard n > 0, chance.rare > 0 else { return chance.isFlipped ? n : 0 }
    let rare =
      Double(n) * chance.rare < 10
      ? binomialByInversion(n, chance) : binomialByRejection(n, chance)
    return chance.isFlipped ? n - rare : rare
  }

  /// How `n` items fall into classes whose chances are proportional to `weights`; counts add up to
  /// `n`. All in the last class where every weight is 0.
  ///
  /// - Parameter weights: not negative, finite, at least one.
  @inlinable
  public mutating func multinomial(_ n: Int, _ weights: [Double]) -> [Int] {
    precondition(!weights.isEmpty, "items need a class to fall into")
    // What is left for the classes from i on, summed from the end so that it never falls below
    // the weight that is still to come.
    var remaining = weights
    for i in weights.indices.dropLast().reversed() { remaining[i] += remaining[i + 1] }
    var counts = [Int](repeating: 0, count: weights.count)
    var left = n
    for i in weights.indices.dropLast() where left > 0 && weights[i] > 0 {
      counts[i] = binomial(left, weights[i] / remaining[i])
      left -= counts[i]
    }
    counts[weights.count - 1] = left
    return counts
  }

  /// Successes of chance `chance.rare`.
  @inlinable
  mutating func binomialByInversion(_ n: Int, _ chance: Chance) -> Int {
    var left = uniform()
    var mass = exp(Double(n) * chance.logComplement)
    let a = Double(n + 1) * chance.odds
    var count = 0
    // The mean is below 10: mass beyond 200 is below 1e-150.
    let most = min(n, 200)
    while left > mass, count < most {
      left -= mass
      count += 1
      mass *= a / Double(count) - chance.odds
    }
    return count
  }

  /// Successes of chance `chance.rare`.
  @inlinable
  mutating func binomialByRejection(_ trials: Int, _ chance: Chance) -> Int {
    let n = Double(trials)
    let p = chance.rare
    let spread = sqrt(n * p * (1 - p))
    let b = 1.15 + 2.53 * spread
    let a = -0.0873 + 0.0248 * b + 0.01 * p
    let c = n * p + 0.5
    let squeeze = 0.92 - 4.2 / b
    while true {
      let u = uniform() - 0.5
      let v = uniform()
      let us = 0.5 - abs(u)
      let k = ((2 * a / us + b) * u + c).rounded(.down)
      if us >= 0.07, v <= squeeze { return Int(k) }
      if k < 0 || k > n { continue }
      let alpha = (2.83 + 5.1 / b) * spread
      let mode = ((n + 1) * p).rounded(.down)
      let ratio = logBinomialRatio(k, to: mode, n: n, odds: chance.odds)
      if log(v * alpha / (a / (us * us) + b)) <= ratio { return Int(k) }
    }
  }
}

/// log P(k) - log P(mode) of a binomial law (Hörmann 1993, algorithm BTRS step 3.1).
@inlinable
func logBinomialRatio(_ k: Double, to mode: Double, n: Double, odds: Double) -> Double {
  var sum = (mode + 0.5) * log((mode + 1) / (odds * (n - mode + 1)))
  sum += (n + 1) * log((n - mode + 1) / (n - k + 1))
  sum += (k + 0.5) * log(odds * (n - k + 1) / (k + 1))
  sum += factorialTail(mode) + factorialTail(n - mode)
  return sum - factorialTail(k) - factorialTail(n - k)
}

/// log(k!) minus (k + 1/2) log(k + 1) - (k + 1) + log(2 pi) / 2, for k = 0, 1, 2, …
@inlinable
func factorialTail(_ k: Double) -> Double {
  // log(k!) = log((k+1)!) - log(k+1), and Stirling's formula is taken at k + 1.
  wholeStirlingError(k + 1)
}
