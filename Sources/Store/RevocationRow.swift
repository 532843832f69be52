import SalusTwin

/// A source whose data before an event count no longer.
struct RevocationRow {
  /// Number of the source's name.
  var source: Int64
  /// Sequence of the revocation.
  var event: Int64

  static func insert(source: Int64, event: Int64, branch: Int64, in connection: Connection)
    throws(JournalError)
  {
    let statement = try connection.statement("INSERT INTO revocation VALUES(?, ?, ?)")
    statement.bind(1, branch)
    statement.bind(2, source)
    statement.bind(3, event)
    try statement.run()
  }

  /// Revocations that the line shows.
  static func all(line: Line, in connection: Connection) throws(JournalError) -> [RevocationRow] {
    var found: [RevocationRow] = []
    for segment in line.segments {
      let statement = try connection.statement(
        "SELECT source, event FROM revocation WHERE branch = ? AND event <= ?")
      defer { statement.reset() }
      statement.bind(1, segment.branch)
      statement.bind(2, segment.through)
      while try statement.step() {
        found.append(RevocationRow(source: statement.int(0), event: statement.int(1)))
      }
    }
    return found
  }
}
