import SalusCore
import SalusGovernance
import Testing

@Suite struct GrantTests {
  private let log = MemoryAuditLog()

  private func authority(_ phase: Phase = .response) -> Authority {
    Authority(phase: phase, log: log)
  }

  @Test func isRecordedBeforeItIsGiven() throws {
    let grant = try authority().grant(Ask.lineList, at: Ask.now)
    #expect(grant.sequence == 1)
    guard case .granted(let record) = log.records.first else {
      Issue.record("no record")
      return
    }
    #expect(record.request == Ask.lineList)
    #expect(record.expiry == grant.expiry)
    #expect(record.remarks == grant.remarks)
    #expect(!record.request.subject.isVerified)
  }

  @Test func isNotGivenWhereItCannotBeRecorded() {
    let failing = FailingLog()
    failing.setBroken(true)
    let authority = Authority(phase: .response, log: failing)
    #expect(throws: AccessError.notRecorded(reason: "the disk is full")) {
      _ = try authority.grant(Ask.lineList, at: Ask.now)
    }
    #expect(authority.openGrants.isEmpty)
  }

  @Test func aRefusalIsRecordedToo() {
    #expect(throws: AccessError.self) {
      _ = try authority(.recovery).grant(Ask.lineList, at: Ask.now)
    }
    guard case .denied(let record) = log.records.first else {
      Issue.record("no record")
      return
    }
    #expect(record.code == "closed-in-phase")
    #expect(record.phase == .recovery)
    #expect(record.request == Ask.lineList)
  }

  @Test func givesWhatItIsForAndNothingElse() throws {
    let authority = authority()
    let grant = try authority.grant(Ask.lineList, at: Ask.now)
    let event = Scope.event(Ask.outbreak)
    try grant.check(
      scope: event, fields: ["case.onset", "person.sex"], form: .pseudonymous, at: Ask.now)
    try grant.check(
      scope: .twin(Ask.person), within: [.place(ID<Place>("north")), event], fields: ["case"],
      form: .token, at: Ask.now)
    #expect(
      refusal(grant, .read, .twin(Ask.person), ["case"], .pseudonymous)?.code == "outside-scope")
    #expect(refusal(grant, .read, .all, ["case"], .pseudonymous)?.code == "outside-scope")
    #expect(
      refusal(grant, .read, event, ["case", "person.name"], .pseudonymous)
        == .outsideFields(grant: 1, ["person.name"]))
    #expect(refusal(grant, .read, event, .all, .pseudonymous)?.code == "outside-fields")
    #expect(refusal(grant, .read, event, ["case"], .identified)?.code == "outside-form")
    #expect(refusal(grant, .write, event, ["case"], .pseudonymous)?.code == "outside-actions")
    try grant.flush()
    #expect(log.used.map(\.total) == [2], "what was refused was not used")
  }

  private func refusal(
    _ grant: borrowing Grant, _ action: AccessAction, _ scope: Scope, _ fields: Fields,
    _ form: Form, at: Instant = Ask.now
  ) -> AccessError? {
    do throws(AccessError) {
      try grant.check(action, scope: scope, fields: fields, form: form, at: at)
      return nil
    } catch {
      return error
    }
  }

  @Test func endsAtItsExpiry() throws {
    var request = Ask.care
    request.lifetime = 60
    let grant = try authority().grant(request, at: Ask.now)
    let twin = request.scope
    #expect(refusal(grant, .read, twin, .all, .identified, at: Ask.now + 59.999) == nil)
    #expect(
      refusal(grant, .read, twin, .all, .identified, at: Ask.now + 60)
        == .expired(grant: 1, at: Ask.now + 60))
  }

  @Test func endsWhenItIsClosed() throws {
    let authority = authority()
    let grant = try authority.grant(Ask.care, at: Ask.now)
    let other = try authority.grant(Ask.care, at: Ask.now)
    try authority.close(
      grant.sequence, for: "asked by the patient", by: .startToken, at: Ask.now)
    #expect(
      refusal(grant, .read, Ask.care.scope, .all, .identified)
        == .closed(grant: 1, reason: "asked by the patient"))
    #expect(refusal(other, .read, Ask.care.scope, .all, .identified) == nil)
    #expect(log.records.last?.type == "access.closed")
  }

  @Test func isClosedByARecordOfAnotherProcess() throws {
    let authority = authority()
    let grant = try authority.grant(Ask.care, at: Ask.now)
    authority.apply(closing: grant.sequence, for: "closed elsewhere")
    authority.apply(closing: 99, for: "not ours")
    #expect(throws: AccessError.closed(grant: 1, reason: "closed elsewhere")) {
      try grant.checkAlive(at: Ask.now)
    }
    #expect(log.records.count == 1)
  }

  @Test func aPhaseClosesWhatItDoesNotOpen() throws {
    let authority = authority(.response)
    let investigation = try authority.grant(Ask.lineList, at: Ask.now)
    let care = try authority.grant(Ask.care, at: Ask.now)
    #expect(try authority.enter(.recovery, by: .startToken, at: Ask.now) == [1])
    #expect(throws: AccessError.self) { try investigation.checkAlive(at: Ask.now) }
    try care.checkAlive(at: Ask.now)
    guard case .phase(let record) = log.records.last else {
      Issue.record("no record")
      return
    }
    #expect(record.previous == .response && record.phase == .recovery && record.closed == [1])
    #expect(try authority.enter(.recovery, by: .startToken, at: Ask.now) == [])
    #expect(log.records.count == 3)
  }

  @Test func isForgottenWhenItEnds() throws {
    let authority = authority()
    do {
      let grant = try authority.grant(Ask.care, at: Ask.now)
      try grant.check(scope: Ask.care.scope, fields: ["name"], of: "patient", at: Ask.now)
      #expect(authority.openGrants == [1])
    }
    #expect(authority.openGrants.isEmpty)
    #expect(log.used.map(\.counts) == [["patient": 1]], "the last uses are written")
    let other = try authority.grant(Ask.care, at: Ask.now)
    try other.end()
    #expect(log.used.count == 1, "no use, no record")
  }
}

