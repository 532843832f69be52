import SalusCore
import SalusTwin
import Testing

@Suite struct CapacityTests {
  typealias Facts = CapacityFacts
  private let h1 = ID<Twin>("h1")
  private let s1 = ID<Twin>("s1")
  private let mask = ID<Item>("mask")
  private let day = CivilDate(days: 20_000)

  private func lot(_ name: String, _ quantity: Double, _ days: Int?) -> Lot {
    Lot(lot: name, quantity: quantity, expires: days.map { CivilDate(days: 20_000 + $0) })
  }

  private func folded(_ events: [Event], view: View = View()) throws -> Capacity {
    var capacity = Capacity(at: view)
    try capacity.apply(events)
    return capacity
  }

  @Test func aCountAbsorbsWhatMovedBeforeIt() throws {
    let count = StockCount(facility: h1, item: mask, lots: [lot("A", 50, nil)])
    let before = StockMove(id: "1", item: mask, quantity: 30, to: h1, reason: .receipt)
    let after = StockMove(id: "2", item: mask, quantity: 7, from: h1, reason: .issue)
    // The movement before the count is reported last.
    let capacity = try folded([
      Facts.event(count, 1, at: 10), Facts.event(after, 2, at: 11), Facts.event(before, 3, at: 9),
    ])
    #expect(capacity.stock(h1, mask).quantity == 43)
    let sameMoment = try folded([
      Facts.event(count, 1, at: 10), Facts.event(before, 2, at: 10),
    ])
    #expect(sameMoment.stock(h1, mask).quantity == 50)
  }

