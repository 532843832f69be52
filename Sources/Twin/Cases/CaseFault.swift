import SalusCore

/// Why case work cannot do what was asked.
public enum CaseFault: Problem, Hashable {
  case contact(String)
  case noCase(ID<Twin>)
  case degree(Int)
  case unknownDisease(String)

  public var kind: ProblemKind {
    switch self {
    case .noCase: .notFound
    default: .usage
    }
  }

  public var description: String {
    switch self {
    case .contact(let reason): "the contact is refused: \(reason)"
    case .noCase(let id): "there is no case \(id)"
    case .degree(let degree): "a contact of degree \(degree) is not possible; 1 to 32 are accepted"
    case .unknownDisease(let code): "nothing is known of the disease \(code)"
    }
  }
}
