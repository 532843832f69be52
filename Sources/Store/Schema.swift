import SalusCore
import SalusTwin

/// The tables of the journal and the steps that bring older ones up to them.
enum Schema {
  /// "SALU", by which the file is known for a journal.
  static let application: Int64 = 0x5341_4C55
  /// The newest format that this build reads and the one that it writes.
  static let format = migrations.count

  /// One step, in SQLite's words; `Dialect` translates them.
  struct Migration {
    /// What the step brings, for messages.
    let name: String
    let sql: String
  }

  /// Step n brings a bank of format n to format n + 1; a released step never changes.
  static let migrations: [Migration] = [
    Migration(name: "journal", sql: first),
    Migration(name: "kernel", sql: [kernel, graph, CommandRow.tables].joined(separator: "\n")),
  ]

  private static let first = """
    CREATE TABLE name(
      id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE(kind, text));
    CREATE TABLE branch(
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, parent INTEGER, fork INTEGER);
    CREATE TABLE journal(
      branch INTEGER NOT NULL, sequence INTEGER NOT NULL,
      twin INTEGER NOT NULL, revision INTEGER NOT NULL, prior INTEGER NOT NULL,
      type INTEGER NOT NULL, version INTEGER NOT NULL,
      valid INTEGER NOT NULL, known INTEGER NOT NULL, recorded INTEGER NOT NULL,
      actor TEXT NOT NULL, purpose TEXT NOT NULL, source INTEGER NOT NULL,
      key TEXT, causation INTEGER,
      accepted INTEGER NOT NULL, duplicate INTEGER NOT NULL, corrected INTEGER NOT NULL,
      retracts BLOB, content BLOB, observations BLOB,
      previous BLOB NOT NULL, hash BLOB NOT NULL, payload BLOB NOT NULL,
      PRIMARY KEY(branch, sequence)) WITHOUT ROWID;
    CREATE INDEX journal_type ON journal(branch, type, sequence);
    CREATE TABLE series(
      branch INTEGER NOT NULL, signal INTEGER NOT NULL, stratum INTEGER NOT NULL,
      twin INTEGER NOT NULL, valid INTEGER NOT NULL, known INTEGER NOT NULL,
      sequence INTEGER NOT NULL, position INTEGER NOT NULL,
      source INTEGER NOT NULL, value REAL, quality INTEGER NOT NULL,
      PRIMARY KEY(branch, signal, stratum, twin, valid, known, sequence, position)) WITHOUT ROWID;
    CREATE TABLE twin(
      branch INTEGER NOT NULL, twin INTEGER NOT NULL,
      revision INTEGER NOT NULL, head INTEGER NOT NULL,
      PRIMARY KEY(branch, twin)) WITHOUT ROWID;
    CREATE TABLE idem(
      branch INTEGER NOT NULL, source INTEGER NOT NULL, key TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      PRIMARY KEY(branch, source, key)) WITHOUT ROWID;
    CREATE TABLE batch(
      branch INTEGER NOT NULL, signal INTEGER NOT NULL, sequence INTEGER NOT NULL,
      known INTEGER NOT NULL, newest INTEGER NOT NULL,
      PRIMARY KEY(branch, signal, sequence)) WITHOUT ROWID;
    CREATE TABLE retraction(
      branch INTEGER NOT NULL, sequence INTEGER NOT NULL, event INTEGER NOT NULL,
      PRIMARY KEY(branch, sequence)) WITHOUT ROWID;
    INSERT INTO branch(id, name) VALUES(1, 'main');
    """

