import SalusCore
import SalusTwin

extension StoredJournal {
  /// The way out; only a journal that is open for writing has one.
  public func mainLine() throws(JournalError) -> MainLine {
    guard isWritable else { throw .readOnly(path: directory) }
    return MainLine(StoredOutbox(journal: self))
  }

  /// Runs `body` in a transaction of the connection that writes; it leaves events alone.
  func change<Result: Sendable>(_ body: (Connection) throws(JournalError) -> Result)
    throws(JournalError) -> Result
  {
    guard let writer else { throw .readOnly(path: directory) }
    return try writer.perform { (writer) throws(JournalError) in
      try body(writer.connection)
    }.result
  }
}

extension StoredJournal: CommandBook {
  public func commands(_ query: CommandQuery) throws(JournalError) -> [Command] {
    try read { (reader) throws(JournalError) in
      let ids = try CommandRow.ids(
        query, branch: try reader.branch(query.branch), in: reader.connection)
      var found: [Command] = []
      for id in ids {
        guard let command = try reader.command(id, on: query.branch) else {
          throw .corrupt("command \(id) has no events")
        }
        found.append(command)
      }
      return found
    }
  }
}

extension Reader {
  /// A command from its events.
  func command(_ id: ID<Command>, on branch: ID<Branch>) throws(JournalError) -> Command? {
    var command: Command?
    let query = EventQuery(
      branch: branch, types: CommandState.types, twin: Command.thread(of: id))
    for event in try events(query) { command = try Command.fold(event, onto: command) }
    return command
  }
}

/// The outbox beside the journal.
private struct StoredOutbox: Outbox {
  let journal: StoredJournal

  func claim(
    _ endpoint: String, at now: Instant, until end: Instant, limit: Int, by holder: String
  ) throws(JournalError) -> [OutgoingCommand] {
    // A look without the writer's lock first: most often nothing is due.
    guard let due = try nextDue(endpoint), due <= now else { return [] }
    let claims = try journal.change { (connection) throws(JournalError) in
      try OutboxRow.claim(
        endpoint, at: now, until: end, limit: limit, by: holder, in: connection)
    }
    return try journal.read { (reader) throws(JournalError) in
      var found: [OutgoingCommand] = []
      for claim in claims {
        // One that was answered or ended since is gone from the outbox too.
        guard let command = try reader.command(claim.command, on: Branch.main),
          command.isOutgoing
        else { continue }
        found.append(
          OutgoingCommand(command, attempts: claim.attempts, sequence: claim.sequence))
      }
      return found
    }
  }

  func postpone(_ waits: [MainLine.Postponement], by holder: String) throws(JournalError) {
    try journal.change { (connection) throws(JournalError) in
      for wait in waits {
        try OutboxRow.postpone(
          wait.command.sequence, until: wait.due, attempts: wait.command.attempts + 1,
          words: wait.words, by: holder, in: connection)
      }
    }
  }

  func resend(heldBy holder: String?) throws(JournalError) {
    try journal.change { (connection) throws(JournalError) in
      let which = holder == nil ? "" : " AND holder = ?"
      let statement = try connection.statement(
        "UPDATE outbox SET due = 0, holder = NULL WHERE due > 0\(which)")
      if let holder { statement.bind(1, holder) }
      try statement.run()
    }
  }

  func nextDue(_ endpoint: String) throws(JournalError) -> Instant? {
    try journal.read { (reader) throws(JournalError) in
      let statement = try reader.connection.statement(
        "SELECT due FROM outbox WHERE endpoint = ? ORDER BY due LIMIT 1")
      defer { statement.reset() }
      statement.bind(1, endpoint)
      return try statement.step() ? Instant(microseconds: statement.int(0)) : nil
    }
  }

  func waiting() throws(JournalError) -> [String: Int] {
    try journal.read { (reader) throws(JournalError) in
      let statement = try reader.connection.statement(
        "SELECT endpoint, count(*) FROM outbox GROUP BY endpoint")
      defer { statement.reset() }
      var found: [String: Int] = [:]
      while try statement.step() { found[statement.text(0)] = Int(statement.int(1)) }
      return found
    }
  }
}
