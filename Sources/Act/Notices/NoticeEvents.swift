import SalusCore
import SalusTwin

/// What can happen to a notice, as the journal keeps it.
public enum NoticeEvent: Hashable, Sendable {
  case queued(Notice)
  /// Handed to a server that took it; words such as `250 accepted by mail.example.org`.
  case sent(words: String)
  /// Could not be handed over; tried again at `next`, nil for never.
  case failed(words: String, next: Instant?)
  /// Need not be sent or answered any more.
  case acknowledged(words: String)

  /// Types of all of them.
  public static let types = [
    "notice.queued", "notice.sent", "notice.failed", "notice.acknowledged",
  ]

  public var type: String {
    switch self {
    case .queued: "notice.queued"
    case .sent: "notice.sent"
    case .failed: "notice.failed"
    case .acknowledged: "notice.acknowledged"
    }
  }

  public init(_ event: Event) throws(JournalError) {
    let body = event.payload
    let words = body["words"]?.string ?? ""
    switch event.type {
    case "notice.queued":
      guard let channel = body["channel"]?.string.flatMap(Notice.Channel.init(rawValue:)),
        let recipient = body["recipient"]?.string, let address = body["address"]?.string,
        let subject = body["subject"]?.string, let text = body["text"]?.string,
        let key = body["key"]?.string
      else { throw .corrupt("event \(event.sequence) is no notice") }
      self = .queued(
        Notice(
          id: ID(String(event.twin.text.dropFirst("notice:".count))), channel: channel,
          recipient: recipient, address: address, subject: subject, text: text,
          warnings: body["warnings"]?.array?.compactMap(\.string).map { ID($0) } ?? [],
          grade: body["grade"]?.integer.flatMap { Int(exactly: $0) }.flatMap(Grade.init(rawValue:)),
          key: key, queued: event.valid,
          notBefore: body["notBefore"]?.string.flatMap { Instant($0) }))
    case "notice.sent": self = .sent(words: words)
    case "notice.failed":
      self = .failed(words: words, next: body["next"]?.string.flatMap { Instant($0) })
    case "notice.acknowledged": self = .acknowledged(words: words)
    default: throw .corrupt("event \(event.sequence) is of no notice")
    }
  }

  /// - Parameter now: by the loop's clock.
  public func draft(of id: ID<Notice>, actor: String, at now: Instant) -> Draft {
    Draft(
      type: type, twin: Notice.twin(of: id), payload: payload, valid: now, known: now,
      actor: actor, purpose: "response", source: "act/notices")
  }

  private var payload: JSON {
    switch self {
    case .queued(let notice):
      [
        "channel": .string(notice.channel.rawValue), "recipient": .string(notice.recipient),
        "address": .string(notice.address), "subject": .string(notice.subject),
        "text": .string(notice.text),
        "warnings": .array(notice.warnings.map { .string($0.text) }),
        "grade": JSON(notice.grade?.rawValue), "key": .string(notice.key),
        "notBefore": JSON(notice.notBefore),
      ]
    case .sent(let words): ["words": .string(words)]
    case .failed(let words, let next): ["words": .string(words), "next": JSON(next)]
    case .acknowledged(let words): ["words": .string(words)]
    }
  }
}
