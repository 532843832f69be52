import Foundation
import SalusAct
import SalusCore
import SalusTwin
import Synchronization
import Testing

@testable import SalusOperate

/// What people on duty do, in a journal on disk.
@Suite struct DutyTests {
  /// A hospital and a depot, one signed order for ten ventilators.
  final class Desk {
    let folder = NSTemporaryDirectory() + "salus-duty-" + UUID().uuidString
    let station: Station
    let noon = Instant(startOf: CivilDate(days: 20_600)) + 43_200

    init() throws {
      let ticks = Mutex(0.0)
      let start = noon
      station = try Station(directory: folder, mode: .create, actor: "unverified:ann") {
        ticks.withLock { ticks in
          ticks += 0.001
          return start + ticks
        }
      }
      let region = Place(id: ID("r"), name: "Region", level: .region)
      let district = Place(id: ID("d1"), name: "North", level: .district, parent: ID("r"))
      let signal = Signal(
        id: ID("cases"), title: "Cases", unit: "{cases}/d", period: .day, sourceClass: .laboratory)
      let facts: [any CapacityFact] = [
        Facility(id: ID("h1"), name: "St Mary", kind: .hospital, place: ID("d1")),
        Facility(id: ID("s1"), name: "Depot", kind: .depot),
        Item(id: ID("ventilator"), title: "Ventilators", unit: "{machine}", category: .equipment),
        Vehicle(id: ID("v1"), name: "Van 1", depot: ID("s1"), capacity: 8),
        StockCount(facility: ID("s1"), item: ID("ventilator"), lots: [Lot(quantity: 40)]),
        StockCount(facility: ID("h1"), item: ID("ventilator"), lots: [Lot(quantity: 5)]),
        StockReservation(id: "O-1", facility: ID("s1"), item: ID("ventilator"), quantity: 10),
      ]
      let order = Order(
        id: ID("O-1"), plan: ID("P-1"), planRevision: 1, move: "P-1/1", item: ID("ventilator"),
        quantity: 10, from: ID("s1"), to: ID("h1"), issued: noon, departs: noon + 3600,
        due: noon + 7200, vehicle: ID("v1"))
      _ = try station.journal.append(
        [
          PlaceRegistered(region).draft(actor: "test", source: "test"),
          PlaceRegistered(district).draft(actor: "test", source: "test"),
          SignalRegistered(signal).draft(actor: "test", source: "test"),
        ] + facts.map { $0.draft(actor: "test", source: "test", valid: noon + -7200) } + [
          OrderIssued(order).draft(actor: "test")
        ], expecting: [], on: Branch.main)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func detect(score: Double = 1.5, version: Int64 = 1) throws {
      let day = noon.date
      let run = DetectionFinished(
        signal: ID("cases"), method: "ears-c2", day: day, asOf: .latest, sequence: version,
        series: 10, usable: 10,
        detections: [
          Detection(
            signal: ID("cases"), place: ID("d1"), date: day, since: day - 2, observed: 30,
            expected: 10, upper: 20, score: score, method: "ears-c2", agreeing: ["ears-c1"])
        ])
      _ = try station.journal.append(run.draft(actor: "test"))
    }

    func head() throws -> Int64 { try station.journal.head(of: Branch.main).sequence }

    func stock() throws -> (depot: Double, hospital: Double, reserved: Double) {
      let capacity = try Capacity(station.journal)
      let depot = capacity.stock(ID("s1"), ID("ventilator"))
      return (
        depot.quantity, capacity.stock(ID("h1"), ID("ventilator")).quantity,
        capacity.promised(to: "O-1", ID("s1"), ID("ventilator"))
      )
    }

    func receive(_ receipt: String, _ quantity: Double, isFinal: Bool = false) throws -> Order {
      try station.report(
        OrderReport(
          order: ID("O-1"), action: .receive, receipt: receipt, quantity: quantity,
          isFinal: isFinal), at: noon + 5000)
    }
  }

  @Test func aReceiptMovesTheStockOnce() throws {
    let desk = try Desk()
    var order = try desk.receive("a", 4)
    #expect(order.state == .executing)
    var stock = try desk.stock()
    #expect(stock == (36, 9, 6))
    let head = try desk.head()
    order = try desk.receive("a", 4)
    #expect(order.received == 4)
    #expect(try desk.head() == head)
    #expect(throws: OrderError.receiptConflict("a", order: ID("O-1"))) { try desk.receive("a", 5) }
    order = try desk.receive("b", 6)
    #expect(order.state == .executed)
    stock = try desk.stock()
    #expect(stock == (30, 15, 0))
    // More than was ordered is the truth all the same.
    order = try desk.receive("c", 2)
    #expect(order.received == 12)
    #expect(try desk.stock() == (28, 17, 0))
    #expect(try desk.stock().depot + desk.stock().hospital == 45)
  }

