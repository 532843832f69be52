import SalusCore
import SalusTwin

extension SQLiteJournal {
  /// Copies the journal as it stands to a new file, while others read and write.
  ///
  /// The copy is one file, complete and on the disk before it has its name; an existing file is
  /// never replaced.
  public func backup(to file: String) throws(JournalError) {
    guard !File.exists(file) else { throw .exists(path: file) }
    guard File.exists(File.folder(of: file)) else {
      throw .failed("there is no folder \(File.folder(of: file)) for the backup")
    }
    try read { (reader) throws(JournalError) in
      // A copy inside a transaction would see that transaction; end it, the copy has its own.
      try reader.connection.run("COMMIT")
      try Store.copy(reader.connection, to: file + ".partial")
      try reader.connection.run("BEGIN")
    }
    try File.publish(file + ".partial", as: file)
  }
}

extension Store {
  /// Makes the journal of a data directory from a backup, which is verified first.
  ///
  /// - Parameter replacing: leave to put the backup in the place of a journal that is there.
  /// - Returns: what the verification of the backup found.
  public static func restore(from file: String, to directory: String, replacing: Bool = false)
    throws(JournalError) -> Verification
  {
    guard File.exists(file) else { throw .noBackup(path: file) }
    let source = try reader(path: file, access: .read)
    let found = try source.connection.snapshot { () throws(JournalError) in
      var verifier = Verifier(source)
      return try verifier.run(against: nil)
    }
    if let damage = found.damage { throw .corrupt("the backup \(file), \(damage)") }
    try File.makeDirectory(directory)
    let lock = try DirectoryLock(directory: directory, patience: 0)
    defer { withExtendedLifetime(lock) {} }
    let path = path(in: directory)
    guard replacing || !File.exists(path) else { throw .exists(path: path) }
    try copy(source.connection, to: path + ".new")
    if File.exists(path) || File.exists(path + "-wal") { try retire(path) }
    try File.move(path + ".new", to: path)
    return found
  }

  /// Copies all pages into a new file that needs no log beside it.
  static func copy(_ source: Connection, to file: String) throws(JournalError) {
    for ending in ["", "-journal", "-wal", "-shm"] { File.remove(file + ending) }
    do throws(JournalError) {
      let target = try Connection(path: file, access: .create)
      File.hide(file)
      try target.copy(from: source)
      try target.run("PRAGMA journal_mode = DELETE")
    } catch {
      for ending in ["", "-journal", "-wal", "-shm"] { File.remove(file + ending) }
      throw error
    }
  }

  /// Takes the write-ahead log away from a journal that is about to be replaced: SQLite would
  /// play an old log into the new file.
  private static func retire(_ path: String) throws(JournalError) {
    do throws(JournalError) {
      let old = try Connection(path: path, access: .write)
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
