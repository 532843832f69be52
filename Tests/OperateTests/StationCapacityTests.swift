import Foundation
import SalusCore
import SalusSense
import SalusStore
import SalusTwin
import Synchronization
import Testing

@testable import SalusOperate

@Suite struct StationCapacityTests {
  /// A hospital with two units, a store, two items; noon of a day, a second later at each look.
  final class Hospital {
    let folder: String
    let station: Station
    static let noon = Instant(startOf: CivilDate(days: 20_000)) + 43_200

    init() throws {
      let memory = "/dev/shm"
      let root = access(memory, W_OK) == 0 ? memory : NSTemporaryDirectory()
      folder = "\(root)/salus-operate-\(UUID().uuidString)"
      let ticks = Mutex(0.0)
      station = try Station(directory: folder, mode: .create, actor: "unverified:ann") {
        ticks.withLock { ticks in
          ticks += 1
          return Hospital.noon + ticks
        }
      }
      let facts: [any CapacityFact] = [
        Facility(id: ID("h1"), name: "North", kind: .hospital),
        Facility(id: ID("s1"), name: "Store", kind: .depot),
        Unit(id: ID("icu"), hospital: ID("h1"), name: "Intensive care", kind: .icu),
        Unit(id: ID("a"), hospital: ID("h1"), name: "Ward A", kind: .ward),
        Item(id: ID("mask"), title: "Mask", unit: "{mask}", category: .protective),
        BedReport(unit: ID("icu"), beds: 10, closed: 1, occupied: 5, ventilated: 4),
        BedReport(unit: ID("a"), beds: 30, occupied: 20),
        StockCount(
          facility: ID("s1"), item: ID("mask"), lots: [Lot(lot: "A", quantity: 100)]),
      ]
      _ = try station.journal.append(
        facts.map { $0.draft(actor: "test", source: "test", valid: Hospital.noon + -3600) },
        expecting: [], on: Branch.main)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
  }

  private static func says(_ words: String) -> (any Error) -> Bool {
    { "\($0)".contains(words) }
  }

  @Test func keepsWhatIsLeftOut() throws {
    let station = try Hospital().station
    let answer = try station.reportBeds([BedChange(unit: "Intensive care", occupied: 8)])
    #expect(
      answer.reports == [
        BedReport(unit: ID("icu"), beds: 10, closed: 1, occupied: 8, ventilated: 4)
      ])
    let report = try station.capacity().beds[ID("icu")]
    #expect(report?.value.occupied == 8 && report?.actor == "unverified:ann")
  }

