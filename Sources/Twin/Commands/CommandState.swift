import SalusCore

/// How far a command came.
public enum CommandState: String, Hashable, Sendable, CaseIterable {
  case requested, approved, sent, accepted, executing, succeeded, failed, expired, cancelled

  /// Nothing follows on it, ever.
  public var isFinal: Bool {
    switch self {
    case .succeeded, .failed, .expired, .cancelled: true
    case .requested, .approved, .sent, .accepted, .executing: false
    }
  }

  /// The counterpart said that it has the command, and the command is not done.
  public var isAcknowledged: Bool { self == .accepted || self == .executing }

  /// Type of the event by which a command comes into the state, such as `command.sent`.
  public var type: String { CommandState.prefix + rawValue }

  /// Nil for types of other events.
  public init?(type: String) {
    guard type.hasPrefix(CommandState.prefix) else { return nil }
    self.init(rawValue: String(type.dropFirst(CommandState.prefix.count)))
  }

  /// Types of all events of commands.
  public static let types = allCases.map(\.type)

  private static let prefix = "command."

  /// States that may follow.
  ///
  /// - Parameter line: on the main line a command goes out and is answered; on any other it never
  ///   leaves, and a simulated counterpart answers.
  public func next(on line: Line) -> Set<CommandState> {
    switch (self, line) {
    case (.requested, .main): [.approved, .sent, .expired, .cancelled]
    case (.approved, .main): [.sent, .expired, .cancelled]
    case (.sent, .main): [.accepted, .executing, .failed, .expired, .cancelled]
    case (.accepted, .main): [.executing, .succeeded, .failed]
    case (.executing, .main): [.succeeded, .failed]
    case (.requested, .branch): [.approved, .succeeded, .failed, .expired, .cancelled]
    case (.approved, .branch), (.sent, .branch), (.accepted, .branch), (.executing, .branch):
      [.succeeded, .failed, .expired, .cancelled]
    case (.succeeded, _), (.failed, _), (.expired, _), (.cancelled, _): []
    }
  }

  /// Where a command is: in the world's own history, or in a what-if.
  public enum Line: Hashable, Sendable, CaseIterable {
    case main, branch

    public init(_ branch: ID<Branch>) {
      self = branch == Branch.main ? .main : .branch
    }
  }
}
