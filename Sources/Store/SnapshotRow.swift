import SalusCore
import SalusTwin

/// A stretch of `length` events of a twin, with the state after them and with what is needed to
/// pass the stretch over, or parts of it, without reading its events.
struct SnapshotRow {
  /// Revision of its last event, a multiple of `length`.
  var revision: Int64
  /// Sequence of its last event.
  var last: Int64
  /// Sequence of the twin's event before its first; 0 for none.
  var before: Int64
  /// Earliest moment that any of its events speaks of.
  var minValid: Int64
  /// Latest moment that any event of the twin up to here speaks of.
  var maxValid: Int64
  var minKnown: Int64
  var maxKnown: Int64
  /// Newest first.
  var entries: [Entry]
  var body: [UInt8]?

  /// An event of the stretch.
  struct Entry {
    var sequence: Int64
    /// Earliest moment that it speaks of.
    var earliest: Int64
    /// Latest moment that it speaks of.
    var latest: Int64
    var known: Int64
  }

  /// How many events a stretch has.
  static let length: Int64 = 64

  /// What a reader must look at before it knows whether it needs the rest.
  struct Summary {
    var last: Int64
    var before: Int64
    var minValid: Int64
    var maxValid: Int64
    var minKnown: Int64
    var maxKnown: Int64
    var hasBody: Bool
  }

  static func summary(
    _ twin: Int64, revision: Int64, branch: Int64, in connection: Connection
  ) throws(JournalError) -> Summary? {
    let statement = try connection.statement(
      """
      SELECT last, before, minvalid, maxvalid, minknown, maxknown, hasbody FROM snapshot
      WHERE branch = ? AND twin = ? AND revision = ?
      """)
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, twin)
    statement.bind(3, revision)
    guard try statement.step() else { return nil }
    return Summary(
      last: statement.int(0), before: statement.int(1), minValid: statement.int(2),
      maxValid: statement.int(3), minKnown: statement.int(4), maxKnown: statement.int(5),
      hasBody: statement.int(6) != 0)
  }

  static func body(_ twin: Int64, revision: Int64, branch: Int64, in connection: Connection)
    throws(JournalError) -> [UInt8]
  {
    let statement = try connection.statement(
      "SELECT body FROM snapshot WHERE branch = ? AND twin = ? AND revision = ?")
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, twin)
    statement.bind(3, revision)
    return try statement.step() ? statement.blob(0) : []
  }

  static func entries(_ twin: Int64, revision: Int64, branch: Int64, in connection: Connection)
    throws(JournalError) -> [Entry]
  {
    let statement = try connection.statement(
      "SELECT entries FROM snapshot WHERE branch = ? AND twin = ? AND revision = ?")
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, twin)
    statement.bind(3, revision)
    guard try statement.step() else { return [] }
    do throws(StateFault) {
      return try unpacked(statement.blob(0))
    } catch {
      throw .corrupt("the snapshot at revision \(revision): \(error)")
    }
  }

  func write(_ twin: Int64, branch: Int64, in connection: Connection) throws(JournalError) {
    let statement = try connection.statement(
      """
      INSERT INTO snapshot(branch, twin, revision, last, before, minvalid, maxvalid, minknown,
      maxknown, hasbody, entries, body) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, branch)
    statement.bind(2, twin)
    statement.bind(3, revision)
    statement.bind(4, last)
    statement.bind(5, before)
    statement.bind(6, minValid)
    statement.bind(7, maxValid)
    statement.bind(8, minKnown)
    statement.bind(9, maxKnown)
    statement.bind(10, body == nil ? Int64(0) : 1)
    statement.bind(11, packed)
    statement.bind(12, body)
    try statement.run()
  }

  private var packed: [UInt8] {
    var output = PackedWriter(capacity: entries.count * 12)
    output.append(UInt64(entries.count))
    var sequence: Int64 = 0
    var known: Int64 = 0
    for entry in entries {
      output.append(entry.sequence &- sequence)
      output.append(entry.known &- known)
      output.append(entry.earliest &- entry.known)
      output.append(entry.latest &- entry.known)
      sequence = entry.sequence
      known = entry.known
    }
    return output.bytes
  }

  private static func unpacked(_ bytes: [UInt8]) throws(StateFault) -> [Entry] {
    var input = PackedReader(bytes)
    var entries: [Entry] = []
    var sequence: Int64 = 0
    var known: Int64 = 0
    for _ in 0..<(try input.count()) {
      sequence &+= try input.integer()
      known &+= try input.integer()
      let earliest = known &+ (try input.integer())
      let latest = known &+ (try input.integer())
      entries.append(
        Entry(sequence: sequence, earliest: earliest, latest: latest, known: known))
    }
    return entries
  }
}
