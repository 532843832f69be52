/// The number from which all randomness of a run follows.
public struct Seed: Hashable, Sendable, ExpressibleByIntegerLiteral {
  public let value: UInt64

  @inlinable
  public init(_ value: UInt64) {
    self.value = value
  }

  @inlinable
  public init(integerLiteral value: UInt64) {
    self.value = value
  }
}
