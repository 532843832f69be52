import SalusCore
import Testing

@testable import SalusTwin

@Suite struct CasesAndContacts {
  private func day(_ text: String) -> CivilDate { CivilDate(text) ?? .first }

  @Test func readWhatTheyWrite() throws {
    var record = CaseRecord(
      disease: "37109004", classification: .confirmed, clinical: true, laboratory: false,
      investigation: .done, outcome: .died, infected: PartialDate("2014"),
      onset: PartialDate("2014-04"), reported: PartialDate("2014-04-20"), responsible: "sl-west",
      hospital: "Connaught", outbreak: ID("outbreak:1"),
      position: .init(latitude: 8.47, longitude: -13.2))
    #expect(CaseRecord(values: record.values) == record)
    record.isPlaceholder = true
    #expect(CaseRecord(values: record.values) == record)
    #expect(CaseRecord(values: .object([])) == nil)
    let person = PersonDetails(
      identifiers: [.init(system: "h", value: "1")], given: "Anna", birth: PartialDate("1987-05"),
      birthYears: 1986...1987, sex: .other, phone: "1")
    #expect(PersonDetails(values: person.values) == person)
    let contact = ContactRecord(
      firstContact: day("2020-01-01"), lastContact: day("2020-01-05"), proximity: .sameRoom,
      category: "ward", classification: .confirmed, followUp: .lost,
      followUpUntilSet: day("2020-01-20"), quarantineFrom: day("2020-01-06"),
      resultingCase: ID("case:2"))
    #expect(ContactRecord(properties: contact.properties) == contact)
  }

  @Test func oneIllnessIsOneCase() {
    func onset(_ text: String?, _ disease: String = "1") -> CaseRecord {
      CaseRecord(disease: disease, onset: text.flatMap { PartialDate($0) })
    }
    let first = onset("2020-03-01")
    #expect(first.isSameCase(as: onset("2020-03-31")))
    #expect(!first.isSameCase(as: onset("2020-04-01")))
    #expect(first.isSameCase(as: onset("2020-04-01"), within: 31))
    #expect(!first.isSameCase(as: onset("2020-03-01", "2")))
    #expect(first.isSameCase(as: onset(nil)))
    #expect(first.isSameCase(as: onset("2020")))
  }

  @Test func contradictionsAreTold() {
    let record = CaseRecord(
      disease: "1", onset: PartialDate("2020-03-05"), hospitalised: PartialDate("2020-03-09"),
      ended: PartialDate("2020-03-01"))
    #expect(record.contradictions.count == 2)
  }

  @Test func followUpLastsTheLongestIncubation() throws {
    let ebola = try #require(Disease.find("ebola virus disease"))
    #expect(ebola.code == "37109004")
    #expect(
      ContactRecord(lastContact: day("2020-01-05")).followUpUntil(ebola) == day("2020-01-26"))
    #expect(ContactRecord().followUpUntil(ebola) == nil)
    #expect(
      ContactRecord(followUpUntilSet: day("2020-02-01")).followUpUntil(ebola) == day("2020-02-01"))
  }

  /// A whole outbreak's tasks come from one call, and the same call again makes the same ids.
  @Test func tasksAreMadeInOneBatch() throws {
    let disease = try #require(Disease.find("Influenza"))
    func contact(_ id: String, _ person: String, _ record: ContactRecord) -> FollowUp.Contact {
      .init(relation: id, person: ID(person), infector: ID("case"), record: record)
    }
    let contacts = [
      contact("r1", "ann", ContactRecord(lastContact: day("2020-01-05"))),
      contact("r2", "ann", ContactRecord(lastContact: day("2020-01-07"))),
      contact("r3", "bob", ContactRecord(lastContact: day("2020-01-05"), followUp: .lost)),
      contact("r4", "cy", ContactRecord()),
      contact("r5", "di", ContactRecord(lastContact: day("2020-01-05"), resultingCase: ID("c"))),
      contact("r6", "ed", ContactRecord(lastContact: day("2020-01-01"))),
    ]
    let window = day("2020-01-06")...day("2020-01-31")
    let batch = FollowUp.tasks(for: contacts, of: disease, in: window)
    #expect(batch.undated == ["r4"])
    #expect(batch.passedOver == 2)
    // Ann from the 6th to the 11th: once a day whatever the number of contacts.
    #expect(batch.tasks.map(\.person) == [ID<Twin>](repeating: ID("ann"), count: 6))
    #expect(batch.tasks.map(\.contacts.count) == [1, 1, 2, 2, 1, 1])
    #expect(batch.tasks.map(\.isLast) == [false, false, false, false, false, true])
    #expect(FollowUp.tasks(for: contacts.reversed(), of: disease, in: window) == batch)
    #expect(Set(batch.tasks.map(\.id)).count == batch.tasks.count)
  }
}

