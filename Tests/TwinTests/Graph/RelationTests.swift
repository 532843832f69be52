import SalusCore
import SalusGovernance
import SalusTwin
import Testing

/// Relations and their rules on one line of history, for tests.
struct Network: RelationLines {
  var index = RelationIndex()
  var twins: Set<ID<Twin>> = []
  var sequence: Int64 = 0

  func exists(_ twin: ID<Twin>) -> Bool { twins.contains(twin) }
  func relation(_ id: ID<Twin>) -> Relation? { index.history(of: id)?.seen(at: .all) }
  func relations(from source: ID<Twin>, name: String) -> [Relation] {
    index.relations(RelationQuery(source: source, names: [name], withEnded: true))
  }
  func relations(to target: ID<Twin>, name: String) -> [Relation] {
    index.relations(RelationQuery(target: target, names: [name], withEnded: true))
  }

  /// Takes the draft in as the next event, without looking at the rules.
  mutating func append(_ draft: Draft, known: Instant? = nil) throws {
    sequence += 1
    let event = Event(
      sequence: sequence, branch: Branch.main, twin: draft.twin, revision: 1, type: draft.type,
      version: 1, valid: draft.valid ?? newYear, known: known ?? draft.known ?? hour(Int(sequence)),
      recorded: hour(Int(sequence)), payload: draft.payload, actor: "test", purpose: "test",
      source: "test", previous: .zero, hash: .zero)
    try index.apply(event)
  }

  mutating func begin(
    _ id: String, _ source: String, _ name: String, _ target: String, from: Int = 0,
    to: Int? = nil, known: Int? = nil
  ) throws {
    let began = RelationBegan(
      id: ID(id), source: ID(source), name: name, target: ID(target), from: hour(from),
      to: to.map(hour))
    try append(began.draft(actor: "test", source: "test"), known: known.map(hour))
  }

  mutating func end(_ id: String, to: Int?, known: Int? = nil) throws {
    let ended = RelationEnded(id: ID(id), to: to.map(hour))
    try append(ended.draft(actor: "test", source: "test"), known: known.map(hour))
  }

  func problem(
    _ id: String, _ source: String, _ name: String, _ target: String, from: Int = 0,
    to: Int? = nil, declared: Int? = nil
  ) throws -> RelationProblem? {
    let began = RelationBegan(
      id: ID(id), source: ID(source), name: name, target: ID(target), from: hour(from),
      to: to.map(hour))
    return try RelationCheck.problem(
      began, rule: .of(name, declared: declared), in: self)
  }
}

@Suite struct RelationHistoryTests {
  /// Both truths stay: what was known before a correction of the end, and after it.
  @Test func keepsWhatWasKnown() throws {
    var network = Network()
    try network.begin("r", "bed", "partOf", "ward", from: 0, known: 1)
    try network.end("r", to: 10, known: 11)
    try network.end("r", to: 5, known: 12)
    func holds(valid: Int?, known: Int? = nil, sequence: Int64? = nil) -> Bool {
      !network.index.relations(
        RelationQuery(),
        at: Sight(valid: valid.map(hour), known: known.map(hour), sequence: sequence)
      ).isEmpty
    }
    #expect(holds(valid: 7, known: 1))
    #expect(holds(valid: 7, known: 11))
    #expect(!holds(valid: 7, known: 12))
    #expect(!holds(valid: 0, known: 0))
    #expect(holds(valid: 0, known: 12) && holds(valid: 4, known: 12) && !holds(valid: 5, known: 12))
    #expect(!holds(valid: 10, known: 11))
    #expect(holds(valid: nil, sequence: 1) && !holds(valid: nil, sequence: 2))
    try network.end("r", to: nil, known: 13)
    #expect(holds(valid: nil) && holds(valid: 1_000))
    // An end that was published earlier than another never becomes the newest.
    try network.end("r", to: 2, known: 12)
    #expect(holds(valid: nil))
  }

