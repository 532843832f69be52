import SalusCore

extension Journal {
  /// A command with all that became of it, as a line sees it; nil where nobody asked for it.
  public func command(_ id: ID<Command>, on branch: ID<Branch> = Branch.main)
    throws(JournalError) -> Command?
  {
    var command: Command?
    let query = EventQuery(
      branch: branch, types: CommandState.types, twin: Command.thread(of: id))
    for event in try events(query) { command = try Command.fold(event, onto: command) }
    return command
  }
}

/// Which commands to list.
public struct CommandQuery: Hashable, Sendable {
  public var branch: ID<Branch>
  /// Empty for all.
  public var states: Set<CommandState>
  /// Of one twin; nil for all.
  public var twin: ID<Twin>?
  /// Those that end no later than this; nil for all.
  public var expiring: Instant?
  /// Exclusive lower bound of the id.
  public var after: ID<Command>?
  public var limit: Int

  public init(
    branch: ID<Branch> = Branch.main, states: Set<CommandState> = [], twin: ID<Twin>? = nil,
    expiring: Instant? = nil, after: ID<Command>? = nil, limit: Int = 100
  ) {
    self.branch = branch
    self.states = states
    self.twin = twin
    self.expiring = expiring
    self.after = after
    self.limit = limit
  }

  /// States of commands that are not over.
  public static let open = Set(CommandState.allCases.filter { !$0.isFinal })
}
