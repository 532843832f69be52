import SalusCore

/// Why a text is no filter, path or sort, and where.
public struct FilterProblem: Problem, Hashable {
  /// Counted from 1.
  public let character: Int
  public let reason: String

  init(_ reason: String, at character: Int) {
    self.reason = reason
    self.character = character
  }

  public var kind: ProblemKind { .usage }

  public var description: String { "\(reason) at character \(character)" }

  public var hint: String? {
    "A filter reads like and(eq(type,Ward),gt(beds/free,0)); docs/filter.md has the grammar."
  }
}
