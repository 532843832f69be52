import SalusCore
import SalusTwin

/// A message to somebody outside the browser.
public struct Notice: Hashable, Sendable {
  /// `N-4`; the twin of its events is `notice:N-4`.
  public let id: ID<Notice>
  public var channel: Channel
  /// Name of the recipient in the settings.
  public var recipient: String
  /// A mail address or a web address as the settings have it; `env:NAME` stays unread.
  public var address: String
  public var subject: String
  public var text: String
  /// What it tells of; empty for a hand-over note.
  public var warnings: [ID<Warning>]
  /// The gravest grade among them; nil for a hand-over note.
  public var grade: Grade?
  /// The same key is never queued twice.
  public var key: String
  public var queued: Instant
  /// Quiet hours hold it back until then; nil for at once.
  public var notBefore: Instant?

  public internal(set) var state: State
  /// Attempts to send that failed.
  public internal(set) var failures: Int
  /// When it is tried again after a failure.
  public internal(set) var nextTry: Instant?
  /// When it came into its state.
  public internal(set) var changed: Instant
  public internal(set) var words: String
  public internal(set) var revision: Int64

  public enum Channel: String, Sendable, Codable, CaseIterable {
    case webhook, mail
  }

  public enum State: String, Sendable, Codable, CaseIterable {
    /// `queued` and `failed` ones are to be sent; `acknowledged` ones need not be any more.
    case queued, sent, failed, acknowledged
  }

  /// The twin that a notice's events are of.
  public static func twin(of id: ID<Notice>) -> ID<Twin> { ID("notice:\(id)") }

  public var twin: ID<Twin> { Notice.twin(of: id) }

  /// Whether it is to be sent at a moment.
  public func isDue(at now: Instant) -> Bool {
    switch state {
    case .sent, .acknowledged: false
    case .queued: notBefore.map { $0 <= now } ?? true
    case .failed: nextTry.map { $0 <= now } ?? true
    }
  }

  /// `queued`, `held`, `sent`, `failed` or `acknowledged`.
  public func standing(at now: Instant) -> String {
    if state == .queued, let notBefore, notBefore > now { return "held" }
    return state.rawValue
  }

  public init(
    id: ID<Notice>, channel: Channel, recipient: String, address: String, subject: String,
    text: String, warnings: [ID<Warning>] = [], grade: Grade? = nil, key: String,
    queued: Instant, notBefore: Instant? = nil
  ) {
    self.id = id
    self.channel = channel
    self.recipient = recipient
    self.address = address
    self.subject = subject
    self.text = text
    self.warnings = warnings
    self.grade = grade
    self.key = key
    self.queued = queued
    self.notBefore = notBefore
    state = .queued
    failures = 0
    nextTry = nil
    changed = queued
    words = ""
    revision = 0
  }
}
