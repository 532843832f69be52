import SalusCore
import SalusTwin

/// The tables of the journal file and the steps that bring older files up to them.
enum Schema {
  /// "SALU", by which the file is known for a journal.
  static let application: Int64 = 0x5341_4C55
  /// The newest format that this build reads and the one that it writes.
  static let format = migrations.count

  /// Step n brings a file of format n to format n + 1; a released step never changes.
  static let migrations: [String] = [first]

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

  /// Refuses files that are no journal or come from a newer version; returns the format.
  static func check(_ connection: Connection, directory: String) throws(JournalError) -> Int {
    let application = try connection.number("PRAGMA application_id") ?? 0
    let format = Int(try connection.number("PRAGMA user_version") ?? 0)
    guard application == Schema.application, format > 0 else {
      throw .corrupt("\(connection.path) is no journal file")
    }
    guard format <= Schema.format else {
      throw .newer(path: directory, version: format, supported: Schema.format)
    }
    return format
  }

  /// Brings the file from `format` to the newest, all steps in one commit.
  static func migrate(_ connection: Connection, from format: Int) throws(JournalError) {
    guard format < Schema.format else { return }
    let steps = migrations[format...].joined(separator: "\n")
    do throws(JournalError) {
      try connection.run(
        """
        BEGIN IMMEDIATE; \(steps)
        PRAGMA application_id = \(application); PRAGMA user_version = \(Schema.format); COMMIT;
        """)
    } catch {
      connection.rollBack()
      throw error
    }
  }
}

/// What a row of the `name` table is the short number of.
enum NameKind: Int64 {
  case twin = 1
  case signal = 2
  case stratum = 3
  case source = 4
  case type = 5
}
