import SalusCore

/// Why a value cannot be one of a twin of that type.
public enum TypeFault: Problem, Hashable {
  case unknownContent(String, type: TypeName, near: String?)
  /// Commands, relationships and components take no values.
  case takesNoValue(String, type: TypeName, kind: String)
  /// What is asked for is of another sort: a command where a relationship is wanted.
  case isNo(String, String, type: TypeName, kind: String)
  /// The relationship points at twins of another type.
  case wrongTarget(String, given: TypeName, accepted: TypeName)
  case tooManyTargets(String, count: Int, accepted: Int)
  /// The value, or what stands at a JSON pointer within it, is of another form.
  case wrongValue(content: String, path: String, given: String, accepted: String)
  /// The unit measures something else.
  case wrongUnit(content: String, given: String, declared: String)
  case unknownUnit(content: String, given: String, declared: String)
  /// The content has no unit.
  case noUnit(content: String, given: String)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .unknownContent(let name, let type, let near):
      "\(type) has no content '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? "")
    case .takesNoValue(let name, let type, let kind):
      "'\(name)' of \(type) is a \(kind) and takes no value; a property or a telemetry does"
    case .isNo(let wanted, let name, let type, let kind):
      "'\(name)' of \(type) is a \(kind) and no \(wanted)"
    case .wrongTarget(let name, let given, let accepted):
      "'\(name)' leads to \(accepted), and \(given) is none; that type, later minor versions and "
        + "types that extend it are accepted"
    case .tooManyTargets(let name, let count, let accepted):
      "'\(name)' would have \(count) targets at one time; at most \(accepted) are accepted"
    case .wrongValue(let content, let path, let given, let accepted):
      "'\(content)'" + (path.isEmpty ? "" : " at \(path)")
        + " is \(given); \(accepted) is accepted"
    case .wrongUnit(let content, let given, let declared):
      "'\(content)' is measured in '\(declared)', and '\(given)' measures something else; "
        + "'\(declared)' and units that convert to it are accepted"
    case .unknownUnit(let content, let given, let declared):
      "'\(given)' is no unit that is known here; '\(content)' takes '\(declared)' and UCUM units "
        + "that convert to it"
    case .noUnit(let content, let given):
      "'\(content)' has no unit; '\(given)' cannot be given with it"
    }
  }
}
