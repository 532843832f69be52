import SalusCore

/// A condition on a state that is given as text and can be evaluated; a filter is one.
public struct StateCondition: Hashable, Sendable {
  /// Canonical, so that equal conditions have equal text.
  public let text: String
  private let body: @Sendable (TwinState) -> Bool

  public init(_ text: String, _ body: @escaping @Sendable (TwinState) -> Bool) {
    self.text = text
    self.body = body
  }

  public func matches(_ state: TwinState) -> Bool { body(state) }

  public static func == (left: StateCondition, right: StateCondition) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// Which twins to read, in the order of their ids.
public struct TwinQuery: Hashable, Sendable {
  /// Exact types; empty for all.
  public var types: [TypeName]
  public var condition: StateCondition?
  /// Reads on after this id, which need not exist.
  public var after: ID<Twin>?
  public var limit: Int
  public var includesDeleted: Bool
  /// Sees each twin as it was when the journal had this sequence; nil for now.
  public var sequence: Int64?

  public init(
    types: [TypeName] = [], condition: StateCondition? = nil, after: ID<Twin>? = nil,
    limit: Int = 100, includesDeleted: Bool = false, sequence: Int64? = nil
  ) {
    self.types = types
    self.condition = condition
    self.after = after
    self.limit = limit
    self.includesDeleted = includesDeleted
    self.sequence = sequence
  }
}

/// A stretch of a longer list.
public struct Page<Item: Sendable>: Sendable {
  public var items: [Item]
  /// True where more items follow the last.
  public var hasMore: Bool

  public init(_ items: [Item], hasMore: Bool) {
    self.items = items
    self.hasMore = hasMore
  }
}
