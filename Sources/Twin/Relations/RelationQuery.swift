import SalusCore

/// Which relations to read.
public struct RelationQuery: Hashable, Sendable {
  public var source: ID<Twin>?
  public var target: ID<Twin>?
  /// Empty for every name.
  public var names: [String]
  /// Also those that had not begun, or had ended, at the moment that is asked for.
  public var withEnded: Bool
  /// The first ones by the event that began them; nil for all.
  public var limit: Int?

  public init(
    source: ID<Twin>? = nil, target: ID<Twin>? = nil, names: [String] = [],
    withEnded: Bool = false, limit: Int? = nil
  ) {
    self.source = source
    self.target = target
    self.names = names
    self.withEnded = withEnded
    self.limit = limit
  }

  /// Whether the relation, as it was seen, is asked for.
  public func asks(for relation: Relation, at sight: Sight) -> Bool {
    (source == nil || source == relation.source) && (target == nil || target == relation.target)
      && (names.isEmpty || names.contains(relation.name))
      && (withEnded || sight.holds(relation.span))
  }
}

/// Which twins to reach from where, by which relations and how far.
public struct GraphQuery: Hashable, Sendable {
  public var start: [ID<Twin>]
  /// Empty for every name.
  public var names: [String]
  public var direction: Direction
  /// Steps from the start, at least 0.
  public var depth: Int
  /// Twins that are returned at most.
  public var limit: Int

  /// Which way relations are followed.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    /// From source to target.
    case out
    /// From target to source.
    case back
    case both
  }

  /// Twins that a query may return.
  public static let most = 1_000_000

  public init(
    start: [ID<Twin>], names: [String] = [], direction: Direction = .out, depth: Int,
    limit: Int = GraphQuery.most
  ) {
    self.start = start
    self.names = names
    self.direction = direction
    self.depth = max(depth, 0)
    self.limit = min(max(limit, 1), GraphQuery.most)
  }
}
