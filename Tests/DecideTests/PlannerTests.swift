import SalusCore
import SalusDecide
import SalusTwin
import Testing

/// What a plan says in regions small enough to check by hand.
@Suite struct PlannerTests {
  /// H1 needs 10 ventilators for certain and has 4; the depot has 10 and keeps 1.
  private var short: PlanFixture {
    var fixture = PlanFixture()
    fixture.spread = 0
    fixture.stock = ["d1": ["ventilator": 10], "h1": ["ventilator": 4], "h2": ["ventilator": 5]]
    fixture.need = ["h1": ["ventilator": 10], "h2": ["ventilator": 5]]
    return fixture
  }

  @Test func fillsAShortageFromTheDepot() throws {
    let plan = try short.plan()
    let move = try #require(plan.moves.first)
    #expect(plan.moves.count == 1)
    #expect(move.from == "d1" && move.to == "h1" && move.quantity == 6)
    #expect(move.id == "P-1/1" && move.vehicle == "d1-v1" && move.lots.first?.quantity == 6)
    #expect(move.departs == short.now + 3600 && move.arrives == short.now + 3600 + 2400)
    // Six short on each of 14 days, and none with the plan, for it arrives on the first day.
    #expect(abs(plan.totals[0].nothing.mean - 84) < 1e-9 && plan.totals[0].plan.mean == 0)
    #expect(plan.unmet.count == 1 && plan.unmet[0].site == "h1")
    #expect(plan.sentence.hasPrefix("Move 6 ventilators: patient-days"))
    #expect(plan.relaxation.isEmpty && plan.floors.allSatisfy(\.isHeld))
  }

  @Test func leavesToChanceWhatIsUnlikely() throws {
    var fixture = short
    // Four at hand, and more than four needed in less than a fifth of the chances.
    fixture.need = ["h1": ["ventilator": 3]]
    fixture.spread = 0.6
    #expect(try fixture.plan().moves.isEmpty)
    fixture.settings.leastRisk = 0.1
    #expect(try !fixture.plan().moves.isEmpty)
  }

  @Test func saysWhatOneMoreWouldBuy() throws {
    var fixture = short
    fixture.stock["d1"] = ["ventilator": 4]
    let plan = try fixture.plan()
    // 4, of which a tenth stays: 3.6, so 3 go; 3 stay short for 14 days.
    #expect(plan.moves.map(\.quantity) == [3])
    let binding = try #require(plan.binding.first)
    #expect(abs((binding.gain ?? 0) - 14) < 1e-6)
    #expect(binding.words.hasPrefix("Site D1 has no more ventilators to give"))
    #expect(binding.words.hasSuffix("one more would save 14 patient-days"))
  }

