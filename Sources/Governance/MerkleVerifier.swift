/// Checks proofs from a log that is not trusted (RFC 9162, sections 2.1.3.2 and 2.1.4.2), and
/// refuses whatever is not exactly a proof: wrong lengths, unused or missing digests, empty trees.
///
/// Digests come as plain bytes because they come from outside.
public enum MerkleVerifier {
  /// True where `proof` leads from the leaf hash at `index` to `root` in a tree of `size` leaves.
  public static func includes(
    leafHash: [UInt8], index: UInt64, size: UInt64, proof: [[UInt8]], root: [UInt8]
  ) -> Bool {
    guard index < size, var hash = Digest(bytes: leafHash), let root = Digest(bytes: root),
      let path = digests(proof)
    else { return false }
    var node = index
    var last = size - 1
    for sibling in path {
      guard last > 0 else { return false }
      if node & 1 == 1 || node == last {
        hash = MerkleHash.node(sibling, hash)
        while node & 1 == 0, node != 0 {
          node >>= 1
          last >>= 1
        }
      } else {
        hash = MerkleHash.node(hash, sibling)
      }
      node >>= 1
      last >>= 1
    }
    return last == 0 && hash == root
  }

  /// True where `proof` shows that the tree of `firstSize` leaves is the beginning of the tree of
  /// `secondSize`. Equal sizes want equal roots and an empty proof.
  public static func extends(
    firstSize: UInt64, firstRoot: [UInt8], secondSize: UInt64, secondRoot: [UInt8],
    proof: [[UInt8]]
  ) -> Bool {
    guard firstSize > 0, firstSize <= secondSize, let old = Digest(bytes: firstRoot),
      let new = Digest(bytes: secondRoot), var path = digests(proof)
    else { return false }
    if firstSize == secondSize { return path.isEmpty && old == new }
    guard !path.isEmpty else { return false }
    // A complete first tree is a node of the second; the proof leaves it out.
    if firstSize & (firstSize - 1) == 0 { path.insert(old, at: 0) }
    var node = firstSize - 1
    var last = secondSize - 1
    while node & 1 == 1 {
      node >>= 1
      last >>= 1
    }
    var oldHash = path[0]
    var newHash = path[0]
    for sibling in path.dropFirst() {
      guard last > 0 else { return false }
      if node & 1 == 1 || node == last {
        oldHash = MerkleHash.node(sibling, oldHash)
        newHash = MerkleHash.node(sibling, newHash)
        while node & 1 == 0, node != 0 {
          node >>= 1
          last >>= 1
        }
      } else {
        newHash = MerkleHash.node(newHash, sibling)
      }
      node >>= 1
      last >>= 1
    }
    return last == 0 && oldHash == old && newHash == new
  }

  /// The hash of a leaf with that data.
  public static func leafHash(_ data: [UInt8]) -> [UInt8] {
    MerkleHash.leaf(data).bytes
  }

  private static func digests(_ proof: [[UInt8]]) -> [Digest]? {
    var found: [Digest] = []
    for bytes in proof {
      guard let digest = Digest(bytes: bytes) else { return nil }
      found.append(digest)
    }
    return found
  }
}
