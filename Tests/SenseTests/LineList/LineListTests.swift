import Foundation
import SalusCore
import SalusGovernance
import SalusStore
import SalusTwin
import Testing

@testable import SalusSense

/// A bank with keys, and what an import needs.
final class ListBank {
  let folder: Folder
  let journal: StoredJournal
  var register = CaseRegister()
  let names = CaseNames(bank: "test") { Digest(authenticating: Array($0.utf8), with: [7]) }
  let authority = Authority(phase: .response, log: MemoryAuditLog())

  static let now = Instant("2024-07-01T12:00:00Z") ?? .beginning
  static let outbreak = ID<Twin>("outbreak:1")

  init() throws {
    folder = try Folder()
    journal = try Store.open(
      directory: folder.path + "/bank", mode: .create,
      vault: Vault(kek: .random(), keys: MemoryKeyStore()))
  }

  static let profile = LineListProfile(
    name: "people", source: "clinic",
    columns: [
      .record: .column("case"), .given: .column("first"), .family: .column("last"),
      .birth: .column("born"), .sex: .column("sex"), .place: .column("village"),
      .onset: .column("onset"), .outcome: .column("outcome"), .infector: .column("infector"),
      .identifier: .column("health"), .disease: .constant("Measles"),
    ])

  static let header = "case,first,last,born,sex,village,onset,outcome,infector,health\n"

  func run(
    _ text: String, _ profile: LineListProfile = ListBank.profile, as name: String = "list.csv",
    isDryRun: Bool = false, chunk: Int = 1_000, journal other: (any Journal)? = nil
  ) throws -> LineListReport {
    let path = try folder.write(text, as: name)
    return try LineListImporter(journal: other ?? journal, names: names, chunk: chunk).run(
      .init(
        path: path, profile: profile, known: ListBank.now, actor: "tester", isDryRun: isDryRun),
      register: &register)
  }

  func grant() throws -> Grant {
    try authority.grant(
      AccessRequest(
        purpose: .caseInvestigation, scope: .event(ListBank.outbreak), fields: CaseBook.fields,
        reason: "following up the measles outbreak"), at: ListBank.now)
  }

  /// What the journal tells who holds a grant.
  func book() throws -> CaseBook {
    var book = CaseBook()
    try book.follow(
      journal, scope: .event(ListBank.outbreak), grant: try grant(), at: ListBank.now)
    return book
  }

  func events() throws -> [Event] { try journal.events(EventQuery()) }

  /// Events in the clear.
  func opened() throws -> [JSON] {
    let grant = try grant()
    return try events().map { try journal.open($0, grant: grant).payload }
  }
}

private func counts(_ report: LineListReport) -> [Int] {
  [
    report.read, report.imported, report.updated, report.unchanged, report.review, report.refused,
  ]
}

@Suite struct LineListsAreImported {
  private let three =
    ListBank.header + """
      c1,Anna,Schmidt,1987-05-06,f,Nord,2024-06-01,,,H1
      c2,Karl,Weber,1950-01,m,Sued,2024-06-09,Recover,c1,
      c3,,,,,,2024-06-10,died,nobody,

      """

  @Test func everyRowHasOneOutcome() throws {
    let bank = try ListBank()
    let report = try bank.run(three)
    #expect(counts(report) == [3, 3, 0, 0, 0, 0])
    #expect(report.addsUp && !report.isRepeat)
    #expect(report.placeholders == 1)
    #expect(report.infections == 2)
    #expect(bank.register.caseCount == 4)
    #expect(bank.register.personCount == 3)
    let anna = try #require(bank.register.entry(named: Alias(system: "clinic", value: "c1")))
    let karl = try #require(bank.register.entry(named: Alias(system: "clinic", value: "c2")))
    #expect(bank.register.links.infector(of: karl.id) == anna.id)
    #expect(karl.record.outcome == .recovered)
    let person = try #require(karl.person.flatMap { bank.register.person($0) })
    #expect(person.details.birth == PartialDate("1950-01"))
    #expect(person.details.sex == .male)
  }

  @Test func theSameFileAgainChangesNothingAndSaysSo() throws {
    let bank = try ListBank()
    _ = try bank.run(three)
    let before = try bank.events().count
    let again = try bank.run(three)
    #expect(counts(again) == [3, 0, 0, 3, 0, 0])
    #expect(again.isRepeat)
    #expect(try bank.events().count == before)
    // Nor does it where all that is known was read from the journal.
    let register = try bank.book().register
    #expect(register.all == bank.register.all)
    bank.register = register
    #expect(counts(try bank.run(three)) == [3, 0, 0, 3, 0, 0])
    #expect(try bank.events().count == before)
  }

