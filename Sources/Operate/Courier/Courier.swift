import SalusAct
import SalusCore
import SalusSense
import SalusTwin
import Synchronization

/// Takes queued notices out of the house, by mail or webhook: at least once, tried again while a
/// server is down, and said so in the journal.
public final class Courier: Sendable {
  private let station: Station
  private let settings: CourierSettings
  private let log: Log
  /// By the wall clock, for the loop's time may stand still or run.
  private let nextTries = Mutex<[ID<Notice>: Instant]>([:])

  public init(station: Station, settings: CourierSettings, log: Log = .silent) {
    self.station = station
    self.settings = settings
    self.log = log
  }

  /// What became of one notice.
  public struct Delivery: Sendable, Hashable {
    public var notice: ID<Notice>
    public var isSent: Bool
    public var words: String
  }

  /// Sends what is due by the loop's time; those that failed before when their next try has come.
  ///
  /// A server that does not answer is asked once in a round; the other notices for it wait with it.
  @discardableResult
  public func send(at now: Instant) throws -> [Delivery] {
    try Turn.take("courier", in: station.directory) {
      let all = try Notices(station.journal, at: View()).all
      // What was answered meanwhile is not tried again.
      let failed = Set(all.filter { $0.state == .failed }.map(\.id))
      nextTries.withLock { $0 = $0.filter { failed.contains($0.key) } }
      let notices = all.filter { isDue($0, at: now) }
      var deliveries: [Delivery] = []
      var silent: [String: String] = [:]
      for notice in notices {
        let delivery = try deliver(notice, at: now, silent: &silent)
        deliveries.append(delivery)
        log.say(
          delivery.isSent ? .info : .warning, "notice \(notice.id): \(delivery.words)",
          [("channel", notice.channel.rawValue), ("recipient", notice.recipient)])
      }
      return deliveries
    }
  }

  /// The soonest next try of a notice that failed, by the wall clock; nil for none.
  public var nextTry: Instant? { nextTries.withLock { $0.values.min() } }

  private func isDue(_ notice: Notice, at now: Instant) -> Bool {
    switch notice.state {
    case .sent, .acknowledged: return false
    case .queued: return notice.notBefore.map { $0 <= now } ?? true
    case .failed:
      // Without a next try it was given up.
      guard notice.nextTry != nil else { return false }
      let next = nextTries.withLock { $0[notice.id] }
      return next.map { $0 <= station.now } ?? true
    }
  }

  private func deliver(_ notice: Notice, at now: Instant, silent: inout [String: String]) throws
    -> Delivery
  {
    do {
      let server = try server(of: notice)
      if let words = silent[server] {
        return try fail(notice, .failed(words, isPermanent: false), at: now)
      }
      do throws(TransferError) {
        try hand(notice, at: now)
      } catch {
        if case .failed(let words, isPermanent: false) = error { silent[server] = words }
        throw error
      }
      let words = "taken by \(server)"
      try record(notice, .sent(words: words), at: now)
      nextTries.withLock { $0[notice.id] = nil }
      return Delivery(notice: notice.id, isSent: true, words: words)
    } catch let error as TransferError {
      return try fail(notice, error, at: now)
    }
  }

  private func fail(_ notice: Notice, _ error: TransferError, at now: Instant) throws -> Delivery {
    let failures = notice.failures + 1
    var words = error.description
    var next: Instant?
    if error.isLasting {
      words += "; it is given up"
    } else if failures >= settings.retry.attempts {
      words += "; it is given up after \(failures) tries"
    } else {
      let wait = settings.retry.wait(
        afterFailure: failures, of: notice.id.text, asked: error.retryAfter)
      next = now + wait
      let due = station.now + wait
      nextTries.withLock { $0[notice.id] = due }
    }
    if next == nil { nextTries.withLock { $0[notice.id] = nil } }
    try record(notice, .failed(words: words, next: next), at: now)
    return Delivery(notice: notice.id, isSent: false, words: words)
  }

  private func record(_ notice: Notice, _ event: NoticeEvent, at now: Instant) throws {
    _ = try station.journal.append(event.draft(of: notice.id, actor: "courier", at: now))
  }

  // MARK: - The two ways

  /// Names the server that a notice goes to, without anything secret.
  private func server(of notice: Notice) throws(TransferError) -> String {
    switch notice.channel {
    case .mail:
      guard let mail = settings.mail else {
        throw .address("no mail server is configured; name one under courier.mail")
      }
      return mail.shownAddress
    case .webhook: return try webhook(notice).shownAddress
    }
  }

  private func hand(_ notice: Notice, at now: Instant) throws(TransferError) {
    switch notice.channel {
    case .mail:
      guard let mail = settings.mail else { return }
      let address = try address(notice)
      guard
        let message = MailMessage(
          to: [address], subject: notice.subject, text: notice.text, key: notice.key,
          date: station.now)
      else { throw .refusedAddress(notice.recipient) }
      try mail.send(message)
    case .webhook:
      try webhook(notice).send(
        Courier.body(notice), key: "\(notice.id)/\(notice.key)", at: station.now)
    }
  }

  private func webhook(_ notice: Notice) throws(TransferError) -> Webhook {
    Webhook(
      url: try address(notice), secret: settings.webhookSecret, caFile: settings.webhookCAFile,
      timeout: settings.webhookTimeout)
  }

  /// The address, read from the environment or a file where the settings say so.
  private func address(_ notice: Notice) throws(TransferError) -> String {
    guard let secret = Secret(notice.address) else { return notice.address }
    do throws(SecretError) {
      return try secret.text()
    } catch {
      throw .secret(error)
    }
  }

  /// What a webhook gets.
  static func body(_ notice: Notice) -> JSON {
    [
      "id": .string(notice.id.text), "subject": .string(notice.subject),
      "text": .string(notice.text), "grade": JSON(notice.grade?.rawValue),
      "warnings": .array(notice.warnings.map { .string($0.text) }),
      "recipient": .string(notice.recipient), "queued": JSON(notice.queued),
      "attempt": JSON(notice.failures + 1),
    ]
  }

  /// Whether the servers answer and secrets are there, in words; sends nothing.
  public func checks() -> [Doctor.Check] {
    var checks: [Doctor.Check] = []
    if let mail = settings.mail {
      checks.append(
        Doctor.Check(of: "mail server", good: "\(mail.shownAddress) answers") {
          () throws(TransferError) in
          try mail.probe()
        })
    }
    if let secret = settings.webhookSecret {
      checks.append(Doctor.Check(of: "webhook secret", secret))
    }
    return checks
  }
}

extension Doctor.Check {
  /// A check that is good unless something is thrown.
  init(of name: String, good: String, _ body: () throws(TransferError) -> Void) {
    do throws(TransferError) {
      try body()
      self.init(name: name, state: .good, words: good)
    } catch {
      self.init(name: name, state: .bad, words: error.description)
    }
  }

  /// Whether a secret can be read; never what it is.
  init(of name: String, _ secret: Secret) {
    do throws(SecretError) {
      _ = try secret.read()
      self.init(name: name, state: .good, words: "\(secret) is there")
    } catch {
      self.init(name: name, state: .bad, words: error.description)
    }
  }
}