  private static let kernel = """
    ALTER TABLE branch ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
    ALTER TABLE branch ADD COLUMN owner TEXT NOT NULL DEFAULT '';
    ALTER TABLE branch ADD COLUMN seed INTEGER;
    ALTER TABLE branch ADD COLUMN expiry INTEGER;
    ALTER TABLE branch ADD COLUMN status TEXT NOT NULL DEFAULT 'open';
    ALTER TABLE branch ADD COLUMN head INTEGER;
    ALTER TABLE branch ADD COLUMN hash BLOB;
    ALTER TABLE branch ADD COLUMN recorded INTEGER;
    ALTER TABLE branch ADD COLUMN merged INTEGER;
    ALTER TABLE branch ADD COLUMN origin BLOB;
    ALTER TABLE journal ADD COLUMN subject INTEGER;
    ALTER TABLE journal ADD COLUMN class INTEGER;
    ALTER TABLE journal ADD COLUMN earliest INTEGER;
    ALTER TABLE journal ADD COLUMN latest INTEGER;
    ALTER TABLE twin ADD COLUMN type INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE twin ADD COLUMN flags INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE twin ADD COLUMN made INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE twin ADD COLUMN subject INTEGER;
    ALTER TABLE twin ADD COLUMN body BLOB;
    CREATE INDEX twin_type ON twin(branch, type, twin) WHERE type <> 0;
    CREATE INDEX twin_subject ON twin(subject) WHERE subject IS NOT NULL;
    CREATE TABLE snapshot(
      branch INTEGER NOT NULL, twin INTEGER NOT NULL, revision INTEGER NOT NULL,
      last INTEGER NOT NULL, before INTEGER NOT NULL,
      minvalid INTEGER NOT NULL, maxvalid INTEGER NOT NULL,
      minknown INTEGER NOT NULL, maxknown INTEGER NOT NULL, hasbody INTEGER NOT NULL,
      entries BLOB NOT NULL, body BLOB,
      PRIMARY KEY(branch, twin, revision)) WITHOUT ROWID;
    CREATE TABLE alias(
      branch INTEGER NOT NULL, token TEXT NOT NULL, twin INTEGER NOT NULL,
      event INTEGER NOT NULL,
      PRIMARY KEY(branch, token)) WITHOUT ROWID;
    CREATE TABLE version(
      branch INTEGER NOT NULL, name TEXT NOT NULL, sequence INTEGER NOT NULL,
      event INTEGER NOT NULL,
      PRIMARY KEY(branch, name)) WITHOUT ROWID;
    CREATE TABLE revocation(
      branch INTEGER NOT NULL, source INTEGER NOT NULL, event INTEGER NOT NULL,
      PRIMARY KEY(branch, source, event)) WITHOUT ROWID;
    CREATE TABLE derived(
      branch INTEGER NOT NULL, input INTEGER NOT NULL, event INTEGER NOT NULL,
      PRIMARY KEY(branch, input, event)) WITHOUT ROWID;
    CREATE TABLE taint(
      branch INTEGER NOT NULL, event INTEGER NOT NULL, cause INTEGER NOT NULL,
      PRIMARY KEY(branch, event)) WITHOUT ROWID;
    """

  private static let graph = """
    CREATE TABLE edge(
      branch INTEGER NOT NULL, relation INTEGER NOT NULL, event INTEGER NOT NULL,
      source INTEGER NOT NULL, name TEXT NOT NULL, target INTEGER NOT NULL,
      starts INTEGER NOT NULL, planned INTEGER, ends INTEGER, known INTEGER NOT NULL,
      origin INTEGER NOT NULL, subject INTEGER, ended INTEGER NOT NULL,
      PRIMARY KEY(branch, relation)) WITHOUT ROWID;
    CREATE INDEX edge_source ON edge(
      branch, source, name, event, target, starts, planned, ends, known, origin, subject, ended);
    CREATE INDEX edge_target ON edge(
      branch, target, name, event, source, starts, planned, ends, known, origin, subject, ended);
    CREATE INDEX edge_subject ON edge(subject) WHERE subject IS NOT NULL;
    CREATE TABLE edgeend(
      branch INTEGER NOT NULL, relation INTEGER NOT NULL, event INTEGER NOT NULL,
      ends INTEGER, known INTEGER NOT NULL, origin INTEGER NOT NULL,
      PRIMARY KEY(branch, relation, event)) WITHOUT ROWID;
    CREATE TABLE cell(
      branch INTEGER NOT NULL, aggregate TEXT NOT NULL, key TEXT NOT NULL,
      count INTEGER NOT NULL, sums BLOB NOT NULL,
      PRIMARY KEY(branch, aggregate, key)) WITHOUT ROWID;
    CREATE TABLE overlap(
      branch INTEGER NOT NULL, earlier TEXT NOT NULL, earlierkey TEXT NOT NULL,
      later TEXT NOT NULL, laterkey TEXT NOT NULL, count INTEGER NOT NULL,
      PRIMARY KEY(branch, earlier, earlierkey, later, laterkey)) WITHOUT ROWID;
    CREATE TABLE cellmark(branch INTEGER NOT NULL, PRIMARY KEY(branch)) WITHOUT ROWID;
    """

