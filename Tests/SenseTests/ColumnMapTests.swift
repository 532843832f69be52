import SalusCore
import SalusTwin
import Testing

@testable import SalusSense

private func map(_ json5: String) throws -> ColumnMap {
  try ColumnMap(json5: Array(json5.utf8), name: "map.json5")
}

private func run(_ text: String, _ json5: String, in folder: Folder) throws -> ImportReport {
  let path = try folder.write(text)
  var wanted = request(path, .csv(try map(json5)))
  wanted.signal = nil
  return try Importer(journal: try folder.journal()).run(wanted)
}

@Suite struct ColumnMapsAsText {
  @Test func haveShortAndLongForms() throws {
    let short = try map("{signal: 'measles', place: 'county', date: 'day', value: 'n'}")
    #expect(
      short
        == ColumnMap(
          signal: .init(id: ID("measles")), place: .column("county"), date: .date(column: "day"),
          value: "n"))
    let long = try map(
      """
      {
        // every key there is
        signal: {id: 'measles', title: 'Measles', unit: '{cases}/wk', period: 'week',
          measure: 'count', sourceClass: 'laboratory'},
        place: {constant: 'us-01'}, date: {year: 'y', week: 'w', system: 'iso'}, value: 'n',
        also: [{column: 'd', signal: {id: 'deaths', measure: 'count'}}],
        stratum: {column: 'age'}, known: {column: 'seen', format: 'DD/MM/YYYY', shiftDays: 1},
        missing: ['-999'], decimal: ',', delimiter: ';', values: {age: {all: ''}},
        keep: {sex: ['both']},
      }
      """)
    #expect(long.columns == ["y", "w", "n", "d", "age", "seen", "age", "sex"])
    #expect(try ColumnMap(json5: long.json, name: "again") == long)
    #expect(try ColumnMap(json5: short.json, name: "again") == short)
    #expect(long.json == (try map(String(decoding: long.json, as: UTF8.self))).json)
  }

  @Test(arguments: [
    ("{", "not valid JSON"), ("[]", "wrong kind"),
    ("{place: 'a', date: 'b'}", "the key 'value' is missing"),
    ("{place: 'a', date: 'b', value: 'c', valeu: 'd'}", "unknown key 'valeu'; signal, place,"),
    ("{place: {column: 'a', constant: 'b'}, date: 'b', value: 'c'}", "either column or constant"),
    ("{place: 'a', date: {column: 'b', format: 'DD/MM'}, value: 'c'}", "'DD/MM' is no date format"),
    ("{place: 'a', date: {column: 'b', week: 'w'}, value: 'c'}", "'week' does not go together"),
    ("{place: 'a', date: {system: 'iso'}, value: 'c'}", "one of column, year with week"),
    ("{place: 'a', date: 'b', value: 'c', decimal: ';'}", "decimal ';' is unknown"),
    ("{place: 'a', date: 'b', value: 'c', delimiter: '::'}", "delimiter '::' is no single"),
    (
      "{place: 'a', date: 'b', value: 'c', signal: {id: 'x', period: 'month'}}",
      "day, week are accepted"
    ),
    ("{place: 'a', date: 'b', value: 'c', signal: 'my signal'}", "'my signal' is no name"),
    (
      "{place: 'a', date: 'b', value: 'c', signal: 'x', also: [{column: 'd', signal: 'x'}]}",
      "two columns give the same signal"
    ),
  ])
  func areRefusedWithAReason(text: String, reason: String) {
    #expect {
      try map(text)
    } throws: { error in
      "\(error)".hasPrefix("the column map map.json5 is wrong: ") && "\(error)".contains(reason)
    }
  }
}

@Suite struct TablesReadThroughAColumnMap {
  @Test func withDeclaredDatesDecimalCommaAndValueMaps() throws {
    let folder = try Folder()
    let report = try run(
      """
      Ort;Stichtag;Anteil;Gruppe
      Ala.;03/02/2024;1,25;alle
      AK;10/02/2024;-;alle
      AK;17/02/2024;0,5;60+

      """,
      """
      {signal: {id: 'share', period: 'week', measure: 'rate'}, place: 'ort',
       date: {column: 'Stichtag', format: 'DD/MM/YYYY'}, value: 'Anteil', stratum: 'Gruppe',
       missing: ['-'], decimal: ',', values: {Ort: {'Ala.': 'us-01'}, Gruppe: {alle: ''}}}
      """, in: folder)
    #expect(report.accepted == 3)
    let stored = try folder.journal().vintages(
      ObservationQuery(signal: ID("share"), stratum: nil), at: View()
    ).map(\.observation)
    #expect(stored.map(\.value) == [1.25, nil, 0.5])
    #expect(stored.map(\.stratum) == ["", "", "60+"])
    #expect(stored.map(\.valid.date) == [day("2024-02-03"), day("2024-02-10"), day("2024-02-17")])
  }

