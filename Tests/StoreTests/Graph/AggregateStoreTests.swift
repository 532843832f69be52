import SalusCore
import SalusStore
import SalusTwin
import Testing

private let district = TypeName("dtmi:test:place:District;1") ?? .unknown
private let person = TypeName("dtmi:test:person:Person;1") ?? .unknown

/// A region in a bank: one district, wards, persons.
private struct Region {
  let bank: StoredJournal
  var dice: Dice
  var relations = 0

  init(_ bank: StoredJournal, seed: UInt64) throws {
    self.bank = bank
    dice = Dice(seed)
    for index in 1...2 { try put("d\(index)", district) }
    for index in 1...4 {
      try put("w\(index)", ward)
      try relate("w\(index)", "partOf", index < 3 ? "d1" : "d2")
    }
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &dice) }

  mutating func pick<Item>(_ items: [Item]) -> Item { items[number(0...items.count - 1)] }

  mutating func append(_ drafts: [Draft], on branch: ID<Branch> = Branch.main) throws {
    do throws(JournalError) {
      _ = try bank.append(drafts, expecting: [], on: branch)
    } catch {
      guard case .refused = error else { throw error }
    }
  }

  mutating func put(_ id: String, _ type: TypeName, _ values: [String: StatedValue] = [:]) throws {
    try append([TwinCreated(type: type, values: values).draft(ID(id), actor: "a", source: "s")])
  }

  mutating func relate(
    _ source: String, _ name: String, _ target: String, on branch: ID<Branch> = Branch.main
  ) throws {
    relations += 1
    let began = RelationBegan(
      id: ID("r\(relations)"), source: ID(source), name: name, target: ID(target),
      from: Instant(startOf: day("2024-01-01")))
    try append([began.draft(actor: "a", source: "s")], on: branch)
  }

  func define(_ id: String, _ rule: String, _ groups: [Aggregate.Group] = []) throws {
    let aggregate = try Aggregate(
      id: ID(id), title: id, members: Filter(rule), groups: groups,
      measures: [.sum(.reported("age", []))])
    _ = try bank.append(AggregateDefined(aggregate).draft(actor: "a", source: "s"))
  }

  mutating func step() throws {
    let id = "p\(number(0...60))"
    let source = pick(["s", "s", "u"])
    let values: [String: StatedValue] = [
      "sex": StatedValue(.string(pick(["f", "m"]))),
      "age": StatedValue(.integer(Int64(number(1...90)))),
    ]
    switch number(0...9) {
    case 0...3: try put(id, person, values)
    case 4...5:
      try append([
        TwinValues(values).reported(of: ID(id), actor: "a", source: source)
      ])
    case 6...7: try relate(id, "locatedIn", pick(["w1", "w2", "w3", "w4", "d2"]))
    case 8:
      try append([
        RelationEnded(
          id: ID("r\(number(1...relations))"), to: Instant(startOf: day("2024-01-05"))
        ).draft(actor: "a", source: "s")
      ])
    default:
      if number(0...3) == 0 {
        try append([Draft(type: StateEvent.deleted, twin: ID(id), actor: "a", source: "s")])
      } else if number(0...3) == 0 {
        try append([SourceRevoked(source: "u", reason: "breach").draft(actor: "a")])
      }
    }
  }
}

private func outcome(_ body: () throws(JournalError) -> AggregateTable) -> String {
  do {
    let table = try body()
    return "\(table.cells)"
  } catch {
    return "\(error)"
  }
}

@Suite struct AggregateStoreTests {
  private static let places = Aggregate.Group.places(["Ward", "District"])

  /// The kept cells give the table that a scan gives, whatever came in between; verifying and
  /// rebuilding agree.
  @Test(arguments: StoreKind.here, [1, 2, 3, 4] as [UInt64])
  func keepsTheCellsOfAScan(kind: StoreKind, seed: UInt64) throws {
    let bench = try Bench(kind)
    var region = try Region(try bench.journal(), seed: seed)
    try region.define(
      "all", "eq(type,Person)", [Self.places, .values(.reported("sex", []), ["f", "m"])])
    for _ in 0..<120 { try region.step() }
    // Whether it is taken or refused depends on the history; both must stay true.
    try? region.define("old", "and(eq(type,Person),gt(age,40))")
    try? region.define("d1", "within(d1)")
    for _ in 0..<60 { try region.step() }
    let bank = region.bank
    for aggregate in try bank.aggregates() {
      let head = try bank.head(of: Branch.main).sequence
      let kept = outcome { () throws(JournalError) in try bank.table(of: aggregate.id) }
      let scanned = outcome { () throws(JournalError) in
        try bank.table(of: aggregate.id, at: .version(head))
      }
      #expect(kept == scanned)
    }
    #expect(try bank.table(of: ID("all")).cells.first?.labels == ["all", "all"])
    let whole = try bank.verify()
    #expect(whole.isWhole, "\(whole.staleProjections)")
    let before = outcome { () throws(JournalError) in try bank.table(of: ID("all")) }
    try bank.rebuild()
    #expect(outcome { () throws(JournalError) in try bank.table(of: ID("all")) } == before)
    let again = try bank.verify()
    #expect(again.isWhole, "\(again.staleProjections)")
  }

  @Test(arguments: StoreKind.here)
  func countsOnBranchesAndRefusesDifferencing(kind: StoreKind) throws {
    let bench = try Bench(kind)
    var region = try Region(try bench.journal(), seed: 1)
    let bank = region.bank
    for index in 0..<40 {
      try region.put("q\(index)", person, ["n": StatedValue(.integer(Int64(index)))])
      try region.relate("q\(index)", "locatedIn", index < 20 ? "w1" : "w3")
    }
    try region.define("all", "eq(type,Person)", [Self.places])
    #expect(try bank.table(of: ID("all"))["all"]?.count == 40)
    #expect(try bank.table(of: ID("all"))["w1"]?.count == 20)
    #expect(throws: JournalError.self) {
      try region.define("most", "and(eq(type,Person),lt(n,36))")
    }
    try region.define("half", "and(eq(type,Person),lt(n,30))")
    #expect(try bank.aggregates().map(\.id.text) == ["all", "half"])
    // A floor may rise and not sink.
    let higher = try Aggregate(
      id: ID("half"), title: "half", members: Filter("and(eq(type,Person),lt(n,30))"),
      measures: [.sum(.reported("age", []))], floor: 20)
    _ = try bank.append(AggregateDefined(higher).draft(actor: "a", source: "s"))
    #expect(throws: JournalError.self) {
      try region.define("half", "and(eq(type,Person),lt(n,30))")
    }
    // Differences of less than the higher floor are too small now: 40 against 30 members.
    #expect(throws: JournalError.self) { try bank.table(of: ID("half")) }
    _ = try bank.fork(ForkRequest(ID("drill"), owner: "a"))
    for index in 0..<15 {
      try region.append(
        [TwinCreated(type: person).draft(ID("x\(index)"), actor: "a", source: "s")],
        on: ID("drill"))
      try region.relate("x\(index)", "locatedIn", "w1", on: ID("drill"))
    }
    #expect(try bank.table(of: ID("all"), on: ID("drill"))["w1"]?.count == 35)
    #expect(try bank.table(of: ID("all"))["w1"]?.count == 20)
    let sequence = try bank.head(of: Branch.main).sequence
    #expect(try bank.table(of: ID("all"), at: .version(sequence))["all"]?.count == 40)
    #expect(throws: JournalError.self) { try bank.table(of: ID("none")) }
  }
}
