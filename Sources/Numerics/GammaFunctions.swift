import Glibc

/// Natural logarithm of |Γ(x)|, safe on any thread.
public func logGamma(_ x: Double) -> Double {
  var sign: Int32 = 1
  return lgamma_r(x, &sign)
}

/// Natural logarithm of x!, for whole and fractional x above -1.
public func logFactorial(_ x: Double) -> Double {
  logGamma(x + 1)
}

/// Natural logarithm of the beta function B(a, b) for positive a and b.
public func logBeta(_ a: Double, _ b: Double) -> Double {
  let total = a + b
  guard min(a, b) > 10 else { return logGamma(a) + logGamma(b) - logGamma(total) }
  // Stirling's form loses nothing where the three logarithms nearly cancel.
  return 0.5 * log(2 * Double.pi) + stirlingError(a) + stirlingError(b) - stirlingError(total)
    + (a - 0.5) * log(a / total) + b * log(b / total) - 0.5 * log(b)
}

/// The derivative of `logGamma`, for positive x.
///
/// Recurrence up to 10, then the asymptotic series (Abramowitz and Stegun 1964, 6.3.18).
public func digamma(_ x: Double) -> Double {
  guard x > 0 else { return .nan }
  var shifted = x
  var sum = 0.0
  while shifted < 10 {
    sum -= 1 / shifted
    shifted += 1
  }
  let square = 1 / (shifted * shifted)
  let series =
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
  return sum + log(shifted) - 0.5 / shifted - series
}

/// The two sides of a distribution at a point; they add up to one, and each keeps its own digits
/// where it is small.
public struct Tails: Hashable, Sendable {
  public let lower: Double
  public let upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The same with sides exchanged.
  public var mirrored: Tails { Tails(lower: upper, upper: lower) }

  static let undefined = Tails(lower: .nan, upper: .nan)
}

/// The regularised incomplete gamma function: P(a, x) below and Q(a, x) above.
///
/// Power series below a + 1, continued fraction above (Abramowitz and Stegun 1964, 6.5.29 and
/// 6.5.31), both in front of a prefix without cancellation. Steps grow with the root of a.
/// Not-a-number for a <= 0 or x < 0. The upper side has an absolute, not a relative, accuracy of
/// 1e-15 for x < a + 1.
public func regularisedGamma(_ a: Double, _ x: Double) -> Tails {
  guard a > 0, x >= 0, a.isFinite else { return .undefined }
  if x == 0 { return Tails(lower: 0, upper: 1) }
  if x == .infinity { return Tails(lower: 1, upper: 0) }
  let prefix = poissonTerm(a, x)
  if x < a + 1 {
    var term = 1.0
    var sum = 1.0
    var n = a
    repeat {
      n += 1
      term *= x / n
      sum += term
    } while term > sum * 0x1p-54
    let lower = min(1, prefix * sum)
    return Tails(lower: lower, upper: 1 - lower)
  }
  // Modified Lentz on 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...
  let tiny = 1e-290
  var b = x + 1 - a
  var c = 1 / tiny
  var d = 1 / (abs(b) < tiny ? tiny : b)
  var fraction = d
  var n = 1.0
  while n < 1e7 {
    let step = -n * (n - a)
    b += 2
    d = step * d + b
    if abs(d) < tiny { d = tiny }
    c = b + step / c
    if abs(c) < tiny { c = tiny }
    d = 1 / d
    let change = d * c
    fraction *= change
    if abs(change - 1) < 0x1p-52 { break }
    n += 1
  }
  let upper = min(1, max(0, prefix * a * fraction))
  return Tails(lower: 1 - upper, upper: upper)
}

/// The point x at which P(a, x) is `p` (or Q(a, x) is `1 - p`, whichever is smaller is matched).
///
/// Wilson and Hilferty (1931) to start, then Newton steps kept inside a shrinking bracket.
public func inverseRegularisedGamma(_ a: Double, _ p: Double) -> Double {
  guard a > 0, p >= 0, p <= 1 else { return .nan }
  if p == 0 { return 0 }
  if p == 1 { return .infinity }
  let z = Normal.standard.quantile(p)
  let ninth = 1 / (9 * a)
  let cube = 1 - ninth + z * ninth.squareRoot()
  var start = a * cube * cube * cube
  if a < 1 || cube <= 0 || start < 0.05 * a {
    // P(a, x) is about x^a / Γ(a + 1) near zero.
    start = min(exp((log(p) + logGamma(a + 1)) / a), max(a, 1))
  }
  return invert(p, from: start, within: 0...Double.infinity) { x in
    (regularisedGamma(a, x), poissonTerm(a, x) * a / x)
  }
}

/// e^-mean mean^x / Γ(x + 1) for real x >= 0: a Poisson probability carried on to fractions.
///
/// Saddle-point form (Loader 2000, "Fast and accurate computation of binomial probabilities").
func poissonTerm(_ x: Double, _ mean: Double) -> Double {
  if mean == 0 { return x == 0 ? 1 : 0 }
  if x <= mean * Double.leastNormalMagnitude { return exp(-mean) }
  if mean < x * Double.leastNormalMagnitude { return 0 }
  return exp(-stirlingError(x) - deviance(x, mean)) / (2 * Double.pi * x).squareRoot()
}

/// log x! minus Stirling's formula, for x > 0 (Loader 2000).
@inlinable
func stirlingError(_ x: Double) -> Double {
  guard x > 15 else {
    return logGamma(x + 1) - (x + 0.5) * log(x) + x - 0.5 * log(2 * Double.pi)
  }
  let square = 1 / (x * x)
  return (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
    / x
}

/// x log(x / m) + m - x without cancellation where x is close to m (Loader 2000).
@inlinable
func deviance(_ x: Double, _ m: Double) -> Double {
  guard abs(x - m) < 0.1 * (x + m) else { return x * log(x / m) + m - x }
  let v = (x - m) / (x + m)
  var sum = (x - m) * v
  guard abs(sum) >= Double.leastNormalMagnitude else { return sum }
  var term = 2 * x * v
  var odd = 1.0
  while true {
    term *= v * v
    odd += 2
    let next = sum + term / odd
    if next == sum { return next }
    sum = next
  }
}

/// Solves `lower(x) = p` for a continuous increasing distribution given its tails and density.
func invert(
  _ p: Double, from start: Double, within range: ClosedRange<Double>,
  _ at: (Double) -> (tails: Tails, density: Double)
) -> Double {
  var low = range.lowerBound
  var high = range.upperBound
  var x = start
  for _ in 0..<400 {
    let (tails, density) = at(x)
    // Match the smaller side, so that far tails keep their relative accuracy.
    let miss = p <= 0.5 ? tails.lower - p : (1 - p) - tails.upper
    if miss == 0 { return x }
    if miss > 0 { high = min(high, x) } else { low = max(low, x) }
    var next = density > 0 ? x - miss / density : .nan
    if !(next > low && next < high) {
      if high == .infinity {
        next = 2 * max(x, 1)
      } else if low == 0 && x > 0 {
        next = high / 8
      } else {
        next = low + (high - low) / 2
      }
    }
    if abs(next - x) <= 0x1p-51 * abs(x) || next == 0 { return next }
    x = next
  }
  return x
}