  @Test func takesWhatExpiresFirst() throws {
    let lots = [lot("late", 10, 30), lot("soon", 10, 3), lot("never", 10, nil), lot("gone", 5, -1)]
    let count = Facts.event(StockCount(facility: s1, item: mask, lots: lots), 1)
    let move = StockMove(
      id: "1", item: mask, quantity: 15, from: s1, to: h1, reason: .transfer)
    let capacity = try folded([count, Facts.event(move, 2, at: 1)])
    #expect(capacity.stock(h1, mask).lots == [lot("soon", 10, 3), lot("late", 5, 30)])
    #expect(
      capacity.stock(s1, mask).lots == [
        lot("gone", 5, -1), lot("late", 5, 30), lot("never", 10, nil),
      ]
    )
    #expect(capacity.stock(s1, mask).usable(on: day) == 15)
    #expect(capacity.stock(s1, mask).nextExpiry(on: day) == lot("late", 5, 30))
    let waste = StockMove(id: "2", item: mask, quantity: 5, from: s1, reason: .expired)
    let cleaned = try folded([count, Facts.event(waste, 2, at: 1)])
    #expect(!cleaned.stock(s1, mask).lots.contains { $0.lot == "gone" })
    let named = StockMove(
      id: "3", item: mask, lot: "never", quantity: 4, from: s1, reason: .issue)
    let chosen = try folded([count, Facts.event(named, 2, at: 1)])
    #expect(chosen.stock(s1, mask).lots.last == lot("never", 6, nil))
  }

  @Test func keepsAsTruthWhatTheBookCannotExplain() throws {
    let count = Facts.event(StockCount(facility: s1, item: mask, lots: [lot("A", 10, nil)]), 1)
    let move = StockMove(
      id: "1", item: mask, quantity: 25, from: s1, to: h1, reason: .transfer)
    let beds = BedReport(unit: ID("icu"), beds: 10, closed: 2, occupied: 9, ventilated: 11)
    let capacity = try folded([
      count, Facts.event(move, 2, at: 1), Facts.event(beds, 3),
      Facts.event(Unit(id: ID("icu"), hospital: h1, name: "Intensive care", kind: .icu), 4),
      Facts.event(Facility(id: s1, name: "North store", kind: .depot), 5),
      Facts.event(Facility(id: h1, name: "North", kind: .hospital), 6),
    ])
    #expect(capacity.stock(s1, mask).quantity == 0)
    #expect(capacity.stock(h1, mask).quantity == 25)
    #expect(
      capacity.discrepancies.map(\.words) == [
        "Intensive care: 9 patients on 8 open beds",
        "Intensive care: 11 on ventilators of 9 patients",
        "North store: 15 of mask more went out than the book held",
      ])
    #expect(capacity.beds[ID("icu")]?.value.free == -1)
    // Somebody counts, and the book is right again.
    var counted = capacity
    try counted.apply([
      Facts.event(StockCount(facility: s1, item: mask, lots: [lot("A", 3, nil)]), 7, at: 2)
    ])
    #expect(!counted.discrepancies.contains { $0.kind == .stockMissing })
  }

  @Test func aLateReportChangesOnlyWhatLooksLater() throws {
    let unit = ID<Twin>("icu")
    let events = [
      Facts.event(BedReport(unit: unit, beds: 10, occupied: 4), 1, at: 24),
      Facts.event(BedReport(unit: unit, beds: 10, occupied: 6), 2, at: 48),
      // Known three days later, about the first day.
      Facts.event(
        BedReport(unit: unit, beds: 10, occupied: 9), 3, at: 12,
        known: Facts.start + 5 * 86_400),
    ]
    #expect(try folded(events).beds[unit]?.value.occupied == 6)
    let early = View(known: Facts.start + 36 * 3600)
    #expect(try folded(events, view: early).beds[unit]?.value.occupied == 4)
    #expect(try folded(events, view: View(sequence: 1)).beds[unit]?.value.occupied == 4)
  }

  @Test func countsWhatIsUsedADay() throws {
    let events = [
      Facts.event(StockCount(facility: h1, item: mask, lots: [lot("A", 100, nil)]), 1),
      Facts.event(
        StockMove(id: "1", item: mask, quantity: 14, from: h1, reason: .issue), 2, at: 25),
      Facts.event(StockCount(facility: h1, item: mask, lots: [lot("A", 72, nil)]), 3, at: 49),
    ]
    let state = try folded(events).stock(h1, mask)
    #expect(state.used == [day + 1: 14, day + 2: 14])
    #expect(state.use(on: day + 13) == 2)
    #expect(state.use(on: day + 40) == nil)
  }

  @Test func promisesOnceWhatIsThere() throws {
    let order = ID<Order>("O-1")
    let base = [
      Facts.event(StockCount(facility: s1, item: mask, lots: [lot("A", 30, nil)]), 1),
      Facts.event(StockReservation(id: "O-1", facility: s1, item: mask, quantity: 20), 2),
    ]
    let promised = try folded(base)
    #expect(promised.stock(s1, mask).free(on: day) == 10)
    let received = try folded(
      base + [
        Facts.event(
          StockMove(
            id: "r", item: mask, quantity: 12, from: s1, to: h1, reason: .transfer, order: order),
          3, at: 1),
        Facts.event(StockRelease(id: "O-1", facility: s1, item: mask, quantity: 12), 4, at: 1),
      ])
    #expect(received.stock(s1, mask).reserved == 8)
    #expect(received.stock(s1, mask).free(on: day) == 10)
    var cancelled = received
    try cancelled.apply([Facts.event(StockRelease(id: "O-1", facility: s1, item: mask), 5, at: 2)])
    #expect(cancelled.stock(s1, mask).reserved == 0)
    #expect(cancelled.promised(to: "O-1", s1, mask) == 0)
  }

  @Test func forgetsWhatAnUndoneImportBrought() throws {
    let unit = ID<Twin>("icu")
    var capacity = try folded([
      Facts.event(BedReport(unit: unit, beds: 10, occupied: 4), 1, at: 1),
      Facts.event(BedReport(unit: unit, beds: 10, occupied: 8), 2, at: 2),
    ])
    #expect(try !capacity.apply([Facts.undo([2], 3)]))
    #expect(capacity.isRetracted(2))
  }

  @Test(arguments: [
    ("{\"unit\":\"icu\",\"beds\":-1,\"occupied\":2}", "beds"),
    ("{\"unit\":\"icu\",\"beds\":4}", "occupied"),
    ("{\"beds\":4,\"occupied\":2}", "unit"),
    ("{\"unit\":\"icu\",\"beds\":4,\"occupied\":\"two\"}", "occupied"),
    ("[]", "unit"),
  ])
  func namesTheMemberThatIsWrong(text: String, member: String) throws {
    let json = try JSON(parsing: Array(text.utf8))
    #expect {
      try BedReport(checked: json)
    } throws: { error in
      "\(error)".contains("'\(member)'")
    }
  }

  @Test(arguments: [
    StockMove(id: "1", item: ID("mask"), quantity: 0, to: ID("h1"), reason: .receipt),
    StockMove(id: "1", item: ID("mask"), quantity: .nan, to: ID("h1"), reason: .receipt),
    StockMove(id: "1", item: ID("mask"), quantity: 5, reason: .issue),
    StockMove(
      id: "1", item: ID("mask"), quantity: 5, from: ID("h1"), to: ID("h1"), reason: .transfer),
  ])
  func refusesMovesThatCannotBe(move: StockMove) {
    #expect(move.fault != nil)
  }

  @Test func readsBackWhatItWrites() throws {
    let facility = Facility(
      id: h1, name: "North", kind: .hospital, place: ID("d1"), x: 3.5, y: -2,
      catchment: [.init(place: ID("d1"), share: 0.75)])
    #expect(try Facility(checked: facility.payload) == facility)
    let item = Item(
      id: ID("oxygen"), title: "Oxygen", unit: "m3", category: .oxygen, isReusable: false,
      volume: 0.2)
    #expect(try Item(checked: item.payload) == item)
    let travel = TravelTable(rows: [Travel(from: h1, to: s1, minutes: 12)], assumption: "50 km/h")
    #expect(try TravelTable(checked: travel.payload) == travel)
    let move = StockMove(
      id: "r-1", item: mask, lot: "A", quantity: 2.5, from: s1, to: h1, reason: .transfer,
      order: ID("O-3"), expires: day)
    #expect(try StockMove(checked: move.payload) == move)
    let staff = StaffReport(hospital: h1, group: "doctor", shift: .night, onShift: 4, absent: 1)
    #expect(try StaffReport(checked: staff.payload) == staff)
    let count = StockCount(facility: h1, item: mask, lots: [lot("A", 1, 4), lot("B", 2, nil)])
    #expect(try StockCount(checked: count.payload) == count)
  }
}
