import SalusCore
import SalusTwin

/// Who must be told of what now: the rule that turns waiting warnings into notices.
///
/// Pure and idempotent: once its notices are in the journal, the same moment asks for none.
public struct NoticePolicy: Sendable {
  public var settings: NoticeSettings
  /// The zone of the settings' hours.
  public var zone: TimeZoneRules
  public var warnings: Warnings
  public var notices: Notices
  /// By the loop's clock.
  public var now: Instant

  public init(
    settings: NoticeSettings, zone: TimeZoneRules, warnings: Warnings, notices: Notices,
    now: Instant
  ) {
    self.settings = settings
    self.zone = zone
    self.warnings = warnings
    self.notices = notices
    self.now = now
  }

  /// Notices to queue, one a recipient: several warnings for one person are one message.
  public func due() -> [Notice] {
    let waiting = warnings.waiting.sorted {
      ($0.grade.rawValue, $0.raised, $0.sequence) < ($1.grade.rawValue, $1.raised, $1.sequence)
    }
    var queue: [Notice] = []
    for recipient in settings.recipients {
      var told: [Warning] = []
      var keys: [String] = []
      var isReminder = true
      for warning in waiting {
        guard let occasion = occasion(warning, recipient) else { continue }
        let key = "\(warning.id)/\(warning.spell)/\(occasion)/\(recipient.name)"
        if notices.holds(warning: warning.id, spell: warning.spell, occasion, recipient.name) {
          continue
        }
        told.append(warning)
        keys.append(key)
        if occasion == NoticePolicy.duty { isReminder = false }
      }
      guard let gravest = told.first else { continue }
      let text = NoticeText(warnings: told, isReminder: isReminder, zone: zone, now: now)
      queue.append(
        Notice(
          id: notices.nextID(queue.count), channel: recipient.channel,
          recipient: recipient.name, address: recipient.address, subject: text.subject,
          text: text.body, warnings: told.map(\.id), grade: gravest.grade,
          key: keys.joined(separator: "\n"), queued: now,
          notBefore: notBefore(gravest.grade)))
    }
    return queue
  }

  /// Notices that need not be sent or answered any more, since nothing that they tell of waits.
  public func settled() -> [Notice] {
    notices.all.filter { notice in
      guard notice.state != .acknowledged, !notice.warnings.isEmpty else { return false }
      return notice.warnings.allSatisfy { id in
        guard let warning = warnings[id] else { return true }
        return !warning.state.isWaiting || warning.isAcknowledged
      }
    }
  }

  static let duty = "duty"

  /// For what a recipient is told of a warning now; nil for not at all.
  private func occasion(_ warning: Warning, _ recipient: Recipient) -> String? {
    guard !warning.isAcknowledged else { return nil }
    if let least = recipient.grade, warning.grade <= least, isOnDuty(recipient) {
      return NoticePolicy.duty
    }
    let minutes = (now - warning.waitingSince) / 60
    for (index, step) in settings.escalation.enumerated()
    where step.recipients.contains(recipient.name) && warning.grade <= step.grade
      && minutes >= Double(step.afterMinutes)
    {
      return "step-\(index + 1)"
    }
    return nil
  }

  private func isOnDuty(_ recipient: Recipient) -> Bool {
    let local = zone.wallTime(at: now)
    return recipient.duty.isEmpty || recipient.duty.contains { $0.holds(local) }
  }

  /// The end of the quiet hours, where they hold and the grade does not go through.
  private func notBefore(_ grade: Grade) -> Instant? {
    guard grade > settings.quietGrade, let quiet = settings.quietHours else { return nil }
    let local = zone.wallTime(at: now)
    guard quiet.from != quiet.to, quiet.holds(local.secondOfDay) else { return nil }
    let day = local.secondOfDay < quiet.to ? local.date : local.date + 1
    return zone.instant(of: TimeZoneRules.WallTime(date: day, secondOfDay: quiet.to))
  }
}

extension Notices {
  /// Whether a recipient was told of a warning's spell on an occasion, alone or among others.
  func holds(warning: ID<Warning>, spell: Int, _ occasion: String, _ recipient: String) -> Bool {
    let key = "\(warning)/\(spell)/\(occasion)/\(recipient)"
    return parts.contains(key)
  }
}
