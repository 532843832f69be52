import SalusCore
import SalusTwin

/// A row that was refused, with what was wrong, as the journal keeps it.
public struct QuarantinedRow: Hashable, Sendable {
  /// Name of the file without folders.
  public var file: String
  /// Line of the file, the header being line 1.
  public var line: Int
  /// Name of the column; empty where the row as a whole is wrong.
  public var column: String
  public var reason: String
  /// The row as it stood in the file, at most 2,000 bytes of it.
  public var row: String

  public init(file: String, line: Int, column: String, reason: String, row: String) {
    self.file = file
    self.line = line
    self.column = column
    self.reason = reason
    self.row = row
  }
}

/// The refused rows of all imports, or of one.
public enum Quarantine {
  /// Type of the events that hold refused rows.
  public static let type = "quarantine.recorded"

  /// Refused rows in the order in which they were recorded.
  ///
  /// - Parameter id: of one import; nil for all.
  public static func rows(in journal: any Journal, import id: String? = nil)
    throws(JournalError) -> [QuarantinedRow]
  {
    let query = EventQuery(types: [type], twin: id.map { ImportRecord.twin($0) })
    return try journal.events(query).flatMap { rows(of: $0) }
  }

  /// `file,line,column,reason,row`, one line a refused row.
  public static func csv(_ rows: [QuarantinedRow]) -> [UInt8] {
    var writer = CSVWriter(header: ["file", "line", "column", "reason", "row"])
    for row in rows {
      writer.append([row.file, String(row.line), row.column, row.reason, row.row])
    }
    return writer.bytes
  }

  static func rows(of event: Event) -> [QuarantinedRow] {
    let file = event.payload["file"]?.string ?? ""
    return (event.payload["rows"]?.array ?? []).map { row in
      QuarantinedRow(
        file: file, line: row["line"]?.integer.flatMap { Int(exactly: $0) } ?? 0,
        column: row["column"]?.string ?? "", reason: row["reason"]?.string ?? "",
        row: row["row"]?.string ?? "")
    }
  }

  static func payload(_ rows: [QuarantinedRow], import id: String, file: String) -> JSON {
    [
      "import": .string(id), "file": .string(file),
      "rows": .array(
        rows.map { row in
          [
            "line": JSON(row.line), "column": .string(row.column), "reason": .string(row.reason),
            "row": .string(row.row),
          ]
        }),
    ]
  }
}
