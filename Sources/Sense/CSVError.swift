import SalusCore

/// Why a file as a whole cannot be read as a table; faults of single rows are `CSVRow.Fault`.
public enum CSVError: Problem, Hashable {
  case missing(path: String)
  case unreadable(path: String, reason: String)
  /// No byte, or nothing but empty lines.
  case empty(name: String)
  /// Not text at all; `looksLike` says what it seems to be.
  case binary(name: String, looksLike: String)
  case utf16(name: String)
  /// The header itself is broken.
  case header(name: String, reason: String)
  /// Columns that are needed are not there.
  case columns(name: String, missing: [String], found: [String])
  /// A cell of a table that must be right as a whole.
  case cell(name: String, line: Int, column: String, reason: String)
  /// A row of a table that must be right as a whole.
  case row(name: String, line: Int, reason: String)

  public var kind: ProblemKind {
    switch self {
    case .missing: .notFound
    case .unreadable: .failed
    default: .usage
    }
  }

  public var description: String {
    switch self {
    case .missing(let path): "there is no file \(path)"
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .empty(let name): "\(name) is empty"
    case .binary(let name, let looksLike): "\(name) is no text file: it looks like \(looksLike)"
    case .utf16(let name): "\(name) is UTF-16 text"
    case .header(let name, let reason): "\(name), line 1: \(reason)"
    case .columns(let name, let missing, let found):
      "\(name) lacks the \(missing.count == 1 ? "column" : "columns") \(quoted(missing)); "
        + "it has \(quoted(found))"
    case .cell(let name, let line, let column, let reason):
      "\(name), line \(line), column '\(column)': \(reason)"
    case .row(let name, let line, let reason): "\(name), line \(line): \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .missing: "Check the path; a path without '/' is looked up in the working directory."
    case .empty, .header: "A header line with column names and then one row a line is accepted."
    case .binary, .utf16: "UTF-8 text with commas, semicolons or tabs is accepted; save it as CSV."
    case .columns: "Columns may stand in any order; names are compared without case."
    default: nil
    }
  }

  private func quoted(_ names: [String]) -> String {
    let shown = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 20 ? shown + ", …" : shown
  }
}
