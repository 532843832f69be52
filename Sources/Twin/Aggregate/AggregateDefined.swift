import SalusCore

/// Says which table is kept; a later one of the same id may raise its floor.
public struct AggregateDefined: Hashable, Sendable {
  public static let type = "aggregate.defined"
  public let aggregate: Aggregate

  public init(_ aggregate: Aggregate) {
    self.aggregate = aggregate
  }

  public init(_ event: Event) throws(AggregateProblem) {
    try self.init(twin: event.twin, payload: event.payload)
  }

  /// Reads what a draft or an event says.
  public init(twin id: ID<Twin>, payload: JSON) throws(AggregateProblem) {
    guard let rule = payload["members"]?.string else {
      throw .malformed(id, "it needs 'members', a filter")
    }
    let filter: Filter
    do throws(FilterProblem) {
      filter = try Filter(rule)
    } catch {
      throw .malformed(id, "its rule: \(error)")
    }
    var groups: [Aggregate.Group] = []
    for group in payload["groups"]?.array ?? [] {
      groups.append(try AggregateDefined.group(group, of: id))
    }
    var measures: [Aggregate.Measure] = []
    for measure in payload["measures"]?.array ?? [] {
      if let path = measure["sum"] {
        measures.append(.sum(try AggregateDefined.path(path, of: id)))
      } else if let path = measure["mean"] {
        measures.append(.mean(try AggregateDefined.path(path, of: id)))
      } else {
        throw .malformed(id, "a measure is {\"sum\": path} or {\"mean\": path}")
      }
    }
    func whole(_ name: String) throws(AggregateProblem) -> Int? {
      guard let value = payload[name], value != .null else { return nil }
      guard let number = value.integer.flatMap({ Int(exactly: $0) }) else {
        throw .malformed(id, "'\(name)' is no whole number")
      }
      return number
    }
    aggregate = try Aggregate(
      id: id, title: payload["title"]?.string ?? id.text, members: filter, groups: groups,
      measures: measures, floor: try whole("floor") ?? Aggregate.leastFloor,
      rounding: try whole("rounding"))
  }

  public func draft(actor: String, source: String, key: String? = nil) -> Draft {
    Draft(
      type: AggregateDefined.type, twin: aggregate.id, payload: aggregate.payload,
      actor: actor, source: source, key: key)
  }

  private static func group(_ json: JSON, of id: ID<Twin>) throws(AggregateProblem)
    -> Aggregate.Group
  {
    if let types = json["places"]?.array {
      let names = types.compactMap(\.string)
      guard names.count == types.count else { throw .malformed(id, "'places' lists type names") }
      return .places(names)
    }
    guard let by = json["by"] else {
      throw .malformed(
        id, "a group is {\"places\": […]}, {\"by\": path, \"values\": […]} or {…, \"bands\": […]}")
    }
    let path = try path(by, of: id)
    if let values = json["values"]?.array {
      let texts = values.compactMap(\.groupText)
      guard texts.count == values.count else {
        throw .malformed(id, "'values' lists texts, numbers and truth values")
      }
      return .values(path, texts)
    }
    let bands = json["bands"]?.array ?? []
    let edges = bands.compactMap(\.double)
    guard edges.count == bands.count else { throw .malformed(id, "'bands' lists numbers") }
    return .bands(path, edges)
  }

  private static func path(_ json: JSON, of id: ID<Twin>) throws(AggregateProblem) -> FilterPath {
    guard let text = json.string else { throw .malformed(id, "a path is a text") }
    do throws(FilterProblem) {
      return try FilterPath(text)
    } catch {
      throw .malformed(id, "the path '\(text)': \(error)")
    }
  }
}

extension Aggregate {
  /// Rule, groups and measures: what makes the table what it is.
  var definition: [JSON.Member] {
    let groups: [JSON] = groups.map { group in
      switch group {
      case .values(let path, let values):
        ["by": .string(path.text), "values": .array(values.map { .string($0) })]
      case .bands(let path, let edges):
        ["by": .string(path.text), "bands": .array(edges.map { .number($0) })]
      case .places(let types): ["places": .array(types.map { .string($0) })]
      }
    }
    let measures: [JSON] = measures.map { measure in
      switch measure {
      case .sum(let path): ["sum": .string(path.text)]
      case .mean(let path): ["mean": .string(path.text)]
      }
    }
    return [
      .init("members", .string(members.text)), .init("groups", .array(groups)),
      .init("measures", .array(measures)),
    ]
  }

  /// The definition as an event carries it.
  public var payload: JSON {
    .object(
      [.init("title", .string(title))] + definition + [
        .init("floor", .integer(Int64(floor))), .init("rounding", JSON(rounding)),
      ])
  }
}

extension JSON {
  /// A plain value as the name of a group; nil for lists, objects and null.
  var groupText: String? {
    switch self {
    case .string(let text): text
    case .bool, .integer, .number: description
    case .null, .array, .object: nil
    }
  }
}
