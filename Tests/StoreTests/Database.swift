import CPostgres
import CSQLite
import Foundation
import SalusStore
import Testing

/// A look into a journal behind its back.
final class Database {
  private enum Handle {
    case sqlite(OpaquePointer?)
    case postgres(OpaquePointer?)
  }

  private let handle: Handle

  /// Why the database did not do what it was told.
  struct Refusal: Error {
    var message: String
  }

  init(_ bench: Bench) throws {
    switch bench.address {
    case .directory:
      var opened: OpaquePointer?
      #expect(sqlite3_open(bench.path, &opened) == SQLITE_OK)
      handle = .sqlite(opened)
    case .postgres: handle = .postgres(PQconnectdb(Bench.server))
    }
    if case .postgres(let database) = bench.address {
      try run("SET search_path TO \(database.schema)")
    }
  }

  /// A session with the server that tests share.
  init(_ address: PostgresAddress) throws {
    handle = .postgres(PQconnectdb(Bench.server))
    try run("SET client_min_messages = warning")
  }

  deinit {
    switch handle {
    case .sqlite(let handle): sqlite3_close(handle)
    case .postgres(let handle): PQfinish(handle)
    }
  }

  /// Runs statements; returns how many rows the last one changed.
  @discardableResult
  func run(_ sql: String) throws -> Int {
    switch handle {
    case .sqlite(let handle):
      guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
        throw Refusal(message: String(cString: sqlite3_errmsg(handle)))
      }
      return Int(sqlite3_changes(handle))
    case .postgres(let handle):
      let result = PQexec(handle, Database.translated(sql))
      defer { PQclear(result) }
      guard PQresultStatus(result) == PGRES_COMMAND_OK else {
        throw Refusal(message: String(cString: PQerrorMessage(handle)))
      }
      return Int(String(cString: PQcmdTuples(result))) ?? 0
    }
  }

  /// All rows of a table, each value as text.
  func rows(of table: String) throws -> [[String]] {
    var rows: [[String]] = []
    switch handle {
    case .sqlite(let handle):
      var statement: OpaquePointer?
      let code = sqlite3_prepare_v2(handle, "SELECT * FROM \(table)", -1, &statement, nil)
      #expect(code == SQLITE_OK)
      defer { sqlite3_finalize(statement) }
      while sqlite3_step(statement) == SQLITE_ROW {
        rows.append(
          (0..<sqlite3_column_count(statement)).map { column in
            let count = Int(sqlite3_column_bytes(statement, column))
            guard let bytes = sqlite3_column_blob(statement, column) else { return "" }
            return Data(bytes: bytes, count: count).base64EncodedString()
          })
      }
    case .postgres(let handle):
      let result = PQexec(handle, "SELECT * FROM \(table)")
      defer { PQclear(result) }
      for row in 0..<PQntuples(result) {
        rows.append(
          (0..<PQnfields(result)).map { String(cString: PQgetvalue(result, row, $0)) })
      }
    }
    return rows.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// SQLite's ways of writing bytes in PostgreSQL's.
  private static func translated(_ sql: String) -> String {
    sql.replacing(/zeroblob\((\d+)\)/) { "decode(repeat('00', \($0.1)), 'hex')" }
      .replacing(/x'([0-9a-f]*)'/) { "'\\x\($0.1)'::bytea" }
  }
}
