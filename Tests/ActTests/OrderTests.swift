import SalusCore
import SalusTwin
import Testing

@testable import SalusAct

@Suite struct OrderTests {
  private func order(_ number: Int, quantity: Double = 10, due: Double = 15) -> Order {
    Order(
      id: ID("O-\(number)"), plan: ID("P-1"), planRevision: 2, move: "P-1/\(number)",
      item: ID("ventilator"), quantity: quantity, from: ID("s1"), to: ID("h1"),
      issued: Land.now(0), departs: Land.now(0, hour: 10), due: Land.now(0, hour: due))
  }

  private func book(_ count: Int = 1) throws -> Book {
    var book = Book()
    try book.append((1...count).map { OrderIssued(order($0)).draft(actor: "ana") })
    return book
  }

  private func step(
    _ verb: OrderStep.Verb, _ number: Int = 1, hour: Double = 12, receipt: String? = nil,
    quantity: Double? = nil, isFinal: Bool = false, executor: String? = nil
  ) -> Draft {
    OrderStep(
      order: ID("O-\(number)"), verb: verb, at: Land.now(0, hour: hour), executor: executor,
      receipt: receipt, quantity: quantity, isFinal: isFinal
    ).draft(actor: "ana")
  }

  @Test func goesFromIssueToReceipt() throws {
    var book = try book()
    #expect(book.orders.all.first?.state == .issued)
    try book.append([step(.bound, executor: "team 2")])
    #expect(book.orders.all.first?.state == .bound)
    try book.append([step(.sent), step(.started)])
    #expect(book.orders.all.first?.state == .executing)
    try book.append([step(.executed, receipt: "a", quantity: 4)])
    #expect(book.orders.all.first?.state == .executing)
    #expect(book.orders.all.first?.remaining == 6)
    // A start that is told late does not open anything again.
    try book.append([step(.executed, receipt: "b", quantity: 6), step(.started)])
    let done = try #require(book.orders.all.first)
    #expect(done.state == .executed)
    #expect(done.remaining == 0)
    #expect(done.history.count == 7)
    #expect(book.orders.order(ofReceipt: "b") == done.id)
    #expect(book.orders.nextID() == ID("O-2"))
  }

  @Test func lateIsAStateUntilItArrives() throws {
    var book = try book(2)
    #expect(book.orders.overdue(at: Land.now(0, hour: 14)).isEmpty)
    #expect(book.orders.overdue(at: Land.now(0, hour: 16)).count == 2)
    try book.append([step(.late, hour: 16)])
    #expect(book.orders.all.first?.state == .late)
    #expect(book.orders.overdue(at: Land.now(0, hour: 16)).count == 1)
    #expect(book.orders.all.first?.lateMinutes(at: Land.now(0, hour: 16.5)) == 90)
    try book.append([step(.executed, hour: 17, receipt: "a", quantity: 10)])
    #expect(book.orders.all.first?.state == .executed)
    #expect(book.orders.all.first?.lateMinutes(at: Land.now(5)) == 120)
  }

  @Test func refusesWhatCannotBe() throws {
    var book = try book()
    let fresh = try #require(book.orders.all.first)
    func refused(_ order: Order, _ action: Order.Action, _ step: OrderStep, seen: Int64? = nil)
      -> OrderError?
    {
      do {
        try order.check(action, step, seen: seen)
        return nil
      } catch { return error }
    }
    func step(_ verb: OrderStep.Verb) -> OrderStep {
      OrderStep(order: fresh.id, verb: verb, at: Land.now(0))
    }
    #expect(refused(fresh, .bind, step(.bound)) == .executorMissing(fresh.id))
    #expect(refused(fresh, .send, step(.sent))?.isConflict == true)
    #expect(refused(fresh, .receive, step(.executed)) == .quantity(nil))
    for wrong in [-1, 0, Double.nan, .infinity, 1e300] {
      var receipt = step(.executed)
      receipt.receipt = "x"
      receipt.quantity = wrong
      #expect(refused(fresh, .receive, receipt)?.kind == .usage)
    }
    #expect(refused(fresh, .cancel, step(.cancelled), seen: 9)?.kind == .stale)
    try book.append([self.step(.cancelled)])
    let cancelled = try #require(book.orders.all.first)
    #expect(refused(cancelled, .start, step(.started))?.isConflict == true)
    #expect(refused(cancelled, .cancel, step(.cancelled))?.isConflict == true)
  }

  /// Times to execution 60, 120, 180 and two open ones censored at 150: S falls to 0.8 at 60, 0.6 at
  /// 120, and 0 at 180, for only that one is left at risk.
  @Test func medianDelayIsKaplanMeiers() throws {
    var book = try book(5)
    for (number, hour) in [(1, 10.0), (2, 11.0), (3, 12.0)] {
      try book.append([
        step(.bound, number, executor: "x"),
        step(.executed, number, hour: hour, receipt: "r\(number)", quantity: 10),
      ])
    }
    let now = OrderPunctuality(book.orders.all, at: Land.now(0, hour: 11.5))
    #expect(now.bindingRate == 0.6)
    #expect(now.medianMinutes == 180)
    #expect(OrderPunctuality([], at: Land.now(0)).bindingRate == nil)
    let early = OrderPunctuality(Array(book.orders.all.suffix(3)), at: Land.now(0, hour: 20))
    #expect(early.medianMinutes == nil)
  }

  @Test func progressNeverFallsAndEndsToday() throws {
    var book = try book(4)
    try book.append([step(.executed, 1, receipt: "a", quantity: 10), step(.cancelled, 2)])
    let progress = OrderProgress(book.orders.all, today: Land.first + 3)
    #expect(progress.dates.count == 4)
    #expect(progress.planned == [3, 3, 3, 3])
    #expect(progress.actual == [1, 1, 1, 1])
    #expect(OrderProgress([], today: Land.first).dates.isEmpty)
  }

  @Test func deviationsAskForANewPlanUntilThereIsOne() throws {
    var book = try book(4)
    try book.append([
      step(.late, 1, hour: 16),
      step(.executed, 2, hour: 14, receipt: "a", quantity: 7, isFinal: true),
      step(.executed, 3, hour: 14, receipt: "b", quantity: 12),
    ])
    func deviations(_ planned: Double?) -> Deviations {
      Deviations(
        book.orders.all, planned: planned.map { Land.now(0, hour: $0) },
        at: Land.now(0, hour: 18), name: { "\($0)" }, title: { "\($0)" },
        need: { site, item in "\(item) at \(site) last 2 days" })
    }
    let found = deviations(9)
    #expect(found.all.map(\.kind) == [.late, .short, .surplus])
    #expect(
      found.replan?.hasPrefix("A new plan is suggested: 2 orders do not go as signed.") == true)
    #expect(found.replan?.contains("ventilator at h1 last 2 days") == true)
    #expect(deviations(17).replan == nil)
  }
}
