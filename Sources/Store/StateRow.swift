import SalusCore
import SalusGovernance
import SalusTwin

/// Where a twin stands on a branch: its newest event, and its state where it has one.
struct StateRow: Equatable {
  var revision: Int64
  /// Sequence of the twin's newest event; 0 for none.
  var head: Int64
  /// Number of the type's name; 0 where the twin has no state.
  var type: Int64 = 0
  var flags: Int64 = 0
  /// Sequence of the event after which the body was written: the head, or a later revocation.
  var made: Int64 = 0
  /// Number of the person's name; nil where nothing personal is held.
  var subject: Int64?
  /// The state as `StateCoding` writes it, sealed where `isSealed`; nil where there is none.
  var body: [UInt8]?

  static let none = StateRow(revision: 0, head: 0)

  /// Bits of `flags`.
  static let deleted: Int64 = 1
  static let sealed: Int64 = 2
  static let redacted: Int64 = 4
  private static let lifecycleShift: Int64 = 4
  private static let classShift: Int64 = 8
  private static let roleShift: Int64 = 12

  /// What the flags say of a state and of the class of what it holds.
  static func flags(of state: TwinState, dataClass: DataClass?) -> Int64 {
    var flags = Int64(state.lifecycle.rawValue) << lifecycleShift
    flags |= Int64(state.role.rawValue) << roleShift
    if let dataClass { flags |= Int64(dataClass.rawValue) << classShift | sealed }
    if state.isDeleted { flags |= deleted }
    return flags
  }

  /// Leaves of a personal state that it was there.
  mutating func erase() {
    body = nil
    flags = flags & (15 << StateRow.classShift) | StateRow.sealed | StateRow.redacted
  }

  var isDeleted: Bool { flags & StateRow.deleted != 0 }

  var lifecycle: Lifecycle {
    Lifecycle(rawValue: UInt8(truncatingIfNeeded: flags >> StateRow.lifecycleShift & 15))
      ?? .unbound
  }

  var role: Role {
    Role(rawValue: UInt8(truncatingIfNeeded: flags >> StateRow.roleShift & 15)) ?? .individual
  }

  /// Nil where nothing is sealed.
  var dataClass: DataClass? {
    isSealed ? DataClass(rawValue: Int(flags >> StateRow.classShift & 15)) : nil
  }

  var isSealed: Bool { flags & StateRow.sealed != 0 }
  var isRedacted: Bool { flags & StateRow.redacted != 0 }

  static let columns = "revision, head, type, flags, made, subject, body"

  /// The row under the statement, whose columns begin at `first`.
  static func read(_ row: Statement, from first: Int32 = 0) -> StateRow {
    StateRow(
      revision: row.int(first), head: row.int(first + 1), type: row.int(first + 2),
      flags: row.int(first + 3), made: row.int(first + 4), subject: row.optionalInt(first + 5),
      body: row.isNull(first + 6) ? nil : row.blob(first + 6))
  }

  /// The row of that very branch; nil where the twin has no event there.
  static func read(_ twin: Int64, branch: Int64, in connection: Connection)
    throws(JournalError) -> StateRow?
  {
    let statement = try connection.statement(
      "SELECT \(columns) FROM twin WHERE branch = ? AND twin = ?")
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, twin)
    return try statement.step() ? read(statement) : nil
  }

  /// The row that the line shows, and the segment that it comes from: nil where the twin has no
  /// event. A row whose head lies beyond the segment has moved on since the fork.
  static func read(_ twin: Int64, line: Line, in connection: Connection)
    throws(JournalError) -> (row: StateRow, segment: Int)?
  {
    for (index, segment) in line.segments.enumerated() {
      guard let row = try read(twin, branch: segment.branch, in: connection) else { continue }
      return (row, index)
    }
    return nil
  }

  func write(_ twin: Int64, branch: Int64, in connection: Connection) throws(JournalError) {
    let statement = try connection.statement(
      """
      INSERT INTO twin(branch, twin, \(StateRow.columns)) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT(branch, twin) DO UPDATE SET revision = excluded.revision, head = excluded.head,
      type = excluded.type, flags = excluded.flags, made = excluded.made,
      subject = excluded.subject, body = excluded.body
      """)
    statement.bind(1, branch)
    statement.bind(2, twin)
    statement.bind(3, revision)
    statement.bind(4, head)
    statement.bind(5, type)
    statement.bind(6, flags)
    statement.bind(7, made)
    statement.bind(8, subject)
    statement.bind(9, body)
    try statement.run()
  }
}
