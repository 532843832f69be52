import SalusCore
import SalusTwin
import Testing

@testable import SalusSense

private func counts(_ report: ImportReport) -> [Int] {
  [report.read, report.accepted, report.duplicate, report.corrected, report.quarantined]
}

private let vintages = """
  reference_date,location,date,value
  2023-10-14,01,2023-10-07,10
  2023-10-14,02,2023-10-07,3
  2023-10-21,01,2023-10-07,12
  2023-10-21,01,2023-10-14,15.0
  2023-10-28,02,2023-10-07,

  """

@Suite struct ImportingVintages {
  @Test func recordsEachVersionWithTheTimeItWasKnown() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let path = try folder.write(vintages)
    let report = try Importer(journal: journal).run(request(path))
    #expect(counts(report) == [5, 5, 0, 0, 0])

    func values(_ date: String) throws -> [String: Double?] {
      let world = try World(journal, asOf: .date(day(date)))
      guard let panel = try world.panel(ID("flu-admissions")) else { return [:] }
      var found: [String: Double?] = [:]
      for (row, place) in panel.places.enumerated() {
        for (column, week) in panel.dates.enumerated() where !panel[row, column].isNaN {
          found["\(place.id) \(week)"] = panel[row, column]
        }
      }
      return found
    }
    #expect(try values("2023-10-10") == [:])
    #expect(try values("2023-10-11") == ["us-01 2023-10-07": 10, "us-02 2023-10-07": 3])
    #expect(
      try values("2023-10-18") == [
        "us-01 2023-10-07": 12, "us-01 2023-10-14": 15, "us-02 2023-10-07": 3,
      ])
    #expect(try values("2023-10-25") == ["us-01 2023-10-07": 12, "us-01 2023-10-14": 15])
    let world = try World(journal, asOf: .latest)
    #expect(world.places[ID("us-01")]?.population == 5_108_468)
    #expect(world.signal(ID("flu-admissions"))?.period == .week)
  }

  @Test func twiceChangesNothing() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let path = try folder.write(vintages + "2023-10-28,99,2023-10-07,4\n")
    let importer = Importer(journal: journal)
    #expect(counts(try importer.run(request(path))) == [6, 5, 0, 0, 1])
    let head = try journal.head(of: Branch.main)
    let again = try importer.run(request(path, known: .now(today + 86_400)))
    #expect(counts(again) == [6, 0, 5, 0, 1])
    #expect(again.isRepeat)
    #expect(try journal.head(of: Branch.main) == head)
  }

  @Test func byAnotherNameOrOrderTakesNothingTwice() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let importer = Importer(journal: journal)
    _ = try importer.run(request(try folder.write(vintages)))
    let renamed = try importer.run(request(try folder.write(vintages, as: "copy.csv")))
    #expect(counts(renamed) == [5, 0, 5, 0, 0])
    let shuffled = """
      value,date,reference_date,location
      12,2023-10-07,2023-10-21,1
      99,2023-10-14,2023-10-21,AL
      4,2023-10-14,2023-10-21,Alaska

      """
    let other = try importer.run(request(try folder.write(shuffled, as: "shuffled.csv")))
    #expect(counts(other) == [3, 1, 1, 1, 0])
  }

  @Test func quarantinesBadRowsWithLineColumnAndReason() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let path = try folder.write(
      """
      reference_date,location,date,value
      2023-10-14,01,2023-10-07,10
      2023-10-14,Alabma,2023-10-07,10
      2023-10-14,01,2023-02-30,10
      2023-10-14,01,2023-10-06,10
      2023-10-14,01,2023-10-07,-1
      2023-10-14,01,2023-10-07,1.5
      2023-10-14,01,2023-10-07,"ten, or so"
      2023-10-14,01,2023-12-30,10
      2023-10-14,01,0223-10-04,10
      soon,01,2023-10-07,10
      2023-10-14,01
      2023-10-14,02,2023-10-07,10

      """)
    let report = try Importer(journal: journal).run(request(path))
    #expect(counts(report) == [12, 2, 0, 0, 10])
    let rows = try Quarantine.rows(in: journal)
    #expect(rows.map(\.line) == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    #expect(
      rows.map(\.column) == [
        "location", "date", "date", "value", "value", "value", "date", "date", "reference_date",
        "date",
      ])
    #expect(rows[0].reason == "unknown place 'Alabma'; did you mean 'Alabama'?")
    #expect(rows[1].reason == "there is no day '2023-02-30'")
    #expect(
      rows[2].reason
        == "2023-10-06 is a friday, and weeks of 'flu-admissions' end on a Saturday")
    #expect(rows[3].reason == "-1 is negative")
    #expect(rows[4].reason.hasPrefix("1.5 is a fraction"))
    #expect(rows[5].row == "2023-10-14,01,2023-10-07,\"ten, or so\"")
    #expect(
      rows[6].reason == "2023-12-30 lies after 2023-10-11, the day on which it became known")
    let csv = try CSVTable(bytes: Quarantine.csv(rows), name: "q.csv")
    #expect(csv.header == ["file", "line", "column", "reason", "row"])
    #expect(csv.rows.count == 10)
    #expect(csv.rows[5][4] == "2023-10-14,01,2023-10-07,\"ten, or so\"")
    #expect(report.reasons.map(\.count).reduce(0, +) == 10)
  }

  @Test func canBeUndoneAndDoneAgain() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let importer = Importer(journal: journal)
    let path = try folder.write(vintages)
    let first = try importer.run(request(path))
    let undo = try importer.undo(first.id, actor: "tester")
    #expect(undo.rows == 5)
    #expect(try World(journal, asOf: .latest).panel(ID("flu-admissions")) == nil)
    #expect(throws: ImportError.undone(id: first.id)) {
      try importer.undo(first.id, actor: "tester")
    }
    #expect(throws: ImportError.notFound(id: "none")) {
      try importer.undo("none", actor: "tester")
    }
    let again = try importer.run(request(path))
    #expect(counts(again) == [5, 5, 0, 0, 0])
    #expect(again.id == first.id + "-2")
    #expect(counts(try importer.run(request(path))) == [5, 0, 5, 0, 0])
    #expect(try ImportRecord.all(in: journal).map(\.isUndone) == [true, false])
  }

  /// Rows that a second file left out as duplicates come back when the first is undone.
  @Test func givesBackWhatAnUndoTookFromAnotherFile() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let importer = Importer(journal: journal)
    let first = try importer.run(request(try folder.write(vintages)))
    let more = try folder.write(vintages + "2023-10-28,01,2023-10-21,9\n", as: "more.csv")
    #expect(counts(try importer.run(request(more))) == [6, 1, 5, 0, 0])
    _ = try importer.undo(first.id, actor: "tester")
    #expect(counts(try importer.run(request(more))) == [6, 5, 1, 0, 0])
  }

  @Test func writesNothingInADryRun() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let path = try folder.write(vintages + "2023-10-28,99,2023-10-07,4\n")
    let report = try Importer(journal: journal).run(request(path, isDryRun: true))
    #expect(counts(report) == [6, 5, 0, 0, 1])
    #expect(report.isDryRun)
    #expect(try journal.head(of: Branch.main).sequence == 0)
  }

  @Test func tellsHowFarItIs() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    var seen: [ImportProgress] = []
    _ = try Importer(journal: journal, chunk: 2).run(request(try folder.write(vintages))) {
      seen.append($0)
    }
    #expect(seen.map(\.rows) == [2, 4, 5])
    #expect(seen.last?.bytes == seen.last?.totalBytes)
  }
}

