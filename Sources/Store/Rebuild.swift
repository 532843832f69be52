import SalusTwin

extension SQLiteJournal {
  /// Makes the tables that repeat what the events say anew from the events, in one commit.
  public func rebuild() throws(JournalError) {
    guard let writer else { throw .readOnly(path: directory) }
    try writer.pause { (connection) throws(JournalError) in
      do throws(JournalError) {
        try connection.run("BEGIN IMMEDIATE; \(SQLiteJournal.countable)")
        try SQLiteJournal.replayKeys(connection)
        try connection.run("COMMIT")
      } catch {
        connection.rollBack()
        throw error
      }
    }
  }

  private static let countable = """
    UPDATE journal SET prior = before FROM (
      SELECT branch AS b, sequence AS s,
        lag(sequence, 1, 0) OVER (PARTITION BY branch, twin ORDER BY sequence) AS before
      FROM journal)
    WHERE branch = b AND sequence = s AND prior <> before;
    DELETE FROM twin;
    INSERT INTO twin SELECT branch, twin, max(revision), max(sequence) FROM journal
      GROUP BY branch, twin ORDER BY branch, twin;
    DELETE FROM batch;
    INSERT INTO batch SELECT branch, signal, sequence, min(known), max(known) FROM series
      GROUP BY branch, signal, sequence ORDER BY branch, signal, sequence;
    DELETE FROM idem;
    DELETE FROM retraction;
    """

  /// Gives and frees keys in the order of the events.
  private static func replayKeys(_ connection: Connection) throws(JournalError) {
    let events = try connection.statement(
      """
      SELECT branch, sequence, source, key, retracts FROM journal
      WHERE key IS NOT NULL OR retracts IS NOT NULL ORDER BY branch, sequence
      """)
    var retracted: Set<[Int64]> = []
    while try events.step() {
      let branch = events.int(0)
      let sequence = events.int(1)
      if let key = events.optionalText(3) {
        try IdemRow.insert(
          source: events.int(2), key: key, sequence: sequence, branch: branch, in: connection)
      }
      for target in EventRow.unpacked(events.blob(4))
      where retracted.insert([branch, target]).inserted {
        try RetractionRow.insert(target, by: sequence, branch: branch, in: connection)
      }
    }
  }
}
