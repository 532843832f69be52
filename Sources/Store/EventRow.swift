import SalusCore
import SalusGovernance
import SalusTwin

/// An event as a row of the journal table.
enum EventRow {
  static let columns = """
    sequence, twin, revision, type, version, valid, known, recorded, actor, purpose, source, key,
    causation, accepted, duplicate, corrected, retracts, content, observations, previous, hash,
    payload, prior, subject, class, earliest, latest
    """

  static func insert(
    _ event: Event, payload: [UInt8], branch: Int64, twin: Int64, prior: Int64, type: Int64,
    source: Int64, subject: Int64?, span: ClosedRange<Instant>?, into connection: Connection
  ) throws(JournalError) {
    let statement = try connection.statement(
      """
      INSERT INTO journal(branch, \(columns))
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, branch)
    statement.bind(2, event.sequence)
    statement.bind(3, twin)
    statement.bind(4, event.revision)
    statement.bind(5, type)
    statement.bind(6, Int64(event.version))
    statement.bind(7, event.valid.microseconds)
    statement.bind(8, event.known.microseconds)
    statement.bind(9, event.recorded.microseconds)
    statement.bind(10, event.actor)
    statement.bind(11, event.purpose)
    statement.bind(12, source)
    statement.bind(13, event.key)
    statement.bind(14, event.causation)
    statement.bind(15, Int64(event.accepted))
    statement.bind(16, Int64(event.duplicate))
    statement.bind(17, Int64(event.corrected))
    statement.bind(18, event.retracts.isEmpty ? nil : packed(event.retracts))
    statement.bind(19, event.content?.bytes)
    statement.bind(20, event.observations?.bytes)
    statement.bind(21, event.previous.bytes)
    statement.bind(22, event.hash.bytes)
    statement.bind(23, payload)
    statement.bind(24, prior)
    statement.bind(25, subject)
    statement.bind(26, event.dataClass.map { Int64($0.rawValue) })
    statement.bind(27, span?.lowerBound.microseconds)
    statement.bind(28, span?.upperBound.microseconds)
    try statement.run()
  }

  /// The event that the statement stands on, all but its payload.
  static func read(_ row: Statement, branch: ID<Branch>, names: ReadNames)
    throws(JournalError) -> Event
  {
    let sequence = row.int(0)
    guard let previous = row.digest(19), let hash = row.digest(20) else {
      throw .corrupt("event \(sequence) on '\(branch)' has no hash")
    }
    return Event(
      sequence: sequence, branch: branch, twin: ID(try names.text(row.int(1))),
      revision: row.int(2), type: try names.text(row.int(3)), version: Int(row.int(4)),
      valid: Instant(microseconds: row.int(5)), known: Instant(microseconds: row.int(6)),
      recorded: Instant(microseconds: row.int(7)), payload: .null, actor: row.text(8),
      purpose: row.text(9), source: try names.text(row.int(10)), key: row.optionalText(11),
      causation: row.optionalInt(12), accepted: Int(row.int(13)), duplicate: Int(row.int(14)),
      corrected: Int(row.int(15)), retracts: unpacked(row.blob(16)), content: row.digest(17),
      observations: row.digest(18), previous: previous, hash: hash,
      subject: try row.optionalInt(23).map { (number) throws(JournalError) in
        ID(try names.text(number))
      }, dataClass: row.optionalInt(24).flatMap { DataClass(rawValue: Int($0)) })
  }

  /// The event with its payload, opened where that is possible; else sealed.
  ///
  /// - Parameter chain: the name under which the event was hashed, where that is not its branch's.
  static func readWhole(
    _ row: Statement, branch: ID<Branch>, chain: ID<Branch>? = nil, names: ReadNames,
    opener: Opener?
  ) throws(JournalError) -> Event {
    var event = try read(row, branch: branch, names: names)
    let bytes = payload(row)
    guard event.dataClass != nil else {
      event.payload = try parse(bytes, sequence: event.sequence)
      return event
    }
    if let opened = try opener?.open(bytes, of: event, chain: chain ?? branch) {
      event.payload = try parse(opened, sequence: event.sequence)
    } else {
      event.close()
    }
    return event
  }

  /// The payload's bytes as they were hashed.
  static func payload(_ row: Statement) -> [UInt8] { row.blob(21) }

  /// Sequence of the twin's event before this one; 0 for none.
  static func prior(_ row: Statement) -> Int64 { row.int(22) }

  static func parse(_ payload: [UInt8], sequence: Int64) throws(JournalError) -> JSON {
    do throws(JSONError) {
      return try JSON(parsing: payload)
    } catch {
      throw .corrupt("the payload of event \(sequence) is \(error)")
    }
  }

  private static func packed(_ numbers: [Int64]) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number.bigEndian) { Array($0) } }
  }

  static func unpacked(_ bytes: [UInt8]) -> [Int64] {
    stride(from: 0, to: bytes.count - bytes.count % 8, by: 8).map { start in
      bytes[start..<start + 8].reduce(0) { $0 << 8 | Int64($1) }
    }
  }
}
