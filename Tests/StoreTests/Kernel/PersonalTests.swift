import Foundation
import SalusCore
import SalusGovernance
import SalusStore
import SalusTwin
import Testing

/// A bank that holds data of persons, with its keys beside it.
private final class Clinic {
  let bench: Bench
  let bank: StoredJournal
  let grant: Authority
  let now = Instant(startOf: day("2026-11-20"))
  let ana = ID<Twin>("urn:salus:twin:north:1")

  init() throws {
    bench = try Bench()
    let vault = try Store.vault(directory: bench.directory)
    bank = try Store.open(directory: bench.directory, mode: .create, vault: vault)
    grant = Authority(phase: .response, log: MemoryAuditLog())
  }

  func admit() throws {
    _ = try bank.append(
      [
        personal(
          TwinCreated(
            type: ward, aliases: [Alias(system: "nhs", value: "SECRETNUMBER")],
            values: ["name": StatedValue("SECRETNAME")]
          ).draft(ana, actor: "a", source: "his")),
        personal(
          TwinValues(["diagnosis": StatedValue("SECRETLAB")]).reported(
            of: ana, actor: "a", source: "lab", key: "SECRETKEY")),
      ], expecting: [], on: Branch.main)
  }

  func personal(_ draft: Draft) -> Draft {
    var copy = draft
    copy.dataClass = .identified
    return copy
  }

  func opened(at moment: Moment = .latest) throws -> TwinState? {
    let leave = try grant.grant(
      AccessRequest(purpose: .care, scope: .twin(ana), fields: .all), at: now)
    return try bank.open(ana, at: moment, grant: leave)
  }

  /// Whether any file of the directory holds the text.
  func finds(_ text: String) throws -> Bool {
    for name in try FileManager.default.subpathsOfDirectory(atPath: bench.directory) {
      guard let data = FileManager.default.contents(atPath: bench.directory + "/" + name) else {
        continue
      }
      if data.range(of: Data(text.utf8)) != nil { return true }
    }
    return false
  }
}

@Suite struct PersonalTests {
  @Test func keepsPersonsSealedAndOpensThemUnderAGrant() throws {
    let clinic = try Clinic()
    try clinic.admit()
    let closed = try #require(try clinic.bank.state(of: clinic.ana, at: .latest, on: Branch.main))
    #expect(closed.isSealed && closed.features.isEmpty && closed.aliases.isEmpty)
    #expect(closed.revision == 2 && closed.subject == clinic.ana)
    let events = try clinic.bank.events(EventQuery())
    #expect(events.allSatisfy { $0.isSealed && $0.payload == ["sealed": true] })
    #expect(try clinic.bank.history(HistoryQuery(of: clinic.ana), on: Branch.main).items.isEmpty)
    let opened = try #require(try clinic.opened())
    #expect(opened.reported("name") == "SECRETNAME" && opened.reported("diagnosis") == "SECRETLAB")
    #expect(try clinic.opened(at: .version(1))?.reported("diagnosis") == nil)
    for word in ["SECRETNAME", "SECRETLAB", "SECRETNUMBER", "SECRETKEY"] {
      #expect(try !clinic.finds(word), "\(word) stands in a file")
    }
    let alias = Alias(system: "nhs", value: "SECRETNUMBER")
    #expect(try clinic.bank.resolve(alias, on: Branch.main) == clinic.ana)
    #expect(try clinic.bank.verify().isWhole)
    // What is not said to be personal becomes so with the twin that it is of.
    _ = try clinic.bank.append(
      TwinValues(["pulse": StatedValue("SECRETPULSE")]).reported(
        of: clinic.ana, actor: "a", source: "ward"))
    #expect(try !clinic.finds("SECRETPULSE"))
    #expect(try clinic.opened()?.reported("pulse") == "SECRETPULSE")
  }

  @Test func erasesAPersonForGood() throws {
    let clinic = try Clinic()
    try clinic.admit()
    let copy = clinic.bench.directory + "/copy.sqlite"
    try clinic.bank.backup(to: copy)
    _ = try clinic.bank.fork(ForkRequest(ID("b"), owner: "a"))
    _ = try clinic.bank.redact(
      SubjectRedacted(subject: clinic.ana, reason: "asked for"), by: "officer")
    let left = try clinic.bank.state(of: clinic.ana, at: .latest, on: Branch.main)
    #expect(left?.isRedacted == true && left?.features.isEmpty == true)
    for moment in [Moment.latest, .version(1)] {
      #expect(throws: JournalError.redacted(clinic.ana)) { try clinic.opened(at: moment) }
    }
    let onBranch = try clinic.bank.state(of: clinic.ana, at: .latest, on: ID("b"))
    #expect(onBranch?.features.isEmpty ?? true)
    #expect(
      try clinic.bank.resolve(Alias(system: "nhs", value: "SECRETNUMBER"), on: Branch.main) == nil)
    #expect(throws: JournalError.redacted(clinic.ana)) {
      try clinic.bank.append(
        TwinValues(["x": StatedValue(1)]).reported(of: clinic.ana, actor: "a", source: "ward"))
    }
    let found = try clinic.bank.verify()
    #expect(found.isWhole, "\(found.staleProjections)")
    try clinic.bank.rebuild()
    #expect(try clinic.bank.verify().isWhole)
    #expect(try clinic.bank.state(of: clinic.ana, at: .latest, on: Branch.main) == left)
    // The copy was made before; its keys are gone all the same.
    let event = try #require(try clinic.bank.events(EventQuery()).first)
    let leave = try clinic.grant.grant(
      AccessRequest(purpose: .care, scope: .twin(clinic.ana), fields: .all), at: clinic.now)
    #expect(throws: JournalError.redacted(clinic.ana)) {
      try clinic.bank.open(event, grant: leave)
    }
  }

  @Test func erasesWhatOneSourceSaid() throws {
    let clinic = try Clinic()
    try clinic.admit()
    _ = try clinic.bank.redact(
      SubjectRedacted(subject: clinic.ana, source: "lab", reason: "wrong person"), by: "officer")
    let state = try #require(try clinic.opened())
    #expect(state.reported("name") == "SECRETNAME" && state.reported("diagnosis") == nil)
    #expect(state.revision == 2)
    #expect(try clinic.bank.verify().isWhole)
  }

  @Test func keepsNoPersonWithoutKeys() throws {
    let bankBench = try Bench()
    let bank = try bankBench.journal()
    defer { withExtendedLifetime(bankBench) {} }
    var draft = TwinCreated(type: ward).draft(ID("p"), actor: "a", source: "s")
    draft.dataClass = .pseudonymous
    #expect(throws: JournalError.self) { try bank.append(draft) }
    #expect(throws: JournalError.self) {
      try bank.append(SubjectRedacted(subject: ID("p"), reason: "").draft(actor: "a"))
    }
    #expect(try bank.head(of: Branch.main).sequence == 0)
  }
}
