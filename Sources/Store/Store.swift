import Glibc
import SalusCore
import SalusGovernance
import SalusTwin

/// Opens and makes journals.
public enum Store {
  /// What the caller means to do.
  public enum Mode: Sendable {
    /// Beside a running server or alone; appends are refused.
    case read
    /// Takes a directory's lock for as long as the journal is open; a database has many writers.
    case write
    /// As `write`; makes directory or schema and journal where there are none.
    case create
  }

  /// Opens the journal at an address.
  ///
  /// - Parameters:
  ///   - patience: of a directory, seconds to wait for another writer to finish before `locked` is
  ///     thrown, at once where nil; of a database, seconds for which reading and writing wait for
  ///     one that went away before `unreachable` is thrown, 30 where nil.
  ///   - capacity: bytes that the file of a directory may take; nil for as many as the disk has.
  ///     `full` is thrown when they are used up.
  ///   - vault: seals and opens personal data; without one none can be kept or opened.
  ///   - clock: where recorded times come from.
  public static func open(
    _ address: StoreAddress, mode: Mode, patience: Double? = nil, capacity: Int? = nil,
    vault: Vault? = nil, clock: @escaping @Sendable () -> Instant = now
  ) throws(JournalError) -> StoredJournal {
    switch address {
    case .directory(let directory):
      try open(
        directory: directory, mode: mode, patience: patience ?? 0, capacity: capacity,
        vault: vault, clock: clock)
    case .postgres(let database):
      try open(database, mode: mode, patience: patience ?? 30, vault: vault, clock: clock)
    }
  }

  /// Opens the journal in a data directory.
  ///
  /// - Parameters:
  ///   - patience: seconds to wait for another writer to finish before `locked` is thrown.
  ///   - capacity: bytes that the file may take; nil for as many as the disk has. `full` is thrown
  ///     when they are used up.
  ///   - clock: where recorded times come from.
  public static func open(
    directory: String, mode: Mode, patience: Double = 0, capacity: Int? = nil,
    vault: Vault? = nil, clock: @escaping @Sendable () -> Instant = now
  ) throws(JournalError) -> StoredJournal {
    let path = self.path(in: directory)
    guard mode != .read else {
      guard File.exists(path) else { throw .missing(path: directory) }
      let site = Site.file(directory: directory, access: readAccess(path))
      return StoredJournal(
        address: .directory(directory), site: site, lock: nil, writer: nil,
        reader: try settledReader(site), patience: 0, opener: vault.map { Opener(vault: $0) })
    }
    if mode == .create {
      try File.makeDirectory(directory)
    } else if !File.exists(path) {
      throw .missing(path: directory)
    }
    guard access(directory, W_OK) == 0 else { throw .readOnly(path: directory) }
    let lock = try DirectoryLock(directory: directory, patience: patience)
    if !File.exists(path) { try make(path) }
    do {
      let connection = Connection(try SQLiteFile(path: path, access: .write))
      try Schema.migrate(connection, from: try Schema.check(connection))
    }
    let opener = vault.map { Opener(vault: $0) }
    let site = Site.file(directory: directory, access: .read, capacity: capacity)
    let writer = try Writer(site, opener: opener, clock: clock)
    return StoredJournal(
      address: .directory(directory), site: site, lock: lock,
      writer: GroupCommit(writer, patience: 0), reader: try site.reader(), patience: 0,
      opener: opener)
  }

  private static func open(
    _ database: PostgresAddress, mode: Mode, patience: Double, vault: Vault?,
    clock: @escaping @Sendable () -> Instant
  ) throws(JournalError) -> StoredJournal {
    let site = Site.database(database)
    if mode != .read {
      let connection = Connection(try PostgresSession(database))
      try Schema.prepare(connection, of: database, creating: mode == .create)
    }
    let opener = vault.map { Opener(vault: $0) }
    let reader = try site.reader()
    var writer: GroupCommit?
    if mode != .read {
      writer = GroupCommit(
        try Writer(site, opener: opener, clock: clock), patience: patience)
    }
    return StoredJournal(
      address: .postgres(database), site: site, lock: nil, writer: writer, reader: reader,
      patience: patience, opener: opener)
  }

  /// Whether there is a journal, sound or not.
  ///
  /// - Throws: `unreachable` where a database does not answer.
  public static func exists(at address: StoreAddress) throws(JournalError) -> Bool {
    switch address {
    case .directory(let directory): return exists(in: directory)
    case .postgres(let database):
      do throws(JournalError) {
        _ = try Schema.check(Connection(try PostgresSession(database)))
        return true
      } catch .missing {
        return false
      } catch .unreachable(let path, let reason) {
        throw .unreachable(path: path, reason: reason)
      } catch {
        return true
      }
    }
  }

  /// Whether a data directory holds a journal, sound or not.
  public static func exists(in directory: String) -> Bool {
    File.exists(path(in: directory))
  }

  /// The wall clock, in UTC.
  public static let now: @Sendable () -> Instant = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  /// The journal's file in a data directory.
  static func path(in directory: String) -> String { directory + "/journal.sqlite" }

  /// A reader, also of a file whose writer was killed before the write-ahead log was switched on: it
  /// left a rollback journal, which only a connection that may write can take back.
  private static func settledReader(_ site: Site) throws(JournalError) -> Reader {
    do throws(JournalError) {
      return try site.reader()
    } catch .readOnly(let path) where File.exists(path + "-journal") {
      // Opening is not enough: the first look at the file takes the journal back.
      _ = try Connection(try SQLiteFile(path: path, access: .write))
        .number("SELECT count(*) FROM sqlite_schema")
      return try site.reader()
    }
  }

  /// Beside a write-ahead log SQLite needs a shared index file; where that cannot be made, nobody
  /// can write either, and the file may be read as it stands.
  private static func readAccess(_ path: String) -> SQLiteFile.Access {
    let isFrozen = access(File.folder(of: path), W_OK) != 0 && !File.exists(path + "-shm")
    return isFrozen && File.size(path + "-wal") == 0 ? .readImmutable : .read
  }

  /// Makes the file under another name and renames it, so that no half-made journal is ever seen.
  private static func make(_ path: String) throws(JournalError) {
    guard !File.exists(path + "-wal") else {
      throw .corrupt("\(path) is gone, but its write-ahead log is there")
    }
    let draft = path + ".new"
    File.remove(draft)
    File.remove(draft + "-journal")
    do {
      let connection = Connection(try SQLiteFile(path: draft, access: .create))
      File.hide(draft)
      try Schema.migrate(connection, from: 0)
    }
    try File.move(draft, to: path)
  }
}