@Suite struct InterruptedImports {
  /// Law: cut off after any number of commits and repeated, an import ends with the counts and the
  /// values of one that ran through.
  @Test func goOnWhereTheyStopped() throws {
    var text = "reference_date,location,date,value\n"
    for week in 0..<12 {
      for location in ["01", "AK", "nowhere"] {
        text +=
          "\(day("2023-10-14") + 7 * week),\(location),\(day("2023-10-07") + 7 * week),\(week)\n"
      }
    }
    let whole = try Folder()
    let reference = try whole.journal()
    let expected = try Importer(journal: reference, chunk: 5).run(
      request(try whole.write(text)))
    #expect(counts(expected) == [36, 24, 0, 0, 12])
    let query = ObservationQuery(signal: ID("flu-admissions"))
    let values = try reference.vintages(query, at: View()).map(\.observation)

    for cut in 0..<9 {
      let folder = try Folder()
      let journal = try folder.journal()
      let path = try folder.write(text)
      let cutOff = Importer(journal: FailingJournal(journal, after: cut), chunk: 5)
      #expect(throws: ImportError.journal(.failed("cut off"))) {
        try cutOff.run(request(path))
      }
      // The clock has moved on and the file has another name.
      let renamed = try folder.write(text, as: "renamed.csv")
      let report = try Importer(journal: journal, chunk: 5).run(
        request(renamed, known: .now(today + 1000)))
      #expect(counts(report) == counts(expected))
      #expect(report.id == expected.id)
      #expect(try journal.vintages(query, at: View()).map(\.observation) == values)
      #expect(try Quarantine.rows(in: journal).count == 12)
      #expect(try journal.events(EventQuery(types: [ImportRecord.finished])).count == 1)
    }
  }
}

