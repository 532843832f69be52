/// A tamper-evident log that only grows: a Merkle tree (RFC 6962, section 2.1) of which just the
/// right edge is kept, at most 64 digests however long the log is.
///
/// Whoever kept an earlier head can later demand proof that nothing before it was changed; the
/// proofs come from `MerkleTree`, which keeps every leaf.
public struct Ledger: Hashable, Sendable {
  /// Leaves so far.
  public private(set) var size: UInt64 = 0
  /// Roots of the complete subtrees that the size's binary digits stand for, largest first.
  private var edge: [Digest] = []

  public init() {}

  /// Appends a leaf of that data.
  public mutating func append(_ data: [UInt8]) {
    var hash = MerkleHash.leaf(data)
    var rest = size
    while rest & 1 == 1, let left = edge.popLast() {
      hash = MerkleHash.node(left, hash)
      rest >>= 1
    }
    edge.append(hash)
    size += 1
  }

  /// The digest that stands for every leaf and their order.
  public var root: Digest {
    guard var hash = edge.last else { return MerkleHash.empty }
    for left in edge.dropLast().reversed() { hash = MerkleHash.node(left, hash) }
    return hash
  }
}
