/// Philox4x32-10, a counter-based generator (Salmon et al. 2011, "Parallel random numbers: as easy
/// as 1, 2, 3", table 2 and figure 4): a keyed bijection of 128-bit counters.
public enum Philox {
  /// 128 bits: a counter going in, random bits coming out.
  public typealias Block = (UInt32, UInt32, UInt32, UInt32)

  /// The block at `counter` under `key`; a pure function.
  @inlinable
  public static func block(_ counter: Block, key: (UInt32, UInt32)) -> Block {
    var (x0, x1, x2, x3) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let left = UInt64(x0) &* 0xD251_1F53
      let right = UInt64(x2) &* 0xCD9E_8D57
      let next0 = UInt32(truncatingIfNeeded: right >> 32) ^ x1 ^ k0
      let next2 = UInt32(truncatingIfNeeded: left >> 32) ^ x3 ^ k1
      x1 = UInt32(truncatingIfNeeded: right)
      x3 = UInt32(truncatingIfNeeded: left)
      x0 = next0
      x2 = next2
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (x0, x1, x2, x3)
  }
}
