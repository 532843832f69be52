import SalusCore

/// The types of events that make and change the state of a twin.
public enum StateEvent {
  public static let created = "twin.created"
  public static let reported = "twin.reported"
  public static let desired = "twin.desired"
  public static let corrected = "twin.corrected"
  public static let deleted = "twin.deleted"
  public static let merged = "twin.merged"
  public static let unmerged = "twin.unmerged"
  public static let migrated = "twin.migrated"
  public static let lifecycle = "twin.lifecycle"

  /// True for the types above.
  public static func isState(_ type: String) -> Bool { type.utf8.starts(with: "twin.".utf8) }
}

/// Makes a twin.
public struct TwinCreated: Hashable, Sendable {
  public var type: TypeName
  public var role: Role
  public var aliases: [Alias]
  public var values: [String: StatedValue]
  public var derivedFrom: ID<Twin>?

  public init(
    type: TypeName, role: Role = .individual, aliases: [Alias] = [],
    values: [String: StatedValue] = [:], derivedFrom: ID<Twin>? = nil
  ) {
    self.type = type
    self.role = role
    self.aliases = aliases
    self.values = values
    self.derivedFrom = derivedFrom
  }

  public init(_ payload: JSON) throws(StateFault) {
    guard let text = payload["type"]?.string, let type = TypeName(text) else {
      throw .unreadable("a twin needs a type, such as dtmi:salus:care:Ward;1")
    }
    self.init(type: type)
    if let word = payload["role"] {
      guard let text = word.string, let known = Role(text) else {
        throw .unreadable("the role \(word) is none of individual, composite, aggregate, reference")
      }
      role = known
    }
    for alias in payload["aliases"]?.array ?? [] {
      guard let system = alias["system"]?.string, let value = alias["value"]?.string else {
        throw .unreadable("an alias needs a system and a value")
      }
      aliases.append(Alias(system: system, value: value))
    }
    values = try StatedValues.read(payload)
    derivedFrom = payload["derivedFrom"]?.string.map { ID($0) }
  }

  public var payload: JSON {
    var members: [JSON.Member] = []
    if !aliases.isEmpty {
      members.append(
        JSON.Member(
          "aliases",
          .array(
            aliases.sorted().map {
              ["system": .string($0.system), "value": .string($0.value)]
            })))
    }
    if let derivedFrom { members.append(JSON.Member("derivedFrom", .string(derivedFrom.text))) }
    if role != .individual { members.append(JSON.Member("role", .string(role.text))) }
    members.append(JSON.Member("type", .string(type.description)))
    if !values.isEmpty { members.append(JSON.Member("values", StatedValues.json(values))) }
    return .object(members)
  }

  /// - Parameter valid: since when the twin exists; nil for now.
  public func draft(
    _ twin: ID<Twin>, valid: Instant? = nil, known: Instant? = nil, actor: String, source: String,
    key: String? = nil
  ) -> Draft {
    Draft(
      type: StateEvent.created, twin: twin, payload: payload, valid: valid, known: known,
      actor: actor, source: source, key: key)
  }
}

/// Values of features that a source reports, that a command wants, or that correct a report.
public struct TwinValues: Hashable, Sendable {
  public var values: [String: StatedValue]

  public init(_ values: [String: StatedValue]) {
    self.values = values
  }

  public init(payload: JSON) throws(StateFault) {
    values = try StatedValues.read(payload)
  }

  public var payload: JSON { ["values": StatedValues.json(values)] }

  /// An event by which a source says what it sees.
  ///
  /// - Parameter valid: when it was so; nil for now.
  public func reported(
    of twin: ID<Twin>, valid: Instant? = nil, known: Instant? = nil, actor: String,
    source: String, key: String? = nil
  ) -> Draft {
    Draft(
      type: StateEvent.reported, twin: twin, payload: payload, valid: valid, known: known,
      actor: actor, source: source, key: key)
  }

  /// An event by which a command says what it wants.
  public func desired(
    of twin: ID<Twin>, command: String? = nil, valid: Instant? = nil, actor: String,
    source: String, key: String? = nil, causation: Int64? = nil
  ) -> Draft {
    var members: [JSON.Member] = []
    if let command { members.append(JSON.Member("command", .string(command))) }
    members.append(JSON.Member("values", StatedValues.json(values)))
    return Draft(
      type: StateEvent.desired, twin: twin, payload: .object(members), valid: valid,
      actor: actor, source: source, key: key, causation: causation)
  }

  /// An event that takes back what event `superseded` said of these features.
  public func corrected(
    of twin: ID<Twin>, superseding superseded: Int64, valid: Instant? = nil,
    known: Instant? = nil, actor: String, source: String, key: String? = nil
  ) -> Draft {
    Draft(
      type: StateEvent.corrected, twin: twin, payload: payload, valid: valid, known: known,
      actor: actor, source: source, key: key, causation: superseded)
  }
}

/// The member `values` of a payload.
public enum StatedValues {
  /// Empty where there is none.
  public static func read(_ payload: JSON) throws(StateFault) -> [String: StatedValue] {
    guard let member = payload["values"] else { return [:] }
    guard let members = member.members else {
      throw .unreadable("'values' is an object of feature names and values")
    }
    var values: [String: StatedValue] = [:]
    for member in members {
      guard !member.name.isEmpty else { throw .unreadable("a feature needs a name") }
      values[member.name] = try StatedValue(reading: member.value)
    }
    return values
  }

  /// In name order.
  public static func json(_ values: [String: StatedValue]) -> JSON {
    .object(
      values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { JSON.Member($0.key, $0.value.json) })
  }
}
