import SalusTwin

/// Rows of whole and fractional numbers on their way into one table, by the way that is fastest for
/// so many: one prepared statement, or PostgreSQL's COPY.
struct BulkInsert {
  private enum Way {
    case statement(Statement)
    case copy(PostgresSession, String)
  }

  private let way: Way
  private var words: [UInt64?]
  private var bytes: [UInt8] = []

  /// Rows from which COPY, which costs two more round trips, is the faster way.
  private static let many = 64

  /// - Parameters:
  ///   - columns: how many the table has; all of them are bound, in the table's order.
  ///   - rows: how many will come.
  init(_ connection: Connection, into table: String, columns: Int, rows: Int)
    throws(JournalError)
  {
    words = []
    if case .postgres(let session) = connection.backing, rows >= BulkInsert.many {
      way = .copy(session, "COPY \(table) FROM STDIN (FORMAT binary)")
      words = Array(repeating: nil, count: columns)
      bytes.reserveCapacity(rows * (2 + columns * 12) + 32)
      // Signature, flags, length of the header's extension.
      bytes.append(contentsOf: "PGCOPY\n".utf8)
      bytes.append(contentsOf: [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8))
    } else {
      let marks = Array(repeating: "?", count: columns).joined(separator: ", ")
      way = .statement(try connection.statement("INSERT INTO \(table) VALUES(\(marks))"))
    }
  }

  /// Columns count from 1; what is bound stays for the next row.
  mutating func bind(_ column: Int32, _ value: Int64) {
    switch way {
    case .statement(let statement): statement.bind(column, value)
    case .copy: words[Int(column) - 1] = UInt64(bitPattern: value)
    }
  }

  mutating func bind(_ column: Int32, _ value: Double?) {
    switch way {
    case .statement(let statement): statement.bind(column, value)
    case .copy: words[Int(column) - 1] = value?.bitPattern
    }
  }

  /// Takes the row that is bound.
  mutating func run() throws(JournalError) {
    switch way {
    case .statement(let statement): try statement.run()
    case .copy:
      append(UInt16(words.count))
      for word in words {
        guard let word else {
          append(UInt32.max)
          continue
        }
        append(UInt32(8))
        append(word)
      }
    }
  }

  /// Sends what is left.
  mutating func finish() throws(JournalError) {
    guard case .copy(let session, let command) = way else { return }
    append(UInt16.max)
    try session.copy(bytes, by: command)
  }

  private mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
