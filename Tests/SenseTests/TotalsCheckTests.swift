import SalusCore
import SalusStore
import SalusTwin
import Testing

@testable import SalusSense

@Suite struct TotalsCheckTests {
  private static let places = [
    Place(id: ID("top"), name: "Top", level: .region),
    Place(id: ID("d1"), name: "North", level: .district, parent: ID("top")),
    Place(id: ID("d2"), name: "South", level: .district, parent: ID("top")),
    Place(id: ID("w1"), name: "Ward 1", level: .ward, parent: ID("d1")),
    Place(id: ID("w2"), name: "Ward 2", level: .ward, parent: ID("d1")),
  ]

  private let map = ColumnMap(
    signal: .init(
      id: ID("cases"), title: "Cases", unit: "{cases}/d", period: .day, measure: .count),
    place: .column("place"), date: .date(column: "date"), value: "n",
    stratum: .column("age"))

  private func run(_ rows: [String], checks: Bool = true, rate: Bool = false) throws
    -> (report: ImportReport, lines: [Int])
  {
    let folder = try Folder()
    let text = "place,date,age,n\n" + rows.joined(separator: "\n") + "\n"
    let path = try folder.write(text)
    var map = map
    if rate { map.signal?.measure = .rate }
    let journal = try folder.journal()
    let report = try Importer(journal: journal).run(
      ImportRequest(
        path: path, format: .csv(map), places: TotalsCheckTests.places,
        known: .now(Instant(startOf: day("2026-02-01"))), actor: "test", checksTotals: checks))
    return (report, try Quarantine.rows(in: journal).map(\.line))
  }

  @Test func aTotalBelowItsPartsIsRefusedAndNothingElse() throws {
    let (report, lines) = try run([
      "top,2026-01-01,,10", "d1,2026-01-01,,6", "d2,2026-01-01,,5", "top,2026-01-02,,11",
      "d1,2026-01-02,,6", "d2,2026-01-02,,5",
    ])
    #expect(lines == [2])
    #expect(report.accepted == 5 && report.quarantined == 1 && report.places == 3)
    #expect(report.reasons.first?.text.contains("2 parts of it in the same file have 11") == true)
  }

  @Test func partsOfPartsCountOnceAndAtTheNearestTotal() throws {
    // The district says less than its wards: its own row is the lie, not the region's.
    let (_, lines) = try run([
      "w1,2026-01-01,,4", "w2,2026-01-01,,4", "d1,2026-01-01,,5", "top,2026-01-01,,6",
    ])
    #expect(lines == [4])
    // Without the district's row its wards are parts of the region.
    let (_, others) = try run(["w1,2026-01-01,,4", "w2,2026-01-01,,4", "top,2026-01-01,,6"])
    #expect(others == [4])
  }

  @Test func otherGroupsAndDatesAreNotCompared() throws {
    let (_, lines) = try run([
      "top,2026-01-01,old,3", "d1,2026-01-01,young,6", "d1,2026-01-02,old,6",
      "top,2026-01-03,,", "d1,2026-01-03,,9",
    ])
    #expect(lines.isEmpty)
  }

  @Test func sharesAndUncheckedFilesPass() throws {
    let rows = ["top,2026-01-01,,10", "d1,2026-01-01,,16"]
    #expect(try run(rows, rate: true).lines.isEmpty)
    #expect(try run(rows, checks: false).lines.isEmpty)
    #expect(try run(rows).lines == [2])
  }
}
