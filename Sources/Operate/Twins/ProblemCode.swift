import SalusCore
import SalusGovernance
import SalusTwin

/// What programs need to know of a problem: a stable word, the HTTP status where the problem's kind
/// does not say it, and what else belongs to the word.
public struct ProblemCode: Hashable, Sendable {
  public var code: String
  /// Nil for that of the problem's kind.
  public var status: Int?
  public var members: [JSON.Member]
  /// The revision at which the thing is, where another was expected.
  public var revision: Int64?

  init(_ code: String, status: Int? = nil, members: [JSON.Member] = [], revision: Int64? = nil) {
    self.code = code
    self.status = status
    self.members = members
    self.revision = revision
  }

  /// Nil where the status alone is all there is to say.
  public init?(_ problem: any Problem) {
    switch problem {
    case let problem as TwinProblem: self = ProblemCode.of(problem)
    case let problem as JournalError:
      guard let found = ProblemCode.of(problem) else { return nil }
      self = found
    case let problem as TypeFault: self.init(ProblemCode.word(problem))
    case let problem as TypeProblem:
      if case .unknown = problem { self.init("unknown-type") } else { self.init("bad-type") }
    case let problem as DTDLFault:
      self.init("bad-type", members: [JSON.Member("path", .string(problem.path))])
    case let problem as QueryProblem: self = ProblemCode.of(problem)
    case let problem as AccessError: self.init(problem.code)
    default: return nil
    }
  }

  private static func of(_ problem: TwinProblem) -> ProblemCode {
    switch problem {
    case .conflicts(let conflicts):
      ProblemCode(
        problem.code,
        members: [JSON.Member("conflicts", .array(conflicts.map { TwinJSON.json($0) }))])
    case .needsPurpose(_, let known):
      ProblemCode(
        problem.code, members: [JSON.Member("purposes", .array(known.map { .string($0) }))])
    case .badLine(let line, _):
      ProblemCode(problem.code, members: [JSON.Member("line", JSON(line))])
    default: ProblemCode(problem.code)
    }
  }

  private static func of(_ error: JournalError) -> ProblemCode? {
    switch error {
    case .staleRevision(_, _, let current):
      ProblemCode(
        "stale-revision", members: [JSON.Member("revision", .integer(current))], revision: current)
    case .conditionFailed: ProblemCode("condition-failed")
    case .conflictingKey: ProblemCode("key-reused", status: 409)
    case .refused: ProblemCode("refused", status: 400)
    case .redacted: ProblemCode("redacted", status: 410)
    case .noBranch: ProblemCode("unknown-branch")
    case .readOnly, .full, .unreachable: ProblemCode("store-unavailable", status: 503)
    default: nil
    }
  }

  private static func word(_ fault: TypeFault) -> String {
    switch fault {
    case .unknownContent: "unknown-property"
    case .wrongUnit, .unknownUnit, .noUnit: "wrong-unit"
    case .takesNoValue, .isNo: "takes-no-value"
    case .wrongTarget, .tooManyTargets: "wrong-target"
    case .wrongValue: "wrong-value"
    }
  }

  private static func of(_ problem: QueryProblem) -> ProblemCode {
    switch problem {
    case .badFilter(let filter), .badPath(_, _, let filter):
      ProblemCode("bad-filter", members: [JSON.Member("character", JSON(filter.character))])
    case .tooManyPaths, .badLimit: ProblemCode("bad-query")
    case .damagedCursor, .cursorOfAnotherQuery, .cursorOfAnotherBranch: ProblemCode("bad-cursor")
    }
  }
}