  @Test func readsWhatItWrote() throws {
    let began = RelationBegan(
      id: "r", source: "a", name: "infectedBy", target: "b", properties: ["certainty": 0.5],
      from: hour(3), to: hour(4))
    let draft = began.draft(actor: "t", source: "t")
    #expect(
      try RelationBegan(twin: draft.twin, payload: draft.payload, valid: newYear) == began)
    for to in [nil, hour(7)] {
      let ended = RelationEnded(id: "r", to: to)
      let draft = ended.draft(actor: "t", source: "t")
      #expect(
        try RelationEnded(twin: draft.twin, payload: draft.payload, valid: newYear) == ended)
    }
  }

  @Test(
    arguments: [
      ["source": "a", "name": "partOf"], ["source": "", "name": "partOf", "target": "b"],
      ["source": "a", "name": "part of", "target": "b"], ["source": "a", "name": 5, "target": "b"],
      ["source": "a", "name": "x", "target": "b", "from": "yesterday"],
      ["source": "a", "name": "x", "target": "b", "from": "2026-01-02", "to": "2026-01-01"],
      ["source": "a", "name": "x", "target": "b", "properties": [1]], [1, 2], nil,
    ] as [JSON])
  func refusesWhatIsNoRelation(payload: JSON) {
    #expect(throws: RelationProblem.self) {
      try RelationBegan(twin: "r", payload: payload, valid: newYear)
    }
  }
}

@Suite struct RelationRuleTests {
  @Test func keepsTheRules() throws {
    var network = Network()
    network.twins = ["a", "b", "c", "d", "bed"]
    try network.begin("r1", "a", "partOf", "b", from: 0)
    try network.begin("r2", "b", "partOf", "c", from: 0, to: 10)
    #expect(try network.problem("x", "a", "partOf", "a") == .withItself("x", "a"))
    #expect(try network.problem("r1", "a", "partOf", "d") == .exists("r1"))
    #expect(try network.problem("x", "e", "partOf", "d") == .missing("x", end: "source", "e"))
    #expect(try network.problem("x", "a", "partOf", "e") == .missing("x", end: "target", "e"))
    #expect(
      try network.problem("x", "c", "partOf", "a", from: 9)
        == .cycle("x", name: "partOf", ["a", "b", "c"]))
    // From hour 10 on b is no longer part of c, so there is no circle.
    #expect(try network.problem("x", "c", "partOf", "a", from: 10) == nil)
    #expect(try network.problem("x", "c", "partOf", "a", from: 5, to: 5) == nil)
    #expect(try network.problem("x", "c", "contactOf", "a") == nil)
    #expect(try network.problem("x", "a", "partOf", "d") == nil)
  }

  @Test func allowsAsManyAtATimeAsTheRuleSays() throws {
    var network = Network()
    network.twins = ["p", "q", "bed", "bed2", "w"]
    try network.begin("o1", "p", "occupies", "bed", from: 0, to: 10)
    #expect(
      try network.problem("x", "p", "occupies", "bed2", from: 9)
        == .tooMany("x", name: "occupies", "p", isSource: true, most: 1))
    #expect(try network.problem("x", "p", "occupies", "bed2", from: 10) == nil)
    #expect(
      try network.problem("x", "q", "occupies", "bed", from: 0, to: 1)
        == .tooMany("x", name: "occupies", "bed", isSource: false, most: 1))
    // Three in a row, of which at most two hold at a time.
    try network.begin("m1", "p", "monitors", "q", from: 0, to: 5)
    try network.begin("m2", "p", "monitors", "w", from: 5, to: 10)
    #expect(try network.problem("x", "p", "monitors", "bed", declared: 2) == nil)
    #expect(try network.problem("x", "p", "monitors", "bed", declared: 1) != nil)
    #expect(try network.problem("x", "p", "monitors", "bed", from: 10, declared: 1) == nil)
  }

  /// Taking an end back makes a relation hold where another one stands by now.
  @Test func checksWhatALaterEndWouldMake() throws {
    var network = Network()
    network.twins = ["p", "b1", "b2"]
    try network.begin("o1", "p", "occupies", "b1", from: 0, to: 10)
    try network.begin("o2", "p", "occupies", "b2", from: 10)
    func problem(_ id: String, _ to: Int?) throws -> RelationProblem? {
      try RelationCheck.problem(
        RelationEnded(id: ID(id), to: to.map(hour)), rule: { .of($0.name) }, in: network)
    }
    #expect(
      try problem("o1", nil) == .tooMany("o1", name: "occupies", "p", isSource: true, most: 1))
    #expect(try problem("o1", 11) != nil)
    #expect(try problem("o1", 8) == nil)
    #expect(try problem("o1", 0) == nil)
    #expect(try problem("o1", -1) == .backwards("o1", from: hour(0), to: hour(-1)))
    #expect(try problem("o9", 5) == .unknown("o9"))
  }

  /// What the rule lets through never has a circle at any hour, and what it refuses would have
  /// made one: against a search hour by hour.
  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func agreesWithASearchHourByHour(seed: UInt64) throws {
    var dice = GraphDice(seed)
    var network = Network()
    let names = (0..<6).map { "t\($0)" }
    network.twins = Set(names.map { ID($0) })
    for round in 0..<60 {
      let (a, b) = (dice.pick(names), dice.pick(names))
      guard a != b else { continue }
      let from = dice.below(12)
      let to = dice.below(3) == 0 ? nil : from + dice.below(6)
      let problem = try network.problem("r\(round)", a, "partOf", b, from: from, to: to)
      var trial = network
      try trial.begin("r\(round)", a, "partOf", b, from: from, to: to)
      let hasCircle = (0..<20).contains { hour in
        Self.hasCircle(trial.index, names, at: hour)
      }
      #expect((problem != nil) == hasCircle)
      if problem == nil { network = trial }
    }
    #expect(network.index.count > 5)
  }

  private static func hasCircle(_ index: RelationIndex, _ names: [String], at time: Int) -> Bool {
    let sight = Sight(valid: hour(time))
    return names.contains { name in
      var open = index.relations(RelationQuery(source: ID(name)), at: sight).map(\.target)
      var met: Set<ID<Twin>> = []
      while let next = open.popLast() {
        if next == ID(name) { return true }
        guard met.insert(next).inserted else { continue }
        open += index.relations(RelationQuery(source: next), at: sight).map(\.target)
      }
      return false
    }
  }
}

