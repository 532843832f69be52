import SalusCore

/// Why a subscription cannot be had.
public enum SubscriptionFault: Problem, Hashable {
  case unknown(ID<Subscription>)
  case unusable(String)
  /// The place is not in the journal.
  case outside(ID<Subscription>, position: Int64, newest: Int64)
  /// Events of the subscription are brought, not asked for.
  case pushed(ID<Subscription>)

  public var kind: ProblemKind {
    switch self {
    case .unknown: .notFound
    case .unusable, .outside: .usage
    case .pushed: .conflict
    }
  }

  public var description: String {
    switch self {
    case .unknown(let id): "there is no subscription '\(id)'"
    case .unusable(let reason): reason
    case .outside(let id, let position, let newest):
      "subscription '\(id)' cannot stand at \(position); the journal goes from 0 to \(newest)"
    case .pushed(let id): "the events of subscription '\(id)' are brought to its endpoint"
    }
  }
}
