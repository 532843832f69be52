import SalusCore
import SalusTwin
import Synchronization

/// The journal as one SQLite file in a data directory.
///
/// Any thread may call; readers see the newest commit and never wait for the writer. The right to
/// write is held until the last reference is gone.
public final class SQLiteJournal: Journal {
  /// The data directory.
  public let directory: String
  let path: String
  let writer: GroupCommit?
  private let lock: DirectoryLock?
  private let access: Connection.Access
  private let readers: ReaderPool
  private let listeners = Mutex<[@Sendable (Head) -> Void]>([])

  init(
    directory: String, path: String, lock: DirectoryLock?, writer: GroupCommit?,
    access: Connection.Access, reader: sending Reader
  ) {
    self.directory = directory
    self.path = path
    self.lock = lock
    self.writer = writer
    self.access = access
    readers = ReaderPool(reader)
  }

  deinit {
    // The writer must be the last to go: only it may move the write-ahead log into the file.
    readers.close()
  }

  /// True where the journal was opened for writing.
  public var isWritable: Bool { writer != nil }

  public func append(_ drafts: [Draft], expecting: [Condition], on branch: ID<Branch>)
    throws(JournalError) -> [Receipt]
  {
    guard let writer else { throw .readOnly(path: directory) }
    guard !drafts.isEmpty || !expecting.isEmpty else { return [] }
    return try writer.append(drafts, expecting: expecting, on: branch) { heads in
      let callbacks = listeners.withLock { $0 }
      for head in heads {
        for callback in callbacks { callback(head) }
      }
    }
  }

  public func events(_ query: EventQuery) throws(JournalError) -> [Event] {
    try read { (reader) throws(JournalError) in try reader.events(query) }
  }

  public func observations(_ query: ObservationQuery, at view: View)
    throws(JournalError) -> [StoredObservation]
  {
    try read { (reader) throws(JournalError) in try reader.observations(query, at: view) }
  }

  public func vintages(_ query: ObservationQuery, at view: View)
    throws(JournalError) -> [StoredObservation]
  {
    try read { (reader) throws(JournalError) in try reader.vintages(query, at: view) }
  }

  public func latestSequence(of signal: ID<Signal>, at view: View)
    throws(JournalError) -> Int64
  {
    try read { (reader) throws(JournalError) in try reader.latestSequence(of: signal, at: view) }
  }

  public func head(of branch: ID<Branch>) throws(JournalError) -> Head {
    try read { (reader) throws(JournalError) in try reader.head(of: branch) }
  }

  public func onCommit(_ body: @escaping @Sendable (Head) -> Void) {
    listeners.withLock { $0.append(body) }
  }

  /// Runs `body` on one snapshot of the file.
  func read<Result: Sendable>(_ body: (Reader) throws(JournalError) -> Result)
    throws(JournalError) -> Result
  {
    let lease = try readers.take { () throws(JournalError) in
      try Store.reader(path: path, access: access)
    }
    defer { readers.give(lease) }
    return try lease.reader.connection.snapshot { () throws(JournalError) in
      try body(lease.reader)
    }
  }
}