  @Test func aChangedRowIsAnUpdateAndAnEmptyCellTakesNothingBack() throws {
    let bank = try ListBank()
    _ = try bank.run(three)
    let changed = three.replacingOccurrences(of: "2024-06-01,,,H1", with: ",died,,H1")
    #expect(counts(try bank.run(changed)) == [3, 0, 1, 2, 0, 0])
    let anna = try #require(bank.register.entry(named: Alias(system: "clinic", value: "c1")))
    #expect(anna.record.outcome == .died)
    #expect(anna.record.onset == PartialDate("2024-06-01"))
    // There and back again is two more updates, not a repeat of the first.
    let back = three.replacingOccurrences(of: "2024-06-01,,,H1", with: ",recovered,,H1")
    #expect(counts(try bank.run(back)) == [3, 0, 1, 2, 0, 0])
    #expect(counts(try bank.run(changed)) == [3, 0, 1, 2, 0, 0])
    #expect(bank.register.entry(anna.id)?.record.outcome == .died)
  }

  @Test func aDryRunTellsTheSameAndWritesNothing() throws {
    let bank = try ListBank()
    let dry = try bank.run(three, isDryRun: true)
    #expect(try bank.events().isEmpty)
    #expect(bank.register.caseCount == 0)
    var wet = try bank.run(three)
    wet.isDryRun = true
    #expect(dry == wet)
  }

  @Test func placeholdersAreFilledIn() throws {
    let bank = try ListBank()
    _ = try bank.run(three)
    let filled = try bank.run(
      ListBank.header + "nobody,Lena,Koroma,1999-09-09,f,Nord,2024-05-20,,,\n")
    #expect(counts(filled) == [1, 1, 0, 0, 0, 0])
    #expect(filled.placeholders == 0)
    #expect(bank.register.caseCount == 4)
    let lena = try #require(bank.register.entry(named: Alias(system: "clinic", value: "nobody")))
    #expect(lena.record.onset == PartialDate("2024-05-20") && lena.person != nil)
  }

  @Test func whoIsKnownIsNotMadeTwice() throws {
    let bank = try ListBank()
    _ = try bank.run(three)
    // The same person by identifier under another record name, half a year later: a second case.
    var profile = ListBank.profile
    profile.source = "hospital"
    profile.identifierSystem = "clinic"
    let second = try bank.run(
      ListBank.header + "x9,Anna,Schmidt,1987-05-06,f,Nord,2024-01-02,,,H1\n", profile)
    #expect(counts(second) == [1, 1, 0, 0, 0, 0])
    #expect(bank.register.personCount == 3)
    // Within the window it is the case that is known.
    let same = try bank.run(
      ListBank.header + "x8,Anna,Schmidt,1987-05-06,f,Nord,2024-06-20,,,H1\n", profile)
    #expect(counts(same) == [1, 0, 1, 0, 0, 0])
    #expect(bank.register.caseCount == 5)
  }

  @Test func likelyDuplicatesWaitForAPerson() throws {
    let bank = try ListBank()
    _ = try bank.run(three)
    let text = ListBank.header + "z1,Anna,Schmitt,1987-06-05,f,Nord,2024-06-03,,,\n"
    let report = try bank.run(text)
    #expect(counts(report) == [1, 0, 0, 0, 1, 0])
    #expect(report.rows[0].reason.contains("day and month of birth are swapped"))
    #expect(bank.register.caseCount == 4)
    let before = try bank.events().count
    let again = try bank.run(text)
    #expect(counts(again) == [1, 0, 0, 0, 1, 0])
    #expect(again.isRepeat)
    #expect(try bank.events().count == before)
    let open = try #require(bank.register.openReviews.first)
    let drafts = CaseDrafts(
      names: bank.names, actor: "tester", source: "clinic",
      known: Instant("2024-07-02T00:00:00Z") ?? .beginning)
    let decided = drafts.decide(open, person: open.candidates[0].person)
    _ = try bank.journal.append(decided, expecting: [], on: Branch.main)
    bank.register.read(decided)
    #expect(bank.register.openReviews.isEmpty)
    #expect(bank.register.caseCount == 5 && bank.register.personCount == 3)
    #expect(counts(try bank.run(text))[4] == 0)
  }