  @Test func aCancellationFreesWhatWasPromised() throws {
    let desk = try Desk()
    _ = try desk.receive("a", 4)
    _ = try desk.station.report(
      OrderReport(order: ID("O-1"), action: .cancel, note: "road closed"), at: desk.noon + 6000)
    #expect(try desk.stock() == (36, 9, 0))
    // What was on its way arrives nevertheless.
    let order = try desk.receive("b", 6)
    #expect(order.state == .cancelled)
    #expect(try desk.stock() == (30, 15, 0))
  }

  @Test func theVehicleIsBusyWhileItDrives() throws {
    let desk = try Desk()
    func status() throws -> Vehicle.Status {
      try Capacity(desk.station.journal).status(of: ID("v1"))
    }
    _ = try desk.station.report(
      OrderReport(order: ID("O-1"), action: .start, executor: "Van 1"), at: desk.noon + 3600)
    #expect(try status() == .busy)
    _ = try desk.receive("a", 10)
    #expect(try status() == .free)
  }

  @Test func twoOfficersAtOnceAreToldApart() async throws {
    let desk = try Desk()
    try desk.detect()
    try desk.station.reviewWarnings(at: desk.noon)
    let warning = try #require(try desk.station.warnings().all.first)
    let station = desk.station
    let noon = desk.noon
    let results = await withTaskGroup(of: DecisionError?.self) { group in
      for officer in 1...8 {
        group.addTask {
          do {
            _ = try station.decide(
              warning.id, WarningDecision(officer % 2 == 0 ? .confirm : .watch),
              seen: warning.revision, at: noon, actor: "unverified:officer\(officer)")
            return nil
          } catch { return error as? DecisionError }
        }
      }
      var all: [DecisionError?] = []
      for await result in group { all.append(result) }
      return all
    }
    #expect(results.count { $0 == nil } == 1)
    for case .stale(_, let meanwhile, _)? in results {
      #expect(meanwhile.hasPrefix("officer"), "\(meanwhile)")
    }
    #expect(results.compactMap { $0 }.allSatisfy { $0.kind == .stale })
    #expect(try desk.station.warnings().all.first?.decisions.count == 2)
  }

  /// Field systems have seen no revision: what they say is taken, whoever else speaks.
  @Test func receiptsAtOnceAreAllTaken() async throws {
    let desk = try Desk()
    let (station, noon) = (desk.station, desk.noon)
    let failures = await withTaskGroup(of: String?.self) { group in
      for number in 1...8 {
        group.addTask {
          do {
            _ = try station.report(
              OrderReport(
                order: ID("O-1"), action: .receive, receipt: "r\(number)", quantity: 1),
              at: noon + 5000)
            return nil
          } catch { return "\(error)" }
        }
      }
      var all: [String] = []
      for await failure in group { if let failure { all.append(failure) } }
      return all
    }
    #expect(failures == [])
    #expect(try desk.station.orders().all.first?.received == 8)
    #expect(try desk.stock() == (32, 13, 2))
  }

  @Test func whatHappenedIsToldInWords() throws {
    let desk = try Desk()
    func run(_ state: JobRun.State) -> Draft {
      let run = JobRun(
        id: "j", job: Job(.detect, "cases", trigger: "x"), state: state, attempt: 1, read: [],
        wrote: [], words: "no disk")
      return JobFinished(run: run, configuration: "").draft(actor: "salus", at: desk.noon)
    }
    let before = try desk.head()
    let decided = PlanDecided.Verb.allCases.map {
      PlanDecided(verb: $0, plan: ID("P-1"), revision: 1, reason: nil)
        .draft(actor: "ann", source: "test")
    }
    _ = try desk.station.journal.append(
      [
        run(.done), run(.failed),
        Draft(
          type: Configuration.applied, twin: ID("configuration"), payload: [:], actor: "salus",
          source: "test"),
      ] + decided, expecting: [], on: Branch.main)
    let summary = try ReadModel(desk.station.journal).reading().summary(geo: nil, since: before)
    #expect(
      summary["changes"]?.array?.compactMap { $0["text"]?.string } == [
        "ann refused plan P-1", "ann signed plan P-1", "Another configuration is in force",
        "Look for more than usual: cases failed: no disk",
      ])
  }

