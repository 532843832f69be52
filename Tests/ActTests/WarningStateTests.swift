import SalusCore
import SalusGovernance
import SalusTwin
import Testing

@testable import SalusAct

/// The state machine of a warning, searched exhaustively.
@Suite struct WarningStateTests {
  /// Everything that can happen, system's and people's.
  private static func happenings(_ grades: [Grade] = [.second, .third]) -> [WarningEvent] {
    let until = Land.now(5)
    let updates = grades.flatMap { grade in
      [
        WarningEvent.updated(content(grade), expires: nil, words: ""),
        .updated(content(grade), expires: Land.now(9), words: ""),
      ]
    }
    let decisions: [WarningDecision] = [
      WarningDecision(.confirm), WarningDecision(.watch),
      WarningDecision(.shelve, until: until), WarningDecision(.dismiss, reason: .dataError),
      WarningDecision(.acknowledge),
    ]
    return updates + decisions.map { .decided($0) } + [
      .gone(Land.first), .gone(nil), .expired, .ended(words: "", into: nil),
    ]
  }

  private static func content(_ grade: Grade) -> WarningCase {
    WarningCase(
      what: .detection, group: "d1", place: ID("d1"), placeName: "District 1", level: "district",
      since: Land.first, day: Land.first, grade: grade, headline: "h", words: "w",
      sourceClasses: [.laboratory], members: ["a"])
  }

  private static func event(_ happened: WarningEvent, _ sequence: Int64) -> Event {
    let none = Digest(of: [])
    return Event(
      sequence: sequence, branch: Branch.main, twin: ID("warning:W-1"), revision: sequence,
      type: happened.type, version: 1, valid: Land.now(0) + Double(sequence),
      known: Land.now(0), recorded: Land.now(0), payload: .null, actor: "ana", purpose: "",
      source: "", previous: none, hash: none)
  }

  /// What decides about everything that can still happen.
  private struct Standing: Hashable {
    var state: Warning.State
    var isOver: Bool
    var hasExpiry: Bool
    var hasShelf: Bool
    var judged: Grade?
    var grade: Grade
    var isAcknowledged: Bool
    var isGone: Bool
    var wasDecided: Set<String>

    init(_ warning: Warning) {
      state = warning.state
      isOver = warning.isOver
      hasExpiry = warning.expires != nil
      hasShelf = warning.until != nil
      judged = warning.judged
      grade = warning.grade
      isAcknowledged = warning.isAcknowledged
      isGone = warning.goneSince != nil
      wasDecided = Set(warning.decisions.map(\.verb))
    }
  }

  @Test func noPathLeadsToAStateWithoutTheWordThatItNeeds() throws {
    let content = Self.content(.third)
    let start = Warning(
      id: ID("W-1"), content: content, expires: Land.now(1),
      event: Self.event(.raised(content, expires: Land.now(1)), 1))
    var seen: Set<Standing> = [Standing(start)]
    var open = [start]
    var reached: Set<Warning.State> = []
    while let warning = open.popLast() {
      reached.insert(warning.state)
      let verbs = warning.decisions.map(\.verb)
      // Only a person's word makes these.
      #expect(warning.state != .confirmed || verbs.contains("confirm"))
      #expect(warning.state != .dismissed || verbs.contains("dismiss"))
      #expect(warning.state != .watched || verbs.contains("watch"))
      #expect(warning.state != .shelved || verbs.contains("shelve"))
      #expect(warning.state != .expired || verbs.contains("expired"))
      #expect(warning.state != .ended || warning.isOver)
      // What waits has an end, and nothing else has.
      #expect((warning.state == .waiting) == (warning.expires != nil))
      #expect((warning.state == .shelved) == (warning.until != nil))
      #expect(!warning.isOver || warning.state.verbs.isEmpty || !warning.isOpen)
      for happened in Self.happenings() {
        var next = warning
        next.take(happened, Self.event(happened, warning.sequence + 1))
        if warning.isOver {
          #expect(Standing(next) == Standing(warning), "what has ended stays")
        }
        if case .decided(let decision) = happened {
          try agrees(warning, next, decision)
        }
        if seen.insert(Standing(next)).inserted { open.append(next) }
      }
    }
    #expect(reached == Set(Warning.State.allCases))
    #expect(seen.count > 100)
  }

  /// What `check` refuses the fold ignores, and what it lets through changes something.
  private func agrees(_ before: Warning, _ after: Warning, _ decision: WarningDecision) throws {
    let isAllowed: Bool
    do {
      try before.check(decision, seen: nil, at: Land.now(0))
      isAllowed = true
    } catch {
      #expect(error.isConflict)
      isAllowed = false
    }
    let isAgain = decision.verb == .acknowledge && before.isAcknowledged
    #expect(isAllowed == (after.decisions.count > before.decisions.count) || isAgain)
  }

  @Test func refusesWhatSaysTooLittle() throws {
    let content = Self.content(.third)
    let warning = Warning(
      id: ID("W-1"), content: content, expires: Land.now(1),
      event: Self.event(.raised(content, expires: Land.now(1)), 1))
    let now = Land.now(0)
    func refused(_ decision: WarningDecision, _ seen: Int64? = nil) -> DecisionError? {
      do {
        try warning.check(decision, seen: seen, at: now)
        return nil
      } catch { return error }
    }
    #expect(refused(WarningDecision(.dismiss)) == .reasonMissing)
    #expect(refused(WarningDecision(.dismiss, reason: .other)) == .noteMissing)
    #expect(refused(WarningDecision(.dismiss, reason: .other, note: "x")) == nil)
    #expect(refused(WarningDecision(.shelve)) == .untilMissing(mostDays: 28))
    #expect(refused(WarningDecision(.shelve, until: now))?.kind == .usage)
    #expect(refused(WarningDecision(.shelve, until: now + 29 * 86_400))?.kind == .usage)
    #expect(refused(WarningDecision(.shelve, until: now + 27 * 86_400)) == nil)
    #expect(refused(WarningDecision(.confirm), 0)?.kind == .stale)
    #expect(refused(WarningDecision(.confirm), 1) == nil)
  }
}
