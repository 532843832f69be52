import CSQLite
import SalusGovernance
import SalusTwin

/// A prepared statement; parameters count from 1, columns from 0. Used by one thread at a time.
final class Statement {
  private let handle: OpaquePointer
  private unowned let connection: Connection
  /// Tells SQLite to take its own copy of bytes that are bound.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(_ handle: OpaquePointer, of connection: Connection) {
    self.handle = handle
    self.connection = connection
  }

  /// Moves to the next row; false after the last. The statement is then reset.
  func step() throws(JournalError) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE {
      sqlite3_reset(handle)
      return false
    }
    let error = connection.error()
    sqlite3_reset(handle)
    throw error
  }

  /// Runs a statement that returns no rows.
  func run() throws(JournalError) {
    _ = try step()
  }

  func reset() {
    sqlite3_reset(handle)
  }

  func finalize() {
    sqlite3_finalize(handle)
  }

  func bind(_ index: Int32, _ value: Int64) {
    sqlite3_bind_int64(handle, index, value)
  }

  func bind(_ index: Int32, _ value: Int64?) {
    if let value { bind(index, value) } else { sqlite3_bind_null(handle, index) }
  }

  func bind(_ index: Int32, _ value: Double?) {
    if let value {
      sqlite3_bind_double(handle, index, value)
    } else {
      sqlite3_bind_null(handle, index)
    }
  }

  func bind(_ index: Int32, _ text: String?) {
    guard let text else {
      sqlite3_bind_null(handle, index)
      return
    }
    var copy = text
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
  }

  func bind(_ index: Int32, _ bytes: [UInt8]?) {
    guard let bytes else {
      sqlite3_bind_null(handle, index)
      return
    }
    if bytes.isEmpty {
      sqlite3_bind_zeroblob(handle, index, 0)
    } else {
      sqlite3_bind_blob64(handle, index, bytes, UInt64(bytes.count), Statement.copied)
    }
  }

  func int(_ column: Int32) -> Int64 {
    sqlite3_column_int64(handle, column)
  }

  func isNull(_ column: Int32) -> Bool {
    sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  func optionalInt(_ column: Int32) -> Int64? {
    isNull(column) ? nil : int(column)
  }

  func optionalDouble(_ column: Int32) -> Double? {
    isNull(column) ? nil : sqlite3_column_double(handle, column)
  }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let bytes = UnsafeBufferPointer(
      start: start, count: Int(sqlite3_column_bytes(handle, column)))
    return String(decoding: bytes, as: UTF8.self)
  }

  func optionalText(_ column: Int32) -> String? {
    isNull(column) ? nil : text(column)
  }

  func blob(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    return Array(
      UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  /// Nil for NULL and for anything that is no digest.
  func digest(_ column: Int32) -> Digest? {
    isNull(column) ? nil : Digest(bytes: blob(column))
  }
}
