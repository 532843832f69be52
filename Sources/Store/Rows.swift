import SalusCore
import SalusGovernance
import SalusTwin

/// The newest event of a branch, read from the journal itself.
enum BranchRow {
  static func id(of branch: ID<Branch>, in connection: Connection) throws(JournalError) -> Int64? {
    let statement = try connection.statement("SELECT id FROM branch WHERE name = ?")
    defer { statement.reset() }
    statement.bind(1, branch.text)
    return try statement.step() ? statement.int(0) : nil
  }

  static func head(of branch: Int64, in connection: Connection) throws(JournalError) -> Head {
    let statement = try connection.statement(
      """
      SELECT sequence, hash, recorded FROM journal WHERE branch = ?
      ORDER BY sequence DESC LIMIT 1
      """)
    defer { statement.reset() }
    statement.bind(1, branch)
    guard try statement.step() else { return Head(sequence: 0, hash: .zero, recorded: .beginning) }
    guard let hash = statement.digest(1) else {
      throw .corrupt("event \(statement.int(0)) has no hash")
    }
    return Head(
      sequence: statement.int(0), hash: hash, recorded: Instant(microseconds: statement.int(2)))
  }
}

/// Where the thread of a twin stands on a branch: events of the twin are linked backwards, so its
/// history is found without an index that every append would have to keep.
struct TwinRow {
  var revision: Int64
  /// Sequence of the twin's newest event; 0 for none.
  var head: Int64

  static func read(_ twin: Int64, branch: Int64, in connection: Connection)
    throws(JournalError) -> TwinRow
  {
    let statement = try connection.statement(
      "SELECT revision, head FROM twin WHERE branch = ? AND twin = ?")
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, twin)
    guard try statement.step() else { return TwinRow(revision: 0, head: 0) }
    return TwinRow(revision: statement.int(0), head: statement.int(1))
  }

  func write(_ twin: Int64, branch: Int64, in connection: Connection) throws(JournalError) {
    let statement = try connection.statement("INSERT OR REPLACE INTO twin VALUES(?, ?, ?, ?)")
    statement.bind(1, branch)
    statement.bind(2, twin)
    statement.bind(3, revision)
    statement.bind(4, head)
    try statement.run()
  }
}

/// The answer that was given to a source and key.
struct IdemRow {
  var content: Digest?
  var receipt: Receipt

  static func read(source: Int64, key: String, branch: Int64, in connection: Connection)
    throws(JournalError) -> IdemRow?
  {
    let statement = try connection.statement(
      """
      SELECT j.content, j.sequence, j.accepted, j.duplicate, j.corrected FROM idem i
      JOIN journal j ON j.branch = i.branch AND j.sequence = i.sequence
      WHERE i.branch = ? AND i.source = ? AND i.key = ?
      """)
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, source)
    statement.bind(3, key)
    guard try statement.step() else { return nil }
    return IdemRow(
      content: statement.digest(0),
      receipt: Receipt(
        sequence: statement.int(1), accepted: Int(statement.int(2)),
        duplicate: Int(statement.int(3)), corrected: Int(statement.int(4)), isReplay: true))
  }

  static func insert(
    source: Int64, key: String, sequence: Int64, branch: Int64, in connection: Connection
  ) throws(JournalError) {
    let statement = try connection.statement("INSERT INTO idem VALUES(?, ?, ?, ?)")
    statement.bind(1, branch)
    statement.bind(2, source)
    statement.bind(3, key)
    statement.bind(4, sequence)
    try statement.run()
  }
}

/// Events whose observations were taken back.
enum RetractionRow {
  /// Takes the observations of event `target` out of readings from event `event` on, and frees
  /// its key, for an event whose rows are gone no longer answers for them.
  static func insert(_ target: Int64, by event: Int64, branch: Int64, in connection: Connection)
    throws(JournalError)
  {
    let statement = try connection.statement("INSERT INTO retraction VALUES(?, ?, ?)")
    statement.bind(1, branch)
    statement.bind(2, target)
    statement.bind(3, event)
    try statement.run()
    let free = try connection.statement(
      """
      DELETE FROM idem WHERE branch = ?1 AND sequence = ?2 AND (source, key) IN
      (SELECT source, key FROM journal WHERE branch = ?1 AND sequence = ?2)
      """)
    free.bind(1, branch)
    free.bind(2, target)
    try free.run()
  }

  /// - Parameter through: leaves out retractions that came later.
  static func all(branch: Int64, through: Int64?, in connection: Connection)
    throws(JournalError) -> Set<Int64>
  {
    let statement = try connection.statement(
      "SELECT sequence FROM retraction WHERE branch = ? AND event <= ?")
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, through ?? .max)
    var found: Set<Int64> = []
    while try statement.step() { found.insert(statement.int(0)) }
    return found
  }
}
