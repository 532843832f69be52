import SalusCore
import SalusGovernance
import SalusTwin
import Testing

@testable import SalusSense

/// The simulated Ebola outbreak of the `outbreaks` package, from its two files as they are.
@Suite struct EbolaLineList {
  static let cases = "linelists/ebola_sim_clean_linelist.csv"
  static let contacts = "linelists/ebola_sim_clean_contacts.csv"

  @Test(
    .enabled(
      if: SharedData.has(cases) && SharedData.has(contacts),
      "needs ../shared/data/linelists/ebola_sim_clean_linelist.csv and _contacts.csv"))
  func everyCaseAndLinkIsKept() throws {
    let bank = try ListBank()
    let journal = bank.journal
    let names = bank.names
    var register = CaseRegister()
    func run(_ name: String, _ profile: LineListProfile) throws -> LineListReport {
      try LineListImporter(journal: journal, names: names).run(
        .init(
          path: SharedData.path(name), profile: profile,
          known: Instant("2015-07-01T00:00:00Z") ?? .beginning, actor: "tester"),
        register: &register)
    }
    let table = try CSVReader(path: SharedData.path(EbolaLineList.cases))
    let cases = LineListSuggestion(
      header: table.header, name: "ebola", source: "sim", disease: "Ebola virus disease"
    ).profile
    let first = try run(EbolaLineList.cases, cases)
    #expect([first.read, first.imported, first.refused] == [5_829, 5_829, 0])
    #expect(register.personCount == 5_829)
    let reader = try CSVReader(path: SharedData.path(EbolaLineList.contacts))
    let links = LineListSuggestion(
      header: reader.header, name: "ebola-links", source: "sim", disease: "Ebola virus disease"
    ).profile
    let second = try run(EbolaLineList.contacts, links)
    #expect([second.read, second.updated, second.refused] == [3_800, 3_800, 0])
    #expect(second.infections == 3_800)
    #expect(second.placeholders == 1_218)
    #expect(register.links.links.count == 3_800)
    #expect(register.links.links.count { $0.setting == "funeral" } == 572)
    let head = try journal.head(of: Branch.main)
    let again = [try run(EbolaLineList.cases, cases), try run(EbolaLineList.contacts, links)]
    #expect(again.map(\.unchanged) == [5_829, 3_800])
    #expect(again.map(\.isRepeat) == [true, true])
    #expect(try journal.head(of: Branch.main) == head)
  }
}
