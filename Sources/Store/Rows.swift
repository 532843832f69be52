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

  /// Numbers of all branches.
  static func all(in connection: Connection) throws(JournalError) -> [Int64] {
    let statement = try connection.statement("SELECT id FROM branch ORDER BY id")
    defer { statement.reset() }
    var found: [Int64] = []
    while try statement.step() { found.append(statement.int(0)) }
    return found
  }

  /// A branch as the writer needs it.
  struct Listed {
    var id: Int64
    var name: ID<Branch>
    var status: BranchInfo.Status
    /// The last head of a branch whose events were dropped.
    var keptHead: Head?
  }

  /// Every branch, in the order of their making.
  static func list(in connection: Connection) throws(JournalError) -> [Listed] {
    let statement = try connection.statement(
      "SELECT id, name, status, head, hash, recorded FROM branch ORDER BY id")
    defer { statement.reset() }
    var found: [Listed] = []
    while try statement.step() {
      var branch = Listed(
        id: statement.int(0), name: ID(statement.text(1)),
        status: BranchInfo.Status(rawValue: statement.text(2)) ?? .open)
      if branch.status == .discarded, let hash = statement.digest(4) {
        branch.keptHead = Head(
          sequence: statement.int(3), hash: hash,
          recorded: Instant(microseconds: statement.int(5)))
      }
      found.append(branch)
    }
    return found
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

/// The answer that was given to a source and key.
struct IdemRow {
  var content: Digest?
  var receipt: Receipt

  /// The newest answer that the line shows and nobody took back.
  static func read(
    source: Int64, key: String, line: Line, withdrawn: Withdrawn, in connection: Connection
  ) throws(JournalError) -> IdemRow? {
    for segment in line.segments {
      let statement = try connection.statement(
        """
        SELECT j.content, j.sequence, j.accepted, j.duplicate, j.corrected FROM idem i
        JOIN journal j ON j.branch = i.branch AND j.sequence = i.sequence
        WHERE i.branch = ? AND i.source = ? AND i.key = ?
        """)
      defer { statement.reset() }
      statement.bind(1, segment.branch)
      statement.bind(2, source)
      statement.bind(3, key)
      guard try statement.step() else { continue }
      let sequence = statement.int(1)
      guard sequence <= segment.through, !withdrawn.retracted.contains(sequence) else { continue }
      return IdemRow(
        content: statement.digest(0),
        receipt: Receipt(
          sequence: sequence, accepted: Int(statement.int(2)), duplicate: Int(statement.int(3)),
          corrected: Int(statement.int(4)), isReplay: true))
    }
    return nil
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

  /// Retractions that the line shows.
  static func all(line: Line, in connection: Connection) throws(JournalError) -> Set<Int64> {
    var found: Set<Int64> = []
    for segment in line.segments {
      let statement = try connection.statement(
        "SELECT sequence FROM retraction WHERE branch = ? AND event <= ?")
      defer { statement.reset() }
      statement.bind(1, segment.branch)
      statement.bind(2, segment.through)
      while try statement.step() { found.insert(statement.int(0)) }
    }
    return found
  }
}

/// What no longer counts on a line: batches that were retracted and sources that were revoked.
struct Withdrawn {
  var retracted: Set<Int64> = []
  /// Sequence of the newest revocation, by the number of the source.
  var revoked: [Int64: Int64] = [:]

  var isEmpty: Bool { retracted.isEmpty && revoked.isEmpty }

  static func read(line: Line, in connection: Connection) throws(JournalError) -> Withdrawn {
    var found = Withdrawn(retracted: try RetractionRow.all(line: line, in: connection))
    for row in try RevocationRow.all(line: line, in: connection) {
      found.revoked[row.source] = max(found.revoked[row.source] ?? 0, row.event)
    }
    return found
  }

  /// True where rows that a source brought with an event count no longer.
  func contains(_ sequence: Int64, source: Int64) -> Bool {
    if isEmpty { return false }
    return retracted.contains(sequence) || sequence < revoked[source] ?? 0
  }
}
