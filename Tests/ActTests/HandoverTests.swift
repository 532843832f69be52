import SalusCore
import SalusTwin
import Testing

@testable import SalusAct

@Suite struct HandoverTests {
  private func input() throws -> HandoverInput {
    var book = Book()
    var evidence = Land.evidence(0)
    evidence.findings = [Land.finding("d1"), Land.finding("d2", score: 4, agreeing: 3)]
    evidence.demand = Land.demand(0, [("h1", "icu-beds", 0.8, 6)])
    evidence.demandClasses = [.laboratory]
    try book.review(evidence)
    try book.decide("W-1", WarningDecision(.confirm, note: "seen by the ward"), at: Land.now(0))
    let order = Order(
      id: ID("O-1"), plan: ID("P-1"), planRevision: 1, move: "P-1/1", item: ID("ventilator"),
      quantity: 10, from: ID("s1"), to: ID("h1"), issued: Land.now(0), departs: Land.now(0),
      due: Land.now(0, hour: 15))
    try book.append([
      OrderIssued(order).draft(actor: "ana"),
      OrderStep(order: order.id, verb: .late, at: Land.now(0, hour: 15.1)).draft(actor: "salus"),
      PlanDecided(verb: .signed, plan: ID("P-1"), revision: 1, reason: "agreed by phone").draft(
        actor: "ana", source: "test", valid: Land.now(0)),
    ])
    var input = HandoverInput(
      from: Land.now(0, hour: 6), to: Land.now(0, hour: 18), fromSequence: 0,
      toSequence: Int64(book.events.count), zone: .utc)
    input.events = book.events
    input.warnings = book.warnings
    input.orders = book.orders
    input.demand = evidence.demand
    input.names = [ID("h1"): "St Mary", ID("s1"): "Depot North"]
    input.newestBeds = Land.now(-2)
    return input
  }

  @Test func tellsWhatASuccessorNeeds() throws {
    let note = Handover(try input())
    func words(_ kind: Handover.Kind) -> [String] {
      note.sections.first { $0.kind == kind }?.items.map(\.words) ?? []
    }
    #expect(
      note.headline
        == "2 warnings wait for a decision, the gravest of grade II; 1 of 1 open order is late.")
    #expect(words(.changed).first?.hasPrefix("[II] W-3 Intensive care is likely") == true)
    #expect(
      words(.decided).contains {
        $0.hasPrefix("ana confirmed W-1 [IV]") && $0.contains("seen by the ward")
      })
    #expect(words(.decided).contains("ana signed plan P-1: 1 order (agreed by phone)."))
    #expect(
      words(.open).contains { $0.contains("O-1 is 3 hours late: 10 ventilators for St Mary") })
    #expect(words(.next).contains { $0.contains("W-3 expires unless somebody decides") })
    #expect(words(.next).contains { $0.hasPrefix("7 Apr: intensive care beds at St Mary") })
    #expect(words(.data).contains { $0.contains("57 hours") || $0.contains("2 days ago: that is") })
  }

  /// What field systems report happened to the shift; only people decide.
  @Test func feedsDecideNothing() throws {
    var input = try input()
    var book = Book()
    for (number, quantity) in [(1, 10.0), (2, 1)] {
      let order = Order(
        id: ID("O-\(number)"), plan: ID("P-1"), planRevision: 1, move: "P-1/\(number)",
        item: ID("ventilator"), quantity: quantity, from: ID("s1"), to: ID("h1"),
        issued: Land.now(0), departs: Land.now(0), due: Land.now(0, hour: 15))
      try book.append([OrderIssued(order).draft(actor: "ana")])
    }
    let (first, second) = (ID<Order>("O-1"), ID<Order>("O-2"))
    try book.append([
      OrderStep(order: first, verb: .bound, at: Land.now(0), executor: "van 1")
        .draft(actor: "feed:receipts"),
      OrderStep(order: second, verb: .bound, at: Land.now(0), executor: "team 2")
        .draft(actor: "unverified:unknown"),
      OrderStep(order: first, verb: .cancelled, at: Land.now(0), note: "no stock")
        .draft(actor: "feed:receipts"),
      OrderStep(order: second, verb: .executed, at: Land.now(0), receipt: "r1", quantity: 1)
        .draft(actor: "feed:receipts"),
    ])
    input.events = book.events
    input.orders = book.orders
    let note = Handover(input)
    func words(_ kind: Handover.Kind) -> [String] {
      note.sections.first { $0.kind == kind }?.items.map(\.words) ?? []
    }
    #expect(words(.decided) == ["An officer (not verified) bound O-2 to team 2."])
    #expect(
      words(.changed).suffix(3) == [
        "The feed receipts cancelled O-1: no stock.",
        "Bound as field systems report: O-1 to van 1.", "Received: 1 ventilator at St Mary (O-2).",
      ])
  }

  @Test func textKeepsItsWidthAndSaysNothingPlainly() throws {
    let text = Handover(try input()).text(in: .utc)
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    let empty = Handover(
      HandoverInput(
        from: Land.now(0), to: Land.now(1), fromSequence: 0, toSequence: 0, zone: .utc))
    #expect(empty.headline == "No warning is open.")
    #expect(empty.text(in: .utc).contains("Nothing was decided."))
  }

  @Test func sameEventsGiveTheSameNote() throws {
    #expect(Handover(try input()) == Handover(try input()))
  }
}