@Suite struct OtherTables {
  @Test func fluSightTargetDataIsKnownWhenStated() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let path = try folder.write(
      """
      "",date,location,location_name,value,weekly_rate
      1,2024-05-25,01,Alabama,11,0.2
      2,2024-05-25,US,US,NA,NA

      """)
    let report = try Importer(journal: journal).run(
      request(path, .hubTarget, known: .stated(Instant(startOf: day("2024-05-29")))))
    #expect(counts(report) == [2, 2, 0, 0, 0])
    let stored = try journal.vintages(
      ObservationQuery(signal: ID("flu-admissions")), at: View()
    ).map(\.observation)
    #expect(stored.map(\.twin) == [ID("us"), ID("us-01")])
    #expect(stored.map(\.value) == [nil, 11])
    #expect(Set(stored.map(\.known)) == [Instant(startOf: day("2024-05-29"))])
  }

  @Test func plainTargetDataKeepsTheMomentOfItsFirstImport() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let path = try folder.write("date,location,value\n2024-05-25,01,11\n2024-05-25,03,4\n")
    let importer = Importer(journal: journal)
    #expect(counts(try importer.run(request(path, .hubTarget))) == [2, 1, 0, 0, 1])
    var wider = request(path, .hubTarget, known: .now(today + 86_400 * 30))
    wider.places.append(
      Place(id: ID("us-03"), name: "Third", level: .state, codes: ["fips": "03"]))
    #expect(counts(try importer.run(wider)) == [2, 1, 1, 0, 0])
  }

  private static let series = """
    as_of,target,target_end_date,location,observation
    2024-01-10,wk inc flu hosp,2024-01-06,01,5
    2024-01-17,wk inc flu hosp,2024-01-06,01,6
    2024-01-17,wk flu hosp rate,2024-01-06,01,0.1

    """

  @Test func hubTimeSeriesAreReadByTarget() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let path = try folder.write(OtherTables.series)
    let importer = Importer(journal: journal)
    #expect(
      throws: ImportError.choose(
        name: "feed.csv", column: "target", found: ["wk inc flu hosp", "wk flu hosp rate"])
    ) { try importer.run(request(path, .hubTimeseries(target: nil))) }
    let report = try importer.run(request(path, .hubTimeseries(target: "wk inc flu hosp")))
    #expect(counts(report) == [2, 2, 0, 0, 0])
    #expect(report.passedOver == 1)
    let world = try World(journal, asOf: .date(day("2024-01-16")))
    #expect(try world.panel(ID("flu-admissions"))?[0, 0] == 5)
  }

  @Test func ilinetWeeksEndOnTheirSaturday() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let path = try folder.write(
      """
      region,week_start,ili,ilitotal,total_patients
      US,2010-07-04,0.9419,4691,519414
      Alabama,2010-07-04,1.25,120,9600
      Alaska,2010-07-05,1.25,120,9600
      Alaska,2010-07-11,1.25,1.5,9600
      Atlantis,2010-07-04,1.25,120,9600

      """)
    let report = try Importer(journal: journal).run(request(path, .ilinet, signal: "ili"))
    #expect(counts(report) == [5, 2, 0, 0, 3])
    #expect(report.companions == 4)
    let world = try World(journal, asOf: .latest)
    #expect(world.signals.map(\.id.text) == ["ili", "ili-patients", "ili-visits"])
    let panel = try #require(try world.panel(ID("ili")))
    #expect(panel.dates == [day("2010-07-10")])
    #expect(panel[0, 0] == 0.9419)
    #expect(try world.panel(ID("ili-visits"))?[1, 0] == 120)
  }

  @Test func tablesOfAnotherKindAreRefusedWithTheirColumns() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let path = try folder.write("a,b\n1,2\n")
    #expect(
      throws: ImportError.columns(
        name: "feed.csv", format: "hub-vintages",
        missing: ["location", "date", "value", "reference_date or as_of"], found: ["a", "b"])
    ) { try Importer(journal: journal).run(request(path)) }
    #expect(try journal.head(of: Branch.main).sequence == 0)
  }

  @Test func missingEmptyAndBinaryFilesAreRefusedAsAWhole() throws {
    let folder = try Folder()
    let journal = try folder.journal()
    let importer = Importer(journal: journal)
    #expect(throws: ImportError.self) { try importer.run(request(folder.path + "/no.csv")) }
    for bytes: [UInt8] in [[], [0x50, 0x4B, 3, 4], [0xFF, 0xFE, 0x41, 0]] {
      let path = try folder.write(bytes)
      #expect(throws: ImportError.self) { try importer.run(request(path)) }
    }
    let header = try folder.write("reference_date,location,date,value\n")
    #expect(counts(try importer.run(request(header))) == [0, 0, 0, 0, 0])
  }
}