@Suite struct InfectionsHaveRules {
  private func link(
    _ infected: String, _ infector: String, accepted: Bool = true, weight: Double? = nil
  )
    -> InfectionLink
  {
    InfectionLink(
      infected: ID(infected), infector: ID(infector), weight: weight, isAccepted: accepted)
  }

  @Test func circlesAreRefused() throws {
    var book = TransmissionBook()
    try book.add(link("b", "a"))
    try book.add(link("c", "b"))
    #expect(throws: InfectionFault.cycle([ID("a"), ID("c"), ID("b"), ID("a")])) {
      try book.add(link("a", "c"))
    }
    #expect(throws: InfectionFault.itself(ID("a"))) { try book.add(link("a", "a")) }
    #expect(throws: InfectionFault.weight(1.5)) { try book.add(link("d", "a", weight: 1.5)) }
    #expect(book.links.count == 2)
  }

  @Test func oneInfectorIsAcceptedAndOthersAreWeighed() throws {
    var book = TransmissionBook()
    try book.add(link("c", "a"))
    #expect(throws: InfectionFault.accepted(ID("c"), infector: ID("a"))) {
      try book.add(link("c", "b"))
    }
    try book.add(link("c", "b", accepted: false, weight: 0.3))
    try book.add(link("c", "d", accepted: false, weight: 0.6))
    #expect(book.alternatives(of: ID("c")).map(\.infector) == [ID("d"), ID("b")])
    try book.accept(ID("b"), of: ID("c"))
    #expect(book.infector(of: ID("c")) == ID("b"))
    #expect(Set(book.alternatives(of: ID("c")).map(\.infector)) == [ID("a"), ID("d")])
    try book.add(link("d", "c"))
    #expect(throws: InfectionFault.cycle([ID("c"), ID("d"), ID("c")])) {
      try book.accept(ID("d"), of: ID("c"))
    }
    #expect(book.infector(of: ID("c")) == ID("b"))
    #expect(throws: InfectionFault.unknown(infected: ID("c"), infector: ID("z"))) {
      try book.accept(ID("z"), of: ID("c"))
    }
  }

  @Test(arguments: [
    ("Ebola virus disease", "2020-01-10", "2020-01-11", true),
    ("Ebola virus disease", "2020-01-11", "2020-01-11", false),
    ("Influenza", "2020-01-10", "2020-01-11", true), ("Mpox", "2020-01-10", "2020-01-11", false),
    ("Mpox", "2020-01-09", "2020-01-11", true), ("Mpox", "2020-01", "2020-01-31", false),
  ])
  func earlyOnsetsAreTold(
    disease: String, onset: String, infector: String, isEarly: Bool
  ) throws {
    let warning = TransmissionBook.warning(
      link("b", "a"), onset: PartialDate(onset), infectorOnset: PartialDate(infector),
      disease: try #require(Disease.find(disease)))
    #expect((warning != nil) == isEarly)
  }
}