  @Test(arguments: [
    ("{year: 'y', week: 'w'}", "2024-02-03"),
    ("{year: 'y', week: 'w', system: 'iso'}", "2024-02-03"),
    ("{yearWeek: 'yw'}", "2024-02-03"), ("{yearWeek: 'yw6', system: 'iso'}", "2024-02-03"),
  ])
  func withWeekNumbers(date: String, saturday: String) throws {
    let folder = try Folder()
    let report = try run(
      "y,w,yw,yw6,n\n2024,5,2024-W05,202405,7\n2024,54,2024-W54,202454,7\n",
      "{signal: 'cases', place: {constant: 'AL'}, date: \(date), value: 'n'}", in: folder)
    #expect([report.accepted, report.quarantined] == [1, 1])
    let stored = try folder.journal().vintages(ObservationQuery(signal: ID("cases")), at: View())
    #expect(stored.map(\.observation.valid.date) == [day(saturday)])
  }

  @Test func withKnownTimesByRow() throws {
    let folder = try Folder()
    let report = try run(
      """
      ward,date,n,seen
      AL,2024-02-03,1,2024-02-05
      AL,2024-02-03,2,2024-02-06T09:30:00Z
      AL,2024-02-03,2,

      """,
      "{signal: {id: 'calls', period: 'day'}, place: 'ward', date: 'date', value: 'n', known: 'seen'}",
      in: folder)
    #expect([report.accepted, report.quarantined] == [2, 1])
    let stored = try folder.journal().vintages(ObservationQuery(signal: ID("calls")), at: View())
    #expect(
      stored.map(\.observation.known.description) == [
        "2024-02-05T00:00:00Z", "2024-02-06T09:30:00Z",
      ])
  }

  @Test func notWithDatesThatCanMeanTwoDays() throws {
    let folder = try Folder()
    #expect(
      throws: ImportError.dates(
        name: "feed.csv", column: "date", example: "05/06/2020",
        reason: "'05/06/2020' can mean 2020-06-05 or 2020-05-06; the format must be declared")
    ) {
      try run(
        "place,date,n\nAL,05/06/2020,1\n",
        "{signal: {id: 'x', period: 'day'}, place: 'place', date: 'date', value: 'n'}", in: folder)
    }
  }

  @Test(arguments: [
    ("{place: 'place', date: 'date', value: 'n'}", "nothing says which signal"),
    ("{signal: 'x', place: 'place', date: 'date', value: 'n'}", "by day or by week"),
    ("{signal: {id: 'x', period: 'day'}, place: 'ward', date: 'date', value: 'n'}", "lacks 'ward'"),
    (
      "{signal: {id: 'x', period: 'day'}, place: 'place', date: {year: 'date', week: 'n'}, value: 'n'}",
      "the table gives weeks"
    ),
  ])
  func notWithMapsThatDoNotFit(json5: String, reason: String) throws {
    let folder = try Folder()
    #expect {
      try run("place,date,n\nAL,2020-06-05,1\n", json5, in: folder)
    } throws: { "\($0)".contains(reason) }
  }
}

@Suite struct SuggestedColumnMaps {
  private func suggest(_ text: String) throws -> ColumnMapSuggestion {
    let table = try table(text)
    return ColumnMapSuggestion(
      header: table.header, sampleRows: table.rows, signal: ID("x"), places: Places(twoStates))
  }

  @Test func findPlaceDateValueAndKnownTime() throws {
    let found = try suggest(
      """
      row,report_date,Jurisdiction,week_ending,age_group,cases
      1,2024-02-07,Alabama,2024-02-03,0-17,5
      2,2024-02-07,Alaska,2024-02-10,18+,7

      """)
    #expect(
      found.map
        == ColumnMap(
          signal: .init(id: ID("x"), period: .week, measure: .count),
          place: .column("Jurisdiction"), date: .date(column: "week_ending"), value: "cases",
          stratum: .column("age_group"), known: .init(column: "report_date")))
  }

  @Test func findWeekStartsDeclaredFormatsAndCommas() throws {
    let found = try suggest("state;start;pct\nAL;28.01.2024;1,5\nAK;04.02.2024;2,25\n")
    #expect(
      found.map
        == ColumnMap(
          signal: .init(id: ID("x"), period: .week, measure: .rate), place: .column("state"),
          date: .date(column: "start", format: DateFormat("DD.MM.YYYY"), shiftDays: 6),
          value: "pct", decimal: ","))
  }

  @Test func sayWhatIsStillToDecide() throws {
    let ambiguous = try suggest("state,day,n\nAL,05/06/2020,1\nAL,06/07/2020,2\n")
    #expect(ambiguous.notes.contains { $0.contains("must be declared") })
    #expect(ambiguous.map?.date == .date(column: "day"))
    let nothing = try suggest("a,b\nx,y\n")
    #expect(nothing.map == nil)
    #expect(!nothing.notes.isEmpty)
  }

  /// A suggestion for a clean table can be used as it is.
  @Test func canBeImported() throws {
    let folder = try Folder()
    let text = "state,year,week,n\nAL,2024,5,3\nAK,2024,6,4\n"
    let map = try #require(try suggest(text).map)
    let path = try folder.write(text)
    let report = try Importer(journal: try folder.journal()).run(
      request(path, .csv(map), signal: "x"))
    #expect(report.accepted == 2)
  }
}
