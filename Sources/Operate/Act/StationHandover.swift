import SalusAct
import SalusCore
import SalusTwin

extension Station {
  /// Zone of the shift's hours.
  public var dutyZone: TimeZoneRules { loop?.configuration.zone ?? duty.settings.zone }

  /// The hand-over note of the shift that ends now.
  public func handover(since: Int64? = nil, hours: Double = 12) throws -> Handover {
    let head = try journal.head(of: Branch.main).sequence
    let reading = try Reading(journal, asOf: .latest, version: head, duty: duty)
    return try reading.handover(since: since, hours: hours, zone: dutyZone)
  }

  /// Hands the shift over: the note is recorded as read and signed, and goes by mail to everybody
  /// who gets mail where that is wished.
  public func handOver(
    since: Int64? = nil, hours: Double = 12, note: String? = nil, mail: Bool = false,
    at moment: Instant? = nil, actor: String? = nil
  ) throws -> Handover {
    let now = try moment ?? dutyTime()
    let who = actor ?? self.actor
    var handover = try handover(since: since, hours: hours)
    let signature = Handover.Signature(at: now, actor: who, note: note)
    handover.written.append(signature)
    var drafts = [handover.draft(note: note, actor: who, at: now)]
    if mail {
      let settings = duty.settings.notices
      let recipients = settings.recipients.filter { $0.channel == .mail }
      guard !recipients.isEmpty else { throw HandoverError.nobodyToMail }
      let notices = try dutyState().notices
      let text = handover.text(in: dutyZone)
      for (offset, recipient) in recipients.enumerated() {
        let notice = Notice(
          id: notices.nextID(offset), channel: .mail, recipient: recipient.name,
          address: recipient.address,
          subject: "Hand-over of \(now.date): \(handover.headline)", text: text,
          key: "handover/\(handover.toSequence)/\(recipient.name)", queued: now)
        drafts.append(NoticeEvent.queued(notice).draft(of: notice.id, actor: who, at: now))
      }
    }
    _ = try journal.append(drafts, expecting: [], on: Branch.main)
    return handover
  }
}

/// Why a note is not handed over.
public enum HandoverError: Problem, Hashable {
  case nobodyToMail

  public var kind: ProblemKind { .usage }
  public var description: String { "nobody is named to get mail" }
  public var hint: String? { "Add a recipient with 'channel: \"mail\"' under notices." }
}
