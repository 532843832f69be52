import SalusCore
import SalusTwin

extension StoredJournal {
  /// Copies the journal as it stands to a new file, while others read and write.
  ///
  /// The copy is one SQLite file, also of a journal in PostgreSQL, complete and on the disk before
  /// it has its name; an existing file is never replaced.
  public func backup(to file: String) throws(JournalError) {
    guard !File.exists(file) else { throw .exists(path: file) }
    guard File.exists(File.folder(of: file)) else {
      throw .failed("there is no folder \(File.folder(of: file)) for the backup")
    }
    try read { (reader) throws(JournalError) in
      switch reader.connection.backing {
      case .sqlite(let source):
        // A copy inside a transaction would see that transaction; end it, the copy has its own.
        try source.run("COMMIT")
        try Store.copy(source, to: file + ".partial")
        try source.run("BEGIN")
      case .postgres: try Store.copyTables(of: reader.connection, to: file + ".partial")
      }
    }
    try File.publish(file + ".partial", as: file)
  }
}

extension Store {
  /// Makes the journal at an address from a backup, which is verified first.
  ///
  /// - Parameter replacing: leave to put the backup in the place of a journal that is there, which
  ///   no server may use meanwhile.
  /// - Returns: what the verification of the backup found.
  public static func restore(
    from file: String, to address: StoreAddress, replacing: Bool = false
  ) throws(JournalError) -> Verification {
    switch address {
    case .directory(let directory):
      try restore(from: file, to: directory, replacing: replacing)
    case .postgres(let database): try restore(from: file, to: database, replacing: replacing)
    }
  }

  /// Makes the journal of a data directory from a backup, which is verified first.
  ///
  /// - Parameter replacing: leave to put the backup in the place of a journal that is there.
  /// - Returns: what the verification of the backup found.
  public static func restore(from file: String, to directory: String, replacing: Bool = false)
    throws(JournalError) -> Verification
  {
    let isOld = try isOlder(file)
    var found = isOld ? nil : try verified(file)
    try File.makeDirectory(directory)
    let lock = try DirectoryLock(directory: directory, patience: 0)
    defer { withExtendedLifetime(lock) {} }
    let path = path(in: directory)
    guard replacing || !File.exists(path) else { throw .exists(path: path) }
    try copy(try SQLiteFile(path: file, access: .read), to: path + ".new")
    if isOld { found = try renewed(path + ".new", of: file) }
    if File.exists(path) || File.exists(path + "-wal") { try retire(path) }
    try File.move(path + ".new", to: path)
    guard let found else { throw .noBackup(path: file) }
    return found
  }

  private static func restore(
    from file: String, to database: PostgresAddress, replacing: Bool
  ) throws(JournalError) -> Verification {
    guard File.exists(file) else { throw .noBackup(path: file) }
    let stage = file + ".restoring"
    defer { removeAll(stage) }
    try copy(try SQLiteFile(path: file, access: .read), to: stage)
    let found = try renewed(stage, of: file)
    let source = try reader(of: stage).connection
    let target = Connection(try PostgresSession(database))
    do throws(JournalError) {
      try target.beginWriting()
      if try target.number("SELECT count(to_regclass('bank'))") == 1 {
        guard replacing else { throw .exists(path: database.description) }
        try target.run("DROP SCHEMA \(database.quoted) CASCADE")
      }
      try target.run("CREATE SCHEMA IF NOT EXISTS \(database.quoted)")
      try Schema.run(target, from: 0)
      try source.snapshot { () throws(JournalError) in try TableCopy.run(from: source, to: target) }
      try target.commit()
    } catch {
      target.rollBack()
      throw error
    }
    return found
  }

  private static func isOlder(_ file: String) throws(JournalError) -> Bool {
    guard File.exists(file) else { throw .noBackup(path: file) }
    let connection = Connection(try SQLiteFile(path: file, access: .read))
    return try Schema.check(connection) < Schema.format
  }

  /// Brings the copy of a backup up to the newest format and verifies it; takes it away where it
  /// is not whole.
  private static func renewed(_ copy: String, of file: String) throws(JournalError)
    -> Verification
  {
    do throws(JournalError) {
      do {
        let connection = Connection(try SQLiteFile(path: copy, access: .write))
        try Schema.migrate(connection, from: try Schema.check(connection))
      }
      return try verified(copy, as: file)
    } catch {
      removeAll(copy)
      throw error
    }
  }

  private static func verified(_ copy: String, as file: String? = nil) throws(JournalError)
    -> Verification
  {
    let source = try reader(of: copy)
    let found = try source.connection.snapshot { () throws(JournalError) in
      var verifier = Verifier(source)
      return try verifier.run(against: nil)
    }
    if let damage = found.damage { throw .corrupt("the backup \(file ?? copy), \(damage)") }
    return found
  }

  private static func reader(of file: String) throws(JournalError) -> Reader {
    let connection = Connection(try SQLiteFile(path: file, access: .read))
    try connection.run(Schema.reading)
    return try Site.checked(connection)
  }

  /// Copies all pages into a new file that needs no log beside it.
  static func copy(_ source: SQLiteFile, to file: String) throws(JournalError) {
    removeAll(file)
    do throws(JournalError) {
      let target = try SQLiteFile(path: file, access: .create)
      File.hide(file)
      try target.copy(from: source)
      try target.run("PRAGMA journal_mode = DELETE")
    } catch {
      removeAll(file)
      throw error
    }
  }

  /// Copies all rows of a snapshot that is open into a new file.
  static func copyTables(of source: Connection, to file: String) throws(JournalError) {
    removeAll(file)
    do throws(JournalError) {
      let target = Connection(try SQLiteFile(path: file, access: .create))
      File.hide(file)
      try Schema.migrate(target, from: 0)
      try target.beginWriting()
      try TableCopy.run(from: source, to: target)
      try target.commit()
    } catch {
      removeAll(file)
      throw error
    }
  }

  private static func removeAll(_ file: String) {
    for ending in ["", "-journal", "-wal", "-shm"] { File.remove(file + ending) }
  }

  /// Takes the write-ahead log away from a journal that is about to be replaced: SQLite would
  /// play an old log into the new file.
  private static func retire(_ path: String) throws(JournalError) {
    do throws(JournalError) {
      let old = try SQLiteFile(path: path, access: .write)
      // Empties the log into the file; refused while anybody reads.
      try old.run("PRAGMA journal_mode = DELETE")
    } catch {
      if case .locked = error { throw error }
      // Too damaged to be opened; what can still be saved is kept beside it.
      for ending in ["-wal", ""] where File.exists(path + ending) {
        try File.move(path + ending, to: path + ".damaged" + ending)
      }
    }
    File.remove(path + "-shm")
  }
}
