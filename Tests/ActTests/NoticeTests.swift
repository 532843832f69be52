import SalusCore
import SalusTwin
import Testing

@testable import SalusAct

@Suite struct NoticeTests {
  private let berlin: TimeZoneRules

  init() throws { berlin = try TimeZoneRules(named: "Europe/Berlin") }

  private func settings() -> NoticeSettings {
    var settings = NoticeSettings()
    settings.recipients = [
      Recipient(
        name: "Duty officer", channel: .mail, address: "duty@example.org", grade: .fourth,
        duty: [Duty(hours: Hours(from: 0, to: 0))]),
      Recipient(name: "Chief", channel: .webhook, address: "env:CHIEF", grade: nil),
    ]
    settings.escalation = [
      Escalation(afterMinutes: 30, grade: .third, recipients: ["Chief"])
    ]
    return settings
  }

  private func book(_ hour: Double, score: Double = 4, agreeing: Int = 3) throws -> Book {
    var book = Book()
    var evidence = Land.evidence(0, hour: hour)
    evidence.findings = [Land.finding("d1", score: score, agreeing: agreeing)]
    try book.review(evidence)
    return book
  }

  private func queue(
    _ book: inout Book, day: Int = 0, hour: Double, _ settings: NoticeSettings? = nil
  ) throws -> [Notice] {
    let due = NoticePolicy(
      settings: settings ?? self.settings(), zone: berlin, warnings: book.warnings,
      notices: book.notices, now: Land.now(day, hour: hour)
    ).due()
    try book.append(
      due.map { NoticeEvent.queued($0).draft(of: $0.id, actor: "salus", at: $0.queued) })
    return due
  }

  @Test func tellsOnceThenEscalatesOnceThenIsSilent() throws {
    var book = try book(9)
    #expect(try queue(&book, hour: 9).map(\.recipient) == ["Duty officer"])
    #expect(try queue(&book, hour: 9.4).isEmpty)
    let second = try queue(&book, hour: 9.5)
    #expect(second.map(\.recipient) == ["Chief"])
    #expect(second.first?.subject.contains("Nobody has answered") == true)
    #expect(try queue(&book, hour: 12).isEmpty)
  }

  @Test func aWordStopsTheEscalation() throws {
    for decision in [WarningDecision(.acknowledge), WarningDecision(.confirm)] {
      var book = try book(9)
      #expect(try queue(&book, hour: 9).count == 1)
      try book.decide("W-1", decision, at: Land.now(0, hour: 9.2))
      #expect(try queue(&book, hour: 10).isEmpty)
      let policy = NoticePolicy(
        settings: settings(), zone: berlin, warnings: book.warnings, notices: book.notices,
        now: Land.now(0, hour: 10))
      #expect(policy.settled().map(\.id) == [ID("N-1")])
    }
  }

  /// 1 April 2026 in Berlin is two hours ahead of UTC: 21:30 UTC is 23:30 there.
  @Test func quietHoursHoldMilderNoticesUntilMorning() throws {
    var book = try book(21.5)
    let held = try #require(try queue(&book, hour: 21.5).first)
    #expect(held.notBefore == Land.now(1, hour: 4.5))
    #expect(held.standing(at: Land.now(0, hour: 22)) == "held")
    #expect(book.notices.due(at: Land.now(0, hour: 23)).isEmpty)
    #expect(book.notices.due(at: Land.now(1, hour: 4.5)).map(\.id) == [held.id])
    // After midnight the morning is that of the same day.
    var late = try self.book(23)
    #expect(try queue(&late, hour: 23).first?.notBefore == Land.now(1, hour: 4.5))
    var loud = settings()
    loud.quietGrade = .third
    var other = try self.book(21.5)
    #expect(try queue(&other, hour: 21.5, loud).first?.notBefore == nil)
  }

  @Test func dutyOverMidnightBelongsToTheDayItBegan() {
    // Nights of Friday: 20:00 to 06:00. 3 April 2026 is a Friday.
    let duty = Duty(days: [.friday], hours: Hours(from: 20 * 3600, to: 6 * 3600))
    func holds(_ day: Int, _ hour: Int) -> Bool {
      duty.holds(.init(date: Land.first + day, secondOfDay: hour * 3600))
    }
    #expect(!holds(2, 19))
    #expect(holds(2, 20))
    #expect(holds(3, 5))
    #expect(!holds(3, 6))
    #expect(!holds(3, 20))
    #expect(!holds(2, 5))
  }

  @Test func severalWarningsAreOneMessageTheGravestFirst() throws {
    var book = Book()
    var evidence = Land.evidence(0)
    evidence.findings = [
      Land.finding("d1", score: 1.2), Land.finding("d3", score: 4, agreeing: 3),
    ]
    try book.review(evidence)
    let notices = try queue(&book, hour: 9)
    #expect(notices.count == 1)
    #expect(notices.first?.subject.hasPrefix("[III]") == true)
    #expect(notices.first?.subject.hasSuffix("and 1 more") == true)
    #expect(notices.first?.warnings.count == 2)
    #expect(try queue(&book, hour: 9).isEmpty)
    for line in (notices.first?.text ?? "").split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test func aFailedNoticeIsTriedAgainWhenItIsTime() throws {
    var book = try book(9)
    let notice = try #require(try queue(&book, hour: 9).first)
    let again = Land.now(0, hour: 9.1)
    try book.append([
      NoticeEvent.failed(words: "no answer", next: again).draft(
        of: notice.id, actor: "salus", at: Land.now(0, hour: 9))
    ])
    #expect(book.notices.due(at: Land.now(0, hour: 9.05)).isEmpty)
    #expect(book.notices.due(at: again).count == 1)
    try book.append([
      NoticeEvent.sent(words: "250 ok").draft(of: notice.id, actor: "salus", at: again)
    ])
    #expect(book.notices.due(at: Land.now(9)).isEmpty)
    #expect(book.notices[notice.id]?.failures == 1)
  }
}
