import SalusCore
import SalusTwin
import Testing

@Suite struct AggregateTests {
  static let places = Aggregate.Group.places(["Ward", "District", "Region"])

  @Test func countsByPlaceAndValue() throws {
    let sick = try aggregate(
      "sick", "and(eq(type,Person),eq(ill,true))",
      [Self.places, .values(.reported("sex", []), ["f", "m"])],
      [.mean(.reported("age", [])), .sum(.reported("age", []))])
    var city = try emptyCity([sick])
    for index in 0..<120 {
      let state = twin(
        "p\(index)", type: .person,
        ["ill": .bool(index % 4 != 3), "sex": index % 2 == 0 ? "f" : "m", "age": 40])
      try city.put(state)
      try city.begin("l\(index)", "p\(index)", "locatedIn", index < 60 ? "w11" : "w21")
    }
    let table = try city.table(sick)
    #expect(table["all", "all"]?.count == 90)
    #expect(table["d1", "all"]?.count == 45)
    #expect(table["w11", "f"]?.count == 30)
    #expect(table["w11", "m"]?.count == 15)
    #expect(table["w11", "m"]?.values == [40, 600])
    #expect(table["w12", "all"] == nil)
    #expect(try city.scan() == city.book)
    #expect(table.json["cells"]?.array?.count == table.cells.count)
  }

  @Test func hidesTheFewAndWhatWouldTellThem() throws {
    let all = try aggregate("all", "eq(type,Person)", [Self.places])
    var city = try emptyCity([all])
    func settle(_ ward: String, _ count: Int) throws {
      for index in 0..<count {
        try city.put(twin("\(ward)-\(index)", type: .person))
        try city.begin("l\(ward)-\(index)", "\(ward)-\(index)", "locatedIn", ward)
      }
    }
    try settle("w11", 4)
    try settle("w12", 30)
    try settle("w21", 20)
    try settle("w22", 25)
    let table = try city.table(all)
    // The other ward of the district would tell the hidden one by subtraction.
    #expect(table["w11"]?.count == nil && table["w11"] != nil)
    #expect(table["w12"]?.count == nil && table["w12"] != nil)
    #expect(table["d1"]?.count == 34 && table["w21"]?.count == 20 && table["all"]?.count == 79)
    // Somebody who is in the district and in no ward of it is a part of its own.
    try city.put(twin("x", type: .person))
    try city.begin("lx", "x", "locatedIn", "d2")
    let after = try city.table(all)
    #expect(after["d2 (elsewhere)"] != nil && after["d2 (elsewhere)"]?.count == nil)
    #expect(after["w21"]?.count == nil && after["w22"]?.count == 25)
  }

  @Test func roundsAndGroupsByBands() throws {
    let rule = try aggregate(
      "bands", "eq(type,Person)", [.bands(.reported("age", []), [18, 65])], rounding: 5)
    var city = try emptyCity([rule])
    for index in 0..<73 {
      try city.put(twin("p\(index)", type: .person, ["age": .integer(Int64(index))]))
    }
    try city.put(twin("p99", type: .person))
    let table = try city.table(rule)
    #expect(table["all"]?.count == 75)
    #expect(table["18..<65"]?.count == 45)
    // Eight persons are 65 or older, and one has no age: nine together are too few as well.
    for label in ["65..", "(missing)", "..<18"] {
      #expect(table[label] != nil && table[label]?.count == nil)
    }
  }

  /// A sum over few is hidden though the cell has many members.
  @Test func hidesSumsOverFew() throws {
    let rule = try aggregate(
      "sum", "eq(type,Person)", [.values(.reported("s", []), ["a", "b", "c"])],
      [.sum(.reported("dose", []))])
    var city = try emptyCity([rule])
    for index in 0..<90 {
      var values: [String: JSON] = ["s": .string(["a", "b", "c"][index / 30])]
      if index >= 25 { values["dose"] = .number(0.1) }
      try city.put(twin("p\(index)", type: .person, values))
    }
    let table = try city.table(rule)
    #expect(table["a"]?.count == nil && table["b"]?.count == nil && table["c"]?.count == 30)
    #expect(table["c"]?.values == [3] && table["all"]?.values == [6.5])
  }

  @Test func onlyRaisesItsFloor() throws {
    let one = try aggregate("x", "eq(type,Person)", floor: 12)
    #expect(throws: AggregateProblem.lowFloor("x", 9)) {
      try aggregate("x", "eq(type,Person)", floor: 9)
    }
    #expect(try aggregate("x", "eq(type,Person)", floor: 20).problem(replacing: one) == nil)
    #expect(
      try aggregate("x", "eq(type,Person)", floor: 11).problem(replacing: one)
        == .floorLowered("x", from: 12, to: 11))
    #expect(
      try aggregate("x", "eq(type,Bed)", floor: 12).problem(replacing: one) == .changed("x"))
  }

  @Test func refusesGroupsThatWouldListMembers() throws {
    #expect(throws: AggregateProblem.self) {
      try aggregate("x", "eq(type,Person)", [.values(.id, ["a"])])
    }
    #expect(throws: AggregateProblem.self) {
      try aggregate("x", "eq(type,Person)", [.values(.reported("a", []), [])])
    }
    #expect(throws: AggregateProblem.self) {
      try aggregate("x", "eq(type,Person)", [Self.places, Self.places])
    }
    #expect(throws: AggregateProblem.self) {
      try aggregate("x", "eq(type,Person)", [.bands(.reported("a", []), [5, 5])])
    }
  }

  @Test func readsWhatItWrote() throws {
    let rule = try aggregate(
      "x", "and(eq(type,Person),gt(age,5))",
      [Self.places, .values(.reported("a", ["b"]), ["f", "m"])],
      [.mean(.reported("age", [])), .sum(.desired("d", []))], floor: 15, rounding: 5)
    let draft = AggregateDefined(rule).draft(actor: "t", source: "t")
    #expect(try AggregateDefined(twin: draft.twin, payload: draft.payload).aggregate == rule)
    let bands = try aggregate("y", "exists(a)", [.bands(.reported("a", []), [1.5, 2])])
    #expect(try AggregateDefined(twin: "y", payload: bands.payload).aggregate == bands)
    for broken: JSON in [
      [:], ["members": "eq(a"], ["members": "exists(a)", "floor": 3],
      ["members": "exists(a)", "floor": 10.5], ["members": "exists(a)", "groups": [["by": "a"]]],
      ["members": "exists(a)", "groups": [["places": [1]]]],
      ["members": "exists(a)", "measures": [["max": "a"]]],
      ["members": "exists(a)", "groups": [["by": "a", "values": ["x", "x"]]]],
    ] {
      #expect(throws: AggregateProblem.self) { try AggregateDefined(twin: "x", payload: broken) }
    }
  }
}

