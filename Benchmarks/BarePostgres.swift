import CPostgres

/// The floors that the journal in PostgreSQL is measured against: rows of numbers into a table like
/// the journal's series, one commit a batch, by COPY and by single prepared INSERTs.
final class BarePostgres {
  private let handle: OpaquePointer?

  init(_ address: String) throws {
    handle = PQconnectdb(address)
    try run(
      """
      SET client_min_messages = warning; SET synchronous_commit = on;
      DROP SCHEMA IF EXISTS bare CASCADE; CREATE SCHEMA bare; SET search_path TO bare;
      CREATE TABLE series(
        branch bigint NOT NULL, signal bigint NOT NULL, stratum bigint NOT NULL,
        twin bigint NOT NULL, valid bigint NOT NULL, known bigint NOT NULL,
        sequence bigint NOT NULL, position bigint NOT NULL, source bigint NOT NULL,
        value double precision, quality bigint NOT NULL,
        PRIMARY KEY(branch, signal, stratum, twin, valid, known, sequence, position))
      """)
    let result = PQprepare(
      handle, "insert", "INSERT INTO series VALUES(1, 2, 3, $1, $2, $3, $4, 0, 4, $5, 0)", 5,
      [20, 20, 20, 20, 701])
    PQclear(result)
  }

  deinit {
    PQfinish(handle)
  }

  /// One commit by COPY.
  func copy(_ rows: [BareSeries.Row], sequence: Int64) throws {
    var bytes: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0]
    bytes += [UInt8](repeating: 0, count: 8)
    bytes.reserveCapacity(rows.count * 134 + 32)
    func add<Number: FixedWidthInteger>(_ number: Number) {
      withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
    for row in rows {
      add(UInt16(11))
      for word in [
        1, 2, 3, row.twin, row.valid, row.known, sequence, 0, 4,
        Int64(bitPattern: row.value.bitPattern), 0,
      ] {
        add(UInt32(8))
        add(word)
      }
    }
    add(UInt16.max)
    try run("BEGIN")
    PQclear(PQexec(handle, "COPY series FROM STDIN (FORMAT binary)"))
    let isPut = bytes.withUnsafeBytes { raw in
      PQputCopyData(handle, raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(raw.count))
    }
    guard isPut == 1, PQputCopyEnd(handle, nil) == 1 else { throw BenchError.lost }
    while let result = PQgetResult(handle) {
      let code = PQresultStatus(result)
      PQclear(result)
      guard code == PGRES_COMMAND_OK else { throw BenchError.lost }
    }
    try run("COMMIT")
  }

  /// One commit by single statements.
  func insert(_ rows: [BareSeries.Row], sequence: Int64) throws {
    try run("BEGIN")
    for row in rows {
      let words = [row.twin, row.valid, row.known, sequence].map(\.bigEndian)
      let value = row.value.bitPattern.bigEndian
      let result = words.withUnsafeBytes { words in
        withUnsafeBytes(of: value) { value in
          let start = words.baseAddress?.assumingMemoryBound(to: CChar.self)
          let pointers =
            [0, 8, 16, 24].map { offset in start.map { UnsafePointer($0 + offset) } }
            + [value.baseAddress?.assumingMemoryBound(to: CChar.self)]
          return PQexecPrepared(
            handle, "insert", 5, pointers, [8, 8, 8, 8, 8], [1, 1, 1, 1, 1], 1)
        }
      }
      let code = PQresultStatus(result)
      PQclear(result)
      guard code == PGRES_COMMAND_OK else { throw BenchError.lost }
    }
    try run("COMMIT")
  }

  private func run(_ sql: String) throws {
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK else {
      print(String(cString: PQerrorMessage(handle)))
      throw BenchError.lost
    }
  }
}