  @Test func anInterruptedImportGoesOn() throws {
    let rows = (1...25).map { "r\($0),Given\($0),Family\($0),19\(50 + $0)-01-02,f,V\($0),,,,\n" }
    let text = ListBank.header + rows.joined()
    let whole = try ListBank()
    _ = try whole.run(text, chunk: 10)
    let cut = try ListBank()
    let failing = FailingJournal(cut.journal, after: 1)
    #expect(throws: ImportError.self) { try cut.run(text, chunk: 10, journal: failing) }
    #expect(try cut.events().count == 30)
    cut.register = try cut.book().register
    let report = try cut.run(text, chunk: 10)
    #expect(counts(report) == [25, 15, 0, 10, 0, 0])
    #expect(cut.register.all == whole.register.all)
    #expect(try cut.opened().dropLast() == whole.opened().dropLast())
  }

  @Test func nothingThatNamesAnybodyIsInAnId() throws {
    let bank = try ListBank()
    _ = try bank.run(three)
    for event in try bank.events() {
      for word in ["nobody", "Anna", "Schmidt", "Karl"] {
        #expect(!event.twin.text.contains(word) && !(event.key ?? "").contains(word))
        #expect(!event.payload.description.contains(word))
      }
    }
  }
}

@Suite struct BadLineLists {
  @Test(arguments: [
    ("c1,A,B,2024-02-30,f,N,,,,", "'2024-02-30' is no date"),
    ("c1,A,B,,q,N,,,,", "'q' is not known; female, male, other are accepted"),
    (",,,,f,N,2024-06-01,,,", "names nobody"),
    ("c1,A,B,,f,N,2025-01-01,,,", "lies after 2024-07-01"),
    ("c1,A,B,,f,N,,,c1,", "cannot have infected itself"),
    ("c1,A,B", "the row has 3 fields, the header has 10"),
    ("c1,A,B,,f,N,,eaten,,", "'eaten' is not known"),
  ])
  func rowsAreRefusedWithTheirReason(row: String, reason: String) throws {
    let bank = try ListBank()
    let report = try bank.run(ListBank.header + row + "\nc7,Good,Row,,m,Ost,,,,\n")
    #expect(counts(report) == [2, 1, 0, 0, 0, 1])
    #expect(report.rows[0].reason.contains(reason), "\(report.rows[0].reason)")
    let file = String(decoding: report.refusedFile, as: UTF8.self)
    let lines = file.split(separator: "\n")
    #expect(lines[0] == ListBank.header.dropLast() + ",refused_because")
    #expect(lines.count == 2)
    // The refused rows can be put right and brought again as they are.
    let fixed = try bank.run(file, as: "again.csv", isDryRun: true)
    #expect(fixed.read == 1 && fixed.refused == 1)
  }

  @Test func circlesAreRefusedByRow() throws {
    let bank = try ListBank()
    let report = try bank.run(
      ListBank.header + "a,,,,,,,,b,\nb,,,,,,,,c,\nc,,,,,,,,a,\n")
    #expect(counts(report) == [3, 2, 0, 0, 0, 1])
    #expect(report.rows[2].reason.contains("circle"))
  }

