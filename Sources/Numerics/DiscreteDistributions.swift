import Glibc

/// The Poisson distribution; mean 0 puts all on zero.
public struct Poisson: Hashable, Sendable {
  public let mean: Double

  public init(mean: Double) {
    precondition(mean >= 0 && mean.isFinite, "a Poisson mean is a finite number from zero up")
    self.mean = mean
  }

  /// Probability of exactly `k`.
  public func probability(_ k: Int) -> Double {
    k < 0 ? 0 : poissonTerm(Double(k), mean)
  }

  /// Probability of at most `x`.
  public func cdf(_ x: Double) -> Double { tails(x).lower }

  /// Probability of more than `x`.
  public func upper(_ x: Double) -> Double { tails(x).upper }

  /// The smallest whole number with at least `p` of the distribution at or below it; infinite for
  /// p = 1 (unless the mean is 0), not-a-number outside 0 to 1.
  ///
  /// `p` is eased by 8 units of rounding first, so that a `p` computed as a cdf comes back, as
  /// R 4.2 and later do it.
  public func quantile(_ p: Double) -> Double {
    if mean == 0 { return p >= 0 && p <= 1 ? 0 : .nan }
    let sd = mean.squareRoot()
    return discreteQuantile(p, mean: mean, sd: sd, skewness: 1 / sd, cdf: cdf)
  }

  private func tails(_ x: Double) -> Tails {
    guard !x.isNaN else { return .undefined }
    let k = (x + 1e-7).rounded(.down)
    if k < 0 { return Tails(lower: 0, upper: 1) }
    if mean == 0 || k == .infinity { return Tails(lower: 1, upper: 0) }
    return regularisedGamma(k + 1, mean).mirrored
  }
}

/// The negative binomial distribution with variance mean + mean^2 / size.
///
/// An infinite size is the Poisson limit.
public struct NegativeBinomial: Hashable, Sendable {
  public let mean: Double
  public let size: Double

  public init(mean: Double, size: Double) {
    precondition(mean >= 0 && mean.isFinite, "a mean is a finite number from zero up")
    precondition(size > 0, "a negative binomial size is positive")
    self.mean = mean
    // Beyond this the variance equals the mean to the last digit.
    self.size = size > 1e17 * max(1, mean) ? .infinity : size
  }

  /// Variance `dispersion` times the mean, as a quasi-Poisson fit has it; 1 gives Poisson.
  public init(mean: Double, dispersion: Double) {
    precondition(dispersion >= 1, "a negative binomial is never less spread than a Poisson")
    self.init(mean: mean, size: dispersion > 1 && mean > 0 ? mean / (dispersion - 1) : .infinity)
  }

  public var variance: Double { mean + mean * mean / size }

  /// Probability of exactly `k`.
  public func probability(_ k: Int) -> Double {
    if k < 0 { return 0 }
    if mean == 0 { return k == 0 ? 1 : 0 }
    if size == .infinity { return poissonTerm(Double(k), mean) }
    if k == 0 { return exp(-size * log1p(mean / size)) }
    let n = Double(k)
    let total = size + mean
    return size / (size + n) * binomialTerm(size, n, size / total, mean / total)
  }

  /// Probability of at most `x`.
  public func cdf(_ x: Double) -> Double { tails(x).lower }

  /// Probability of more than `x`.
  public func upper(_ x: Double) -> Double { tails(x).upper }

  /// The smallest whole number with at least `p` of the distribution at or below it; infinite for
  /// p = 1 (unless the mean is 0), not-a-number outside 0 to 1.
  ///
  /// `p` is eased by 8 units of rounding first, as for `Poisson`.
  public func quantile(_ p: Double) -> Double {
    if mean == 0 { return p >= 0 && p <= 1 ? 0 : .nan }
    let spread = 1 + mean / size
    let sd = (mean * spread).squareRoot()
    return discreteQuantile(
      p, mean: mean, sd: sd, skewness: (1 + 2 * mean / size) / sd, cdf: cdf)
  }

  private func tails(_ x: Double) -> Tails {
    guard !x.isNaN else { return .undefined }
    let k = (x + 1e-7).rounded(.down)
    if k < 0 { return Tails(lower: 0, upper: 1) }
    if mean == 0 || k == .infinity { return Tails(lower: 1, upper: 0) }
    if size == .infinity { return regularisedGamma(k + 1, mean).mirrored }
    let total = size + mean
    return regularisedBeta(size, k + 1, size / total, complement: mean / total)
  }
}

/// Smallest whole k >= 0 with cdf(k) >= p, searched from a Cornish-Fisher start.
func discreteQuantile(
  _ p: Double, mean: Double, sd: Double, skewness: Double, cdf: (Double) -> Double
) -> Double {
  guard p >= 0, p <= 1 else { return .nan }
  if p == 0 { return 0 }
  if p == 1 { return .infinity }
  let wanted = p * (1 - 8 * Double.ulpOfOne)
  let z = Normal.standard.quantile(p)
  let guess = mean + sd * (z + skewness * (z * z - 1) / 6)
  var high = max(0, min(guess, 1e300).rounded())
  var step = max(1, (high * 0.001).rounded(.down))
  if cdf(high) >= wanted {
    // Walk down to a value that is too small.
    var low = high - step
    while low >= 0, cdf(low) >= wanted {
      high = low
      step *= 2
      low = high - step
    }
    return boundary(max(low, -1), high, wanted, cdf)
  }
  var low = high
  repeat {
    low = high
    high += step
    step *= 2
  } while high < 1e300 && cdf(high) < wanted
  return boundary(low, high, wanted, cdf)
}

/// The first whole number after `low` that has reached `wanted`; `high` has.
private func boundary(
  _ low: Double, _ high: Double, _ wanted: Double, _ cdf: (Double) -> Double
) -> Double {
  var low = low
  var high = high
  while high - low > 1 {
    let middle = ((low + high) / 2).rounded(.down)
    // Above 2^53 neighbouring whole numbers are one number.
    if middle <= low || middle >= high { break }
    if cdf(middle) >= wanted { high = middle } else { low = middle }
  }
  return high
}