@Suite struct GrantMeterTests {
  private let twin = Ask.care.scope

  @Test func writesTenThousandUsesAtOnce() throws {
    let log = MemoryAuditLog()
    let grant = try Authority(phase: .response, log: log).grant(Ask.care, at: Ask.now)
    for _ in 0..<25_000 {
      try grant.check(scope: twin, fields: ["name"], of: "patient", at: Ask.now)
    }
    #expect(log.used.map(\.total) == [10_000, 10_000])
    try grant.flush()
    #expect(log.used.map(\.total) == [10_000, 10_000, 5_000])
    #expect(log.used.allSatisfy { $0.grant == 1 && $0.twins == [Ask.person.text] })
  }

  @Test func writesEveryTenSeconds() throws {
    let log = MemoryAuditLog()
    let grant = try Authority(phase: .response, log: log).grant(Ask.care, at: Ask.now)
    for second in 0..<35 {
      try grant.check(scope: twin, fields: ["name"], rows: 2, at: Ask.now + Double(second))
    }
    try grant.end()
    #expect(log.used.map(\.total) == [22, 20, 20, 8])
    #expect(log.used[0].from == Ask.now && log.used[0].through == Ask.now + 10)
    #expect(log.used[3].through == Ask.now + 34)
  }

  @Test func namesTheTwinsThatWereReadUpToABound() throws {
    let log = MemoryAuditLog()
    let grant = try Authority(phase: .response, log: log).grant(Ask.lineList, at: Ask.now)
    for number in 0..<300 {
      try grant.check(
        scope: .twin(ID<Ask.Thing>("t\(number)")), within: [Ask.lineList.scope], fields: ["case"],
        form: .pseudonymous, at: Ask.now)
    }
    try grant.flush()
    let used = try #require(log.used.first)
    #expect(used.twins.count == 200 && used.hasMoreTwins && used.total == 300)
  }

  @Test func readingStopsWhereUsesCannotBeRecorded() throws {
    let log = FailingLog()
    let grant = try Authority(phase: .response, log: log).grant(Ask.care, at: Ask.now)
    log.setBroken(true)
    var read = 0
    #expect(throws: AccessError.notRecorded(reason: "the disk is full")) {
      for _ in 0..<200_000 {
        try grant.check(scope: twin, fields: ["name"], at: Ask.now)
        read += 1
      }
    }
    #expect(read == 99_999, "for a while, then no more")
    log.setBroken(false)
    try grant.check(scope: twin, fields: ["name"], at: Ask.now)
    #expect(log.inner.used.map(\.total) == [100_001], "nothing that was counted is lost")
  }

  @Test func countsOnManyThreadsWithoutLosingOne() async throws {
    let log = MemoryAuditLog()
    let authority = Authority(phase: .response, log: log)
    let session = Session(try authority.grant(Ask.care, at: Ask.now))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<5_000 {
            try? session.grant.check(scope: Ask.care.scope, fields: ["name"], at: Ask.now)
          }
        }
      }
    }
    try authority.flush()
    #expect(log.used.map(\.total).reduce(0, +) == 40_000)
  }

  /// How a server keeps one grant for many requests.
  private final class Session: Sendable {
    let grant: Grant

    init(_ grant: consuming Grant) {
      self.grant = grant
    }
  }
}

@Suite struct AccessRecordTests {
  @Test func everyRecordReadsBack() throws {
    let log = MemoryAuditLog()
    let authority = Authority(phase: .response, log: log)
    var request = Ask.lineList
    request.form = .identified
    request.reason = "calling the contacts of yesterday's cases"
    request.subject = Subject(
      id: "operator", organisation: "north", roles: ["a", "b"], isVerified: true)
    request.consent = 4
    request.lifetime = 90.5
    let grant = try authority.grant(request, at: Ask.now)
    try grant.check(
      scope: .twin(Ask.person), within: [request.scope], fields: ["case"], of: "person",
      at: Ask.now + 1)
    try grant.flush()
    try authority.close(grant.sequence, for: "done", by: .startToken, at: Ask.now)
    request.purpose = .exercise
    _ = try? authority.grant(request, at: Ask.now).end()
    try authority.enter(.recovery, by: .startToken, at: Ask.now)
    #expect(
      log.records.map(\.type) == [
        "access.granted", "access.used", "access.closed", "access.denied", "phase.entered",
      ])
    for record in log.records {
      let payload = try JSON(parsing: record.payload.bytes)
      #expect(try AccessRecord(type: record.type, payload: payload) == record)
      // Whatever is missing, the reader says so.
      for member in payload.members ?? [] {
        let rest = JSON.object((payload.members ?? []).filter { $0.name != member.name })
        _ = try? AccessRecord(type: record.type, payload: rest)
        let wrong = JSON.object(
          (payload.members ?? []).map { $0.name == member.name ? .init($0.name, [[]]) : $0 })
        #expect(throws: MalformedMember.self, "\(record.type) \(member.name)") {
          try AccessRecord(type: record.type, payload: wrong)
        }
      }
    }
    #expect(try AccessRecord(type: "orders.sent", payload: 7) == nil)
  }
}
