import SalusTwin

/// Copies the rows of every table from one database to another, of whatever kind.
enum TableCopy {
  private struct Column {
    var name: String
    var kind: Kind
  }

  private enum Kind {
    case whole
    case fraction
    case text
    case bytes
  }

  /// Makes `target`'s tables, which are there already, say what `source`'s say. Both have a
  /// transaction open.
  static func run(from source: Connection, to target: Connection) throws(JournalError) {
    for table in try tables(of: target) {
      try target.run("DELETE FROM \(table)")
      let columns = try columns(of: table, in: target)
      let names = columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
      let marks = columns.map { _ in "?" }.joined(separator: ", ")
      let rows = try source.statement("SELECT \(names) FROM \(table)", rows: .many)
      defer { rows.reset() }
      let insert = try target.statement("INSERT INTO \(table)(\(names)) VALUES(\(marks))")
      while try rows.step() {
        for (index, column) in columns.enumerated() {
          let from = Int32(index)
          switch column.kind {
          case .whole: insert.bind(from + 1, rows.optionalInt(from))
          case .fraction: insert.bind(from + 1, rows.optionalDouble(from))
          case .text: insert.bind(from + 1, rows.optionalText(from))
          case .bytes: insert.bind(from + 1, rows.optionalBlob(from))
          }
        }
        try insert.run()
      }
    }
  }

  private static func tables(of connection: Connection) throws(JournalError) -> [String] {
    let sql =
      switch connection.dialect {
      case .sqlite:
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
      case .postgres:
        """
        SELECT tablename::text FROM pg_tables
        WHERE schemaname = current_schema() AND tablename <> 'bank'
        """
      }
    let statement = try connection.statement(sql)
    defer { statement.reset() }
    var found: [String] = []
    while try statement.step() { found.append(statement.text(0)) }
    return found.sorted()
  }

  private static func columns(of table: String, in connection: Connection) throws(JournalError)
    -> [Column]
  {
    let sql =
      switch connection.dialect {
      case .sqlite: "SELECT name, lower(type) FROM pragma_table_info(?)"
      case .postgres:
        """
        SELECT column_name::text, data_type::text FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position
        """
      }
    let statement = try connection.statement(sql)
    defer { statement.reset() }
    statement.bind(1, table)
    var found: [Column] = []
    while try statement.step() {
      let kind: Kind =
        switch statement.text(1) {
        case "integer", "bigint": .whole
        case "real", "double precision": .fraction
        case "text": .text
        default: .bytes
        }
      found.append(Column(name: statement.text(0), kind: kind))
    }
    return found
  }
}
