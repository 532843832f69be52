/// The two hashes of an RFC 6962 tree (section 2.1), told apart by their first byte so that no
/// leaf can pass for a node.
enum MerkleHash {
  static func leaf(_ data: [UInt8]) -> Digest {
    Digest(of: [0] + data)
  }

  static func node(_ left: Digest, _ right: Digest) -> Digest {
    Digest(of: [1] + left.bytes + right.bytes)
  }

  /// The root of a tree without leaves.
  static let empty = Digest(of: [])
}
