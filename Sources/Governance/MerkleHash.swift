/// The two hashes of an RFC 6962 tree (section 2.1), told apart by their first byte so that no
/// leaf can pass for a node.
enum MerkleHash {
  static func leaf(_ data: [UInt8]) -> Digest {
    Digest(of: [0] + data)
  }

  static func node(_ left: Digest, _ right: Digest) -> Digest {
    withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Digest.length, alignment: 8) { room in
      room[0] = 1
      left.bytes.withUnsafeBytes { room[1...].copyBytes(from: $0) }
      right.bytes.withUnsafeBytes { room[(1 + Digest.length)...].copyBytes(from: $0) }
      return Digest(of: UnsafeRawBufferPointer(room))
    }
  }

  /// Folds digests that lie one after the other, a power of two of them, to the root of their
  /// complete subtree.
  static func fold(_ digests: ArraySlice<UInt8>) -> Digest {
    var row = Array(digests)
    row.withUnsafeMutableBytes { row in
      withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Digest.length, alignment: 8) { room in
        room[0] = 1
        var count = row.count / Digest.length
        while count > 1 {
          for pair in 0..<(count / 2) {
            let start = pair * 2 * Digest.length
            room[1...].copyBytes(from: row[start..<(start + 2 * Digest.length)])
            // Written where an earlier pair stood, which is spent.
            Digest.write(of: UnsafeRawBufferPointer(room), to: row, at: pair * Digest.length)
          }
          count /= 2
        }
      }
    }
    return Digest(bytes: Array(row.prefix(Digest.length))) ?? .zero
  }

  /// The root of a tree without leaves.
  static let empty = Digest(of: [UInt8]())
}
