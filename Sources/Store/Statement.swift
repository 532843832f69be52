import CSQLite
import SalusGovernance
import SalusTwin

/// A prepared statement; parameters count from 1, columns from 0. Used by one thread at a time.
/// What is bound stays bound until it is bound anew.
final class Statement {
  /// How much a statement gives back.
  enum Rows {
    /// Fits into memory and is wanted to the end.
    case few
    /// Comes in pieces.
    case many
  }

  private enum Backing {
    case sqlite(OpaquePointer)
    case postgres(PostgresStatement)
  }

  private let backing: Backing
  private let file: SQLiteFile?
  /// Tells SQLite to take its own copy of bytes that are bound.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(_ handle: OpaquePointer, of file: SQLiteFile) {
    backing = .sqlite(handle)
    self.file = file
  }

  init(_ statement: PostgresStatement) {
    backing = .postgres(statement)
    file = nil
  }

  /// Moves to the next row; false after the last. The statement is then reset.
  func step() throws(JournalError) -> Bool {
    switch backing {
    case .sqlite(let handle):
      let code = sqlite3_step(handle)
      if code == SQLITE_ROW { return true }
      if code == SQLITE_DONE {
        sqlite3_reset(handle)
        return false
      }
      let error = file?.error() ?? .failed("SQLite \(code)")
      sqlite3_reset(handle)
      throw error
    case .postgres(let statement): return try statement.step()
    }
  }

  /// Runs a statement that returns no rows. What PostgreSQL has to say of it may come only with
  /// the next reading or commit.
  func run() throws(JournalError) {
    switch backing {
    case .sqlite: _ = try step()
    case .postgres(let statement): try statement.queue()
    }
  }

  func reset() {
    switch backing {
    case .sqlite(let handle): sqlite3_reset(handle)
    case .postgres(let statement): statement.reset()
    }
  }

  func finalize() {
    switch backing {
    case .sqlite(let handle): sqlite3_finalize(handle)
    case .postgres(let statement): statement.reset()
    }
  }

  func bind(_ index: Int32, _ value: Int64) {
    switch backing {
    case .sqlite(let handle): sqlite3_bind_int64(handle, index, value)
    case .postgres(let statement): statement.bind(index, value)
    }
  }

  func bind(_ index: Int32, _ value: Int64?) {
    switch backing {
    case .sqlite(let handle):
      if let value {
        sqlite3_bind_int64(handle, index, value)
      } else {
        sqlite3_bind_null(handle, index)
      }
    case .postgres(let statement): statement.bind(index, value)
    }
  }

  func bind(_ index: Int32, _ value: Double?) {
    switch backing {
    case .sqlite(let handle):
      if let value {
        sqlite3_bind_double(handle, index, value)
      } else {
        sqlite3_bind_null(handle, index)
      }
    case .postgres(let statement): statement.bind(index, value)
    }
  }

  func bind(_ index: Int32, _ text: String?) {
    switch backing {
    case .sqlite(let handle):
      guard var copy = text else {
        sqlite3_bind_null(handle, index)
        return
      }
      _ = copy.withUTF8 { bytes in
        // An empty buffer may have no address, which SQLite would take for NULL.
        bytes.withMemoryRebound(to: CChar.self) { characters in
          if let start = characters.baseAddress {
            sqlite3_bind_text(handle, index, start, Int32(characters.count), Statement.copied)
          } else {
            sqlite3_bind_text(handle, index, "", 0, Statement.copied)
          }
        }
      }
    case .postgres(let statement): statement.bind(index, text)
    }
  }

  func bind(_ index: Int32, _ bytes: [UInt8]?) {
    switch backing {
    case .sqlite(let handle):
      guard let bytes else {
        sqlite3_bind_null(handle, index)
        return
      }
      if bytes.isEmpty {
        sqlite3_bind_zeroblob(handle, index, 0)
      } else {
        sqlite3_bind_blob64(handle, index, bytes, UInt64(bytes.count), Statement.copied)
      }
    case .postgres(let statement): statement.bind(index, bytes)
    }
  }

  /// Binds a list of whole numbers, which only PostgreSQL has.
  func bind(_ index: Int32, _ numbers: [Int64]) {
    if case .postgres(let statement) = backing { statement.bind(index, numbers) }
  }

  func int(_ column: Int32) -> Int64 {
    switch backing {
    case .sqlite(let handle): sqlite3_column_int64(handle, column)
    case .postgres(let statement): statement.int(column)
    }
  }

  func isNull(_ column: Int32) -> Bool {
    switch backing {
    case .sqlite(let handle): sqlite3_column_type(handle, column) == SQLITE_NULL
    case .postgres(let statement): statement.isNull(column)
    }
  }

  func optionalInt(_ column: Int32) -> Int64? {
    isNull(column) ? nil : int(column)
  }

  func double(_ column: Int32) -> Double {
    switch backing {
    case .sqlite(let handle): sqlite3_column_double(handle, column)
    case .postgres(let statement): statement.double(column)
    }
  }

  func optionalDouble(_ column: Int32) -> Double? {
    isNull(column) ? nil : double(column)
  }

  func text(_ column: Int32) -> String {
    switch backing {
    case .sqlite(let handle):
      guard let start = sqlite3_column_text(handle, column) else { return "" }
      let bytes = UnsafeBufferPointer(
        start: start, count: Int(sqlite3_column_bytes(handle, column)))
      return String(decoding: bytes, as: UTF8.self)
    case .postgres(let statement):
      return statement.withBytes(column) { String(decoding: $0, as: UTF8.self) }
    }
  }

  func optionalText(_ column: Int32) -> String? {
    isNull(column) ? nil : text(column)
  }

  func blob(_ column: Int32) -> [UInt8] {
    switch backing {
    case .sqlite(let handle):
      guard let start = sqlite3_column_blob(handle, column) else { return [] }
      return Array(
        UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    case .postgres(let statement): return statement.withBytes(column) { Array($0) }
    }
  }

  func optionalBlob(_ column: Int32) -> [UInt8]? {
    isNull(column) ? nil : blob(column)
  }

  /// Nil for NULL and for anything that is no digest.
  func digest(_ column: Int32) -> Digest? {
    isNull(column) ? nil : Digest(bytes: blob(column))
  }
}
