import SalusCore
import SalusTwin

/// A command on its way out of the main line: written by the commit that releases it, gone with the
/// commit that keeps its answer or its end.
enum OutboxRow {
  /// Puts the command in, or takes it out, as its state asks for.
  static func follow(_ command: Command, in connection: Connection)
    throws(JournalError)
  {
    guard let released = command.released else { return }
    if command.isOutgoing {
      let statement = try connection.statement(
        """
        INSERT INTO outbox(sequence, command, endpoint, target, expires, due, attempts)
        VALUES(?, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING
        """)
      statement.bind(1, released)
      statement.bind(2, command.id.text)
      statement.bind(3, command.request.endpoint)
      statement.bind(4, command.twin.text)
      statement.bind(5, command.request.expires.microseconds)
      try statement.run()
    } else {
      let statement = try connection.statement("DELETE FROM outbox WHERE sequence = ?")
      statement.bind(1, released)
      try statement.run()
    }
  }

  struct Claim {
    var sequence: Int64
    var command: ID<Command>
    var attempts: Int
  }

  /// Takes commands that are due for a holder alone until `end`; of each twin only the oldest that
  /// waits, so that a twin gets its commands in order.
  static func claim(
    _ endpoint: String, at now: Instant, until end: Instant, limit: Int, by holder: String,
    in connection: Connection
  ) throws(JournalError) -> [Claim] {
    let statement = try connection.statement(
      """
      UPDATE outbox SET due = ?4, holder = ?5 WHERE sequence IN (
        SELECT o.sequence FROM outbox o
        WHERE o.endpoint = ?1 AND o.due <= ?2 AND o.expires > ?2 AND NOT EXISTS (
          SELECT 1 FROM outbox p WHERE p.target = o.target AND p.sequence < o.sequence)
        ORDER BY o.due, o.sequence LIMIT ?3)
      RETURNING sequence, command, attempts
      """)
    defer { statement.reset() }
    statement.bind(1, endpoint)
    statement.bind(2, now.microseconds)
    statement.bind(3, Int64(max(0, limit)))
    statement.bind(4, end.microseconds)
    statement.bind(5, holder)
    var found: [Claim] = []
    while try statement.step() {
      found.append(
        Claim(
          sequence: statement.int(0), command: ID(statement.text(1)),
          attempts: Int(statement.int(2))))
    }
    return found.sorted { $0.sequence < $1.sequence }
  }

  /// Puts off the next try of a command that the holder still has.
  static func postpone(
    _ sequence: Int64, until due: Instant, attempts: Int, words: String, by holder: String,
    in connection: Connection
  ) throws(JournalError) {
    let statement = try connection.statement(
      """
      UPDATE outbox SET due = ?2, attempts = ?3, words = ?4, holder = NULL
      WHERE sequence = ?1 AND holder = ?5
      """)
    statement.bind(1, sequence)
    statement.bind(2, due.microseconds)
    statement.bind(3, Int64(attempts))
    statement.bind(4, words)
    statement.bind(5, holder)
    try statement.run()
  }
}
