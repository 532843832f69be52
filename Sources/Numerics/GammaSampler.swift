import Glibc

extension RandomBits {
  /// Gamma with mean shape x scale (Marsaglia and Tsang 2000, "A simple method for generating
  /// gamma variables"). A very small shape can give 0, where the value is below the least double.
  ///
  /// - Parameters:
  ///   - shape: positive and finite.
  ///   - scale: not negative.
  @inlinable
  public mutating func gamma(shape: Double, scale: Double = 1) -> Double {
    precondition(scale >= 0, "a gamma variable cannot have scale \(scale)")
    guard shape < 1 else { return marsagliaTsang(shape) * scale }
    return exp(logGamma(shape: shape)) * scale
  }

  /// Beta on the closed interval [0, 1]; exact also for shapes far below 1, where nearly all mass
  /// lies at the ends.
  ///
  /// - Parameters: both positive and finite.
  @inlinable
  public mutating func beta(_ a: Double, _ b: Double) -> Double {
    let left = logGamma(shape: a)
    let right = logGamma(shape: b)
    return 1 / (1 + exp(right - left))
  }

  /// Shares that add up to 1; component i has mean weight i over the sum of weights.
  ///
  /// - Parameter weights: positive and finite, at least one.
  @inlinable
  public mutating func dirichlet(_ weights: [Double]) -> [Double] {
    var shares = weights
    var greatest = -Double.infinity
    for i in shares.indices {
      shares[i] = logGamma(shape: weights[i])
      greatest = max(greatest, shares[i])
    }
    var sum = 0.0
    for i in shares.indices {
      shares[i] = exp(shares[i] - greatest)
      sum += shares[i]
    }
    for i in shares.indices { shares[i] /= sum }
    return shares
  }

  /// The logarithm of a gamma variable of scale 1, finite for shapes so small that the variable
  /// itself is no double.
  @inlinable
  mutating func logGamma(shape: Double) -> Double {
    if shape >= 1 { return log(marsagliaTsang(shape)) }
    // If X is gamma of shape a + 1 and U uniform, X U^(1/a) is gamma of shape a.
    let raised = log(marsagliaTsang(shape + 1))
    return raised + log(uniform()) / shape
  }

  /// Shape 1 or more, scale 1.
  @inlinable
  mutating func marsagliaTsang(_ shape: Double) -> Double {
    precondition(shape > 0 && shape.isFinite, "a gamma variable cannot have shape \(shape)")
    let d = shape - 1.0 / 3
    let c = 1 / sqrt(9 * d)
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      let u = uniform()
      if u < 1 - 0.0331 * (x * x) * (x * x) { return d * v }
      if log(u) < 0.5 * x * x + d * (1 - v + log(v)) { return d * v }
    }
  }
}
