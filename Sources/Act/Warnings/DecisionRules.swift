import SalusCore
import SalusTwin

extension Warning {
  /// Checks what a person wants to say to the warning.
  ///
  /// - Parameters:
  ///   - revision: of the warning as the person saw it; nil for as it is.
  ///   - now: by the loop's clock.
  public func check(
    _ decision: WarningDecision, seen revision: Int64?, at now: Instant,
    settings: WarningSettings = WarningSettings()
  ) throws(DecisionError) {
    if let revision, revision != self.revision {
      throw .stale(id, meanwhile: meanwhile(since: revision), revision: self.revision)
    }
    guard !isOver, state.verbs.contains(decision.verb) else {
      throw .notAllowed(id, decision.verb, isOver ? .ended : state)
    }
    if decision.verb == .acknowledge, isAcknowledged { throw .acknowledged(id) }
    switch decision.verb {
    case .dismiss:
      guard let reason = decision.reason else { throw .reasonMissing }
      if reason == .other, decision.note?.isEmpty ?? true { throw .noteMissing }
    case .shelve:
      guard let until = decision.until else {
        throw .untilMissing(mostDays: settings.mostShelfDays)
      }
      let latest = now + Double(settings.mostShelfDays) * 86_400
      guard until > now, until <= latest else {
        throw .untilOutside(until, from: now, to: latest)
      }
    case .confirm, .watch, .acknowledge: break
    }
  }

  /// Who did what last, in words.
  public func meanwhile(since revision: Int64) -> String {
    guard let last = decisions.last else { return "\(id) has changed" }
    let who = Words.actor(last.actor)
    let tail = last.reason.map { " (\($0.words))" } ?? ""
    switch last.verb {
    case "confirm": return "\(who) confirmed \(id)\(tail)"
    case "watch": return "\(who) keeps watch on \(id)\(tail)"
    case "shelve": return "\(who) shelved \(id)\(tail)"
    case "dismiss": return "\(who) dismissed \(id)\(tail)"
    case "acknowledge": return "\(who) has seen \(id)\(tail)"
    case "expired": return "\(id) has expired: nobody decided in time"
    case "ended": return "\(id) has ended"
    default: return "there is new evidence for \(id): grade \(grade.numeral), \(content.headline)"
    }
  }
}

/// Why a decision on a warning is not taken.
public enum DecisionError: Problem, Hashable {
  case unknown(String)
  case stale(ID<Warning>, meanwhile: String, revision: Int64)
  case notAllowed(ID<Warning>, Warning.Verb, Warning.State)
  case acknowledged(ID<Warning>)
  case reasonMissing
  case noteMissing
  case untilMissing(mostDays: Int)
  case untilOutside(Instant, from: Instant, to: Instant)

  public var kind: ProblemKind {
    switch self {
    case .unknown: .notFound
    case .stale: .stale
    case .notAllowed, .acknowledged: .failed
    default: .usage
    }
  }

  public var isConflict: Bool {
    switch self {
    case .notAllowed, .acknowledged: true
    default: false
    }
  }

  public var description: String {
    switch self {
    case .unknown(let name): "there is no warning '\(name)'"
    case .stale(_, let meanwhile, _): meanwhile
    case .notAllowed(let id, let verb, let state):
      "\(id) is \(state.rawValue): '\(verb.rawValue)' is not possible"
    case .acknowledged(let id): "somebody has said already that they have seen \(id)"
    case .reasonMissing: "a dismissal needs a reason"
    case .noteMissing: "the reason 'other' needs a note"
    case .untilMissing: "a warning is shelved until a day or moment"
    case .untilOutside(let until, _, _): "\(until) cannot be the end of a shelf"
    }
  }

  public var hint: String? {
    switch self {
    case .unknown: "'salus warning list' names them."
    case .stale: "Look at it again and decide on what you see."
    case .notAllowed(_, _, let state):
      state.verbs.isEmpty
        ? "Nothing can be decided on it any more."
        : "Possible: \(Warning.Verb.allCases.filter { state.verbs.contains($0) }.map(\.rawValue).joined(separator: ", "))."
    case .acknowledged: nil
    case .reasonMissing:
      "Accepted: \(Warning.Reason.allCases.map(\.rawValue).joined(separator: ", "))."
    case .noteMissing: "Say the reason in words."
    case .untilMissing(let days): "Name one within \(days) days."
    case .untilOutside(_, let from, let to): "Accepted: after \(from), up to \(to)."
    }
  }
}
