import SalusCore

/// One thing said about what there is: a facility, a bed report, a movement of stock. Each kind is
/// the payload of one type of event.
public protocol CapacityFact: Hashable, Sendable {
  /// Type of the event that carries it, such as `beds.reported`.
  static var type: String { get }
  /// The twin that the event is of.
  var twin: ID<Twin> { get }
  var payload: JSON { get }
  /// What keeps the fact from being possible, in words; nil where nothing does.
  var fault: String? { get }

  /// Reads a payload. Shapes are checked, and `fault` too.
  init(_ payload: Payload) throws(PayloadError)
}

extension CapacityFact {
  public var fault: String? { nil }

  /// Reads the fact out of its event.
  public init(_ event: Event) throws(JournalError) {
    do {
      try self.init(checked: event.payload)
    } catch {
      throw .corrupt("event \(event.sequence), \(event.type): \(error)")
    }
  }

  /// Reads a payload and refuses what cannot be.
  public init(checked json: JSON) throws(PayloadError) {
    try self.init(Payload(json))
    if let fault { throw .impossible(fault) }
  }

  /// The event that says it.
  ///
  /// - Parameters:
  ///   - valid: when it was so in the world; nil for now.
  ///   - known: when its source said so; nil for now. Reference data such as facilities are known
  ///     from the beginning, as places are.
  ///   - key: makes a repeat by the same source harmless.
  public func draft(
    actor: String, source: String, valid: Instant? = nil, known: Instant? = nil,
    key: String? = nil, causation: Int64? = nil
  ) -> Draft {
    Draft(
      type: Self.type, twin: twin, payload: payload, valid: valid, known: known, actor: actor,
      purpose: "capacity", source: source, key: key, causation: causation)
  }
}

/// The members of a payload, read by name with errors that name them.
public struct Payload: Sendable {
  public let json: JSON

  public init(_ json: JSON) {
    self.json = json
  }

  /// The member, or nil where it is missing or null.
  public func member(_ name: String) -> JSON? {
    guard let value = json[name], value != .null else { return nil }
    return value
  }

  /// A text that is not empty.
  public func text(_ name: String) throws(PayloadError) -> String {
    guard let text = member(name)?.string, !text.isEmpty else {
      throw .wrong(name, accepted: "a text")
    }
    return text
  }

  public func optionalText(_ name: String) throws(PayloadError) -> String? {
    guard let value = member(name) else { return nil }
    guard let text = value.string else { throw .wrong(name, accepted: "a text or null") }
    return text.isEmpty ? nil : text
  }

  public func id<Owner>(_ name: String, of owner: Owner.Type = Owner.self)
    throws(PayloadError) -> ID<Owner>
  {
    ID(try text(name))
  }

  public func optionalID<Owner>(_ name: String, of owner: Owner.Type = Owner.self)
    throws(PayloadError) -> ID<Owner>?
  {
    try optionalText(name).map { ID($0) }
  }

  /// A finite number.
  public func number(_ name: String) throws(PayloadError) -> Double {
    guard let value = member(name)?.double, value.isFinite else {
      throw .wrong(name, accepted: "a number")
    }
    return value
  }

  public func optionalNumber(_ name: String) throws(PayloadError) -> Double? {
    member(name) == nil ? nil : try number(name)
  }

  /// A whole number that is not negative, up to a thousand million.
  public func count(_ name: String) throws(PayloadError) -> Int {
    guard let value = member(name)?.integer, (0...1_000_000_000).contains(value) else {
      throw .wrong(name, accepted: "a whole number, not negative")
    }
    return Int(value)
  }

  public func optionalCount(_ name: String) throws(PayloadError) -> Int? {
    member(name) == nil ? nil : try count(name)
  }

  public func optionalDate(_ name: String) throws(PayloadError) -> CivilDate? {
    guard let value = member(name) else { return nil }
    guard let date = value.string.flatMap({ CivilDate($0) }) else {
      throw .wrong(name, accepted: "a date YYYY-MM-DD or null")
    }
    return date
  }

  public func flag(_ name: String, default standard: Bool) throws(PayloadError) -> Bool {
    guard let value = member(name) else { return standard }
    guard let flag = value.bool else { throw .wrong(name, accepted: "true or false") }
    return flag
  }

  /// One of a fixed set of words; `standard` where the member is missing and may be.
  public func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Value.Type = Value.self, default standard: Value? = nil
  ) throws(PayloadError) -> Value where Value.RawValue == String {
    if member(name) == nil, let standard { return standard }
    guard let value = member(name)?.string.flatMap(Value.init(rawValue:)) else {
      throw .wrong(name, accepted: Value.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return value
  }

  /// The objects of a list; empty where the member is missing.
  public func list(_ name: String) throws(PayloadError) -> [Payload] {
    guard let value = member(name) else { return [] }
    guard let values = value.array else { throw .wrong(name, accepted: "a list") }
    return values.map { Payload($0) }
  }
}

/// Why a payload says nothing that could be.
public enum PayloadError: Problem, Hashable {
  case wrong(String, accepted: String)
  case impossible(String)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .wrong(let name, let accepted): "'\(name)' is missing or wrong; accepted is \(accepted)"
    case .impossible(let reason): reason
    }
  }
}
