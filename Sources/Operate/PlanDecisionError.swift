import SalusCore
import SalusTwin

/// Why a decision on a plan is not taken.
public enum PlanDecisionError: Problem {
  case unknown(String, known: [String])
  case decided(PlanThread)
  case stale(ID<Plan>, meanwhile: String)
  /// The figures that the plan stands on are others now.
  case changed(ID<Plan>, [String])
  case empty(ID<Plan>)
  case noReason
  case longReason
  case noChange
  case noDemand

  public var kind: ProblemKind {
    switch self {
    case .unknown: .notFound
    case .decided, .empty: .failed
    case .stale, .changed: .stale
    case .noReason, .longReason, .noChange: .usage
    case .noDemand: .notFound
    }
  }

  public var isConflict: Bool {
    switch self {
    case .decided, .empty: true
    default: false
    }
  }

  public var description: String {
    switch self {
    case .unknown(let name, _): "there is no plan '\(name)'"
    case .decided(let thread): "\(thread.id) is \(thread.state.rawValue): \(thread.meanwhile)"
    case .stale(_, let meanwhile): meanwhile
    case .changed(let id, let changes):
      "the figures that \(id) stands on have changed: \(changes.joined(separator: "; "))"
    case .empty(let id): "\(id) moves nothing, so there is nothing to sign"
    case .noReason: "a reason is missing"
    case .longReason: "the reason is longer than 2000 characters"
    case .noChange: "no move is named"
    case .noDemand: "no demand is estimated, so there is nothing to plan for"
    }
  }

  public var hint: String? {
    switch self {
    case .unknown(_, let known):
      known.isEmpty
        ? "None has been proposed yet; 'salus plan propose' does."
        : "The newest is \(known.suffix(1).joined())."
    case .decided: nil
    case .stale: "Look at it again and decide on what you see."
    case .changed: "Propose again, or amend the plan: both start from today's figures."
    case .empty: "Refuse it, or amend it."
    case .noReason: "Say in a sentence why you decide so."
    case .longReason: "Shorten it."
    case .noChange: "Name a move and its quantity."
    case .noDemand: "'salus demand' estimates it; hospitals and stock must be known."
    }
  }
}

extension PlanThread {
  /// Who did what last, for somebody who saw an earlier state.
  var meanwhile: String {
    guard let last = decisions.last else { return "\(id) has changed" }
    let verb =
      switch last.verb {
      case "propose": "proposed"
      case "amend": "amended"
      case "renew": "renewed"
      case "sign": "signed"
      case "refuse": "refused"
      default: "superseded"
      }
    return "\(Words.actor(last.actor)) \(verb) \(id) at \(last.at)"
      + (last.reason.map { " (\($0))" } ?? "")
      + "; it is now at revision \(revision)"
  }
}
