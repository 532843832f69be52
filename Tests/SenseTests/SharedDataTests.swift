import SalusCore
import SalusTwin
import Testing

@testable import SalusSense

/// Files of the CDC and of forecast hubs, read where they are at hand.
@Suite struct RealFiles {
  private static let locations = "flu/locations.csv"

  private func importing(_ name: String, _ format: ImportFormat, signal: String) throws -> (
    Folder, any Journal, ImportReport
  ) {
    let folder = try Folder()
    let journal = try folder.journal()
    let places = try PlaceTable.read(path: SharedData.path(RealFiles.locations))
    let report = try Importer(journal: journal).run(
      ImportRequest(
        path: SharedData.path(name), format: format, signal: ID(signal), places: places,
        known: .now(today), actor: "tester"))
    return (folder, journal, report)
  }

  /// Law: the twin as of each reference date is what a replay of the file's rows gives.
  @Test(
    .enabled(
      if: SharedData.has("flu/flu_vintages.csv"), "needs ../shared/data/flu/flu_vintages.csv"))
  func influenzaVintagesReplay() throws {
    let (folder, journal, report) = try importing(
      "flu/flu_vintages.csv", .hubVintages, signal: "flu-admissions")
    defer { withExtendedLifetime(folder) {} }
    #expect([report.read, report.quarantined] == [16_532, 0])
    #expect(report.accepted + report.corrected + report.duplicate == 16_532)

    let table = try CSVTable(path: SharedData.path("flu/flu_vintages.csv"))
    var references: [CivilDate] = []
    var rows: [CivilDate: [Int]] = [:]
    for row in table.rows.indices {
      let reference = try table.date(row: row, column: 0)
      if rows[reference] == nil { references.append(reference) }
      rows[reference, default: []].append(row)
    }
    #expect(references.count == 57)
    #expect(references == references.sorted())
    let query = ObservationQuery(signal: ID("flu-admissions"))
    var held: [String: Double?] = [:]
    for reference in references {
      for row in rows[reference] ?? [] {
        let key = "us" + (table.rows[row][1] == "US" ? "" : "-" + table.rows[row][1])
        held[key + " " + table.rows[row][2]] = try table.number(row: row, column: 3)
      }
      let view = View(.date(reference - 3))
      var seen: [String: Double?] = [:]
      for stored in try journal.observations(query, at: view).map(\.observation) {
        seen["\(stored.twin) \(stored.valid.date)"] = stored.value
      }
      #expect(seen == held, "as of \(reference)")
    }
  }

  @Test(
    .enabled(
      if: SharedData.has("covid/covid_vintages.csv"),
      "needs ../shared/data/covid/covid_vintages.csv"))
  func covidVintagesAreKnownOnTheirDay() throws {
    let (folder, journal, report) = try importing(
      "covid/covid_vintages.csv", .hubVintages, signal: "covid-admissions")
    defer { withExtendedLifetime(folder) {} }
    #expect([report.read, report.quarantined] == [5_440, 0])
    let world = try World(journal, asOf: .date(day("2024-11-20")))
    let panel = try #require(try world.panel(ID("covid-admissions")))
    #expect(panel.dates.first == day("2024-11-09"))
    #expect(panel[panel.places.firstIndex { $0.id == ID("us-01") } ?? 0, 0] == 111)
    #expect(try World(journal, asOf: .date(day("2024-11-19"))).panel(ID("covid-admissions")) == nil)
  }

  @Test(
    .enabled(
      if: SharedData.has("flu/wis_oracle.csv") && SharedData.has("flu/scores_2023-24.csv"),
      "needs ../shared/data/flu/wis_oracle.csv and scores_2023-24.csv"))
  func truthAndPeersAreRead() throws {
    let peers = try PeerScores(path: SharedData.path("flu/scores_2023-24.csv"))
    #expect(peers.tasks.count == 6_354)
    #expect(peers.models.contains("FluSight-baseline"))
    #expect(peers.metrics.sorted() == ["c50", "c95", "wis", "wis_log"])
    let truth = try TruthFile(path: SharedData.path("flu/flu_final.csv"))
    let oracle = try CSVTable(path: SharedData.path("flu/wis_oracle.csv"))
    let observed = try oracle.column("observed")
    for row in oracle.rows.indices {
      let key = TruthFile.Key(
        location: oracle.rows[row][2], date: try oracle.date(row: row, column: 4))
      #expect(truth.values[key] == (try oracle.number(row: row, column: observed)))
    }
  }

  @Test(
    .enabled(
      if: SharedData.has("ili/ilinet_state.csv"), "needs ../shared/data/ili/ilinet_state.csv"))
  func ilinetIsReadButForRegionsWithoutAPlace() throws {
    let folder = try Folder()
    let places = try PlaceTable.read(path: SharedData.path(RealFiles.locations))
    let report = try Importer(journal: try folder.journal(), chunk: 10_000).run(
      ImportRequest(
        path: SharedData.path("ili/ilinet_state.csv"), format: .ilinet, signal: ID("ili"),
        places: places, known: .stated(today), actor: "tester", isDryRun: true))
    #expect(report.read == 36_464)
    // New York City (677 weeks) and the Virgin Islands (625) are no places of the hubs' list.
    #expect(report.quarantined == 677 + 625)
  }
}
