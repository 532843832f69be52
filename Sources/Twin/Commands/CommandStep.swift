import SalusCore

/// One step of a command after it was asked for.
public struct CommandStep: Hashable, Sendable {
  public var command: ID<Command>
  /// The state that it comes into; never `requested`.
  public var state: CommandState
  /// What the counterpart said, or why it failed or was cancelled.
  public var words: String?
  /// Sequences of the reports that confirm it; of `succeeded` only.
  public var reports: [Int64]
  /// Said by a simulated counterpart.
  public var isSimulated: Bool
  /// Approved by whom it may, because actors cannot be told apart yet.
  public var isFourEyesOff: Bool

  /// Source of the events that the bank writes about commands.
  public static let source = "commands"
  /// Why a command fails that was acknowledged and never seen to have worked.
  public static let unconfirmed = "unconfirmed"
  /// What stands in an approval where one person may ask and approve.
  static let fourEyesOff = "off: actors are not verified"

  public init(
    _ command: ID<Command>, to state: CommandState, words: String? = nil, reports: [Int64] = [],
    isSimulated: Bool = false, isFourEyesOff: Bool = false
  ) {
    self.command = command
    self.state = state
    self.words = words
    self.reports = reports
    self.isSimulated = isSimulated
    self.isFourEyesOff = isFourEyesOff
  }

  public init(_ event: Event) throws(JournalError) {
    let body = event.payload
    guard let state = CommandState(type: event.type), state != .requested,
      let command = body["command"]?.string
    else { throw .corrupt("event \(event.sequence) is no step of a command") }
    self.init(
      ID(command), to: state, words: body["words"]?.string,
      reports: (body["reports"]?.array ?? []).compactMap(\.integer),
      isSimulated: body["simulated"]?.bool ?? false, isFourEyesOff: body["fourEyes"] != nil)
  }

  /// The event.
  ///
  /// - Parameter now: when it was so.
  public func draft(
    actor: String, purpose: String = "response", at now: Instant, causation: Int64? = nil
  ) -> Draft {
    var members: [JSON.Member] = [JSON.Member("command", .string(command.text))]
    if let words { members.append(JSON.Member("words", .string(words))) }
    if !reports.isEmpty {
      members.append(JSON.Member("reports", .array(reports.map { .integer($0) })))
    }
    if isSimulated { members.append(JSON.Member("simulated", true)) }
    if isFourEyesOff {
      members.append(JSON.Member("fourEyes", .string(CommandStep.fourEyesOff)))
    }
    return Draft(
      type: state.type, twin: Command.thread(of: command), payload: .object(members), valid: now,
      known: now, actor: actor, purpose: purpose, source: CommandStep.source,
      causation: causation)
  }
}
