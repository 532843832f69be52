import SalusCore
import SalusStore
import SalusTwin
import Testing

/// A bank beside an index in memory for each of its lines.
private struct Web {
  let bank: StoredJournal
  var plain = PlainBank()
  var dice: Dice
  let twins = (0..<8).map { ID<Twin>("t\($0)") }
  let names = ["partOf", "locatedIn", "contactOf"]
  let start = Instant(startOf: day("2024-01-01"))
  var relations = 0
  var refused = 0

  init(_ bank: StoredJournal, seed: UInt64) throws {
    self.bank = bank
    dice = Dice(seed)
    try append(
      twins.map { TwinCreated(type: ward).draft($0, actor: "a", source: "s") }, on: Branch.main)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &dice) }

  mutating func pick<Item>(_ items: [Item]) -> Item { items[number(0...items.count - 1)] }

  mutating func time() -> Instant { start + Double(number(0...20)) * 3600 }

  mutating func append(_ drafts: [Draft], on branch: ID<Branch>) throws {
    let before = plain.seen(on: branch).last?.sequence ?? 0
    do throws(JournalError) {
      _ = try bank.append(drafts, expecting: [], on: branch)
    } catch {
      guard case .refused = error else { throw error }
      refused += 1
      #expect(try bank.head(of: branch).sequence == before)
      return
    }
    plain.take(try bank.events(EventQuery(branch: branch, after: before)), on: branch)
  }

  mutating func step() throws {
    let branch = pick(plain.lines.keys.sorted())
    let known = number(0...2) == 0 ? time() : nil
    let source = pick(["s", "s", "s", "u"])
    switch number(0...11) {
    case 0...5:
      relations += 1
      let from = time()
      let began = RelationBegan(
        id: ID("r\(relations)"), source: pick(twins), name: pick(names), target: pick(twins),
        properties: number(0...1) == 0 ? ["n": .integer(Int64(relations))] : .object([]),
        from: from, to: number(0...3) == 0 ? from + 7200 : nil)
      try append([began.draft(actor: "a", source: source, known: known)], on: branch)
    case 6...9:
      guard relations > 0 else { return }
      let ended = RelationEnded(
        id: ID("r\(number(1...relations))"), to: number(0...3) == 0 ? nil : time())
      try append([ended.draft(actor: "a", source: source, known: known)], on: branch)
    case 10:
      let id = ID<Branch>("b\(plain.lines.count)")
      let head = plain.seen(on: branch).last?.sequence ?? 0
      let at = Int64(number(Int(head) / 2...Int(head)))
      let info = try bank.fork(ForkRequest(id, from: branch, at: at, owner: "a"))
      plain.lines[id] = PlainBank.Line(parent: info.parent, fork: at)
      plain.take(try bank.events(EventQuery(branch: id, after: at)), on: id)
    default:
      if number(0...5) == 0 {
        try append([SourceRevoked(source: "u", reason: "breach").draft(actor: "a")], on: branch)
      }
    }
  }

  /// The index of what a sight shows of a branch: events of a revoked source are none.
  func index(of branch: ID<Branch>, _ sight: Sight) throws -> RelationIndex {
    var index = RelationIndex()
    let through = sight.sequence ?? .max
    let revoked = plain.revoked(on: branch, through: through)
    for event in plain.seen(on: branch, through: through)
    where event.sequence > revoked[event.source] ?? 0 {
      if event.type == RelationEnded.type, index.history(of: event.twin) == nil { continue }
      try index.apply(event)
    }
    return index
  }

  mutating func check() throws {
    for branch in plain.lines.keys.sorted() {
      let head = Int(plain.seen(on: branch).last?.sequence ?? 0)
      let (valid, known) = (time(), time())
      let sequence = Int64(number(0...head))
      let moments: [(Moment, Sight)] = [
        (.latest, .all), (.version(sequence), Sight(sequence: sequence)),
        (.valid(valid, known: known), Sight(valid: valid, known: known)),
        (.valid(valid, known: Store.now()), Sight(valid: valid, known: Store.now())),
        (.valid(valid, recorded: sequence), Sight(valid: valid, sequence: sequence)),
      ]
      for (moment, sight) in moments {
        let index = try index(of: branch, sight)
        for _ in 0..<6 {
          let query = RelationQuery(
            source: number(0...1) == 0 ? pick(twins) : nil,
            target: number(0...1) == 0 ? pick(twins) : nil,
            names: names.filter { _ in number(0...1) == 0 }, withEnded: number(0...2) == 0,
            limit: number(0...3) == 0 ? number(0...3) : nil)
          let found = try bank.relations(query, at: moment, on: branch)
          #expect(found == index.relations(query, at: sight), "\(query) \(moment) \(branch)")
        }
        for direction in GraphQuery.Direction.allCases {
          let query = GraphQuery(
            start: [pick(twins), ID("stranger")], names: number(0...1) == 0 ? ["contactOf"] : [],
            direction: direction, depth: number(0...4), limit: number(0...3) == 0 ? 3 : 100)
          let found = try bank.graph(query, at: moment, on: branch)
          #expect(found == index.graph(query, at: sight), "\(query) \(moment) \(branch)")
        }
      }
    }
  }
}

