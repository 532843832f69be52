import Glibc

/// The regularised incomplete beta function I_x(a, b) below and 1 - I_x(a, b) above.
///
/// Continued fraction (Abramowitz and Stegun 1964, 26.5.8) on the side where it converges fast.
/// Not-a-number for a <= 0, b <= 0 or x outside 0 to 1.
///
/// - Parameter complement: 1 - x, where the caller knows it more exactly than the difference.
public func regularisedBeta(
  _ a: Double, _ b: Double, _ x: Double, complement: Double? = nil
) -> Tails {
  let y = complement ?? 1 - x
  guard a > 0, b > 0, x >= 0, y >= 0, a.isFinite, b.isFinite else { return .undefined }
  if x == 0 { return Tails(lower: 0, upper: 1) }
  if y == 0 { return Tails(lower: 1, upper: 0) }
  if x > (a + 1) / (a + b + 2) {
    return lowerSide(b, a, y, x).mirrored
  }
  return lowerSide(a, b, x, y)
}

/// The point x at which I_x(a, b) is `p`.
public func inverseRegularisedBeta(_ a: Double, _ b: Double, _ p: Double) -> Double {
  guard a > 0, b > 0, p >= 0, p <= 1 else { return .nan }
  if p == 0 { return 0 }
  if p == 1 { return 1 }
  return invert(p, from: a / (a + b), within: 0...1) { x in
    (
      regularisedBeta(a, b, x),
      binomialTerm(a, b, x, 1 - x) * a * b / ((a + b) * x * (1 - x))
    )
  }
}

/// Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) x^a y^b for real a, b > 0 and y = 1 - x: the binomial
/// probability of a successes and b failures, carried on to fractions (Loader 2000).
func binomialTerm(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
  let n = a + b
  let exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x)
    - deviance(b, n * y)
  return exp(exponent) * (n / (2 * Double.pi * a * b)).squareRoot()
}

private func lowerSide(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Tails {
  let tiny = 1e-290
  // x^a y^b / (a B(a, b)), since 1 / B(a, b) = ab / (a + b) times the binomial coefficient.
  let prefix = binomialTerm(a, b, x, y) * b / (a + b)
  var c = 1.0
  var d = 1 - (a + b) * x / (a + 1)
  d = 1 / (abs(d) < tiny ? tiny : d)
  var fraction = d
  var m = 1.0
  while m < 1e7 {
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 + even * d
    c = 1 + even / c
    d = 1 / (abs(d) < tiny ? tiny : d)
    if abs(c) < tiny { c = tiny }
    fraction *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + odd * d
    c = 1 + odd / c
    d = 1 / (abs(d) < tiny ? tiny : d)
    if abs(c) < tiny { c = tiny }
    let change = d * c
    fraction *= change
    if abs(change - 1) < 0x1p-52 { break }
    m += 1
  }
  let lower = min(1, max(0, prefix * fraction))
  return Tails(lower: lower, upper: 1 - lower)
}