  @Test func explainsWhyAnotherSourceIsNotUsed() throws {
    var fixture = short
    fixture.depots = 2
    fixture.stock["d2"] = ["ventilator": 20]
    fixture.minutes = { from, to in from == "d2" || to == "d2" ? 80 : 40 }
    let plan = try fixture.plan()
    #expect(plan.moves.map(\.from) == ["d1"])
    #expect(plan.rejected.contains { $0.from == "d2" && $0.why.hasPrefix("40 minutes longer") })
    #expect(
      plan.rejected.contains { $0.from == "h2" && $0.why == "keeps its 5 for its own need" })
  }

  @Test func solvesTheRestAroundAnAmendment() throws {
    var fixture = short
    fixture.depots = 2
    fixture.stock["d2"] = ["ventilator": 20]
    fixture.minutes = { from, to in from == "d2" || to == "d2" ? 80 : 40 }
    let first = try fixture.plan()
    let amended = try fixture.plan(
      amendments: [Plan.Amendment(item: "ventilator", from: "d1", to: "h1", quantity: 2)],
      before: first)
    #expect(amended.moves.map(\.id) == ["P-1/1", "P-1/2"])
    #expect(amended.moves.map(\.quantity) == [2, 4])
    #expect(amended.moves.map(\.isAmended) == [true, false])
    #expect(amended.totals[0].plan.mean == 0)
  }

  @Test func refusesAnImpossibleAmendmentWithTheMost() throws {
    #expect(
      throws: PlanError.tooMuch(
        move: "ventilators from Site D1 to Site H1", asked: 11, most: 10, unit: "{ventilator}")
    ) {
      try short.plan(
        amendments: [Plan.Amendment(item: "ventilator", from: "d1", to: "h1", quantity: 11)])
    }
    #expect(throws: PlanError.notWhole(2.5, unit: "{ventilator}")) {
      try short.plan(
        amendments: [Plan.Amendment(item: "ventilator", from: "d1", to: "h1", quantity: 2.5)])
    }
    #expect(
      throws: PlanError.noSuchDay(move: "ventilators from Site D1 to Site H1", day: 5)
    ) {
      try short.plan(
        amendments: [
          Plan.Amendment(item: "ventilator", from: "d1", to: "h1", day: 5, quantity: 2)
        ])
    }
    #expect(throws: PlanError.notAQuantity(-1)) {
      try short.plan(
        amendments: [Plan.Amendment(item: "ventilator", from: "d1", to: "h1", quantity: -1)])
    }
  }

  @Test func saysHowFarAnAmendmentEatsIntoTheReserve() throws {
    let plan = try short.plan(
      amendments: [Plan.Amendment(item: "ventilator", from: "d1", to: "h1", quantity: 10)])
    let relaxation = try #require(plan.relaxation.first)
    #expect(relaxation.constraint == "reserve/d1/ventilator" && abs(relaxation.by - 1) < 1e-4)
    #expect(relaxation.words == "Site D1 goes 1 below its reserve of ventilators")
  }

  @Test func relaxesAFloorThatNothingCanHold() throws {
    var fixture = short
    fixture.stock["d1"] = [:]
    let plan = try fixture.plan()
    #expect(plan.moves.isEmpty)
    // 4 of 10 are there: 40 %.
    let relaxation = try #require(plan.relaxation.first)
    #expect(
      relaxation.words.contains("at most 40 % can be met, not the 50 % of its floor")
        || relaxation.words.contains("at most 39 % can be met"))
    // 0.57 is a hair less than 57 in a hundred.
    fixture.settings.floor = 0.57
    #expect(try fixture.plan().relaxation.first?.words.contains("not the 57 %") == true)
    fixture.settings.floor = 0.5
    #expect(plan.floors.contains { !$0.isHeld && abs($0.coverage - 0.4) < 1e-9 })
    #expect(!(try fixture.planner()).isWorthwhile(plan))
  }

  @Test func waitsForVehicles() throws {
    var fixture = short
    fixture.hospitals = 6
    fixture.vehicles = 1
    fixture.settings.workMinutes = 200
    for hospital in ["h1", "h2", "h3", "h4", "h5", "h6"] {
      fixture.stock[hospital] = ["ventilator": 4]
      fixture.need[hospital] = ["ventilator": 6]
    }
    fixture.stock["d1"] = ["ventilator": 40]
    let plan = try fixture.plan()
    // One round takes 40 + 40 + 2 x 60 minutes: one trip a day on two days.
    #expect(plan.moves.count == 2)
    #expect(Set(plan.moves.map(\.day)) == [0, 1])
    let total = plan.totals[0]
    #expect(try #require(total.best).mean == 0)
    #expect(plan.binding.contains { $0.words.hasPrefix("The 1 vehicle of Site D1") })
    #expect(plan.rejected.isEmpty || plan.rejected.allSatisfy { !$0.why.isEmpty })
  }

  @Test func sendsWhatExpiresFirst() throws {
    var fixture = short
    fixture.stock["d1"] = [:]
    var capacity = try fixture.capacity()
    let day = fixture.now.date
    let count = StockCount(
      facility: "d1", item: "ventilator",
      lots: [
        Lot(lot: "late", quantity: 8, expires: day + 90),
        Lot(lot: "soon", quantity: 4, expires: day + 20),
        Lot(lot: "gone", quantity: 9, expires: day + 1),
      ]
    ).draft(actor: "test", source: "test", valid: fixture.now)
    _ = try capacity.apply([fixture.event(count, 1000)])
    func plan() throws -> Plan {
      let question = PlanQuestion(
        capacity: capacity, demand: fixture.estimate, orders: Orders(),
        settings: fixture.settings, now: fixture.now)
      return try Planner(question, fixture.settings).plan(ID("P-1"))
    }
    let first = try plan()
    #expect(first.moves.first?.quantity == 6)
    #expect(first.moves.first?.lots.map(\.lot) == ["soon", "late"])
    #expect(first.moves.first?.lots.map(\.quantity) == [4, 2])
    // Three are promised to an earlier order, which takes them of the first lot.
    let promise = StockReservation(id: "O-1", facility: "d1", item: "ventilator", quantity: 3)
    _ = try capacity.apply([
      fixture.event(promise.draft(actor: "test", source: "test"), 1001)
    ])
    let second = try plan()
    #expect(second.moves.first?.lots.map(\.lot) == ["soon", "late"])
    #expect(second.moves.first?.lots.map(\.quantity) == [1, 5])
  }

  @Test func countsWhatOpenOrdersHoldTowardsTheReserve() throws {
    var fixture = short
    fixture.stock["d1"] = ["ventilator": 20]
    fixture.need["h1"] = ["ventilator": 30]
    var capacity = try fixture.capacity()
    let first = try fixture.plan()
    #expect(first.moves.map(\.quantity) == [18])
    let promise = StockReservation(id: "O-1", facility: "d1", item: "ventilator", quantity: 18)
    _ = try capacity.apply([
      fixture.event(promise.draft(actor: "test", source: "test"), 1001)
    ])
    let question = PlanQuestion(
      capacity: capacity, demand: fixture.estimate, orders: try fixture.orders(first),
      settings: fixture.settings, now: fixture.now)
    // The two that are left are the reserve of all twenty.
    let second = try Planner(question, fixture.settings).plan(ID("P-2"))
    #expect(second.moves.isEmpty)
  }

  @Test func movesNursesWithoutAVehicle() throws {
    var fixture = short
    fixture.need = ["h1": ["icu-nurse": 24], "h2": ["icu-nurse": 10]]
    let plan = try fixture.plan()
    let move = try #require(plan.moves.first)
    #expect(move.item == "icu-nurse" && move.from == "h2" && move.quantity == 3)
    #expect(move.vehicle == nil && move.lots.isEmpty)
    #expect(move.title == "ICU nurses")
  }

  @Test func sendsNobodyWhoIsOrderedToLeaveAlready() throws {
    var fixture = short
    fixture.need = ["h1": ["icu-nurse": 24], "h2": ["icu-nurse": 10]]
    let first = try fixture.plan()
    let question = PlanQuestion(
      capacity: try fixture.capacity(), demand: fixture.estimate,
      orders: try fixture.orders(first), settings: fixture.settings, now: fixture.now)
    // Three of twenty go, which is all that may be given away.
    let second = try Planner(question, fixture.settings).plan(ID("P-2"))
    #expect(first.moves.map(\.quantity) == [3] && second.moves.isEmpty)
  }

  @Test func weighsShortagesByAllThatIsUsedAndNotOnlyByWhatStockMustGive() throws {
    var fixture = short
    fixture.stock["h1"] = ["mask": 100]
    fixture.need = ["h1": ["mask": 20, "ward-beds": 50], "h2": ["ward-beds": 50]]
    var estimate = fixture.estimate
    // Deliveries cover all but 20 of the 500 masks that are used in a day.
    for index in estimate.rows.indices {
      estimate.rows[index].peak = [
        estimate.rows[index].resource == "mask" ? 500 : estimate.rows[index].need[0][3]
      ]
    }
    let question = PlanQuestion(
      capacity: try fixture.capacity(), demand: estimate, orders: Orders(),
      settings: fixture.settings, now: fixture.now)
    let mask = try #require(question.goods.first { $0.id == "mask" })
    // A tenth of a patient-day for the five masks that each of a hundred patients takes.
    #expect(abs(mask.value - 0.1 / 5) < 1e-9)
  }

  @Test func changesNothingThatNeedNotChange() throws {
    var fixture = short
    fixture.depots = 2
    fixture.stock["d2"] = ["ventilator": 10]
    let first = try fixture.plan()
    let source = try #require(first.moves.first?.from)
    // The other depot is now a minute nearer: not worth another plan.
    fixture.minutes = { from, to in
      from != source.text && from.hasPrefix("d") ? 39 : 40
    }
    let second = try fixture.plan(before: first)
    #expect(second.moves.map(\.from) == [source])
  }
}

@Suite struct PlanStalenessTests {
  @Test func saysWhatChangedSince() throws {
    var fixture = PlanFixture()
    fixture.spread = 0
    fixture.stock = ["d1": ["ventilator": 12], "h1": ["ventilator": 4]]
    fixture.need = ["h1": ["ventilator": 10]]
    let plan = try fixture.plan()
    #expect((try fixture.planner()).changes(since: plan).isEmpty)
    fixture.stock["d1"] = ["ventilator": 9]
    #expect(
      (try fixture.planner()).changes(since: plan) == ["Site D1: ventilators 12 then, 9 now"])
    fixture.stock["d1"] = ["ventilator": 11]
    #expect((try fixture.planner()).changes(since: plan).isEmpty)
    fixture.need = ["h1": ["ventilator": 20]]
    #expect(
      (try fixture.planner()).changes(since: plan)
        == ["Site H1: most ventilators needed 10 then, 20 now"])
  }
}
