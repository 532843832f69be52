import SalusCore

/// Why a command cannot take a step.
public enum CommandFault: Problem, Hashable {
  /// The step does not follow on the state.
  case illegal(ID<Command>, from: CommandState, to: CommandState, line: CommandState.Line)
  case unknown(ID<Command>)
  /// The id was used before.
  case exists(ID<Command>)
  /// Who asked for it may not be the one who approves.
  case sameEyes(ID<Command>, actor: String, autonomy: Int)
  case unapproved(ID<Command>, autonomy: Int)
  case late(ID<Command>, to: CommandState, expires: Instant)
  case early(ID<Command>, expires: Instant)
  /// The reports do not show what was wanted.
  case unconfirmed(ID<Command>, feature: String)
  /// Only what a simulated counterpart says may be marked so, and only it must be.
  case simulation(ID<Command>, line: CommandState.Line)
  case unusable(ID<Command>, reason: String)

  public var kind: ProblemKind {
    switch self {
    case .unknown: .notFound
    case .unusable: .usage
    case .illegal, .exists, .sameEyes, .unapproved, .late, .early, .unconfirmed, .simulation:
      .conflict
    }
  }

  public var description: String {
    switch self {
    case .illegal(let id, let from, let to, .main):
      "command \(id) is \(from.rawValue) and cannot become \(to.rawValue)"
    case .illegal(let id, let from, let to, .branch):
      "command \(id) is \(from.rawValue) on a branch and cannot become \(to.rawValue) there"
    case .unknown(let id): "there is no command \(id)"
    case .exists(let id): "there is a command \(id) already"
    case .sameEyes(let id, let actor, let autonomy):
      "command \(id) was asked for by '\(actor)' at autonomy \(autonomy), who cannot approve it too"
    case .unapproved(let id, let autonomy):
      "command \(id) is requested at autonomy \(autonomy) and cannot become sent unapproved"
    case .late(let id, let to, let expires):
      "command \(id) expired at \(expires) and cannot become \(to.rawValue)"
    case .early(let id, let expires): "command \(id) holds until \(expires) and is not expired yet"
    case .unconfirmed(let id, let feature):
      "command \(id) cannot become succeeded: no report shows '\(feature)' as it was wanted"
    case .simulation(let id, .main):
      "command \(id) is of the main line, where no simulated counterpart answers"
    case .simulation(let id, .branch):
      "command \(id) is on a branch, where only a simulated counterpart answers"
    case .unusable(let id, let reason): "command '\(id)' was refused: \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .illegal(_, let from, _, let line):
      from.isFinal
        ? "It is over; ask for a new command."
        : "It can become "
          + CommandState.allCases.filter { from.next(on: line).contains($0) }
          .map(\.rawValue).joined(separator: ", ") + "."
    case .exists: "The same words again are the same command; other words need another id."
    case .sameEyes: "Ask another person to approve it."
    case .unapproved: "Approve it first."
    case .late: "Ask for a new command with a later end."
    default: nil
    }
  }
}
