import SalusCore
import SalusTwin

/// A small region with persons in it: places, relations and states, and the cells both ways.
struct City: AggregateSurroundings {
  var network = Network()
  var states: [ID<Twin>: TwinState] = [:]
  var rules: [AggregateRule] = []
  /// The cells as the changes made them.
  var book = CellBook()
  private var revision: Int64 = 1

  func targets(of twin: ID<Twin>, name: String) -> [ID<Twin>] {
    network.index.targets(of: twin, name: name)
  }

  func sources(of twin: ID<Twin>, name: String) -> [ID<Twin>] {
    network.index.sources(of: twin, name: name)
  }

  func placeType(of twin: ID<Twin>) -> TypeName? {
    guard let state = states[twin], !state.isDeleted, state.subject == nil else { return nil }
    return state.type
  }

  /// The cells as a scan over everything finds them.
  func scan() throws -> CellBook {
    try CellBook(rules, over: states.values.sorted { $0.id < $1.id }, in: self)
  }

  mutating func put(_ state: TwinState) throws {
    let moves = placeType(of: state.id) != (state.isDeleted ? nil : state.type)
    try change(by: state.id, isMove: moves) { $0.states[state.id] = state }
  }

  mutating func begin(_ id: String, _ source: String, _ name: String, _ target: String) throws {
    try change(by: ID(source), isMove: true) { try $0.network.begin(id, source, name, target) }
  }

  mutating func end(_ relation: Relation) throws {
    try change(by: relation.source, isMove: true) {
      try $0.network.end(relation.id.text, to: 9_999)
    }
  }

  /// Makes a change and moves the members that it concerns, as a store does in one commit.
  private mutating func change(
    by twin: ID<Twin>, isMove: Bool, _ body: (inout City) throws -> Void
  ) throws {
    var concerned: Set<ID<Twin>> = [twin]
    if isMove { concerned.formUnion(try AggregateRule.affected(by: twin, rules, in: self)) }
    let before = try contributions(concerned)
    try body(&self)
    let after = try contributions(concerned)
    for (old, new) in zip(before, after) {
      var change = CellChange()
      change.move(rules, from: old, to: new)
      book.apply(change)
    }
  }

  private func contributions(_ twins: Set<ID<Twin>>) throws -> [[Contribution?]] {
    try twins.sorted().map { twin in
      try AggregateRule.contributions(rules, of: states[twin], in: self)
    }
  }

  /// Every place of the types with the nearest one above it.
  func places(_ aggregate: Aggregate) throws -> [ID<Twin>: ID<Twin>?] {
    guard let types = AggregateRule(aggregate).placeTypes else { return [:] }
    var found: [ID<Twin>: ID<Twin>?] = [:]
    for id in states.keys {
      guard let type = placeType(of: id), types.contains(type.name) else { continue }
      found[id] = .some(try nearestPlace(above: id, types: types))
    }
    return found
  }

  func table(_ aggregate: Aggregate) throws -> AggregateTable {
    try AggregateTable(
      aggregate, cells: book.cells(of: aggregate.id), places: try places(aggregate), at: 1)
  }
}

/// Two districts of two wards each in one region.
func emptyCity(_ aggregates: [Aggregate] = []) throws -> City {
  var city = City()
  city.rules = aggregates.map(AggregateRule.init)
  try city.put(twin("region", type: .region))
  for district in 1...2 {
    try city.put(twin("d\(district)", type: .district))
    try city.begin("pd\(district)", "d\(district)", "partOf", "region")
    for ward in 1...2 {
      try city.put(twin("w\(district)\(ward)", type: .ward))
      try city.begin("pw\(district)\(ward)", "w\(district)\(ward)", "partOf", "d\(district)")
    }
  }
  return city
}

func aggregate(
  _ id: String, _ members: String, _ groups: [Aggregate.Group] = [],
  _ measures: [Aggregate.Measure] = [], floor: Int = 10, rounding: Int? = nil
) throws -> Aggregate {
  try Aggregate(
    id: ID(id), title: id, members: Filter(members), groups: groups, measures: measures,
    floor: floor, rounding: rounding)
}
