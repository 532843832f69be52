import SalusCore

/// Which events a subscription is told of; what is empty or nil holds for every event.
public struct EventFilter: Hashable, Sendable {
  /// Types of events; `twin.*` stands for all that begin with `twin.`.
  public var types: [String]
  public var twins: [ID<Twin>]
  /// How the ids of the twins begin.
  public var prefix: String?
  /// Type of the twin at the event, with its version or, for every version, without.
  public var twinType: String?
  /// A feature, or a member of one as in `beds/free`, that the event must speak of.
  public var path: String?
  /// What must hold of the twin as it stands right after the event, in the words of the filter
  /// language.
  public var condition: String?
  public var branch: ID<Branch>

  public init(
    types: [String] = [], twins: [ID<Twin>] = [], prefix: String? = nil, twinType: String? = nil,
    path: String? = nil, condition: String? = nil, branch: ID<Branch> = Branch.main
  ) {
    self.types = types
    self.twins = twins
    self.prefix = prefix
    self.twinType = twinType
    self.path = path
    self.condition = condition
    self.branch = branch
  }

  /// The twin's state at the event decides too.
  public var needsState: Bool { twinType != nil || condition != nil }

  /// Whether an event of the branch passes by itself, whatever its twin's state.
  public func matches(_ event: Event) -> Bool {
    matchesType(event.type) && matchesTwin(event.twin) && matchesPath(event.payload)
  }

  private func matchesType(_ type: String) -> Bool {
    types.isEmpty
      || types.contains { wanted in
        wanted == type || (wanted.hasSuffix(".*") && type.hasPrefix(wanted.dropLast()))
      }
  }

  private func matchesTwin(_ twin: ID<Twin>) -> Bool {
    if let prefix, !twin.text.hasPrefix(prefix) { return false }
    return twins.isEmpty || twins.contains(twin)
  }

  private func matchesPath(_ payload: JSON) -> Bool {
    guard let path else { return true }
    let names = path.split(separator: "/").map(String.init)
    guard let feature = names.first, var value = payload["values"]?[feature] else { return false }
    for name in names.dropFirst() {
      guard let member = value[name] ?? value["value"]?[name] else { return false }
      value = member
    }
    return true
  }

  /// Whether a twin's type is the one that is asked for.
  public func matches(twinType found: String) -> Bool {
    guard let twinType else { return true }
    return found == twinType
      || (!twinType.contains(";") && found.hasPrefix(twinType + ";"))
  }

  /// Exact types to read; empty where a reader must look at all.
  public var exactTypes: [String] { types.contains { $0.hasSuffix("*") } ? [] : types }
}

extension EventFilter {
  /// As events and replies write it.
  public var json: JSON {
    var members: [JSON.Member] = []
    if !types.isEmpty {
      members.append(JSON.Member("types", .array(types.map { .string($0) })))
    }
    if !twins.isEmpty {
      members.append(JSON.Member("twins", .array(twins.map { .string($0.text) })))
    }
    if let prefix { members.append(JSON.Member("prefix", .string(prefix))) }
    if let twinType { members.append(JSON.Member("twinType", .string(twinType))) }
    if let path { members.append(JSON.Member("path", .string(path))) }
    if let condition { members.append(JSON.Member("condition", .string(condition))) }
    members.append(JSON.Member("branch", .string(branch.text)))
    return .object(members)
  }

  /// Reads what a person or program wrote.
  ///
  /// - Throws: `unusable` with what is wrong and what would be accepted.
  public init(_ json: JSON) throws(SubscriptionFault) {
    self.init()
    guard let members = json.members else { throw .unusable("a filter is an object") }
    for member in members {
      switch member.name {
      case "types": types = try EventFilter.texts(member)
      case "twins": twins = try EventFilter.texts(member).map { ID($0) }
      case "prefix": prefix = try EventFilter.text(member)
      case "twinType": twinType = try EventFilter.text(member)
      case "path": path = try EventFilter.text(member)
      case "condition": condition = try EventFilter.text(member)
      case "branch": branch = ID(try EventFilter.text(member) ?? Branch.main.text)
      default:
        throw .unusable(
          "a filter has no '\(member.name)'; it has types, twins, prefix, twinType, path, "
            + "condition and branch")
      }
    }
  }

  private static func text(_ member: JSON.Member) throws(SubscriptionFault) -> String? {
    if member.value == .null { return nil }
    guard let text = member.value.string, !text.isEmpty else {
      throw .unusable("'\(member.name)' of a filter is a text")
    }
    return text
  }

  private static func texts(_ member: JSON.Member) throws(SubscriptionFault) -> [String] {
    guard let values = member.value.array else {
      throw .unusable("'\(member.name)' of a filter is a list of texts")
    }
    var texts: [String] = []
    for value in values {
      guard let text = value.string, !text.isEmpty else {
        throw .unusable("'\(member.name)' of a filter is a list of texts")
      }
      texts.append(text)
    }
    return texts
  }
}
