import CPostgres
import SalusTwin

/// A statement of a PostgreSQL session: prepared at its first use, with the types of what is bound.
final class PostgresStatement {
  private let session: PostgresSession
  private let sql: String
  private let rows: Statement.Rows
  private var parameters: PostgresParameters
  private var prepared: Prepared?
  private var cursor: Cursor?
  private var result: PostgresResult?
  private var row: Int32 = -1
  private var count: Int32 = 0
  private var refusal: JournalError?

  private struct Prepared {
    var name: String
    var types: [Oid]
    var batch: Int
  }

  private struct Cursor {
    var name: String
    var transaction: Int
    var isAtEnd = false
  }

  /// Rows of one piece of a long answer.
  private static let piece: Int32 = 1_000

  init(_ sql: String, rows: Statement.Rows, of session: PostgresSession) {
    let (numbered, count) = Dialect.numbered(sql)
    self.sql = numbered
    self.rows = rows
    self.session = session
    parameters = PostgresParameters(count: count)
  }

  // MARK: - Binding

  func bind(_ index: Int32, _ value: Int64?) {
    if let value {
      parameters.set(index, PostgresParameters.int8, word: UInt64(bitPattern: value))
    } else {
      parameters.set(index, PostgresParameters.int8, nil)
    }
  }

  func bind(_ index: Int32, _ value: Double?) {
    if let value {
      parameters.set(index, PostgresParameters.float8, word: value.bitPattern)
    } else {
      parameters.set(index, PostgresParameters.float8, nil)
    }
  }

  func bind(_ index: Int32, _ text: String?) {
    let bytes = text.map { Array($0.utf8) }
    if bytes?.contains(0) == true {
      refusal = .refused(type: "", reason: "PostgreSQL keeps no text that holds U+0000")
    }
    parameters.set(index, PostgresParameters.text, bytes)
  }

  func bind(_ index: Int32, _ bytes: [UInt8]?) {
    parameters.set(index, PostgresParameters.bytea, bytes)
  }

  func bind(_ index: Int32, _ numbers: [Int64]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(20 + numbers.count * 12)
    func add<Number: FixedWidthInteger>(_ number: Number) {
      withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
    // Dimensions, no NULL, type, then length and first index of the one dimension.
    for head in [1, 0, Int32(PostgresParameters.int8), Int32(numbers.count), 1] { add(head) }
    for number in numbers {
      add(Int32(8))
      add(number)
    }
    parameters.set(index, PostgresParameters.int8s, bytes)
  }

  // MARK: - Running

  /// Moves to the next row; false after the last.
  func step() throws(JournalError) -> Bool {
    if result == nil { try open() }
    if row + 1 < count {
      row += 1
      return true
    }
    if cursor?.isAtEnd == false {
      try fetch()
      if row + 1 < count {
        row += 1
        return true
      }
    }
    reset()
    return false
  }

  /// Sends the statement without waiting for what becomes of it.
  func queue() throws(JournalError) {
    try refuse()
    try session.send(prepared: try name(), parameters, isWanted: false)
  }

  func reset() {
    result = nil
    row = -1
    count = 0
    if let open = cursor, open.transaction == session.transaction, !open.isAtEnd, !session.isLost {
      try? session.queue("CLOSE \(open.name)")
    }
    cursor = nil
  }

  private func open() throws(JournalError) {
    try refuse()
    switch rows {
    case .few:
      try session.send(prepared: try name(), parameters, isWanted: true)
      take(try session.collect())
    case .many:
      let name = session.newName()
      try session.send("DECLARE \(name) NO SCROLL CURSOR FOR \(sql)", parameters)
      cursor = Cursor(name: name, transaction: session.transaction)
      try fetch()
    }
  }

  private func fetch() throws(JournalError) {
    guard let open = cursor else { return }
    try session.queue("FETCH \(PostgresStatement.piece) FROM \(open.name)", isWanted: true)
    take(try session.collect())
    if count < PostgresStatement.piece {
      cursor?.isAtEnd = true
      try session.queue("CLOSE \(open.name)")
    }
  }

  private func take(_ answer: PostgresResult?) {
    result = answer
    row = -1
    count = answer?.rows ?? 0
  }

  private func refuse() throws(JournalError) {
    guard let refused = refusal else { return }
    refusal = nil
    throw refused
  }

  /// The name under which the server knows the statement.
  private func name() throws(JournalError) -> String {
    if let known = prepared, known.types == parameters.types, session.isSound(batch: known.batch) {
      return known.name
    }
    let name = session.newName()
    try session.prepare(name, sql, parameters.types)
    prepared = Prepared(name: name, types: parameters.types, batch: session.batch)
    return name
  }

  // MARK: - Columns

  func isNull(_ column: Int32) -> Bool {
    guard let result else { return true }
    return PQgetisnull(result.pointer, row, column) == 1
  }

  /// Of whole numbers of any width, truth values and sums; 0 for NULL.
  func int(_ column: Int32) -> Int64 {
    guard let result else { return 0 }
    switch PQftype(result.pointer, column) {
    case PostgresParameters.float8:
      let value = double(column)
      return Int64(exactly: value.rounded(.towardZero)) ?? 0
    case PostgresStatement.numeric: return withBytes(column, PostgresStatement.whole)
    default:
      return withBytes(column) { bytes in
        guard let first = bytes.first else { return 0 }
        let isNegative = bytes.count > 1 && first & 0x80 != 0
        return bytes.reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) }
      }
    }
  }

  func double(_ column: Int32) -> Double {
    guard let result else { return 0 }
    guard PQftype(result.pointer, column) == PostgresParameters.float8 else {
      return Double(int(column))
    }
    return withBytes(column) { bytes in
      Double(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }
  }

  func withBytes<Result>(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result
  {
    guard let result, row >= 0, row < count,
      let start = PQgetvalue(result.pointer, row, column)
    else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
    let length = Int(PQgetlength(result.pointer, row, column))
    return UnsafeRawPointer(start).withMemoryRebound(to: UInt8.self, capacity: length) {
      body(UnsafeBufferPointer(start: $0, count: length))
    }
  }

  private static let numeric: Oid = 1700

  /// The whole part of a sum: digits to the base of 10 000 after count, weight, sign and scale.
  private static func whole(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64 {
    func short(_ index: Int) -> Int64 {
      guard 2 * index + 1 < bytes.count else { return 0 }
      return Int64(bytes[2 * index]) << 8 | Int64(bytes[2 * index + 1])
    }
    let digits = short(0)
    let weight = Int64(Int16(truncatingIfNeeded: short(1)))
    var value: Int64 = 0
    guard weight >= 0, weight < 5 else { return 0 }
    for place in 0...Int(weight) {
      let (times, isOver) = value.multipliedReportingOverflow(by: 10_000)
      let (sum, isStillOver) = times.addingReportingOverflow(
        place < digits ? short(4 + place) : 0)
      if isOver || isStillOver { return .max }
      value = sum
    }
    return short(2) == 0x4000 ? -value : value
  }
}