  @Test(
    arguments: [
      ("05/06/2020\n07/08/2020", nil, "can be DD/MM/YYYY or MM/DD/YYYY"),
      ("25/06/2020\n06/25/2020", nil, "mixes"), ("25/06/2020\n05/06/2020", "2020-06-05", ""),
      ("06/25/2020\n05/06/2020", "2020-05-06", ""), ("05/05/2020\n06/06/2020", "2020-06-06", ""),
      ("2020-06-25\n2020-06-05", "2020-06-05", ""), ("25.06.2020\n06/2020", "2020-06", ""),
      ("2020\n2020-06", "2020-06", ""), ("25 Jun 2020\n05 Jun 2020", "2020-06-05", ""),
      ("\n20200605", "2020-06-05", ""),
    ] as [(String, String?, String)])
  func datesAreReadOneWayOrNotAtAll(dates: String, second: String?, reason: String) throws {
    let bank = try ListBank()
    let rows = dates.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
      "r\($0),\(["Anna", "Karl"][$0]),\(["Schmidt", "Weber"][$0]),,,,\($1),,,\n"
    }
    let text = ListBank.header + rows.joined()
    if let second {
      _ = try bank.run(text)
      let entry = try #require(bank.register.entry(named: Alias(system: "clinic", value: "r1")))
      #expect(entry.record.onset?.description == second)
    } else {
      do {
        _ = try bank.run(text)
        Issue.record("the dates of \(dates) were read")
      } catch let error as ImportError {
        #expect(error.description.contains(reason), "\(error)")
      }
      #expect(try bank.events().isEmpty)
      var declared = ListBank.profile
      declared.dateFormat = DateFormat("DD/MM/YYYY")
      #expect(try bank.run(text, declared).read == 2)
    }
  }

  @Test func columnsThatAreNotThereAreNamed() throws {
    let bank = try ListBank()
    do {
      _ = try bank.run("case,last\n1,2\n")
      Issue.record("the file was read")
    } catch let error as ImportError {
      #expect(error.description.contains("'born', 'first'"), "\(error)")
    }
  }

  @Test func linesOfJSONAreRowsToo() throws {
    let bank = try ListBank()
    let text = """
      {"case":"c1","last":"Schmidt","onset":"2024-06-01","born":null,"sex":"f"}

      {"case":2,"last":"Weber","health":["x"]}
      nonsense
      {"first":"A","case":"c3","last":"B","village":"V","outcome":"","infector":"c1","health":""}

      """
    let report = try bank.run(text, as: "list.ndjson")
    #expect(counts(report) == [4, 2, 0, 0, 0, 2])
    #expect(report.rows.map(\.line) == [1, 3, 4, 5])
    #expect(report.infections == 1)
    let refused = String(decoding: report.refusedFile, as: UTF8.self).split(separator: "\n")
    #expect(refused.count == 2)
    #expect(refused[0].contains("\"health\":[\"x\"],\"refused_because\":\"'health' holds a list"))
  }
}

@Suite struct LineListProfiles {
  @Test func readWhatTheyWrite() throws {
    var profile = ListBank.profile
    profile.values = [.sex: ["Mädchen": "female"]]
    profile.dateFormats = [.onset: try #require(DateFormat("DD.MM.YYYY"))]
    profile.missing = ["-"]
    #expect(try LineListProfile(json5: profile.json, name: "p") == profile)
  }

  @Test(arguments: [
    ("{name: 'a', source: 's', columns: {record: 'x'}}", "disease is needed"),
    ("{name: 'a b', source: 's', columns: {record: 'x', disease: 'd'}}", "is no name"),
    ("{name: 'a', source: 's', colour: 1, columns: {}}", "unknown key 'colour'"),
    ("{name: 'a', source: 's', columns: {recrd: 'x'}}", "did you mean 'record'"),
    ("{name: 'a', source: 's', columns: {sex: 'x', disease: 'd'}}", "cases need one of"),
    ("{name: 'a', source: 's', kind: 'links', columns: {record: 'x', disease: 'd'}}", "links need"),
    (
      "{name: 'a', source: 's', columns: {record: 'x', disease: {constant: 'Flux'}}}",
      "'Flux' is no disease"
    ),
    (
      "{name: 'a', source: 's', columns: {record: 'x', disease: 'd'}, values: {sex: {x: 'q'}}}",
      "'q' is no sex"
    ),
  ])
  func faultsAreNamed(text: String, reason: String) {
    do {
      _ = try LineListProfile(json5: Array(text.utf8), name: "p")
      Issue.record("it was read")
    } catch {
      #expect(error.description.contains(reason), "\(error)")
    }
  }

  @Test func synonymsAreSuggested() {
    let suggestion = LineListSuggestion(
      header: ["Case ID", "Prénom", "Nachname", "DOB", "Gender", "Date of onset", "Shoe size"],
      name: "guess", source: "clinic", disease: "Cholera")
    #expect(
      suggestion.profile.columns == [
        .record: .column("Case ID"), .given: .column("Prénom"), .family: .column("Nachname"),
        .birth: .column("DOB"), .sex: .column("Gender"), .onset: .column("Date of onset"),
        .disease: .constant("Cholera"),
      ])
    #expect(suggestion.notes.contains("Not read: 'Shoe size'."))
    let links = LineListSuggestion(
      header: ["infector", "case_id", "source"], name: "links", source: "s", disease: "37109004")
    #expect(links.profile.kind == .links)
    #expect(links.profile.columns[.setting] == .column("source"))
  }
}