@Suite struct AggregateLawTests {
  /// After any history the cells made by changes are those of a scan: states come, change, are
  /// deleted; persons and wards move; wards change their type.
  @Test(arguments: Array(1...12) as [UInt64])
  func changesAddUpToTheScan(seed: UInt64) throws {
    var dice = GraphDice(seed)
    let places = AggregateTests.places
    var city = try emptyCity([
      try aggregate(
        "a", "eq(ill,true)", [places, .values(.reported("sex", []), ["f", "m"])],
        [.sum(.reported("x", [])), .mean(.reported("x", []))]),
      try aggregate("b", "and(eq(type,Person),within(d1))", [.values(.reported("sex", []), ["f"])]),
      try aggregate("c", "eq(type,Person)", [.bands(.reported("x", []), [0, 1])]),
      try aggregate("d", "not(within(w11))", [.places(["District"])]),
    ])
    if seed % 3 == 0 {
      city.rules.removeAll { $0.asksForAllPlaces }
      city.book = try city.scan()
    }
    let all = ["w11", "w12", "w21", "w22", "d1", "d2", "region"]
    var next = 0
    for _ in 0..<250 {
      let person = "p\(dice.below(25))"
      next += 1
      switch dice.below(8) {
      case 0...3:
        var state = twin(
          person, type: .person,
          [
            "ill": dice.pick([true, false, nil]), "sex": dice.pick(["f", "m", "x", nil]),
            "x": dice.pick([0.1, 0.2, -0.7, 1e15, "text", nil, 3]),
          ])
        state.isDeleted = dice.below(9) == 0
        try city.put(state)
      case 4, 5:
        let name = dice.pick(["locatedIn", "partOf"])
        let (from, to) = (dice.below(5) == 0 ? dice.pick(all) : person, dice.pick(all))
        // Circles over two kinds of relations are possible, and must do no harm.
        guard from != to else { continue }
        try city.begin("n\(next)", from, name, to)
      case 6:
        let open = city.network.index.relations(RelationQuery())
        try city.end(dice.pick(open))
      default:
        let place = dice.pick(["w11", "w12", "d2"])
        let type = dice.pick([TypeName.ward, .district, .person])
        try city.put(twin(place, type: type, ["ill": dice.pick([true, false])]))
      }
      if next % 25 == 0 {
        #expect(try city.scan() == city.book)
        for rule in city.rules { _ = try city.table(rule.aggregate) }
      }
    }
    #expect(try city.scan() == city.book)
    #expect(!city.book.cells.isEmpty)
  }

  /// Two tables whose cells differ by few are refused, complements and cells of tables included.
  @Test func refusesTablesThatDifferByFew() throws {
    func problem(_ first: Aggregate, _ second: Aggregate) throws -> AggregateProblem? {
      var city = try emptyCity([first, second])
      for index in 0..<60 {
        try city.put(
          twin(
            "p\(index)", type: .person,
            ["n": .integer(Int64(index)), "sex": index % 2 == 0 ? "f" : "m"]))
      }
      #expect(try city.scan() == city.book)
      return try QueryAudit.problem(second, beside: first, in: city.book) { _ in [:] }
    }
    let all = try aggregate("all", "eq(type,Person)")
    #expect(try problem(all, aggregate("b", "eq(type,Person)")) == nil)
    #expect(try problem(all, aggregate("b", "and(eq(type,Person),lt(n,50))")) == nil)
    let few = try problem(all, aggregate("b", "and(eq(type,Person),lt(n,51))"))
    guard case .differencing("b", "all", "all", "all", 10)? = few else {
      Issue.record("\(String(describing: few))")
      return
    }
    // One person less in one cell of the second table than in a cell of the first.
    let sex = Aggregate.Group.values(.reported("sex", []), ["f", "m"])
    #expect(
      try problem(
        aggregate("a", "eq(type,Person)", [sex]),
        aggregate("b", "and(eq(sex,f),ne(n,4))")) != nil)
    // Few are left out, but so many others came in that nothing follows.
    #expect(
      try problem(
        aggregate("a", "and(eq(type,Person),ge(n,5))"),
        aggregate("b", "and(eq(type,Person),lt(n,55))")) == nil)
    // The higher floor of the two counts.
    #expect(
      try problem(
        aggregate("a", "eq(type,Person)", floor: 15),
        aggregate("b", "and(eq(type,Person),lt(n,50))")) != nil)
  }
}
