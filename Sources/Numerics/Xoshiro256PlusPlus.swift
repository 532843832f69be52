import SalusCore

/// A fast sequential generator (Blackman and Vigna 2021, "Scrambled linear pseudorandom number
/// generators"; xoshiro256++ 1.0) for draws whose order is fixed and private, such as those of one
/// particle or one patch. Its start comes from a keyed `Stream`.
public struct Xoshiro256PlusPlus: RandomBits, Sendable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  /// Starts from the first two Philox blocks of the stream with the same key.
  @inlinable
  public init(
    _ seed: Seed, _ purpose: Purpose, _ major: Int = 0, _ minor: Int = 0, layer: UInt16 = 0
  ) {
    var stream = Stream(seed, purpose, major, minor, layer: layer)
    self.init(state: (stream.bits64(), stream.bits64(), stream.bits64(), stream.bits64()))
  }

  /// Starts from a state; the all-zero one, which would yield zeros for ever, is replaced.
  @inlinable
  public init(state: (UInt64, UInt64, UInt64, UInt64)) {
    (s0, s1, s2, s3) = state
    if s0 | s1 | s2 | s3 == 0 {
      (s0, s1) = (0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9)
      (s2, s3) = (0x94D0_49BB_1331_11EB, 0xD2B7_4407_B1CE_6E93)
    }
  }

  @inlinable @inline(__always)
  public mutating func bits64() -> UInt64 {
    let sum = s0 &+ s3
    let result = (sum << 23 | sum >> 41) &+ s0
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = s3 << 45 | s3 >> 19
    return result
  }
}
