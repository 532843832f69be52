import SalusCore

/// Why types cannot be registered, or a type cannot be used.
public enum TypeProblem: Problem, Hashable {
  case unknown(TypeName, near: TypeName?)
  /// It is registered with other contents.
  case exists(TypeName, difference: String)
  /// It breaks a rule of the language.
  case malformed(TypeName, DTDLFault)
  /// Types that extend or hold each other in a ring, the first named again at the end.
  case cycle([TypeName])
  case tooDeep(TypeName, accepted: Int)
  case tooMany(TypeName, what: String, count: Int, accepted: Int)
  /// Two contents of one name come together in a type.
  case conflict(String, in: TypeName, first: TypeName, second: TypeName)
  /// The type of a component has components itself.
  case nestedComponent(String, of: TypeName, in: TypeName, holds: String)
  /// A minor version changes or loses what an earlier one has.
  case notAdditive(TypeName, earlier: TypeName, changes: [String])
  /// A major version without the way to it.
  case needsMigration(from: TypeName, to: TypeName)
  /// The migration leaves values that the new version does not take.
  case migrationMisfits(from: TypeName, to: TypeName, faults: [String])
  /// A migration of no registered pair of versions.
  case strayMigration(from: TypeName, to: TypeName, reason: String)
  case noWay(from: TypeName, to: TypeName)
  /// The type needs others that nobody registered.
  case incomplete(TypeName, missing: [TypeName])

  public var kind: ProblemKind {
    switch self {
    case .unknown: .notFound
    default: .usage
    }
  }

  public var description: String {
    switch self {
    case .unknown(let name, let near):
      "there is no type \(name)" + (near.map { "; did you mean \($0)?" } ?? "")
    case .exists(let name, let difference):
      "\(name) is registered already and \(difference); a new version number is accepted"
    case .malformed(let name, let fault): "\(name) is malformed \(fault)"
    case .cycle(let names):
      "types extend or hold each other in a ring: "
        + names.map(\.description).joined(separator: " > ")
    case .tooDeep(let name, let accepted):
      "\(name) extends types over more than \(accepted) levels"
    case .tooMany(let name, let what, let count, let accepted):
      "\(name) has \(count) \(what); at most \(accepted) are accepted"
    case .conflict(let content, let type, let first, let second):
      first == second
        ? "\(type) has '\(content)' twice"
        : "\(type) would have '\(content)' both from \(first) and from \(second); "
          + "one of them needs another name"
    case .nestedComponent(let component, let held, let type, let inner):
      "the component '\(component)' of \(type) is of \(held), which has the component '\(inner)' "
        + "itself; a component of a component is not accepted"
    case .notAdditive(let name, let earlier, let changes):
      "\(name) is no minor version after \(earlier): \(Words.list(changes)); "
        + "a minor version only adds, a major one may change"
    case .needsMigration(let from, let to):
      "\(to) follows \(from) and needs a migration from it"
    case .migrationMisfits(let from, let to, let faults):
      "the migration from \(from) to \(to) does not fit: \(Words.list(faults))"
    case .strayMigration(let from, let to, let reason):
      "the migration from \(from) to \(to) is refused: \(reason)"
    case .noWay(let from, let to):
      "no migrations lead from \(from) to \(to); later versions of the same type are accepted"
    case .incomplete(let name, let missing):
      "\(name) needs types that are not registered: "
        + Words.list(missing.map(\.description), most: 6)
    }
  }
}
