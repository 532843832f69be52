import SalusCore
import SalusTwin

/// Compares what the evidence says with the warnings there are, and says what must happen.
///
/// Pure and idempotent: the same warnings, evidence and moment give the same changes, and once
/// those are in the journal, none.
public struct WarningReview: Sendable {
  public var settings: WarningSettings
  public var evidence: Evidence
  /// Every warning there ever was.
  public var warnings: Warnings

  public init(settings: WarningSettings, evidence: Evidence, warnings: Warnings) {
    self.settings = settings
    self.evidence = evidence
    self.warnings = warnings
  }

  /// One event to append, and the revision of the warning that it rests on.
  public struct Change: Hashable, Sendable {
    public var warning: ID<Warning>
    public var event: WarningEvent
    /// 0 for a warning that does not exist yet.
    public var revision: Int64
  }

  private var now: Instant { evidence.now }
  private var expiry: Instant { now + settings.expiryHours * 3600 }

  /// Every cause that the evidence speaks of.
  public func causes() -> [WarningCase] {
    let all = warnings.all
    return budget.joined(
      DetectionCauses(evidence: evidence, settings: settings, warnings: all).cases()
        + ShortageCauses(evidence: evidence, settings: settings, warnings: all).cases()
        + DutyCauses(evidence: evidence, settings: settings).cases())
  }

  private var budget: AlertBudget {
    AlertBudget(settings: settings, evidence: evidence, warnings: warnings)
  }

  /// What must happen, at most one event a warning.
  public func changes() -> [Change] {
    let causes = causes()
    let current = warnings.current
    let matches = WarningMatch(causes: causes, warnings: current)
    var changes: [Change] = []
    for (index, warning) in current.enumerated() {
      let event =
        matches.causeOf[index].map { seen(warning, causes[$0]) }
        ?? matches.absorberOf[index].map { absorbed(warning, into: current[$0].id) }
        ?? unseen(warning)
      if let event {
        changes.append(Change(warning: warning.id, event: event, revision: warning.revision))
      }
    }
    let fresh = budget.grouped(matches.unmatched.map { causes[$0] })
    for (offset, content) in fresh.enumerated() {
      changes.append(
        Change(
          warning: warnings.nextID(offset), event: .raised(content, expires: expiry), revision: 0))
    }
    return changes
  }

  /// A warning whose cause is still there.
  private func seen(_ warning: Warning, _ content: WarningCase) -> WarningEvent? {
    var content = content
    // The trouble began when it was first seen, not when its newest spell did.
    content.since = min(content.since, warning.content.since)
    let isGraver = warning.judged.map { content.grade.isGraver(than: $0) } ?? false
    if warning.state != .waiting, isGraver {
      return .updated(
        content, expires: expiry,
        words: "grade \(content.grade.numeral), \(warning.judged?.numeral ?? "none") before")
    }
    if warning.state == .shelved, let until = warning.until, until <= now {
      return .updated(content, expires: expiry, words: "back from the shelf")
    }
    if warning.state == .waiting {
      if content.grade.isGraver(than: warning.grade) {
        return .updated(
          content, expires: expiry,
          words: "grade \(content.grade.numeral), \(warning.grade.numeral) before")
      }
      if let expires = warning.expires, expires <= now { return .expired }
    }
    if content.differs(from: warning.content) {
      return .updated(content, expires: nil, words: "new evidence")
    }
    return warning.goneSince == nil ? nil : .gone(nil)
  }

  private func absorbed(_ warning: Warning, into other: ID<Warning>) -> WarningEvent {
    .ended(words: "one cause with \(other)", into: other)
  }

  /// A warning whose cause the evidence no longer shows.
  private func unseen(_ warning: Warning) -> WarningEvent? {
    switch warning.content.what {
    case .order: return .ended(words: "no order of the plan is late any more", into: nil)
    case .feed: return .ended(words: "the feed reports again", into: nil)
    case .detection, .breach, .cover: break
    }
    if let since = warning.goneSince {
      if evidence.day - since >= settings.endAfterDays {
        return .ended(
          words: "no evidence since \(Words.day(since, beside: evidence.day))", into: nil)
      }
    } else if settings.endAfterDays <= 0 {
      return .ended(words: "no evidence any more", into: nil)
    }
    if warning.state == .waiting, let expires = warning.expires, expires <= now { return .expired }
    return warning.goneSince == nil ? .gone(evidence.day) : nil
  }
}