  @Test func takesAllOfABatchOrNone() throws {
    let station = try Hospital().station
    let head = try station.journal.head(of: Branch.main).sequence
    #expect(throws: CapacityProblem.self) {
      try station.reportBeds([
        BedChange(unit: "icu", occupied: 8), BedChange(unit: "a", occupied: 31),
      ])
    }
    #expect(try station.journal.head(of: Branch.main).sequence == head)
    let meant = try station.reportBeds(
      [BedChange(unit: "icu", occupied: 8), BedChange(unit: "a", occupied: 31)],
      ReportTerms(isConfirmed: true))
    #expect(meant.reports.count == 2)
    #expect(try station.capacity().discrepancies.map(\.kind) == [.overCapacity])
  }

  @Test(arguments: [
    (BedChange(unit: "icu", occupied: -1), "0 or more"),
    (BedChange(unit: "ici", occupied: 1), "did you mean 'icu'"),
    (BedChange(unit: "icu", occupied: 3, ventilated: 4), "on ventilators"),
    (BedChange(unit: "icu", closed: 11, occupied: 0), "closed beds"),
    (BedChange(unit: "icu", occupied: 5, reserved: 5), "reserved"),
  ])
  func saysWhatStandsAgainstIt(change: BedChange, words: String) throws {
    let station = try Hospital().station
    #expect(performing: { try station.reportBeds([change]) }, throws: Self.says(words))
  }

  @Test func showsTheSecondOfficerWhatTheFirstDid() throws {
    let station = try Hospital().station
    let seen = try station.capacity().sequence
    let revision = try #require(try station.capacity().beds[ID("icu")]?.revision)
    _ = try station.reportBeds([BedChange(unit: "icu", occupied: 7)], ReportTerms(seen: seen))
    #expect(
      performing: {
        try station.reportBeds([BedChange(unit: "icu", occupied: 6)], ReportTerms(seen: seen))
      }, throws: Self.says("reported by ann (not verified)"))
    #expect(throws: CapacityProblem.self) {
      try station.reportBeds([BedChange(unit: "icu", occupied: 6, revision: revision)])
    }
    // Another unit is not touched by it.
    _ = try station.reportBeds([BedChange(unit: "a", occupied: 6)], ReportTerms(seen: seen))
    #expect(try station.capacity().beds[ID("icu")]?.value.occupied == 7)
  }

  @Test func refusesReportsOfTheFuture() throws {
    let station = try Hospital().station
    #expect(throws: CapacityProblem.self) {
      try station.reportBeds(
        [BedChange(unit: "icu", occupied: 6)], ReportTerms(at: Hospital.noon + 86_400))
    }
    // A late one counts for its own moment.
    _ = try station.reportBeds(
      [BedChange(unit: "icu", occupied: 1)], ReportTerms(at: Hospital.noon + -86_400))
    #expect(try station.capacity().beds[ID("icu")]?.value.occupied == 5)
  }

  @Test func movesStockOnceForAReceipt() throws {
    let station = try Hospital().station
    let change = MoveChange(id: "R1", item: "mask", quantity: 30, from: "Store", to: "h1")
    let first = try station.moveStock(change)
    let again = try station.moveStock(change)
    #expect(!first.isRepeat && again.isRepeat && again.sequence == first.sequence)
    #expect(try station.capacity().stock(ID("h1"), ID("mask")).quantity == 30)
    #expect(try station.capacity().stock(ID("s1"), ID("mask")).quantity == 70)
    var other = change
    other.quantity = 31
    #expect(throws: CapacityProblem.self) { try station.moveStock(other) }
    #expect(
      performing: {
        try station.moveStock(MoveChange(item: "mask", quantity: 80, from: "s1", to: "h1"))
      }, throws: Self.says("holds 70"))
    _ = try station.countStock(facility: "s1", item: "mask", lots: [])
    #expect(try station.capacity().stock(ID("s1"), ID("mask")).quantity == 0)
  }

  @Test func foldsAnewWhatIsTakenBack() throws {
    let hospital = try Hospital()
    let station = hospital.station
    let path = hospital.folder + "/beds.csv"
    try Data("unit,at,occupied\nicu,2024-10-04T11:30:00Z,9\n".utf8)
      .write(to: URL(filePath: path))
    let report = try station.importCapacity(.beds, at: path)
    #expect(report.accepted == 1)
    #expect(try station.capacity().beds[ID("icu")]?.value.occupied == 9)
    _ = try station.undoImport(report.id)
    #expect(try station.capacity().beds[ID("icu")]?.value.occupied == 5)
  }

  @Test func twoOfficersAtOnceLeaveOneReportEach() throws {
    let hospital = try Hospital()
    let station = hospital.station
    let seen = try station.capacity().sequence
    let outcomes = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { index in
      do {
        _ = try station.reportBeds(
          [BedChange(unit: "icu", occupied: index)], ReportTerms(seen: seen))
        outcomes.withLock { $0.append("done") }
      } catch let problem as CapacityProblem {
        outcomes.withLock { $0.append(problem.kind == .stale ? "stale" : "\(problem)") }
      } catch {
        outcomes.withLock { $0.append("\(error)") }
      }
    }
    let found = outcomes.withLock { $0 }
    #expect(found.filter { $0 == "done" }.count == 1)
    #expect(found.filter { $0 == "stale" }.count == 7)
  }

  @Test func tellsCoverByTheUseOfTwoWeeks() throws {
    let hospital = try Hospital()
    let station = hospital.station
    let day = Hospital.noon.date
    for back in 1...14 {
      let move = StockMove(
        id: "u\(back)", item: ID("mask"), quantity: back % 2 == 0 ? 4 : 6, from: ID("s1"),
        reason: .issue)
      _ = try station.journal.append(
        move.draft(
          actor: "test", source: "test", valid: Instant(startOf: day - back) + 3600,
          known: Hospital.noon))
    }
    let model = try ReadModel(station.journal)
    let rows = try model.reading().stockRows(at: Hospital.noon + 10)
    let cover = try #require(rows.first { $0["facility"] == "s1" }?["coverDays"])
    // The count came after the uses, so 100 are there; five a day go.
    #expect(cover["median"]?.double == 20)
    #expect((cover["lower"]?.double ?? 0) < 20 && (cover["upper"]?.double ?? 0) > 20)
  }
}