@Suite struct RelationStoreTests {
  /// Whatever began, ended, was known late, forked and revoked: the bank says what an index over
  /// the plain list of events says, at every moment and on every branch.
  @Test(arguments: StoreKind.here, [1, 2, 3, 4, 5, 6] as [UInt64])
  func saysWhatAPlainIndexSays(kind: StoreKind, seed: UInt64) throws {
    let bench = try Bench(kind)
    var web = try Web(try bench.journal(), seed: seed)
    for _ in 0..<60 { try web.step() }
    try web.check()
    #expect(web.refused > 0 && web.relations > 10)
    let before = try web.bank.verify()
    #expect(before.isWhole, "\(before.staleProjections)")
    try web.bank.rebuild()
    try web.check()
    let after = try web.bank.verify()
    #expect(after.isWhole, "\(after.staleProjections)")
  }

  @Test(arguments: StoreKind.here)
  func refusesWhatTheRulesForbid(kind: StoreKind) throws {
    let bench = try Bench(kind)
    let bank = try bench.journal()
    for twin in ["a", "b", "c"] {
      _ = try bank.append(TwinCreated(type: ward).draft(ID(twin), actor: "a", source: "s"))
    }
    func begin(_ id: String, _ source: String, _ name: String, _ target: String) throws {
      let began = RelationBegan(
        id: ID(id), source: ID(source), name: name, target: ID(target),
        from: Instant(startOf: day("2024-01-01")))
      _ = try bank.append(began.draft(actor: "a", source: "s"))
    }
    func refusal(_ id: String, _ source: String, _ name: String, _ target: String) -> String {
      do {
        try begin(id, source, name, target)
        return "taken"
      } catch {
        return "\(error)"
      }
    }
    try begin("r1", "a", "partOf", "b")
    try begin("r2", "b", "partOf", "c")
    #expect(refusal("r3", "c", "partOf", "a").contains("a circle of 'partOf': a → b → c"))
    #expect(refusal("r1", "a", "partOf", "c").contains("has begun already"))
    #expect(refusal("r4", "a", "partOf", "x").contains("needs its target x"))
    #expect(refusal("r5", "a", "part of", "b").contains("'part of'"))
    _ = try bank.append(
      Draft(type: StateEvent.deleted, twin: ID("c"), actor: "a", source: "s"))
    #expect(refusal("r6", "a", "partOf", "c").contains("needs its target c"))
    // On a branch more may be said, and the main line does not see it.
    _ = try bank.fork(ForkRequest(ID("drill"), owner: "a"))
    let ended = RelationEnded(id: ID("r2"), to: Instant(startOf: day("2024-01-02")))
    _ = try bank.append(
      [ended.draft(actor: "a", source: "s")], expecting: [], on: ID("drill"))
    let query = RelationQuery(source: ID("b"))
    #expect(try bank.relations(query, at: .latest, on: ID("drill")).isEmpty)
    #expect(try bank.relations(query, at: .latest, on: Branch.main).map(\.id) == [ID("r2")])
  }
}
