/// Points filed by where they are, for finding those within one fixed distance.
///
/// Cells are cubes of twice the distance laid over space, so that neither poles nor the date line
/// need a rule of their own: whatever is near a point lies in its cell or in the seven others that
/// touch the point's octant. All cells share one table of chains, each chain newest first, so that a
/// walk through points in time order can stop at the first that is too old.
struct SpotGrid {
  private var heads: [Int32]
  private var next: [Int32]
  private let cell: Double
  private let shift: UInt64

  /// - Parameters:
  ///   - count: points that will be filed at most, numbered from 0.
  ///   - chord: the distance as a straight line, above 0.
  init(count: Int, chord: Double) {
    let bits = max(4, Int.bitWidth - max(1, count).leadingZeroBitCount + 1)
    heads = [Int32](repeating: -1, count: 1 << bits)
    next = [Int32](repeating: -1, count: count)
    shift = UInt64(64 - bits)
    cell = 2 * chord
  }

  mutating func insert(_ index: Int, at point: Spot) {
    let slot = slot(
      Int64((point.x / cell).rounded(.down)), Int64((point.y / cell).rounded(.down)),
      Int64((point.z / cell).rounded(.down)))
    next[index] = heads[slot]
    heads[slot] = Int32(index)
  }

  /// Calls `body` with every point that can be near, and some that are not, each once, newest first
  /// within a chain; `body` answers false to leave the rest of a chain out.
  @inline(__always)
  func visit(_ point: Spot, _ body: (Int) -> Bool) {
    let (x, y, z) = (point.x / cell, point.y / cell, point.z / cell)
    let (x0, y0, z0) = (x.rounded(.down), y.rounded(.down), z.rounded(.down))
    let dx: Int64 = x - x0 < 0.5 ? -1 : 1
    let dy: Int64 = y - y0 < 0.5 ? -1 : 1
    let dz: Int64 = z - z0 < 0.5 ? -1 : 1
    let home = (Int64(x0), Int64(y0), Int64(z0))
    // Two of the eight cells can share a chain; each chain is walked once.
    var slots: SIMD8<Int64> = .init(repeating: -1)
    for corner in 0..<8 {
      let slot = slot(
        home.0 &+ (corner & 1 == 0 ? 0 : dx), home.1 &+ (corner & 2 == 0 ? 0 : dy),
        home.2 &+ (corner & 4 == 0 ? 0 : dz))
      if any(slots .== Int64(slot)) { continue }
      slots[corner] = Int64(slot)
      var other = heads[slot]
      while other >= 0 {
        guard body(Int(other)) else { break }
        other = next[Int(other)]
      }
    }
  }

  private func slot(_ x: Int64, _ y: Int64, _ z: Int64) -> Int {
    var hash = UInt64(bitPattern: x) &* 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ (hash >> 32) ^ UInt64(bitPattern: y)) &* 0xC2B2_AE3D_27D4_EB4F
    hash = (hash ^ (hash >> 29) ^ UInt64(bitPattern: z)) &* 0x1656_67B1_9E37_79F9
    hash ^= hash >> 32
    return Int((hash &* 0x9E37_79B9_7F4A_7C15) >> shift)
  }
}
