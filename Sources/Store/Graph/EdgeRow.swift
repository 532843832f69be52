import SalusCore
import SalusTwin

/// A relation as the tables keep it: all its facts in one row, which lies in the indexes of both
/// its ends as well.
struct EdgeRow {
  /// Number of the relation's name.
  var relation: Int64
  /// Sequence of the event by which it began.
  var event: Int64
  var source: Int64
  /// A text and no number: projections give no numbers to new names, and these are short.
  var name: String
  var target: Int64
  /// Microseconds since 1970.
  var starts: Int64
  /// The end that was known when it began; nil for none.
  var planned: Int64?
  /// The end that the branch of the row knows last.
  var ends: Int64?
  var known: Int64
  /// Number of the source that said so.
  var origin: Int64
  /// Number of the person whom it speaks of; nil where it is not personal.
  var subject: Int64?
  /// Sequence of the event on the row's branch that set `ends`; 0 for none.
  var ended: Int64

  static let columns =
    "relation, event, source, name, target, starts, planned, ends, known, origin, subject, ended"

  init(_ row: Statement) {
    relation = row.int(0)
    event = row.int(1)
    source = row.int(2)
    name = row.text(3)
    target = row.int(4)
    starts = row.int(5)
    planned = row.optionalInt(6)
    ends = row.optionalInt(7)
    known = row.int(8)
    origin = row.int(9)
    subject = row.optionalInt(10)
    ended = row.int(11)
  }

  init(
    relation: Int64, event: Int64, source: Int64, name: String, target: Int64, starts: Int64,
    planned: Int64?, known: Int64, origin: Int64, subject: Int64?
  ) {
    self.relation = relation
    self.event = event
    self.source = source
    self.name = name
    self.target = target
    self.starts = starts
    self.planned = planned
    ends = planned
    self.known = known
    self.origin = origin
    self.subject = subject
    ended = 0
  }

  func insert(branch: Int64, into connection: Connection) throws(JournalError) {
    let statement = try connection.statement(
      """
      INSERT INTO edge(branch, \(EdgeRow.columns))
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    statement.bind(1, branch)
    statement.bind(2, relation)
    statement.bind(3, event)
    statement.bind(4, source)
    statement.bind(5, name)
    statement.bind(6, target)
    statement.bind(7, starts)
    statement.bind(8, planned)
    statement.bind(9, ends)
    statement.bind(10, known)
    statement.bind(11, origin)
    statement.bind(12, subject)
    statement.bind(13, ended)
    try statement.run()
  }

  /// Notes the end that the branch knows last.
  static func end(
    _ relation: Int64, at ends: Int64?, by event: Int64, branch: Int64, in connection: Connection
  ) throws(JournalError) {
    let statement = try connection.statement(
      "UPDATE edge SET ends = ?, ended = ? WHERE branch = ? AND relation = ?")
    statement.bind(1, ends)
    statement.bind(2, event)
    statement.bind(3, branch)
    statement.bind(4, relation)
    try statement.run()
  }
}

/// One word on when a relation ends.
struct EdgeEndRow {
  var event: Int64
  /// Microseconds since 1970; nil for "not at all".
  var ends: Int64?
  var known: Int64
  /// Number of the source that said so.
  var origin: Int64

  func insert(_ relation: Int64, branch: Int64, into connection: Connection)
    throws(JournalError)
  {
    let statement = try connection.statement("INSERT INTO edgeend VALUES(?, ?, ?, ?, ?, ?)")
    statement.bind(1, branch)
    statement.bind(2, relation)
    statement.bind(3, event)
    statement.bind(4, ends)
    statement.bind(5, known)
    statement.bind(6, origin)
    try statement.run()
  }

  /// Words on one relation's end on one branch, oldest first.
  static func all(
    of relation: Int64, branch: Int64, through: Int64, in connection: Connection
  ) throws(JournalError) -> [EdgeEndRow] {
    let statement = try connection.statement(
      """
      SELECT event, ends, known, origin FROM edgeend
      WHERE branch = ? AND relation = ? AND event <= ? ORDER BY event
      """)
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, relation)
    statement.bind(3, through)
    var found: [EdgeEndRow] = []
    while try statement.step() {
      found.append(
        EdgeEndRow(
          event: statement.int(0), ends: statement.optionalInt(1), known: statement.int(2),
          origin: statement.int(3)))
    }
    return found
  }
}
