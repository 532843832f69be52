import SalusCore

/// Why a relation was refused.
public enum RelationProblem: Problem, Hashable {
  case malformed(ID<Twin>, String)
  case badName(ID<Twin>, String)
  case backwards(ID<Twin>, from: Instant, to: Instant)
  case withItself(ID<Twin>, ID<Twin>)
  /// A twin that is not there, or was deleted.
  case missing(ID<Twin>, end: String, ID<Twin>)
  case exists(ID<Twin>)
  case unknown(ID<Twin>)
  /// More relations of the name at one time than the rule allows.
  case tooMany(ID<Twin>, name: String, ID<Twin>, isSource: Bool, most: Int)
  /// The twins on the way from the target back to the source.
  case cycle(ID<Twin>, name: String, [ID<Twin>])
  case tooFar(ID<Twin>, name: String)

  public var kind: ProblemKind {
    switch self {
    case .missing, .unknown: .notFound
    default: .usage
    }
  }

  public var description: String {
    switch self {
    case .malformed(let id, let reason): "relation \(id) cannot be read: \(reason)"
    case .badName(let id, let name):
      "relation \(id) is called '\(name)'; a letter, then letters, digits or _ are accepted"
    case .backwards(let id, let from, let to):
      "relation \(id) would end (\(to)) before it begins (\(from))"
    case .withItself(let id, let twin): "relation \(id) would lead from \(twin) to itself"
    case .missing(let id, let end, let twin):
      "relation \(id) needs its \(end) \(twin), which is not there"
    case .exists(let id): "relation \(id) has begun already; a new one needs a new id"
    case .unknown(let id): "there is no relation \(id) to end"
    case .tooMany(let id, let name, let twin, let isSource, let most):
      isSource
        ? "relation \(id): \(twin) may have \(most) '\(name)' at a time and has them"
        : "relation \(id): \(most) may be '\(name)' of \(twin) at a time and are"
    case .cycle(let id, let name, let way):
      "relation \(id) would close a circle of '\(name)': "
        + way.prefix(8).map(\.text).joined(separator: " → ") + (way.count > 8 ? " → …" : "")
    case .tooFar(let id, let name):
      "relation \(id): more than \(RelationCheck.farthest) steps of '\(name)' to look for a circle"
    }
  }

  public var hint: String? {
    switch self {
    case .tooMany: "End the one that holds, or choose times that do not overlap."
    default: nil
    }
  }
}
