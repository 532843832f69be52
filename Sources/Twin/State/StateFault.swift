import SalusCore

/// Why an event cannot be part of a twin's thread.
public enum StateFault: Problem, Hashable {
  case unknownTwin(ID<Twin>)
  case existsAlready(ID<Twin>)
  case gone(ID<Twin>)
  /// The payload is not of the shape that its type demands.
  case unreadable(String)
  /// A reading that counted was taken back: what counts instead stands in earlier events.
  case needsHistory(ID<Twin>)

  public var kind: ProblemKind {
    switch self {
    case .unknownTwin, .gone: .notFound
    default: .failed
    }
  }

  public var description: String {
    switch self {
    case .unknownTwin(let twin): "there is no twin \(twin)"
    case .existsAlready(let twin): "there is a twin \(twin) already"
    case .gone(let twin): "the twin \(twin) was deleted"
    case .unreadable(let reason): reason
    case .needsHistory(let twin): "the state of \(twin) must be computed from its whole history"
    }
  }
}
