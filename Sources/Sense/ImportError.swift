import SalusCore
import SalusTwin

/// Why an import as a whole did not happen; faults of single rows go to quarantine instead.
public enum ImportError: Problem, Hashable {
  case file(CSVError)
  case journal(JournalError)
  /// The column map is wrong by itself.
  case map(name: String, reason: String)
  /// The table lacks what the format or map names.
  case columns(name: String, format: String, missing: [String], found: [String])
  /// No signal is named, or too little is known of it.
  case signal(String)
  /// No date could be read in the first rows.
  case dates(name: String, column: String, example: String, reason: String)
  /// The file holds several series of which one must be chosen.
  case choose(name: String, column: String, found: [String])
  case notFound(id: String)
  case undone(id: String)
  case changed(name: String)
  case content(name: String, reason: String)

  public var kind: ProblemKind {
    switch self {
    case .file(let error): error.kind
    case .journal(let error): error.kind
    case .notFound: .notFound
    case .changed: .failed
    default: .usage
    }
  }

  public var description: String {
    switch self {
    case .file(let error): error.description
    case .journal(let error): error.description
    case .map(let name, let reason): "the column map \(name) is wrong: \(reason)"
    case .columns(let name, let format, let missing, let found):
      "\(name) is no \(format) file: it lacks \(ImportError.list(missing)); "
        + "it has \(ImportError.list(found))"
    case .signal(let reason): reason
    case .dates(let name, let column, let example, let reason):
      "no date in column '\(column)' of \(name) can be read, such as '\(example)': \(reason)"
    case .choose(let name, let column, let found):
      "\(name) holds several series in column '\(column)': \(ImportError.list(found))"
    case .notFound(let id): "there is no import '\(id)'"
    case .undone(let id): "the import '\(id)' is undone already"
    case .changed(let name): "\(name) changed while it was read; nothing was finished"
    case .content(let name, let reason): "\(name): \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .file(let error): error.hint
    case .journal(let error): error.hint
    case .map: "docs/import.md lists every key of a column map."
    case .columns: "Columns may stand in any order; other tables can be read with a column map."
    case .signal: "Name it with --signal, or in the column map."
    case .dates:
      "Declare the format in the column map, such as {column: \"date\", format: \"DD/MM/YYYY\"}."
    case .choose: "Choose one with --target."
    case .changed: "Repeat the import when the file is complete."
    case .notFound, .undone, .content: nil
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 20 ? shown + ", …" : shown
  }
}
