import SalusCore
import SalusGovernance
import SalusStore
import SalusTwin
import Testing

/// Access, written down in a journal on the disk.
@Suite struct AuditTests {
  private let now = Instant(startOf: day("2026-11-20"))
  private let person = ID<Twin>("urn:salus:twin:north:1")

  private func request(_ purpose: ID<Purpose> = .care) -> AccessRequest {
    AccessRequest(purpose: purpose, scope: .twin(person), fields: .all)
  }

  @Test func everyAccessIsAnEventOfTheChain() throws {
    let bench = try Bench()
    let journal = try bench.journal()
    let authority = Authority(phase: .response, log: JournalAudit(journal))
    let grant = try authority.grant(request(), at: now)
    for _ in 0..<3 {
      try grant.check(scope: .twin(person), fields: ["name"], of: "person", at: now + 1)
    }
    let sequence = grant.sequence
    try grant.end()
    #expect(throws: AccessError.self) {
      _ = try authority.grant(self.request(.caseInvestigation), at: self.now).sequence
    }
    try authority.enter(.recovery, by: .startToken, at: now + 2)
    let events = try journal.events(EventQuery())
    #expect(
      events.map(\.type) == [
        "access.granted", "access.used", "access.denied", "phase.entered",
      ])
    #expect(events[0].sequence == sequence && events[1].causation == sequence)
    #expect(events[0].actor == "operator" && events[0].purpose == "care")
    #expect(
      events.map(\.twin.text) == Array(repeating: "access:twin:\(person)", count: 3) + ["access"])
    for event in events {
      let record = try #require(try AccessRecord(type: event.type, payload: event.payload))
      #expect(record.type == event.type && record.at == event.valid)
    }
    guard case .used(let used) = try AccessRecord(type: events[1].type, payload: events[1].payload)
    else {
      Issue.record("no record of the uses")
      return
    }
    #expect(used.counts == ["person": 3] && used.twins == [person.text])
    #expect(try journal.verify().isWhole)
    // Being read changes nothing of the person's own.
    #expect(try journal.events(EventQuery(twin: person)).isEmpty)
  }

  @Test func aBankThatCannotBeWrittenGivesNoGrant() throws {
    let bench = try Bench()
    _ = try bench.journal()
    let reading = try bench.journal(.read)
    let authority = Authority(phase: .response, log: JournalAudit(reading))
    do throws(AccessError) {
      let grant = try authority.grant(request(), at: now)
      Issue.record("granted as \(grant.sequence)")
    } catch {
      #expect(error.code == "not-recorded")
    }
  }
}
