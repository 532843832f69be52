/// A Merkle tree with all its leaves (RFC 6962, section 2.1), for making proofs.
///
/// The roots of complete subtrees are kept as the tree grows, so a proof reads one digest a level.
public struct MerkleTree: Sendable {
  /// `levels[k][i]` is the root of the complete subtree of leaves i 2^k ..< (i + 1) 2^k.
  private var levels: [[Digest]] = [[]]

  public init() {}

  /// Leaves so far.
  public var size: UInt64 { UInt64(levels[0].count) }

  /// Appends a leaf of that data.
  public mutating func append(_ data: [UInt8]) {
    levels[0].append(MerkleHash.leaf(data))
    var level = 0
    while levels[level].count % 2 == 0 {
      let right = levels[level].count - 1
      let hash = MerkleHash.node(levels[level][right - 1], levels[level][right])
      level += 1
      if level == levels.count { levels.append([]) }
      levels[level].append(hash)
    }
  }

  /// The root of all leaves.
  public var root: Digest { root(of: 0..<levels[0].count) }

  /// The root as it was when the tree had `size` leaves; nil where it never had so many.
  public func root(at size: UInt64) -> Digest? {
    guard size <= self.size else { return nil }
    return root(of: 0..<Int(size))
  }

  /// The digests that lead from leaf `index` to the root at `size` (RFC 6962, 2.1.1); nil unless
  /// index < size <= number of leaves.
  public func inclusionProof(of index: UInt64, in size: UInt64) -> [Digest]? {
    guard index < size, size <= self.size else { return nil }
    var range = 0..<Int(size)
    let leaf = Int(index)
    var proof: [Digest] = []
    while range.count > 1 {
      let middle = range.lowerBound + MerkleTree.split(range.count)
      if leaf < middle {
        proof.append(root(of: middle..<range.upperBound))
        range = range.lowerBound..<middle
      } else {
        proof.append(root(of: range.lowerBound..<middle))
        range = middle..<range.upperBound
      }
    }
    return proof.reversed()
  }

  /// The digests that show that the tree at `first` is the beginning of the tree at `second`
  /// (RFC 6962, 2.1.2); nil unless 0 < first <= second <= number of leaves.
  public func consistencyProof(from first: UInt64, to second: UInt64) -> [Digest]? {
    guard first > 0, first <= second, second <= size else { return nil }
    var range = 0..<Int(second)
    let old = Int(first)
    var proof: [Digest] = []
    // True while the subtree at hand is the whole old tree, whose root the verifier has.
    var isOldTree = true
    while range.upperBound != old {
      let middle = range.lowerBound + MerkleTree.split(range.count)
      if old <= middle {
        proof.append(root(of: middle..<range.upperBound))
        range = range.lowerBound..<middle
      } else {
        proof.append(root(of: range.lowerBound..<middle))
        range = middle..<range.upperBound
        isOldTree = false
      }
    }
    if !isOldTree { proof.append(root(of: range)) }
    return proof.reversed()
  }

  private func root(of range: Range<Int>) -> Digest {
    let count = range.count
    guard count > 0 else { return MerkleHash.empty }
    // A complete, aligned subtree is stored.
    if count & (count - 1) == 0, range.lowerBound % count == 0 {
      return levels[count.trailingZeroBitCount][range.lowerBound / count]
    }
    let middle = range.lowerBound + MerkleTree.split(count)
    return MerkleHash.node(
      root(of: range.lowerBound..<middle), root(of: middle..<range.upperBound))
  }

  /// The largest power of two below `count`, which is at least 2.
  private static func split(_ count: Int) -> Int {
    1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
  }
}
