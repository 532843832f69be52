import SalusCore
import SalusGovernance
import SalusTwin
import Synchronization

/// The wrapped data keys of a data directory, in `keys.sqlite` beside the journal and no part of
/// its backups, so that destroying a key destroys what it sealed in every copy.
public final class KeyFile: KeyStore {
  private let database: Mutex<Connection>

  /// Opens the file, and makes it where there is none.
  public init(directory: String) throws(JournalError) {
    try File.makeDirectory(directory)
    let path = directory + "/keys.sqlite"
    let connection = Connection(try SQLiteFile(path: path, access: .create))
    File.hide(path)
    // No log beside the file: an overwritten key must be in no file at all.
    try connection.run(
      """
      PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
      CREATE TABLE IF NOT EXISTS key(
        id BLOB PRIMARY KEY, subject TEXT, source TEXT, class INTEGER, bytes BLOB);
      CREATE INDEX IF NOT EXISTS key_name ON key(subject, source, class);
      CREATE TABLE IF NOT EXISTS mark(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
      """)
    database = Mutex(connection)
  }

  public func key(named name: KeyName) throws(KeyStoreError) -> WrappedKey? {
    try run { (connection) throws(JournalError) in try KeyFile.find(name, connection) }
  }

  public func key(_ id: KeyID) throws(KeyStoreError) -> StoredKey? {
    try run { (connection) throws(JournalError) -> StoredKey? in
      let statement = try connection.statement(
        "SELECT id, subject, source, class, bytes FROM key WHERE id = ?")
      defer { statement.reset() }
      statement.bind(1, id.bytes)
      guard try statement.step() else { return nil }
      return try statement.isNull(4) ? .destroyed : .kept(KeyFile.read(statement))
    }
  }

  public func put(_ key: WrappedKey) throws(KeyStoreError) -> WrappedKey {
    try change { (connection) throws(JournalError) in
      if let known = try KeyFile.find(key.name, connection) { return known }
      let statement = try connection.statement("INSERT INTO key VALUES(?, ?, ?, ?, ?)")
      statement.bind(1, key.id.bytes)
      statement.bind(2, key.name.subject)
      statement.bind(3, key.name.source)
      statement.bind(4, Int64(key.name.dataClass.rawValue))
      statement.bind(5, key.bytes)
      try statement.run()
      return key
    }
  }

  public func destroy(_ ids: [KeyID]) throws(KeyStoreError) {
    try change { (connection) throws(JournalError) in
      let statement = try connection.statement(
        "UPDATE key SET subject = NULL, source = NULL, class = NULL, bytes = NULL WHERE id = ?")
      for id in ids {
        statement.bind(1, id.bytes)
        try statement.run()
      }
    }
  }

  public func list(subject: String?) throws(KeyStoreError) -> [WrappedKey] {
    try run { (connection) throws(JournalError) in
      let statement = try connection.statement(
        """
        SELECT id, subject, source, class, bytes FROM key
        WHERE bytes IS NOT NULL AND (?1 IS NULL OR subject = ?1)
        """)
      defer { statement.reset() }
      statement.bind(1, subject)
      var found: [WrappedKey] = []
      while try statement.step() { found.append(try KeyFile.read(statement)) }
      return found
    }
  }

  public func mark() throws(KeyStoreError) -> [UInt8]? {
    try run { (connection) throws(JournalError) -> [UInt8]? in
      let statement = try connection.statement("SELECT bytes FROM mark")
      defer { statement.reset() }
      return try statement.step() ? statement.blob(0) : nil
    }
  }

  public func rewrap(_ keys: [WrappedKey], mark: [UInt8]) throws(KeyStoreError) {
    try change { (connection) throws(JournalError) in
      let statement = try connection.statement(
        "UPDATE key SET bytes = ? WHERE id = ? AND bytes IS NOT NULL")
      for key in keys {
        statement.bind(1, key.bytes)
        statement.bind(2, key.id.bytes)
        try statement.run()
      }
      let note = try connection.statement(
        """
        INSERT INTO mark VALUES(1, ?) ON CONFLICT(id) DO UPDATE SET bytes = excluded.bytes
        """)
      note.bind(1, mark)
      try note.run()
    }
  }

  private func change<Result: Sendable>(
    _ body: (Connection) throws(JournalError) -> Result
  ) throws(KeyStoreError) -> Result {
    try run { (connection) throws(JournalError) in
      try connection.beginWriting()
      do throws(JournalError) {
        let result = try body(connection)
        try connection.commit()
        return result
      } catch {
        connection.rollBack()
        throw error
      }
    }
  }

  private func run<Result: Sendable>(
    _ body: (Connection) throws(JournalError) -> Result
  ) throws(KeyStoreError) -> Result {
    do {
      return try database.withLock { connection in try body(connection) }
    } catch {
      throw KeyStoreError(reason: "\(error)")
    }
  }

  private static func find(_ name: KeyName, _ connection: Connection) throws(JournalError)
    -> WrappedKey?
  {
    let statement = try connection.statement(
      """
      SELECT id, subject, source, class, bytes FROM key
      WHERE subject = ? AND source = ? AND class = ? AND bytes IS NOT NULL
      """)
    defer { statement.reset() }
    statement.bind(1, name.subject)
    statement.bind(2, name.source)
    statement.bind(3, Int64(name.dataClass.rawValue))
    return try statement.step() ? read(statement) : nil
  }

  private static func read(_ row: Statement) throws(JournalError) -> WrappedKey {
    guard let id = KeyID(bytes: row.blob(0)), let dataClass = DataClass(rawValue: Int(row.int(3)))
    else { throw .corrupt("a key in keys.sqlite is damaged") }
    return WrappedKey(
      id: id, name: KeyName(subject: row.text(1), source: row.text(2), dataClass: dataClass),
      bytes: row.blob(4))
  }
}

extension Store {
  /// The vault of a data directory: wrapped keys in `keys.sqlite`, the key that wraps them in
  /// `keys/kek`; both are made where there are none.
  public static func vault(directory: String) throws(JournalError) -> Vault {
    let keys = try KeyFile(directory: directory)
    do {
      let kek = try KeyEncryptionKey.load(from: directory + "/keys/kek", for: keys)
      return try Vault(kek: kek, keys: keys)
    } catch {
      throw .failed("the bank's keys cannot be used: \(error)")
    }
  }
}
