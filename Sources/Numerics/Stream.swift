import SalusCore

/// What draws are for; two purposes never share a number. Raw values are part of every stored
/// result: add at the end, never renumber.
public enum Purpose: UInt16, Sendable, CaseIterable {
  case test = 0
  case geography = 1
  case population = 2
  case mobility = 3
  case infection = 4
  case progression = 5
  case recovery = 6
  case importation = 7
  case reporting = 8
  case boosting = 9
  case filter = 10
  case resampling = 11
  case copula = 12
  case baseline = 13
  case bootstrap = 14
  case detection = 15
  case clusters = 16
}

/// A source of random numbers whose values depend on what they are for, not on the order in which
/// streams are used: equal (seed, purpose, major, minor) give equal draws on any thread.
///
/// Each stream holds 2^32 blocks of four 32-bit numbers.
public struct Stream: RandomBits, Sendable {
  @usableFromInline let key: (UInt32, UInt32)
  @usableFromInline let purpose: UInt32
  @usableFromInline let major: UInt32
  @usableFromInline let minor: UInt32
  @usableFromInline var next: UInt32 = 0
  @usableFromInline var block: Philox.Block = (0, 0, 0, 0)
  @usableFromInline var used = 4

  /// - Parameters:
  ///   - major: for example the day; its low 32 bits count.
  ///   - minor: for example the place or person; its low 32 bits count.
  ///   - layer: a part of the purpose, 0 to 65 535.
  @inlinable
  public init(
    _ seed: Seed, _ purpose: Purpose, _ major: Int = 0, _ minor: Int = 0, layer: UInt16 = 0
  ) {
    key = (
      UInt32(truncatingIfNeeded: seed.value), UInt32(truncatingIfNeeded: seed.value >> 32)
    )
    self.purpose = UInt32(purpose.rawValue) << 16 | UInt32(layer)
    self.major = UInt32(truncatingIfNeeded: major)
    self.minor = UInt32(truncatingIfNeeded: minor)
  }

  /// 32 fair bits, the next quarter of a block.
  @inlinable
  public mutating func bits32() -> UInt32 {
    if used == 4 {
      block = Philox.block((next, minor, major, purpose), key: key)
      next &+= 1
      used = 0
    }
    used += 1
    switch used {
    case 1: return block.0
    case 2: return block.1
    case 3: return block.2
    default: return block.3
    }
  }

  /// 64 fair bits, the first 32 the high half.
  @inlinable
  public mutating func bits64() -> UInt64 {
    let high = UInt64(bits32())
    return high << 32 | UInt64(bits32())
  }
}

extension Seed {
  /// A seed of its own for a part of the work, such as one place: equal parts get equal seeds.
  public func child(_ purpose: Purpose, _ major: Int, _ minor: Int = 0) -> Seed {
    var stream = Stream(self, purpose, major, minor, layer: .max)
    return Seed(stream.bits64())
  }
}
