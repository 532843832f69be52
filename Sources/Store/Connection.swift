import SalusTwin

/// One open database with its prepared statements. Used by one thread at a time.
///
/// Only this type, `Statement` and the files that they are made of know which database it is.
final class Connection {
  enum Backing {
    case sqlite(SQLiteFile)
    case postgres(PostgresSession)
  }

  let backing: Backing
  private var statements: [String: Statement] = [:]

  init(_ file: SQLiteFile) {
    backing = .sqlite(file)
  }

  init(_ session: PostgresSession) {
    backing = .postgres(session)
  }

  deinit {
    for statement in statements.values { statement.finalize() }
  }

  /// The path or address of what is open, without any password.
  var place: String {
    switch backing {
    case .sqlite(let file): file.path
    case .postgres(let session): session.place
    }
  }

  var dialect: Dialect {
    switch backing {
    case .sqlite: .sqlite
    case .postgres: .postgres
    }
  }

  /// True where trouble makes it wiser to open anew: a file whose write to the disk failed once may
  /// believe that it did not; a session is only worth as much as its socket.
  var isSpent: Bool {
    switch backing {
    case .sqlite: true
    case .postgres(let session): session.isLost
    }
  }

  /// Runs statements, divided by semicolons, that return nothing. What PostgreSQL has to say of
  /// them may come only with the next reading or commit.
  func run(_ sql: String) throws(JournalError) {
    switch backing {
    case .sqlite(let file): try file.run(sql)
    case .postgres(let session):
      for statement in sql.split(separator: ";")
      where statement.contains(where: { !$0.isWhitespace }) {
        try session.queue(String(statement))
      }
    }
  }

  /// The prepared statement of that text, kept for the next time. A statement must be reset
  /// before it is asked for again.
  ///
  /// - Parameter rows: `.many` for what may not fit into memory or is left half-way; it can be
  ///   asked for only inside a transaction.
  func statement(_ sql: String, rows: Statement.Rows = .few) throws(JournalError) -> Statement {
    if let known = statements[sql] { return known }
    let statement: Statement
    switch backing {
    case .sqlite(let file): statement = Statement(try file.prepare(sql), of: file)
    case .postgres(let session):
      statement = Statement(PostgresStatement(sql, rows: rows, of: session))
    }
    statements[sql] = statement
    return statement
  }

  /// The one number that a statement gives; nil for no row or NULL.
  func number(_ sql: String) throws(JournalError) -> Int64? {
    let statement = try statement(sql)
    defer { statement.reset() }
    guard try statement.step(), !statement.isNull(0) else { return nil }
    return statement.int(0)
  }

  /// The one text that a statement gives; nil for no row or NULL.
  func text(_ sql: String) throws(JournalError) -> String? {
    let statement = try statement(sql)
    defer { statement.reset() }
    return try statement.step() ? statement.optionalText(0) : nil
  }

  /// Runs `body` on one snapshot.
  func snapshot<Result>(_ body: () throws(JournalError) -> Result) throws(JournalError) -> Result {
    try beginReading()
    do throws(JournalError) {
      let result = try body()
      try endReading()
      return result
    } catch {
      rollBack()
      throw error
    }
  }

  func beginReading() throws(JournalError) {
    switch backing {
    case .sqlite(let file): try file.run("BEGIN")
    case .postgres(let session):
      try session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }
  }

  func endReading() throws(JournalError) {
    switch backing {
    case .sqlite(let file): try file.run("COMMIT")
    case .postgres(let session):
      forgetRows()
      try session.endReading()
    }
  }

  /// Opens a transaction that alone may write to the bank, among all servers.
  func beginWriting() throws(JournalError) {
    switch backing {
    case .sqlite(let file): try file.run("BEGIN IMMEDIATE")
    case .postgres(let session): try session.beginWriting()
    }
  }

  /// Returns when the open transaction is on the disk.
  func commit() throws(JournalError) {
    switch backing {
    case .sqlite(let file): try file.run("COMMIT")
    case .postgres(let session): try session.commit()
    }
  }

  /// Gives up the open transaction, if the database has not done so already.
  func rollBack() {
    forgetRows()
    switch backing {
    case .sqlite(let file): file.rollBack()
    case .postgres(let session): session.rollBack()
    }
  }

  /// Asks the database whether its files are sound; what is wrong, or nil.
  func structuralDamage() throws(JournalError) -> String? {
    guard case .sqlite = backing else { return nil }
    let check = try statement("PRAGMA quick_check(1)")
    defer { check.reset() }
    guard try check.step() else { return "no answer to a check" }
    return check.text(0) == "ok" ? nil : check.text(0)
  }

  private func forgetRows() {
    for statement in statements.values { statement.reset() }
  }
}
