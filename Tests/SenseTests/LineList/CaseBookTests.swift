import SalusCore
import SalusGovernance
import SalusStore
import SalusTwin
import Testing

@testable import SalusSense

@Suite struct CaseBooks {
  private static let list =
    ListBank.header + """
      c1,Anna,Schmidt,1987-05-06,f,Nord,2024-06-01,,,H1
      c2,Karl,Weber,1950-01-03,m,Sued,2024-06-09,,c1,H2

      """

  private func bank() throws -> ListBank {
    let bank = try ListBank()
    var profile = ListBank.profile
    profile.columns[.outbreak] = .constant(ListBank.outbreak.text)
    _ = try bank.run(CaseBooks.list, profile)
    return bank
  }

  private func id(_ bank: ListBank, _ name: String) throws -> CaseRegister.Entry {
    try #require(bank.register.entry(named: Alias(system: "clinic", value: name)))
  }

  @Test func aBookIsWhatTheJournalTells() throws {
    let bank = try bank()
    let book = try bank.book()
    #expect(book.register.all == bank.register.all)
    #expect(book.register.personCount == 2)
    let grant = try bank.grant()
    let cases = try book.cases(in: ListBank.outbreak, grant: grant, at: ListBank.now)
    #expect(cases.count == 2)
    #expect(throws: AccessError.self) {
      try book.cases(in: ID("outbreak:2"), grant: grant, at: ListBank.now)
    }
    #expect(throws: AccessError.self) {
      try book.cases(in: ListBank.outbreak, grant: grant, at: ListBank.now + 1e7)
    }
  }

  @Test func aBookReadsOnlyWhatIsNew() throws {
    let bank = try bank()
    var book = try bank.book()
    let before = book.sequence
    _ = try bank.run(ListBank.header + "c9,Lena,Koroma,1999-09-09,f,Nord,2024-06-20,,,\n")
    try book.follow(
      bank.journal, scope: .event(ListBank.outbreak), grant: try bank.grant(), at: ListBank.now)
    #expect(book.sequence > before)
    #expect(book.register.all == bank.register.all)
    let found = try book.find(
      PersonDetails(given: "Lena", family: "Koroma", birth: PartialDate("1999-09-09")),
      scope: .event(ListBank.outbreak), grant: try bank.grant(), at: ListBank.now)
    #expect(found.verdict == .review && found.candidates.count == 1)
  }

  /// Contacts of contacts: SORMAS stops at the first degree.
  @Test func contactsAreFollowedToAnyDegree() throws {
    let bank = try bank()
    let drafts = CaseDrafts(
      names: bank.names, actor: "tester", source: "clinic", known: ListBank.now)
    let (anna, karl) = (try id(bank, "c1"), try id(bank, "c2"))
    let day = try #require(CivilDate("2024-06-05"))
    var made: [Draft] = []
    for name in ["ann", "bob", "cy"] {
      made.append(drafts.person(ID(name), PersonDetails(given: name)))
    }
    let karlPerson = try #require(karl.person)
    made.append(
      try drafts.contact(
        karlPerson, of: anna.id, ContactRecord(lastContact: day, resultingCase: karl.id)))
    made.append(try drafts.contact(ID("ann"), of: karl.id, ContactRecord(lastContact: day + 4)))
    made.append(try drafts.contact(ID("bob"), of: ID("ann"), ContactRecord(lastContact: day + 5)))
    made.append(try drafts.contact(ID("cy"), of: karl.id, ContactRecord()))
    _ = try bank.journal.append(made, expecting: [], on: Branch.main)
    var book = try bank.book()
    let grant = try bank.grant()
    func reach(_ degree: Int) throws -> [String] {
      try book.contacts(
        of: anna.id, degree: degree, scope: .event(ListBank.outbreak), grant: grant,
        at: ListBank.now
      ).map { "\($0.contact.person == karlPerson ? "karl" : $0.contact.person.text) \($0.degree)" }
    }
    #expect(try reach(1) == ["karl 1"])
    #expect(Set(try reach(2)) == ["karl 1", "ann 2", "cy 2"])
    #expect(Set(try reach(3)) == ["karl 1", "ann 2", "cy 2", "bob 3"])
    #expect(throws: CaseFault.degree(0)) { try reach(0) }
    let batch = try book.followUps(
      in: ListBank.outbreak, days: (day + 10)...(day + 11), grant: grant, at: ListBank.now)
    #expect(batch.tasks.map(\.person) == [ID("ann"), ID("ann")])
    #expect(batch.undated.count == 1 && batch.passedOver == 1)
    #expect(throws: CaseFault.self) {
      try drafts.contact(
        ID("ann"), of: karl.id, ContactRecord(firstContact: day, lastContact: day - 1))
    }
    _ = try bank.journal.append(
      [
        Draft(
          type: "relation.ended", twin: made[4].twin, payload: ["to": JSON(ListBank.now)],
          actor: "tester", source: "clinic", subject: made[4].subject, dataClass: .pseudonymous)
      ], expecting: [], on: Branch.main)
    try book.follow(
      bank.journal, scope: .event(ListBank.outbreak), grant: grant, at: ListBank.now)
    #expect(book.register.contacts(of: karl.id).map(\.person) == [ID("cy")])
  }
}
