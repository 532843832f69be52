import SalusCore
import SalusGovernance
import Testing

/// A log with its tiles, as a store keeps them.
struct KeptLog {
  var log = MerkleLog()
  let tiles = MemoryTiles()
  /// Beside it, the tree that keeps everything.
  var tree = MerkleTree()

  init(_ entries: some Sequence<[UInt8]> = []) {
    for entry in entries { append(entry) }
  }

  mutating func append(_ entry: [UInt8]) {
    tiles.keep(log.append(entry))
    tree.append(entry)
  }

  static func entry(_ number: Int) -> [UInt8] {
    Array("entry \(number)".utf8)
  }
}

@Suite struct MerkleLogTests {
  /// Sizes around complete tiles, on the first level and near the second.
  @Test(arguments: [0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 769])
  func hasTheRootOfTheWholeTree(size: Int) throws {
    let kept = KeptLog((0..<size).map(KeptLog.entry))
    #expect(kept.log.size == UInt64(size))
    #expect(kept.log.root == kept.tree.root)
    for earlier in Set([0, min(1, size), size / 3, size / 2, max(size - 1, 0), size]) {
      #expect(
        try kept.log.root(at: UInt64(earlier), from: kept.tiles)
          == kept.tree.root(at: UInt64(earlier)))
    }
  }

  /// All trees up to 40 entries: every proof is that of the tree that keeps everything, whose
  /// proofs are verified elsewhere.
  @Test func makesEveryProofOfSmallTrees() throws {
    let kept = KeptLog((0..<40).map(KeptLog.entry))
    for size in UInt64(1)...40 {
      for index in 0..<size {
        #expect(
          try kept.log.inclusionProof(of: index, in: size, from: kept.tiles)
            == kept.tree.inclusionProof(of: index, in: size))
      }
      for first in 1...size {
        #expect(
          try kept.log.consistencyProof(from: first, to: size, from: kept.tiles)
            == kept.tree.consistencyProof(from: first, to: size))
      }
    }
  }

  @Test func makesProofsAcrossTiles() throws {
    let kept = KeptLog((0..<1_300).map(KeptLog.entry))
    let sizes: [UInt64] = [1, 2, 255, 256, 257, 511, 512, 700, 1_024, 1_025, 1_280, 1_299, 1_300]
    for size in sizes {
      let root = try kept.log.root(at: size, from: kept.tiles)
      for index in sizes.map({ $0 - 1 }) where index < size {
        let proof = try kept.log.inclusionProof(of: index, in: size, from: kept.tiles)
        #expect(proof == kept.tree.inclusionProof(of: index, in: size))
        #expect(
          MerkleVerifier.includes(
            leafHash: MerkleVerifier.leafHash(KeptLog.entry(Int(index))), index: index, size: size,
            proof: proof.map(\.bytes), root: root.bytes))
      }
      for first in sizes where first <= size {
        let proof = try kept.log.consistencyProof(from: first, to: size, from: kept.tiles)
        #expect(proof == kept.tree.consistencyProof(from: first, to: size))
        let old = try kept.log.root(at: first, from: kept.tiles)
        #expect(
          MerkleVerifier.extends(
            firstSize: first, firstRoot: old.bytes, secondSize: size, secondRoot: root.bytes,
            proof: proof.map(\.bytes)))
      }
    }
  }

  /// A second level of tiles: 65,536 entries and some.
  @Test func reachesTheSecondLevel() throws {
    var log = MerkleLog()
    var ledger = Ledger()
    let tiles = MemoryTiles()
    let size = 65_536 + 300
    for number in 0..<size {
      let entry = [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
      tiles.keep(log.append(entry))
      ledger.append(entry)
    }
    #expect(log.root == ledger.root)
    #expect(tiles.tile(Tile.Name(level: 1, index: 0)) != nil)
    for index in [0, 255, 256, 40_000, 65_535, 65_536, 65_800] as [UInt64] {
      let proof = try log.inclusionProof(of: index, in: UInt64(size), from: tiles)
      let entry = [UInt8(truncatingIfNeeded: index), UInt8(truncatingIfNeeded: index >> 8)]
      #expect(
        MerkleVerifier.includes(
          leafHash: MerkleVerifier.leafHash(entry), index: index, size: UInt64(size),
          proof: proof.map(\.bytes), root: log.root.bytes))
    }
    let again = try MerkleLog(
      size: UInt64(size),
      tail: (65_792..<size).compactMap { number in
        Digest(
          bytes: MerkleVerifier.leafHash([
            UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8),
          ]))
      }, tiles: tiles)
    #expect(again == log)
  }

  @Test(arguments: [0, 1, 200, 256, 300, 512, 700])
  func isTakenUpAgainWhereItStopped(size: Int) throws {
    var kept = KeptLog((0..<size).map(KeptLog.entry))
    let start = Int(MerkleLog.tailStart(of: UInt64(size)))
    let tail = (start..<size).compactMap {
      Digest(bytes: MerkleVerifier.leafHash(KeptLog.entry($0)))
    }
    var again = try MerkleLog(size: UInt64(size), tail: tail, tiles: kept.tiles)
    #expect(again == kept.log)
    for number in size..<(size + 300) {
      kept.append(KeptLog.entry(number))
      _ = again.append(KeptLog.entry(number))
    }
    #expect(again == kept.log)
    #expect(throws: TreeError.self) {
      try MerkleLog(size: UInt64(size), tail: tail + [.zero], tiles: kept.tiles)
    }
    if size >= 256 {
      #expect(throws: TreeError.missingTile(Tile.Name(level: 0, index: 0))) {
        try MerkleLog(size: UInt64(size), tail: tail, tiles: MemoryTiles())
      }
    }
  }

  @Test func refusesWhatIsNoTree() throws {
    let kept = KeptLog((0..<300).map(KeptLog.entry))
    for (index, size) in [(300, 300), (0, 301), (0, 0), (UInt64.max, UInt64.max)] {
      #expect(throws: TreeError.outside(index: index, size: size, leaves: 300)) {
        try kept.log.inclusionProof(of: index, in: size, from: kept.tiles)
      }
    }
    for (first, second) in [(0, 5), (5, 4), (1, 301), (UInt64.max, UInt64.max)] {
      #expect(throws: TreeError.noEarlierTree(first: first, second: second, leaves: 300)) {
        try kept.log.consistencyProof(from: first, to: second, from: kept.tiles)
      }
    }
    #expect(throws: TreeError.self) { try kept.log.root(at: 301, from: kept.tiles) }
    #expect(throws: TreeError.missingTile(Tile.Name(level: 0, index: 0))) {
      try kept.log.inclusionProof(of: 1, in: 300, from: MemoryTiles())
    }
  }

  @Test func aTileHasTheRootOfItsLeaves() throws {
    var tree = MerkleTree()
    var log = MerkleLog()
    var tiles: [Tile] = []
    for number in 0..<256 {
      tree.append(KeptLog.entry(number))
      tiles += log.append(KeptLog.entry(number))
    }
    let tile = try #require(tiles.first)
    #expect(tile.root == tree.root)
    #expect(Tile(name: tile.name, bytes: tile.bytes) == tile)
    #expect(Tile(name: tile.name, bytes: Array(tile.bytes.dropLast())) == nil)
  }
}
