import Glibc

extension RandomBits {
  /// Poisson with the given mean: sequential inversion below 10, transformed rejection PTRS above
  /// (Hörmann 1993, "The transformed rejection method for generating Poisson random variables").
  ///
  /// From a mean of 2^50 on, where neighbouring doubles are further apart than the law can show,
  /// a rounded normal. Cost does not grow with the mean.
  ///
  /// - Parameter mean: not negative, finite.
  @inlinable
  public mutating func poisson(_ mean: Double) -> Int {
    precondition(mean >= 0 && mean.isFinite, "a Poisson count cannot have mean \(mean)")
    if mean < 10 { return mean == 0 ? 0 : poissonByInversion(mean) }
    if mean < 0x1p50 { return poissonByRejection(mean) }
    return Int(min(max(mean + sqrt(mean) * normal(), 0).rounded(), 0x1p62))
  }

  /// Negative binomial with the given mean and variance mean + mean^2 / size: a Poisson count
  /// whose mean is gamma. An infinite size gives a Poisson count.
  ///
  /// - Parameters:
  ///   - mean: not negative, finite.
  ///   - size: positive; the dispersion k of epidemiology.
  @inlinable
  public mutating func negativeBinomial(mean: Double, size: Double) -> Int {
    precondition(size > 0, "a negative binomial count cannot have size \(size)")
    guard mean > 0, size.isFinite else { return poisson(mean) }
    let drawn = gamma(shape: size, scale: mean / size)
    return poisson(min(drawn, 0x1p61))
  }

  @inlinable
  mutating func poissonByInversion(_ mean: Double) -> Int {
    var left = uniform()
    var mass = exp(-mean)
    var count = 0
    // Mass beyond 200 is below 1e-150 here; the bound keeps rounding from looping on.
    while left > mass, count < 200 {
      left -= mass
      count += 1
      mass *= mean / Double(count)
    }
    return count
  }

  @inlinable
  mutating func poissonByRejection(_ mean: Double) -> Int {
    let root = sqrt(mean)
    let b = 0.931 + 2.53 * root
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let squeeze = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = uniform() - 0.5
      let v = uniform()
      let us = 0.5 - abs(u)
      let k = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
      if us >= 0.07, v <= squeeze { return Int(k) }
      if k < 0 || (us < 0.013 && v > us) { continue }
      if log(v * inverseAlpha / (a / (us * us) + b)) <= logPoissonMass(k, mean) { return Int(k) }
    }
  }
}

/// Logarithm of the Poisson probability of `k` with the given mean, free of cancellation for large
/// means (Loader 2000, "Fast and accurate computation of binomial probabilities").
@inlinable
func logPoissonMass(_ k: Double, _ mean: Double) -> Double {
  if k == 0 { return -mean }
  return -wholeStirlingError(k) - deviance(k, mean) - 0.5 * log(2 * .pi * k)
}

/// log(k!) minus Stirling's formula, for k = 1, 2, …; below 16 by the exact factorial, which is
/// faster there than any logarithm of the gamma function.
@inlinable
func wholeStirlingError(_ k: Double) -> Double {
  guard k < 16 else { return stirlingError(k) }
  var factorial = 1.0
  var factor = 2.0
  while factor <= k {
    factorial *= factor
    factor += 1
  }
  return log(factorial) - (k + 0.5) * log(k) + k - 0.918_938_533_204_672_7
}
