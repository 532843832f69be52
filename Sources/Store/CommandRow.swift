import SalusCore
import SalusTwin

/// A command as a row by which it is found; all it says is in its events.
enum CommandRow {
  /// The tables of commands and subscriptions.
  static let tables = """
    CREATE TABLE command(
      branch INTEGER NOT NULL, command TEXT NOT NULL, state INTEGER NOT NULL,
      target TEXT NOT NULL, expires INTEGER NOT NULL, head INTEGER NOT NULL,
      PRIMARY KEY(branch, command)) WITHOUT ROWID;
    CREATE INDEX command_expires ON command(branch, expires) WHERE state < 5;
    CREATE INDEX command_target ON command(branch, target) WHERE state < 5;
    CREATE TABLE outbox(
      sequence INTEGER PRIMARY KEY, command TEXT NOT NULL, endpoint TEXT NOT NULL,
      target TEXT NOT NULL, expires INTEGER NOT NULL, due INTEGER NOT NULL,
      attempts INTEGER NOT NULL, holder TEXT, words TEXT);
    CREATE INDEX outbox_due ON outbox(endpoint, due);
    CREATE INDEX outbox_target ON outbox(target, sequence);
    CREATE TABLE cursor(
      subscription TEXT PRIMARY KEY, position INTEGER NOT NULL, failures INTEGER NOT NULL,
      refusals INTEGER NOT NULL, due INTEGER, words TEXT NOT NULL,
      lease INTEGER NOT NULL, holder TEXT) WITHOUT ROWID;
    CREATE TABLE deadletter(
      subscription TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL,
      status INTEGER NOT NULL, words TEXT NOT NULL,
      PRIMARY KEY(subscription, sequence)) WITHOUT ROWID;
    """

  /// Short numbers of the states; those of open commands are below 5.
  static func number(_ state: CommandState) -> Int64 {
    switch state {
    case .requested: 0
    case .approved: 1
    case .sent: 2
    case .accepted: 3
    case .executing: 4
    case .succeeded: 5
    case .failed: 6
    case .expired: 7
    case .cancelled: 8
    }
  }

  static func write(_ command: Command, branch: Int64, in connection: Connection)
    throws(JournalError)
  {
    let statement = try connection.statement(
      """
      INSERT INTO command VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT(branch, command) DO UPDATE
      SET state = excluded.state, head = excluded.head
      """)
    statement.bind(1, branch)
    statement.bind(2, command.id.text)
    statement.bind(3, number(command.state))
    statement.bind(4, command.twin.text)
    statement.bind(5, command.request.expires.microseconds)
    statement.bind(6, command.sequence)
    try statement.run()
  }

  /// Ids of the commands that a query asks for.
  static func ids(_ query: CommandQuery, branch: Int64, in connection: Connection)
    throws(JournalError) -> [ID<Command>]
  {
    var sql = "SELECT command FROM command WHERE branch = ? AND command > ?"
    let wanted = query.states.isEmpty ? Set(CommandState.allCases) : query.states
    // The partial indexes are used only where the statement itself says so.
    if wanted.isSubset(of: CommandQuery.open) { sql += " AND state < 5" }
    if wanted.count < CommandState.allCases.count {
      let numbers = wanted.map(number).sorted().map(String.init).joined(separator: ", ")
      sql += " AND state IN (\(numbers))"
    }
    if query.twin != nil { sql += " AND target = ?" }
    if query.expiring != nil { sql += " AND expires <= ?" }
    sql += " ORDER BY \(query.expiring == nil ? "command" : "expires, command") LIMIT ?"
    let statement = try connection.statement(sql)
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, query.after?.text ?? "")
    var next: Int32 = 3
    if let twin = query.twin {
      statement.bind(next, twin.text)
      next += 1
    }
    if let expiring = query.expiring {
      statement.bind(next, expiring.microseconds)
      next += 1
    }
    statement.bind(next, Int64(max(0, query.limit)))
    var found: [ID<Command>] = []
    while try statement.step() { found.append(ID(statement.text(0))) }
    return found
  }
}
