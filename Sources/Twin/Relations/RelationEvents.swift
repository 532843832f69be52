import SalusCore

/// Says that a relation began; the event's twin is the relation.
public struct RelationBegan: Hashable, Sendable {
  public static let type = "relation.began"

  public var id: ID<Twin>
  public var source: ID<Twin>
  public var name: String
  public var target: ID<Twin>
  /// An object.
  public var properties: JSON
  public var from: Instant
  /// Where the end was known at once.
  public var to: Instant?

  public init(
    id: ID<Twin>, source: ID<Twin>, name: String, target: ID<Twin>,
    properties: JSON = .object([]), from: Instant, to: Instant? = nil
  ) {
    self.id = id
    self.source = source
    self.name = name
    self.target = target
    self.properties = properties
    self.from = from
    self.to = to
  }

  public var span: Span { Span(from: from, to: to) }

  /// Reads what a draft or an event says.
  ///
  /// - Parameters:
  ///   - valid: taken for `from` where the payload has none.
  public init(twin: ID<Twin>, payload: JSON, valid: Instant) throws(RelationProblem) {
    let id = twin
    guard case .object = payload else { throw .malformed(id, "its payload is no object") }
    func text(_ name: String) throws(RelationProblem) -> String {
      guard let text = payload[name]?.string, !text.isEmpty else {
        throw .malformed(id, "it needs '\(name)', a text")
      }
      return text
    }
    func time(_ name: String) throws(RelationProblem) -> Instant? {
      guard let value = payload[name], value != .null else { return nil }
      guard let time = value.string.flatMap({ Instant($0) }) else {
        throw .malformed(id, "'\(name)' is no RFC 3339 time: \(value)")
      }
      return time
    }
    let properties = payload["properties"] ?? .object([])
    guard case .object = properties else { throw .malformed(id, "its properties are no object") }
    self.init(
      id: id, source: ID(try text("source")), name: try text("name"),
      target: ID(try text("target")), properties: properties, from: try time("from") ?? valid,
      to: try time("to"))
    guard RelationBegan.isName(name) else { throw .badName(id, name) }
    if let to, to < from { throw .backwards(id, from: from, to: to) }
  }

  public init(_ event: Event) throws(RelationProblem) {
    try self.init(twin: event.twin, payload: event.payload, valid: event.valid)
  }

  public func draft(
    actor: String, source: String, purpose: String = "surveillance", known: Instant? = nil,
    key: String? = nil, causation: Int64? = nil
  ) -> Draft {
    var members: [JSON.Member] = [
      .init("source", .string(self.source.text)), .init("name", .string(name)),
      .init("target", .string(target.text)), .init("from", JSON(from)),
    ]
    if properties != .object([]) { members.append(.init("properties", properties)) }
    if let to { members.append(.init("to", JSON(to))) }
    return Draft(
      type: RelationBegan.type, twin: id, payload: .object(members), valid: from,
      known: known, actor: actor, purpose: purpose, source: source, key: key,
      causation: causation)
  }

  /// DTDL's rule for names: a letter, then letters, digits and `_`; at most 64.
  static func isName(_ name: String) -> Bool {
    guard (1...64).contains(name.utf8.count), let first = name.utf8.first else { return false }
    func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
    return isLetter(first)
      && name.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
  }
}

/// Says when a relation ends, or, with no time, that no end is known after all.
///
/// An end at its beginning says that the relation never held.
public struct RelationEnded: Hashable, Sendable {
  public static let type = "relation.ended"

  public var id: ID<Twin>
  public var to: Instant?

  public init(id: ID<Twin>, to: Instant?) {
    self.id = id
    self.to = to
  }

  /// Reads what a draft or an event says; a payload without `to` means the event's valid time.
  public init(twin: ID<Twin>, payload: JSON, valid: Instant) throws(RelationProblem) {
    let id = twin
    switch payload["to"] {
    case nil: self.init(id: id, to: valid)
    case .null?: self.init(id: id, to: nil)
    case let value?:
      guard let time = value.string.flatMap({ Instant($0) }) else {
        throw .malformed(id, "'to' is no RFC 3339 time: \(value)")
      }
      self.init(id: id, to: time)
    }
  }

  public init(_ event: Event) throws(RelationProblem) {
    try self.init(twin: event.twin, payload: event.payload, valid: event.valid)
  }

  public func draft(
    actor: String, source: String, purpose: String = "surveillance", known: Instant? = nil,
    key: String? = nil, causation: Int64? = nil
  ) -> Draft {
    Draft(
      type: RelationEnded.type, twin: id, payload: ["to": JSON(to)], valid: to,
      known: known, actor: actor, purpose: purpose, source: source, key: key,
      causation: causation)
  }
}
