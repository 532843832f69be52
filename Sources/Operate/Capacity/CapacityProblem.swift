import SalusCore

/// Why something could not be said of what there is.
public enum CapacityProblem: Problem, Hashable {
  case unknown(String)
  /// The words or numbers cannot be meant.
  case impossible(String)
  /// A rule stands against it; whoever means it confirms.
  case unconfirmed([String])
  /// Somebody else was quicker.
  case stale(String)

  public var kind: ProblemKind {
    switch self {
    case .unknown: .notFound
    case .impossible: .usage
    case .unconfirmed: .unconfirmed
    case .stale: .stale
    }
  }

  public var description: String {
    switch self {
    case .unknown(let words), .impossible(let words), .stale(let words): words
    case .unconfirmed(let rules): rules.joined(separator: "; ")
    }
  }

  public var hint: String? {
    switch self {
    case .unknown, .impossible: nil
    case .unconfirmed: "Repeat it with 'confirm' where it is meant; it is kept as it was said."
    case .stale: "Look at it again and decide on what you see."
    }
  }
}
