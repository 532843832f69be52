import SalusCore

/// A wish that a twin's counterpart in the world does something, followed until a report shows that
/// it did.
public struct Command: Hashable, Sendable {
  public let request: CommandRequest
  /// By the clock of who asked for it.
  public let requested: Instant
  public let requestedBy: String
  public let purpose: String

  public internal(set) var state: CommandState
  /// Nil until somebody approved.
  public internal(set) var approvedBy: String?
  /// True where one person asked and approved because actors cannot be told apart yet.
  public internal(set) var isFourEyesOff: Bool
  /// Sequence of the event from which on it may be sent; nil before.
  public internal(set) var released: Int64?
  /// When it was so.
  public internal(set) var releasedAt: Instant?
  public internal(set) var acknowledgements: [Acknowledgement]
  /// Why it failed or was cancelled.
  public internal(set) var reason: String?
  /// Sequences of the reports that confirm it.
  public internal(set) var reports: [Int64]
  /// True where no more than a simulated counterpart answered.
  public internal(set) var isSimulated: Bool
  /// Of the command's twin, for conditions.
  public internal(set) var revision: Int64
  /// Of the newest event of the command.
  public internal(set) var sequence: Int64

  /// What a counterpart said of the command.
  public struct Acknowledgement: Hashable, Sendable {
    public var state: CommandState
    public var at: Instant
    public var words: String

    public init(state: CommandState, at: Instant, words: String) {
      self.state = state
      self.at = at
      self.words = words
    }
  }

  init(_ request: CommandRequest, event: Event) {
    self.request = request
    requested = event.valid
    requestedBy = event.actor
    purpose = event.purpose
    state = .requested
    approvedBy = nil
    isFourEyesOff = false
    released = request.needsApproval ? nil : event.sequence
    releasedAt = request.needsApproval ? nil : event.valid
    acknowledgements = []
    reason = nil
    reports = []
    isSimulated = false
    revision = event.revision
    sequence = event.sequence
  }

  public var id: ID<Command> { request.id }

  /// The twin whose counterpart is to act.
  public var twin: ID<Twin> { request.twin }

  /// The twin that a command's own events are of.
  public static func thread(of id: ID<Command>) -> ID<Twin> { ID("command:\(id)") }

  /// The twin that the command's own events are of.
  public var thread: ID<Twin> { Command.thread(of: id) }

  /// It waits for nothing but the way out.
  public var isReady: Bool {
    state == .approved || (state == .requested && !request.needsApproval)
  }

  /// It is to be sent, or was sent without an answer.
  public var isOutgoing: Bool { isReady || state == .sent }
}