@Suite struct GraphTests {
  /// Generations are the shortest distances (Floyd and Warshall 1962), and every path is made of
  /// relations that hold.
  @Test(arguments: GraphQuery.Direction.allCases, [1, 2, 3] as [UInt64])
  func findsTheShortestWays(direction: GraphQuery.Direction, seed: UInt64) throws {
    var dice = GraphDice(seed)
    var network = Network()
    let count = 14
    for round in 0..<28 {
      try network.begin(
        "r\(round)", "t\(dice.below(count))", dice.pick(["contactOf", "infectedBy"]),
        "t\(dice.below(count))", from: 0, to: dice.below(4) == 0 ? 5 : nil)
    }
    let far = 1_000
    var distance = (0..<count).map { a in (0..<count).map { a == $0 ? 0 : far } }
    let held = network.index.relations(RelationQuery(names: ["contactOf"]))
    for relation in held {
      guard let a = Int(relation.source.text.dropFirst()),
        let b = Int(relation.target.text.dropFirst()), a != b
      else { continue }
      if direction != .back { distance[a][b] = 1 }
      if direction != .out { distance[b][a] = 1 }
    }
    for k in 0..<count {
      for i in 0..<count {
        for j in 0..<count {
          distance[i][j] = min(distance[i][j], distance[i][k] + distance[k][j])
        }
      }
    }
    for depth in [0, 1, 3, 50] {
      for start in 0..<count {
        let graph = network.index.graph(
          GraphQuery(
            start: [ID("t\(start)")], names: ["contactOf"], direction: direction, depth: depth))
        let found = Dictionary(
          uniqueKeysWithValues: graph.steps.map { ($0.twin.text, $0.generation) })
        for other in 0..<count {
          let wanted = distance[start][other]
          #expect(found["t\(other)"] == (wanted <= depth ? wanted : nil))
        }
        for index in graph.steps.indices {
          let path = graph.path(to: index)
          #expect(path.count == graph.steps[index].generation + 1)
          #expect(path.first?.twin == ID("t\(start)"))
          for (step, next) in zip(path, path.dropFirst()) {
            let ends = [next.relation?.source, next.relation?.target]
            #expect(ends.contains(step.twin) && ends.contains(next.twin))
          }
        }
      }
    }
  }

  @Test func isCutAtTheLimit() throws {
    var network = Network()
    for index in 1...9 { try network.begin("r\(index)", "a", "contactOf", "b\(index)") }
    try network.begin("s", "b1", "contactOf", "b2")
    let all = network.index.graph(GraphQuery(start: ["a"], depth: 5))
    #expect(all.generations == [1, 9] && !all.isCut && all.crossings == 1)
    let cut = network.index.graph(GraphQuery(start: ["a"], depth: 5, limit: 4))
    #expect(cut.steps.map(\.twin) == ["a", "b1", "b2", "b3"] && cut.isCut)
    #expect(network.index.graph(GraphQuery(start: [], depth: 5)).steps.isEmpty)
  }
}