  @Test func reviewingAgainWritesNothing() throws {
    let desk = try Desk()
    try desk.detect()
    #expect(try desk.station.reviewWarnings(at: desk.noon) == [ID("W-1")])
    var notices = NoticeSettings()
    notices.recipients = [
      Recipient(name: "Duty", channel: .mail, address: "duty@example.org", grade: .fourth)
    ]
    #expect(try desk.station.queueNotices(notices, at: desk.noon).count == 1)
    let head = try desk.head()
    #expect(try desk.station.reviewWarnings(at: desk.noon).isEmpty)
    #expect(try desk.station.queueNotices(notices, at: desk.noon).isEmpty)
    // The same run of detection again is no new evidence either.
    try desk.detect()
    #expect(try desk.station.reviewWarnings(at: desk.noon).isEmpty)
    #expect(try desk.head() == head)
    _ = try desk.station.decide(ID("W-1"), WarningDecision(.confirm), at: desk.noon)
    #expect(try desk.station.notices().all.first?.state == .acknowledged)
  }

  @Test func aLateOrderWarnsAndAReceiptEndsIt() throws {
    let desk = try Desk()
    let late = desk.noon + 8000
    #expect(try desk.station.reviewOrders(at: late) == [ID("O-1")])
    #expect(try desk.station.reviewOrders(at: late).isEmpty)
    try desk.station.reviewWarnings(at: late)
    #expect(try desk.station.warnings().all.first?.content.what == .order)
    #expect(try desk.station.dutyCounts().lateOrders == 1)
    let reading = try ReadModel(desk.station.journal).reading()
    let words = try reading.operations()["replan"]?["words"]?.string
    #expect(words?.hasPrefix("A new plan is suggested: 1 order does not go as signed.") == true)
    _ = try desk.receive("a", 10)
    try desk.station.reviewWarnings(at: late)
    #expect(try desk.station.warnings().all.first?.isOver == true)
  }

  @Test func aTableOfReceiptsIsTakenRowByRow() throws {
    let desk = try Desk()
    let path = desk.folder + "/receipts.csv"
    let time = desk.noon + 3700
    try """
    order,receipt,quantity,time,state,executor
    O-1,,,\(time),bound,Van 1
    O-1,,,\(time),started,
    O-1,r1,4,\(time),received,
    O-9,r2,4,\(time),received,
    O-1,r3,-4,\(time),received,
    O-1,r4,4,tomorrow,received,
    O-1,r5,4,2199-01-01T00:00:00Z,received,
    O-1,,4,\(time),received,
    O-1,r6,4,\(time),flown,
    O-1,r7
    O-1,r8,5,2026-05-27 13:30,closed,
    """.write(toFile: path, atomically: true, encoding: .utf8)
    let first = try desk.station.importReceipts(path, at: desk.noon + 7000)
    #expect(first.accepted == 4)
    #expect(first.refused.count == 7)
    #expect(first.refused.first == "line 5: there is no order 'O-9'")
    let order = try #require(try desk.station.orders().all.first)
    #expect(order.state == .executed)
    #expect(order.received == 9)
    #expect(order.executor == "Van 1")
    let head = try desk.head()
    let again = try desk.station.importReceipts(path, at: desk.noon + 7000)
    #expect(again.accepted == 0)
    #expect(again.duplicate == 4)
    #expect(try desk.head() == head)
    #expect(try desk.stock() == (31, 14, 0))
  }

  @Test func theNoteIsSignedAndSent() throws {
    let desk = try Desk()
    #expect(throws: HandoverError.nobodyToMail) {
      try desk.station.handOver(mail: true, at: desk.noon)
    }
    var notices = NoticeSettings()
    notices.recipients = [
      Recipient(name: "Next shift", channel: .mail, address: "next@example.org", grade: nil)
    ]
    try desk.station.queueNotices(notices, at: desk.noon)
    try desk.detect()
    try desk.station.reviewWarnings(at: desk.noon)
    let note = try desk.station.handOver(note: "all well", mail: true, at: desk.noon)
    #expect(note.headline.hasPrefix("1 warning waits for a decision"))
    let sent = try #require(try desk.station.notices().all.first)
    #expect(sent.text.contains("Handed over"))
    #expect(sent.text.contains("all well"))
    #expect(try desk.station.handover().written.first?.note == "all well")
  }

  /// Folding in steps, at once, and as of earlier sequences gives the same.
  @Test func theKeptStateIsTheFoldedOne() throws {
    let desk = try Desk()
    try desk.detect()
    try desk.station.reviewWarnings(at: desk.noon)
    _ = try desk.receive("a", 4)
    let head = try desk.head()
    let kept = try desk.station.dutyState()
    var anew = DutyState()
    try anew.advance(desk.station.journal, at: View(), through: head)
    #expect(kept.warnings.all == anew.warnings.all)
    #expect(kept.orders.all == anew.orders.all)
    let model = try ReadModel(desk.station.journal)
    let before = try model.reading(.version(head - 3)).orders(state: "all", limit: 10, cursor: nil)
    #expect(before["orders"]?.array?.first?["received"]?.double == 0)
    let after = try model.reading().orders(state: "all", limit: 10, cursor: nil)
    #expect(after["orders"]?.array?.first?["received"]?.double == 4)
  }
}
