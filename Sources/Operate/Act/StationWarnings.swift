import SalusAct
import SalusCore
import SalusTwin

extension Station {
  /// All warnings as of now.
  public func warnings() throws -> Warnings { try dutyState().warnings }

  /// Rounds of review after which the evidence is taken as settled.
  private static let mostRounds = 4

  /// Raises, updates, expires and ends warnings by the newest evidence. Done again without new
  /// evidence it writes nothing.
  ///
  /// - Returns: the warnings that changed.
  @discardableResult
  public func reviewWarnings(_ settings: WarningSettings = .init(), at now: Instant) throws
    -> [ID<Warning>]
  {
    duty.use { $0.warnings = settings }
    var touched: [ID<Warning>] = []
    var failures = 0
    for _ in 0..<Station.mostRounds {
      let state = try dutyState()
      let review = WarningReview(
        settings: settings, evidence: try evidence(state, at: now), warnings: state.warnings)
      let changes = review.changes()
      guard !changes.isEmpty else { break }
      do {
        _ = try journal.append(
          changes.map { $0.event.draft(of: $0.warning, actor: Station.program, at: now) },
          expecting: changes.map { .revision(Warning.twin(of: $0.warning), $0.revision) },
          on: Branch.main)
      } catch {
        // Somebody decided meanwhile: judge anew by what they said.
        guard error.kind == .stale, failures < 3 else { throw error }
        failures += 1
        continue
      }
      for change in changes where !touched.contains(change.warning) {
        touched.append(change.warning)
      }
    }
    return touched
  }

  /// Whose doing what happens by itself is.
  static let program = "salus"

  /// Takes a person's decision on a warning, and answers the notices that told of it.
  ///
  /// - Parameters:
  ///   - revision: of the warning as the person saw it; nil for as it is.
  ///   - actor: nil for the station's own.
  public func decide(
    _ id: ID<Warning>, _ decision: WarningDecision, seen revision: Int64? = nil,
    at moment: Instant? = nil, actor: String? = nil
  ) throws -> Warning {
    let now = try moment ?? dutyTime()
    let who = actor ?? self.actor
    let state = try dutyState()
    guard let warning = state.warnings[id] else { throw DecisionError.unknown(id.text) }
    try warning.check(decision, seen: revision, at: now, settings: duty.settings.warnings)
    var drafts = [WarningEvent.decided(decision).draft(of: id, actor: who, at: now)]
    for notice in state.notices.of(id) where notice.state != .acknowledged {
      let rest = notice.warnings.filter { other in
        other != id
          && state.warnings[other].map { $0.state.isWaiting && !$0.isAcknowledged } == true
      }
      guard rest.isEmpty else { continue }
      let words = "\(decision.verb.rawValue) by \(who)"
      drafts.append(
        NoticeEvent.acknowledged(words: words).draft(of: notice.id, actor: who, at: now))
    }
    do {
      _ = try journal.append(
        drafts, expecting: [.revision(warning.twin, warning.revision)], on: Branch.main)
    } catch {
      guard error.kind == .stale else { throw error }
      let newest = try dutyState().warnings[id] ?? warning
      throw DecisionError.stale(
        id, meanwhile: newest.meanwhile(since: warning.revision), revision: newest.revision)
    }
    guard let decided = try dutyState().warnings[id] else {
      throw DecisionError.unknown(id.text)
    }
    return decided
  }

  /// Queues notices of what waits, and lets go of those that need no answer any more.
  ///
  /// - Parameters:
  ///   - zone: of the settings' hours where they name none.
  /// - Returns: what was queued.
  @discardableResult
  public func queueNotices(
    _ settings: NoticeSettings = .init(), at now: Instant, zone: TimeZoneRules = .utc
  ) throws -> [ID<Notice>] {
    let state = try dutyState()
    let hours =
      settings.timeZone.isEmpty ? zone : try TimeZoneRules(named: settings.timeZone)
    duty.use {
      $0.notices = settings
      $0.zone = hours
    }
    let policy = NoticePolicy(
      settings: settings, zone: hours, warnings: state.warnings, notices: state.notices, now: now)
    let settled = policy.settled()
    let due = policy.due()
    guard !settled.isEmpty || !due.isEmpty else { return [] }
    let drafts =
      settled.map {
        NoticeEvent.acknowledged(words: "nothing waits any more")
          .draft(of: $0.id, actor: Station.program, at: now)
      } + due.map { NoticeEvent.queued($0).draft(of: $0.id, actor: Station.program, at: now) }
    let conditions: [Condition] =
      settled.map { .revision($0.twin, $0.revision) } + due.map { .revision($0.twin, 0) }
    _ = try journal.append(drafts, expecting: conditions, on: Branch.main)
    return due.map(\.id)
  }

  /// All notices as of now.
  public func notices() throws -> Notices { try dutyState().notices }
}
