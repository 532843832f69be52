import SalusCore

/// That one twin stands to another in some way, from a moment on and perhaps until another:
/// a ward is part of a hospital, a patient occupies a bed, a case was infected by a case.
public struct Relation: Hashable, Sendable {
  public var id: ID<Twin>
  public var source: ID<Twin>
  /// What the source is to the target: `partOf`, `locatedIn`, `infectedBy`.
  public var name: String
  public var target: ID<Twin>
  /// An object.
  public var properties: JSON
  /// The first moment at which it holds.
  public var from: Instant
  /// The first moment at which it no longer holds; nil while no end is known.
  public var to: Instant?
  /// Sequence of the event by which it began.
  public var event: Int64
  /// Sequence of the event that set `to`; nil for none.
  public var ended: Int64?

  public init(
    id: ID<Twin>, source: ID<Twin>, name: String, target: ID<Twin>,
    properties: JSON = .object([]), from: Instant, to: Instant? = nil, event: Int64,
    ended: Int64? = nil
  ) {
    self.id = id
    self.source = source
    self.name = name
    self.target = target
    self.properties = properties
    self.from = from
    self.to = to
    self.event = event
    self.ended = ended
  }
}

/// When something held: from its first moment up to, but not including, its end.
public struct Span: Hashable, Sendable {
  public var from: Instant
  /// Nil for no end.
  public var to: Instant?

  public init(from: Instant, to: Instant? = nil) {
    self.from = from
    self.to = to
  }

  /// True where there is no moment in it.
  public var isEmpty: Bool { to.map { $0 <= from } ?? false }

  public func contains(_ moment: Instant) -> Bool {
    from <= moment && (to.map { moment < $0 } ?? true)
  }

  /// Whether every moment of the other is in this one.
  public func covers(_ other: Span) -> Bool {
    if other.isEmpty { return true }
    guard from <= other.from else { return false }
    guard let to else { return true }
    return other.to.map { $0 <= to } ?? false
  }

  /// The moments that are in both; nil for none.
  public func shared(with other: Span) -> Span? {
    let end: Instant? =
      switch (to, other.to) {
      case (let a?, let b?): min(a, b)
      case (let a?, nil): a
      case (nil, let b): b
      }
    let both = Span(from: max(from, other.from), to: end)
    return both.isEmpty || isEmpty || other.isEmpty ? nil : both
  }
}

extension Sight {
  /// Whether a relation over that span is meant: one that holds at the valid time; without a valid
  /// time one that no known event ended, for nothing here looks at a clock.
  public func holds(_ span: Span) -> Bool {
    valid.map { span.contains($0) } ?? (span.to == nil)
  }
}
