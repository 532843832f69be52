/// A tamper-evident log of any length (RFC 6962, section 2.1) of which only the right edge is in
/// memory; complete tiles go to a `TreeTiles`, from which proofs are made with a few reads.
///
/// A value: `append` writes nothing, it returns the tiles that became complete, to be kept in the
/// same commit as the entries. Whoever must take a commit back puts the earlier value back.
public struct MerkleLog: Hashable, Sendable {
  /// Entries so far.
  public private(set) var size: UInt64 = 0
  /// For each level the digests of the tile that is not complete.
  private var edge: [[UInt8]] = [[]]

  public init() {}

  /// Takes up a log again.
  ///
  /// - Parameters:
  ///   - size: its entries.
  ///   - tail: hashes of the entries from `tailStart(of: size)` on.
  ///   - tiles: where its complete tiles are; at most 255 of each level are read.
  public init(size: UInt64, tail: [Digest], tiles: some TreeTiles) throws(TreeError) {
    let wanted = Int(size % UInt64(Tile.width))
    guard tail.count == wanted else { throw .wrongTail(wanted: wanted, found: tail.count) }
    self.size = size
    edge[0] = tail.flatMap(\.bytes)
    var complete = size / UInt64(Tile.width)
    var level = 0
    while complete > 0 {
      var digests: [UInt8] = []
      for index in (complete - complete % UInt64(Tile.width))..<complete {
        let name = Tile.Name(level: level, index: index)
        guard let tile = try tiles.tile(name) else { throw .missingTile(name) }
        digests += tile.root.bytes
      }
      edge.append(digests)
      complete /= UInt64(Tile.width)
      level += 1
    }
  }

  /// The first entry that no complete tile holds.
  public static func tailStart(of size: UInt64) -> UInt64 {
    size - size % UInt64(Tile.width)
  }

  /// Appends an entry of that data; returns the tiles that it completed, mostly none.
  public mutating func append(_ data: [UInt8]) -> [Tile] {
    append(hash: MerkleHash.leaf(data))
  }

  /// Appends an entry by its leaf hash.
  public mutating func append(hash: Digest) -> [Tile] {
    edge[0] += hash.bytes
    size += 1
    var complete: [Tile] = []
    var level = 0
    while edge[level].count == Tile.byteCount {
      let index = (size >> UInt64(8 * (level + 1))) - 1
      let tile = Tile(checked: edge[level], name: Tile.Name(level: level, index: index))
      complete.append(tile)
      edge[level].removeAll(keepingCapacity: true)
      level += 1
      if level == edge.count { edge.append([]) }
      edge[level] += tile.root.bytes
    }
    return complete
  }

  /// The digest that stands for every entry and their order.
  public var root: Digest {
    // Right to left: what lies right of a level's digests is folded already.
    var right: Digest?
    for digests in edge {
      var end = digests.count / Digest.length
      while end > 0 {
        let count = end & -end
        let start = (end - count) * Digest.length
        let left = MerkleHash.fold(digests[start..<(end * Digest.length)])
        right = right.map { MerkleHash.node(left, $0) } ?? left
        end -= count
      }
    }
    return right ?? MerkleHash.empty
  }

  /// The root as it was at an earlier size.
  public func root(at size: UInt64, from tiles: some TreeTiles) throws(TreeError) -> Digest {
    guard size <= self.size else {
      throw .noEarlierTree(first: size, second: self.size, leaves: self.size)
    }
    guard size < self.size else { return root }
    guard size > 0 else { return MerkleHash.empty }
    var reader = TileReader(log: self, tiles: tiles)
    return try reader.root(0, size)
  }

  /// The digests that lead from an entry to the root at `size` (RFC 6962, 2.1.1).
  public func inclusionProof(
    of index: UInt64, in size: UInt64, from tiles: some TreeTiles
  ) throws(TreeError) -> [Digest] {
    guard index < size, size <= self.size else {
      throw .outside(index: index, size: size, leaves: self.size)
    }
    var reader = TileReader(log: self, tiles: tiles)
    var lower: UInt64 = 0
    var upper = size
    var proof: [Digest] = []
    while upper - lower > 1 {
      let middle = lower + MerkleLog.split(upper - lower)
      if index < middle {
        proof.append(try reader.root(middle, upper))
        upper = middle
      } else {
        proof.append(try reader.root(lower, middle))
        lower = middle
      }
    }
    return proof.reversed()
  }

  /// The digests that show that the log at `second` continues the log at `first` (RFC 6962, 2.1.2).
  public func consistencyProof(
    from first: UInt64, to second: UInt64, from tiles: some TreeTiles
  ) throws(TreeError) -> [Digest] {
    guard first > 0, first <= second, second <= size else {
      throw .noEarlierTree(first: first, second: second, leaves: size)
    }
    var reader = TileReader(log: self, tiles: tiles)
    var lower: UInt64 = 0
    var upper = second
    var proof: [Digest] = []
    // True while the subtree at hand is the whole old tree, whose root the verifier has.
    var isOldTree = true
    while upper != first {
      let middle = lower + MerkleLog.split(upper - lower)
      if first <= middle {
        proof.append(try reader.root(middle, upper))
        upper = middle
      } else {
        proof.append(try reader.root(lower, middle))
        lower = middle
        isOldTree = false
      }
    }
    if !isOldTree { proof.append(try reader.root(lower, upper)) }
    return proof.reversed()
  }

  /// The digests of a tile that is not complete.
  func edge(of level: Int) -> [UInt8] {
    level < edge.count ? edge[level] : []
  }

  /// The largest power of two below `count`, which is at least 2.
  static func split(_ count: UInt64) -> UInt64 {
    1 << UInt64(UInt64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
  }
}

/// Reads roots of subtrees for one proof, each tile once.
private struct TileReader<Tiles: TreeTiles> {
  let log: MerkleLog
  let tiles: Tiles
  private var read: [Tile.Name: [UInt8]] = [:]

  init(log: MerkleLog, tiles: Tiles) {
    self.log = log
    self.tiles = tiles
  }

  /// The root over the leaves from `lower` up to `upper`, at least one.
  mutating func root(_ lower: UInt64, _ upper: UInt64) throws(TreeError) -> Digest {
    let count = upper - lower
    if count & (count - 1) == 0, lower % count == 0 {
      return try node(level: count.trailingZeroBitCount, index: lower / count)
    }
    let middle = lower + MerkleLog.split(count)
    return MerkleHash.node(try root(lower, middle), try root(middle, upper))
  }

  /// The root of the complete subtree of leaves index 2^level ..< (index + 1) 2^level.
  private mutating func node(level: Int, index: UInt64) throws(TreeError) -> Digest {
    let inTile = level % 8
    let first = index << UInt64(inTile)
    let name = Tile.Name(level: level / 8, index: first / UInt64(Tile.width))
    let digests = try digests(of: name)
    let start = Int(first % UInt64(Tile.width)) * Digest.length
    let end = start + (Digest.length << inTile)
    guard end <= digests.count else { throw .missingTile(name) }
    return MerkleHash.fold(digests[start..<end])
  }

  private mutating func digests(of name: Tile.Name) throws(TreeError) -> [UInt8] {
    if let known = read[name] { return known }
    let complete = log.size >> UInt64(8 * (name.level + 1))
    let bytes: [UInt8]
    if name.index < complete {
      guard let tile = try tiles.tile(name) else { throw .missingTile(name) }
      bytes = tile.bytes
    } else {
      bytes = log.edge(of: name.level)
    }
    read[name] = bytes
    return bytes
  }
}
