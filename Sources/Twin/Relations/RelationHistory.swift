import SalusCore

/// All that was recorded of one relation: how it began, and each word on its end.
public struct RelationHistory: Hashable, Sendable {
  public let began: RelationBegan
  public let known: Instant
  /// Sequence of the event by which it began.
  public let event: Int64
  /// In the order of their sequence.
  public private(set) var ends: [End] = []

  /// One word on when the relation ends.
  public struct End: Hashable, Sendable {
    /// Nil for "not at all, as far as is known".
    public var to: Instant?
    public var known: Instant
    public var event: Int64

    public init(to: Instant?, known: Instant, event: Int64) {
      self.to = to
      self.known = known
      self.event = event
    }
  }

  public init(_ began: RelationBegan, known: Instant, event: Int64) {
    self.began = began
    self.known = known
    self.event = event
  }

  public mutating func end(_ end: End) {
    ends.append(end)
  }

  /// The relation as it could be seen; nil where its beginning was not known or recorded yet.
  /// Whether it holds at that time is for `Sight.holds` to say.
  public func seen(at sight: Sight) -> Relation? {
    guard sight.sees(known: known), sight.sees(sequence: event) else { return nil }
    var relation = Relation(
      id: began.id, source: began.source, name: began.name, target: began.target,
      properties: began.properties, from: began.from, to: began.to, event: event)
    var last: (known: Instant, event: Int64)?
    for end in ends where sight.sees(known: end.known) && sight.sees(sequence: end.event) {
      // The greatest known time wins, and among equals the one recorded last.
      if let last, (last.known, last.event) > (end.known, end.event) { continue }
      last = (end.known, end.event)
      relation.to = end.to
      relation.ended = end.event
    }
    return relation
  }
}

extension Relation {
  public var span: Span { Span(from: from, to: to) }
}
