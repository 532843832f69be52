import CSQLite

/// The floor that the journal is measured against: rows of numbers into a table like the journal's
/// series, one prepared statement, one commit a batch, and nothing else.
final class BareSeries {
  struct Row {
    var twin: Int64
    var valid: Int64
    var known: Int64
    var value: Double
  }

  private var handle: OpaquePointer?
  private var statement: OpaquePointer?

  init(path: String) throws {
    try check(sqlite3_open(path, &handle))
    try check(
      sqlite3_exec(
        handle,
        """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
        PRAGMA cache_size = -16384;
        CREATE TABLE series(
          branch INTEGER NOT NULL, signal INTEGER NOT NULL, stratum INTEGER NOT NULL,
          twin INTEGER NOT NULL, valid INTEGER NOT NULL, known INTEGER NOT NULL,
          sequence INTEGER NOT NULL, position INTEGER NOT NULL,
          source INTEGER NOT NULL, value REAL, quality INTEGER NOT NULL,
          PRIMARY KEY(branch, signal, stratum, twin, valid, known, sequence, position))
          WITHOUT ROWID;
        """, nil, nil, nil))
    try check(
      sqlite3_prepare_v2(
        handle, "INSERT INTO series VALUES(1, 2, 3, ?, ?, ?, ?, 0, 4, ?, 0)", -1, &statement,
        nil))
  }

  deinit {
    sqlite3_finalize(statement)
    sqlite3_close(handle)
  }

  /// One commit.
  func insert(_ rows: [Row], sequence: Int64) throws {
    try check(sqlite3_exec(handle, "BEGIN IMMEDIATE", nil, nil, nil))
    for row in rows {
      sqlite3_bind_int64(statement, 1, row.twin)
      sqlite3_bind_int64(statement, 2, row.valid)
      sqlite3_bind_int64(statement, 3, row.known)
      sqlite3_bind_int64(statement, 4, sequence)
      sqlite3_bind_double(statement, 5, row.value)
      guard sqlite3_step(statement) == SQLITE_DONE else {
        throw BenchError.sqlite(sqlite3_errcode(handle))
      }
      sqlite3_reset(statement)
    }
    try check(sqlite3_exec(handle, "COMMIT", nil, nil, nil))
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw BenchError.sqlite(code) }
  }
}
