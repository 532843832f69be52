import SalusCore

/// That one entry is in the log of a head, for anybody to check who trusts the head.
public struct InclusionProof: Hashable, Sendable {
  /// From 0.
  public var index: UInt64
  public var size: UInt64
  /// Each 32 bytes where they are digests; checked by `shows`, not before.
  public var hashes: [[UInt8]]

  public init(index: UInt64, size: UInt64, hashes: [[UInt8]]) {
    self.index = index
    self.size = size
    self.hashes = hashes
  }

  /// True where an entry of exactly these bytes stands at the index of that head's log.
  public func shows(_ entry: [UInt8], in head: TreeHead) -> Bool {
    size == head.size
      && MerkleVerifier.includes(
        leafHash: MerkleVerifier.leafHash(entry), index: index, size: size, proof: hashes,
        root: head.root.bytes)
  }

  public var json: JSON {
    [
      "index": .string(String(index)), "size": .string(String(size)), "hashes": texts(hashes),
    ]
  }

  /// Reads what `json` writes.
  public init(json: JSON) throws(MalformedMember) {
    let members = try JSONMembers(json, at: "proof")
    self.init(
      index: try members.value("index", "a whole number as a text") { UInt64($0) },
      size: try members.value("size", "a whole number as a text") { UInt64($0) },
      hashes: try members.values("hashes", "a list of hexadecimal texts") { Hex.bytes($0) })
  }
}

/// That the log of one head continues the log of an earlier one.
public struct ConsistencyProof: Hashable, Sendable {
  public var first: UInt64
  public var second: UInt64
  /// Each 32 bytes where they are digests; checked by `shows`, not before.
  public var hashes: [[UInt8]]

  public init(first: UInt64, second: UInt64, hashes: [[UInt8]]) {
    self.first = first
    self.second = second
    self.hashes = hashes
  }

  /// True where nothing that the earlier head stood for was changed, dropped or put in another
  /// order.
  public func shows(_ later: TreeHead, continues earlier: TreeHead) -> Bool {
    first == earlier.size && second == later.size && earlier.origin == later.origin
      && MerkleVerifier.extends(
        firstSize: first, firstRoot: earlier.root.bytes, secondSize: second,
        secondRoot: later.root.bytes, proof: hashes)
  }

  public var json: JSON {
    [
      "first": .string(String(first)), "second": .string(String(second)), "hashes": texts(hashes),
    ]
  }

  /// Reads what `json` writes.
  public init(json: JSON) throws(MalformedMember) {
    let members = try JSONMembers(json, at: "proof")
    self.init(
      first: try members.value("first", "a whole number as a text") { UInt64($0) },
      second: try members.value("second", "a whole number as a text") { UInt64($0) },
      hashes: try members.values("hashes", "a list of hexadecimal texts") { Hex.bytes($0) })
  }
}

private func texts(_ hashes: [[UInt8]]) -> JSON {
  .array(hashes.map { .string(Hex.text($0)) })
}

extension MerkleLog {
  /// The proof that an entry stands in the log as it is now, or as it was at `size`.
  public func proof(
    of index: UInt64, in size: UInt64? = nil, from tiles: some TreeTiles
  ) throws(TreeError) -> InclusionProof {
    let size = size ?? self.size
    return InclusionProof(
      index: index, size: size,
      hashes: try inclusionProof(of: index, in: size, from: tiles).map(\.bytes))
  }

  /// The proof that the log as it is now, or as it was at `second`, continues the one at `first`.
  public func proof(
    from first: UInt64, to second: UInt64? = nil, from tiles: some TreeTiles
  ) throws(TreeError) -> ConsistencyProof {
    let second = second ?? size
    return ConsistencyProof(
      first: first, second: second,
      hashes: try consistencyProof(from: first, to: second, from: tiles).map(\.bytes))
  }
}