  /// Settings of a connection that reads.
  static let reading = """
    PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16384;
    PRAGMA temp_store = MEMORY;
    """

  /// Settings of the connection that writes: a commit is on the disk before it is acknowledged.
  static let writing = """
    \(reading) PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;
    """

  /// Refuses what is no journal or comes from a newer version; returns the format.
  static func check(_ connection: Connection) throws(JournalError) -> Int {
    let (application, format): (Int64, Int)
    switch connection.dialect {
    case .sqlite:
      application = try connection.number("PRAGMA application_id") ?? 0
      format = Int(try connection.number("PRAGMA user_version") ?? 0)
    case .postgres:
      guard try connection.number("SELECT count(to_regclass('bank'))") == 1 else {
        throw .missing(path: connection.place)
      }
      application = try connection.number("SELECT application FROM bank") ?? 0
      format = Int(try connection.number("SELECT format FROM bank") ?? 0)
    }
    guard application == Schema.application, format > 0 else {
      throw .corrupt("\(connection.place) is no journal file")
    }
    guard format <= Schema.format else {
      let place = connection.place
      let home = connection.dialect == .sqlite ? File.folder(of: place) : place
      throw .newer(path: home, version: format, supported: Schema.format)
    }
    return format
  }

  /// Brings the bank from `format` to the newest, all steps in one commit.
  static func migrate(_ connection: Connection, from format: Int) throws(JournalError) {
    guard format < Schema.format else { return }
    do throws(JournalError) {
      try connection.beginWriting()
      try run(connection, from: format)
      try connection.commit()
    } catch {
      connection.rollBack()
      throw error
    }
  }

  /// Makes the bank's tables in its schema or brings them up, one server at a time.
  static func prepare(
    _ connection: Connection, of database: PostgresAddress, creating: Bool
  ) throws(JournalError) {
    do throws(JournalError) {
      try connection.beginWriting()
      if let encoding = try connection.text("SELECT current_setting('server_encoding')"),
        encoding != "UTF8"
      {
        throw .failed("\(database) keeps texts as \(encoding); a database with UTF8 is needed")
      }
      var format = 0
      do throws(JournalError) {
        format = try check(connection)
      } catch .missing where creating {
        try connection.run("CREATE SCHEMA IF NOT EXISTS \(database.quoted)")
        let others = try connection.number(
          "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
        guard others == 0 else {
          throw .corrupt("\(database) holds tables, but no journal")
        }
      }
      if format < Schema.format { try run(connection, from: format) }
      try connection.commit()
    } catch {
      connection.rollBack()
      throw error
    }
  }

  /// The steps alone, inside an open transaction.
  static func run(_ connection: Connection, from format: Int) throws(JournalError) {
    if format == 0, connection.dialect == .postgres { try connection.run(bank) }
    for step in migrations[format...] {
      try connection.run(connection.dialect.definition(step.sql))
    }
    switch connection.dialect {
    case .sqlite:
      try connection.run(
        "PRAGMA application_id = \(application); PRAGMA user_version = \(Schema.format)")
    case .postgres:
      try connection.run("UPDATE bank SET format = \(Schema.format), commits = commits + 1")
    }
  }

  /// What SQLite keeps in the file's header, and the count of commits by which a server sees that
  /// another one has written.
  private static let bank = """
    CREATE TABLE bank(
      application bigint NOT NULL, format bigint NOT NULL, commits bigint NOT NULL);
    INSERT INTO bank VALUES(\(application), 0, 0)
    """
}

/// What a row of the `name` table is the short number of.
enum NameKind: Int64 {
  case twin = 1
  case signal = 2
  case stratum = 3
  case source = 4
  case type = 5
}
