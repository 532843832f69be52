import SalusCore
import SalusTwin

/// Why the bank's twins could not be read or changed as asked.
public enum TwinProblem: Problem, Hashable {
  case unknown(ID<Twin>, ID<Branch>)
  case noneThen(ID<Twin>, ID<Branch>)
  case deleted(ID<Twin>)
  case exists(ID<Twin>)
  case unknownType(String, near: String?)
  /// The twin is personal and nobody said what for it is read.
  case needsPurpose(ID<Twin>, known: [String])
  case unknownVersion(String)
  case unknownBranch(String)
  /// The branch cannot be merged as long as these are not settled.
  case conflicts([MergeConflict])
  /// A member or parameter, what was given, what is accepted.
  case bad(String, given: String, accepted: String)
  case missing(String, accepted: String)
  /// A line of many, counted from 1.
  case badLine(Int, reason: String)

  public var kind: ProblemKind {
    switch self {
    case .unknown, .noneThen, .unknownVersion, .unknownBranch: .notFound
    case .needsPurpose: .denied
    default: .usage
    }
  }

  public var isConflict: Bool {
    switch self {
    case .exists, .conflicts, .deleted: true
    default: false
    }
  }

  /// A stable word for programs.
  public var code: String {
    switch self {
    case .unknown: "unknown-twin"
    case .noneThen: "no-twin-then"
    case .deleted: "deleted"
    case .exists: "exists"
    case .unknownType: "unknown-type"
    case .needsPurpose: "needs-purpose"
    case .unknownVersion: "unknown-version"
    case .unknownBranch: "unknown-branch"
    case .conflicts: "merge-conflict"
    case .bad: "bad-value"
    case .missing: "missing"
    case .badLine: "bad-line"
    }
  }

  public var description: String {
    switch self {
    case .unknown(let twin, let branch):
      "there is no twin '\(twin)'" + (branch == Branch.main ? "" : " on branch '\(branch)'")
    case .noneThen(let twin, let branch):
      "there was no twin '\(twin)' at that moment"
        + (branch == Branch.main ? "" : " on branch '\(branch)'")
    case .deleted(let twin): "the twin '\(twin)' was deleted; its history stays"
    case .exists(let twin): "there is a twin '\(twin)' already"
    case .unknownType(let name, let near):
      "there is no type '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? "")
    case .needsPurpose(let twin, _):
      "the twin '\(twin)' is personal and is opened for a purpose only"
    case .unknownVersion(let name): "there is no version, branch or sequence '\(name)'"
    case .unknownBranch(let name): "there is no branch '\(name)'"
    case .conflicts(let conflicts):
      "\(Words.plural(conflicts.count, "value")) changed on both lines since the fork: "
        + Words.list(conflicts.map { "\($0.twin) \($0.path)" })
    case .bad(let name, let given, let accepted):
      "\(name) '\(given)' is not understood; \(accepted) is accepted"
    case .missing(let name, let accepted): "'\(name)' is missing; \(accepted) is accepted"
    case .badLine(let line, let reason): "line \(line): \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .needsPurpose(_, let known):
      "Name what for: header 'Salus-Purpose' or option --purpose, one of "
        + known.joined(separator: ", ") + ". Each use is recorded."
    case .unknownType: "'GET /api/v1/types' and 'salus twin types' list what there is."
    case .conflicts: "Choose 'ours' or 'theirs' for each, and merge again."
    case .exists: "Report values of it instead, or choose another id."
    case .badLine: "Lines before the batch that it stands in are kept; send it again repaired."
    case .unknownBranch: "List the branches with 'salus branch list'."
    default: nil
    }
  }
}
