import SalusCore
import SalusTwin

extension StoredJournal: DeliveryBook {
  public func cursor(of subscription: ID<Subscription>) throws(JournalError) -> DeliveryCursor? {
    try read { (reader) throws(JournalError) in
      try CursorRow.read(subscription, in: reader.connection)?.cursor
    }
  }

  public func claim(
    _ subscription: ID<Subscription>, start: Int64, by holder: String, at now: Instant,
    until end: Instant
  ) throws(JournalError) -> DeliveryCursor? {
    try change { (connection) throws(JournalError) in
      let known = try CursorRow.read(subscription, in: connection)
      if let known, let other = known.holder, other != holder, known.lease > now { return nil }
      let cursor = known?.cursor ?? DeliveryCursor(subscription, position: start)
      try CursorRow(cursor: cursor, lease: end, holder: holder).write(in: connection)
      return cursor
    }
  }

  public func save(_ cursors: [DeliveryCursor], dead: [DeadLetter], by holder: String)
    throws(JournalError)
  {
    try change { (connection) throws(JournalError) in
      for cursor in cursors {
        guard let known = try CursorRow.read(cursor.subscription, in: connection),
          known.holder == holder
        else { continue }
        try CursorRow(cursor: cursor, lease: known.lease, holder: holder).write(in: connection)
      }
      for letter in dead { try CursorRow.lay(letter, in: connection) }
    }
  }

  public func move(_ subscription: ID<Subscription>, to position: Int64) throws(JournalError) {
    try change { (connection) throws(JournalError) in
      try CursorRow(
        cursor: DeliveryCursor(subscription, position: position), lease: .beginning, holder: nil
      ).write(in: connection)
    }
  }

  public func release(_ holder: String) throws(JournalError) {
    try change { (connection) throws(JournalError) in
      let statement = try connection.statement(
        "UPDATE cursor SET holder = NULL, lease = 0 WHERE holder = ?")
      statement.bind(1, holder)
      try statement.run()
    }
  }

  public func forget(_ subscription: ID<Subscription>) throws(JournalError) {
    try change { (connection) throws(JournalError) in
      for table in ["cursor", "deadletter"] {
        let statement = try connection.statement("DELETE FROM \(table) WHERE subscription = ?")
        statement.bind(1, subscription.text)
        try statement.run()
      }
    }
  }

  public func deadLetters(of subscription: ID<Subscription>, after: Int64, limit: Int)
    throws(JournalError) -> [DeadLetter]
  {
    try read { (reader) throws(JournalError) in
      let statement = try reader.connection.statement(
        """
        SELECT sequence, at, status, words FROM deadletter
        WHERE subscription = ? AND sequence > ? ORDER BY sequence LIMIT ?
        """)
      defer { statement.reset() }
      statement.bind(1, subscription.text)
      statement.bind(2, after)
      statement.bind(3, Int64(max(0, limit)))
      var found: [DeadLetter] = []
      while try statement.step() {
        found.append(
          DeadLetter(
            subscription: subscription, sequence: statement.int(0),
            at: Instant(microseconds: statement.int(1)), status: Int(statement.int(2)),
            words: statement.text(3)))
      }
      return found
    }
  }

  public func bury(_ letter: DeadLetter) throws(JournalError) {
    try change { (connection) throws(JournalError) in
      let statement = try connection.statement(
        "DELETE FROM deadletter WHERE subscription = ? AND sequence = ?")
      statement.bind(1, letter.subscription.text)
      statement.bind(2, letter.sequence)
      try statement.run()
    }
  }
}

/// Where a subscription stands, and who looks after it.
private struct CursorRow {
  var cursor: DeliveryCursor
  var lease: Instant
  var holder: String?

  static func read(_ subscription: ID<Subscription>, in connection: Connection)
    throws(JournalError) -> CursorRow?
  {
    let statement = try connection.statement(
      """
      SELECT position, failures, refusals, due, words, lease, holder FROM cursor
      WHERE subscription = ?
      """)
    defer { statement.reset() }
    statement.bind(1, subscription.text)
    guard try statement.step() else { return nil }
    let cursor = DeliveryCursor(
      subscription, position: statement.int(0), failures: Int(statement.int(1)),
      refusals: Int(statement.int(2)),
      due: statement.optionalInt(3).map { Instant(microseconds: $0) }, words: statement.text(4))
    return CursorRow(
      cursor: cursor, lease: Instant(microseconds: statement.int(5)),
      holder: statement.optionalText(6))
  }

  func write(in connection: Connection) throws(JournalError) {
    let statement = try connection.statement(
      """
      INSERT INTO cursor VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(subscription) DO UPDATE
      SET position = excluded.position, failures = excluded.failures,
        refusals = excluded.refusals, due = excluded.due, words = excluded.words,
        lease = excluded.lease, holder = excluded.holder
      """)
    statement.bind(1, cursor.subscription.text)
    statement.bind(2, cursor.position)
    statement.bind(3, Int64(cursor.failures))
    statement.bind(4, Int64(cursor.refusals))
    statement.bind(5, cursor.due?.microseconds)
    statement.bind(6, cursor.words)
    statement.bind(7, lease.microseconds)
    statement.bind(8, holder)
    try statement.run()
  }

  static func lay(_ letter: DeadLetter, in connection: Connection) throws(JournalError) {
    let statement = try connection.statement(
      """
      INSERT INTO deadletter VALUES(?, ?, ?, ?, ?) ON CONFLICT(subscription, sequence) DO UPDATE
      SET at = excluded.at, status = excluded.status, words = excluded.words
      """)
    statement.bind(1, letter.subscription.text)
    statement.bind(2, letter.sequence)
    statement.bind(3, letter.at.microseconds)
    statement.bind(4, Int64(letter.status))
    statement.bind(5, letter.words)
    try statement.run()
  }
}
