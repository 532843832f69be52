import SalusCore
import SalusTwin

/// The way out of a bank: what leaves for the world leaves through it, and it takes from the main
/// line alone.
///
/// Only a journal that is open for writing hands one out, and no other module can make one; what is
/// on a branch has no row in the outbox and therefore no way out.
public struct MainLine: Sendable {
  let outbox: any Outbox

  init(_ outbox: any Outbox) {
    self.outbox = outbox
  }

  /// Takes commands that are due, for the holder alone until the lease ends; of each twin only the
  /// oldest that waits.
  ///
  /// - Parameters:
  ///   - endpoint: name of the port.
  ///   - lease: seconds after which others may take what was not answered.
  ///   - holder: one name for each running server.
  public func claim(
    endpoint: String, at now: Instant, lease: Double = 60, limit: Int = 500, by holder: String
  ) throws(JournalError) -> [OutgoingCommand] {
    try outbox.claim(endpoint, at: now, until: now + lease, limit: limit, by: holder)
  }

  /// Puts off what could not be delivered.
  public func postpone(_ waits: [Postponement], by holder: String) throws(JournalError) {
    guard !waits.isEmpty else { return }
    try outbox.postpone(waits, by: holder)
  }

  /// Makes everything due that is not acknowledged, as after a restart.
  ///
  /// - Parameter holder: nil where no other server can be at work.
  public func resend(heldBy holder: String?) throws(JournalError) {
    try outbox.resend(heldBy: holder)
  }

  /// When the next command of a port is due; nil where none waits.
  public func nextDue(endpoint: String) throws(JournalError) -> Instant? {
    try outbox.nextDue(endpoint)
  }

  /// How many commands wait for a way out or an answer, by port.
  public func waiting() throws(JournalError) -> [String: Int] {
    try outbox.waiting()
  }

  /// A command whose try failed.
  public struct Postponement: Hashable, Sendable {
    public var command: OutgoingCommand
    public var due: Instant
    public var words: String

    public init(_ command: OutgoingCommand, due: Instant, words: String) {
      self.command = command
      self.due = due
      self.words = words
    }
  }
}

/// A command that was taken from the outbox; no other module can make one.
public struct OutgoingCommand: Hashable, Sendable {
  public let command: Command
  /// Tries that failed before.
  public let attempts: Int
  /// Sequence by which the outbox knows it.
  let sequence: Int64

  init(_ command: Command, attempts: Int, sequence: Int64) {
    self.command = command
    self.attempts = attempts
    self.sequence = sequence
  }
}

/// A way by which commands reach their counterparts.
public protocol CommandPort: Sendable {
  /// How many commands it can take at once.
  var width: Int { get }

  /// Hands a command over; called again with the same command until it is answered, so its id must
  /// reach the counterpart as the key by which a repeat is known.
  func send(_ command: OutgoingCommand, over line: MainLine, at now: Instant) -> CommandReply
}

extension CommandPort {
  public var width: Int { 1 }
}

/// What came of handing a command over.
public enum CommandReply: Hashable, Sendable {
  /// The counterpart has it.
  case acknowledged(String)
  /// The counterpart will never take it.
  case refused(String)
  /// Nobody answered; it is tried again.
  case unreachable(String, retryAfter: Double? = nil)
}

/// The table behind a main line, as each store keeps it.
protocol Outbox: Sendable {
  func claim(
    _ endpoint: String, at now: Instant, until end: Instant, limit: Int, by holder: String
  ) throws(JournalError) -> [OutgoingCommand]
  func postpone(_ waits: [MainLine.Postponement], by holder: String) throws(JournalError)
  func resend(heldBy holder: String?) throws(JournalError)
  func nextDue(_ endpoint: String) throws(JournalError) -> Instant?
  func waiting() throws(JournalError) -> [String: Int]
}
