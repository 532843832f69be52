import SalusCore

/// Where a subscription stands in the journal, and how its endpoint fares.
public struct DeliveryCursor: Hashable, Sendable {
  public let subscription: ID<Subscription>
  /// Sequence up to which everything was delivered, passed over or given up.
  public var position: Int64
  /// Tries in a row that did not succeed.
  public var failures: Int
  /// How many of them the endpoint refused for what the event is.
  public var refusals: Int
  /// Not before this; nil for at once.
  public var due: Instant?
  /// What the last failure was; empty for none.
  public var words: String

  public init(
    _ subscription: ID<Subscription>, position: Int64, failures: Int = 0, refusals: Int = 0,
    due: Instant? = nil, words: String = ""
  ) {
    self.subscription = subscription
    self.position = position
    self.failures = failures
    self.refusals = refusals
    self.due = due
    self.words = words
  }

  public func isDue(at now: Instant) -> Bool { due.map { $0 <= now } ?? true }
}

/// What became of one try to deliver an event.
public enum DeliveryOutcome: Hashable, Sendable {
  case delivered
  /// The endpoint answered with an error of HTTP.
  case status(Int, words: String, retryAfter: Double?)
  /// Nobody answered, or not in time, or not as agreed.
  case unreachable(String)

  /// The event itself is refused, so that no later try need go better (RFC 9110 section 15.5,
  /// without those of 408, 425 and 429 that ask for a later try).
  public var isRefusal: Bool {
    guard case .status(let code, _, _) = self else { return false }
    return (400..<500).contains(code) && code != 408 && code != 425 && code != 429
  }
}

/// An event that an endpoint refused for good.
public struct DeadLetter: Hashable, Sendable {
  public let subscription: ID<Subscription>
  /// Of the event.
  public let sequence: Int64
  public var at: Instant
  public var status: Int
  public var words: String

  public init(
    subscription: ID<Subscription>, sequence: Int64, at: Instant, status: Int, words: String
  ) {
    self.subscription = subscription
    self.sequence = sequence
    self.at = at
    self.status = status
    self.words = words
  }
}

extension DeliveryCursor {
  /// Refusals of one event after which it is laid aside.
  public static let mostRefusals = 10

  /// Moves on after a try to deliver the event of a sequence.
  ///
  /// - Returns: the event's dead letter where it is given up.
  public mutating func take(_ outcome: DeliveryOutcome, of sequence: Int64, at now: Instant)
    -> DeadLetter?
  {
    switch outcome {
    case .delivered:
      pass(sequence)
      return nil
    case .status(let code, let text, let asked):
      if outcome.isRefusal {
        refusals += 1
        if refusals >= DeliveryCursor.mostRefusals {
          pass(sequence)
          return DeadLetter(
            subscription: subscription, sequence: sequence, at: now, status: code, words: text)
        }
      }
      wait(text, asked: asked, at: now)
    case .unreachable(let text): wait(text, asked: nil, at: now)
    }
    return nil
  }

  /// Goes past an event.
  public mutating func pass(_ sequence: Int64) {
    position = max(position, sequence)
    failures = 0
    refusals = 0
    due = nil
    words = ""
  }

  private mutating func wait(_ text: String, asked: Double?, at now: Instant) {
    failures += 1
    due = now + Backoff.wait(after: failures, asked: asked)
    words = text
  }
}
