import Glibc
import SalusCore
import SalusTwin

/// Opens and makes journals on disk.
public enum Store {
  /// What the caller means to do.
  public enum Mode: Sendable {
    /// Beside a running server or alone; appends are refused.
    case read
    /// Takes the directory's lock for as long as the journal is open.
    case write
    /// As `write`; makes directory and journal where there are none.
    case create
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
    clock: @escaping @Sendable () -> Instant = now
  ) throws(JournalError) -> SQLiteJournal {
    let path = self.path(in: directory)
    guard mode != .read else {
      guard File.exists(path) else { throw .missing(path: directory) }
      let access = readAccess(path)
      return SQLiteJournal(
        directory: directory, path: path, lock: nil, writer: nil, access: access,
        reader: try settledReader(path: path, access: access))
    }
    if mode == .create {
      try File.makeDirectory(directory)
    } else if !File.exists(path) {
      throw .missing(path: directory)
    }
    guard access(directory, W_OK) == 0 else { throw .readOnly(path: directory) }
    let lock = try DirectoryLock(directory: directory, patience: patience)
    if !File.exists(path) { try make(path) }
    let connection = try Connection(path: path, access: .write)
    let format = try Schema.check(connection, directory: directory)
    try Schema.migrate(connection, from: format)
    let writer = try Writer(
      connection, settings: Schema.writing + (try limit(capacity, of: connection)), clock: clock)
    return SQLiteJournal(
      directory: directory, path: path, lock: lock, writer: GroupCommit(writer), access: .read,
      reader: try reader(path: path, access: .read))
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

  private static func limit(_ capacity: Int?, of connection: Connection)
    throws(JournalError) -> String
  {
    guard let capacity else { return "" }
    let page = try connection.number("PRAGMA page_size") ?? 4096
    return " PRAGMA max_page_count = \(Int64(capacity) / page);"
  }

  static func reader(path: String, access: Connection.Access) throws(JournalError) -> Reader {
    let connection = try Connection(path: path, access: access)
    try connection.run(Schema.reading)
    let format = try Schema.check(connection, directory: File.folder(of: path))
    guard format == Schema.format else {
      throw .failed("the journal has format \(format); open it once for writing to bring it up")
    }
    return Reader(connection)
  }

  /// A reader, also of a file whose writer was killed before the write-ahead log was switched on: it
  /// left a rollback journal, which only a connection that may write can take back.
  private static func settledReader(path: String, access: Connection.Access)
    throws(JournalError) -> Reader
  {
    do throws(JournalError) {
      return try reader(path: path, access: access)
    } catch .readOnly where File.exists(path + "-journal") {
      // Opening is not enough: the first look at the file takes the journal back.
      _ = try Connection(path: path, access: .write).number("SELECT count(*) FROM sqlite_schema")
      return try reader(path: path, access: access)
    }
  }

  /// Beside a write-ahead log SQLite needs a shared index file; where that cannot be made, nobody
  /// can write either, and the file may be read as it stands.
  private static func readAccess(_ path: String) -> Connection.Access {
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
      let connection = try Connection(path: draft, access: .create)
      File.hide(draft)
      try Schema.migrate(connection, from: 0)
    }
    try File.move(draft, to: path)
  }
}
