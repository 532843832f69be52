/// An error that a person can act on: what is wrong, and what would be accepted.
///
/// Small enums in each module conform; the command line turns `kind` into an exit code and the
/// server turns it into an HTTP status.
public protocol Problem: Error, CustomStringConvertible, Sendable {
  var kind: ProblemKind { get }
  /// What to do next, as one sentence; nil where `description` says it all.
  var hint: String? { get }
  /// Whether the thing's state stands against it, rather than the question.
  var isConflict: Bool { get }
}

extension Problem {
  public var hint: String? { nil }
  public var isConflict: Bool { false }
}

/// What sort of trouble a problem is; the raw value is the exit code of the command line.
public enum ProblemKind: Int32, Sendable {
  case failed = 1
  case usage = 2
  case notFound = 3
  case denied = 4
  case stale = 5
  /// A rule stands against it until the caller says that it is meant.
  case unconfirmed = 7
  /// What is asked for cannot follow on what is.
  case conflict = 8
}
