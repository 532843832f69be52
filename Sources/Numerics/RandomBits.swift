/// A source of uniform random bits, on which every sampler of this module stands.
///
/// Used as a generic constraint only, never as an existential: a witness call in a hot loop costs
/// seven times a direct one.
public protocol RandomBits {
  /// 64 independent fair bits.
  mutating func bits64() -> UInt64
}

extension RandomBits {
  /// Uniform on the open interval (0, 1), with 52 random bits; its logarithm is always finite.
  @inlinable
  public mutating func uniform() -> Double {
    (Double(bits64() >> 12) + 0.5) * 0x1p-52
  }

  /// Uniform on 0 ..< `bound` without bias (Lemire 2019, "Fast random integer generation in an
  /// interval", algorithm 5).
  ///
  /// - Parameter bound: positive.
  @inlinable
  public mutating func uniform(below bound: Int) -> Int {
    precondition(bound > 0, "no integer lies below \(bound)")
    let range = UInt64(bound)
    var product = bits64().multipliedFullWidth(by: range)
    if product.low < range {
      let floor = (0 &- range) % range
      while product.low < floor { product = bits64().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// Puts the elements in an order drawn uniformly from all orders (Fisher-Yates).
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, through: 1, by: -1) {
      let other = uniform(below: last + 1)
      if other != last { elements.swapAt(last, other) }
    }
  }
}
