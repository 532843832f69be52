import SalusCore
import Synchronization

/// 256 neighbouring digests of a tree that will never change: on level 0 the hashes of leaves, on
/// level n the roots of 256 tiles of level n - 1.
///
/// A log of any length is kept as its complete tiles, 32.1 bytes a leaf, and an edge of at most 255
/// digests a level.
public struct Tile: Hashable, Sendable {
  public let name: Name
  /// 256 digests of 32 bytes, one after the other.
  public let bytes: [UInt8]

  public static let width = 256
  public static let byteCount = width * Digest.length

  /// Where a tile lies in its tree.
  public struct Name: Hashable, Sendable {
    public var level: Int
    public var index: UInt64

    public init(level: Int, index: UInt64) {
      self.level = level
      self.index = index
    }
  }

  /// Nil unless there are 8,192 bytes.
  public init?(name: Name, bytes: [UInt8]) {
    guard bytes.count == Tile.byteCount else { return nil }
    self.name = name
    self.bytes = bytes
  }

  init(checked bytes: [UInt8], name: Name) {
    self.name = name
    self.bytes = bytes
  }

  /// The root of the complete subtree below.
  public var root: Digest { MerkleHash.fold(bytes[...]) }
}

/// Where the complete tiles of a log are kept: one write for 256 leaves, three reads for a proof
/// among ten million.
public protocol TreeTiles: Sendable {
  /// Nil where no such tile was kept.
  func tile(_ name: Tile.Name) throws(TreeError) -> Tile?
}

/// Tiles in memory.
public final class MemoryTiles: TreeTiles {
  private let kept = Mutex<[Tile.Name: Tile]>([:])

  public init() {}

  public func keep(_ tiles: [Tile]) {
    guard !tiles.isEmpty else { return }
    kept.withLock { kept in
      for tile in tiles { kept[tile.name] = tile }
    }
  }

  public func tile(_ name: Tile.Name) -> Tile? {
    kept.withLock { $0[name] }
  }
}

/// Why a log cannot prove what it was asked.
public enum TreeError: Problem, Hashable {
  /// No leaf of that index in a tree of that size, or no such tree yet.
  case outside(index: UInt64, size: UInt64, leaves: UInt64)
  case noEarlierTree(first: UInt64, second: UInt64, leaves: UInt64)
  case missingTile(Tile.Name)
  case wrongTail(wanted: Int, found: Int)
  case failed(String)

  public var kind: ProblemKind {
    switch self {
    case .outside, .noEarlierTree: .usage
    default: .failed
    }
  }

  public var description: String {
    switch self {
    case .outside(let index, let size, let leaves):
      "there is no entry \(index) in a log of \(size) entries, of which there are \(leaves) now"
    case .noEarlierTree(let first, let second, let leaves):
      "a log of \(second) entries cannot continue one of \(first): above 0, not falling, and up to \(leaves) are accepted"
    case .missingTile(let name): "digests \(name.index) of level \(name.level) are missing"
    case .wrongTail(let wanted, let found):
      "the log's edge needs \(wanted) digests, and \(found) were given"
    case .failed(let reason): "the log cannot be read: \(reason)"
    }
  }
}
