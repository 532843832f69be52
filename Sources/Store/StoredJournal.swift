import SalusCore
import SalusTwin
import Synchronization

/// The journal on disk: one SQLite file in a data directory, or a schema of a PostgreSQL database.
///
/// Any thread may call; readers see the newest commit and never wait for the writer. In a directory
/// the right to write is held until the last reference is gone; several servers may write to one
/// database.
public final class StoredJournal: Journal {
  /// Where the journal is kept.
  public let address: StoreAddress
  let site: Site
  let writer: GroupCommit?
  /// Nil where the bank's keys are not at hand.
  let opener: Opener?
  private let lock: DirectoryLock?
  private let readers: ReaderPool
  private let patience: Double
  private let listeners = Mutex<[@Sendable (Head) -> Void]>([])
  private let watch = Mutex<CommitWatch?>(nil)
  private let leads = Mutex<Set<String>>([])

  init(
    address: StoreAddress, site: Site, lock: DirectoryLock?, writer: GroupCommit?,
    reader: sending Reader, patience: Double, opener: Opener?
  ) {
    self.opener = opener
    self.address = address
    self.site = site
    self.lock = lock
    self.writer = writer
    self.patience = patience
    readers = ReaderPool(reader)
  }

  deinit {
    // The writer must be the last to go: only it may move the write-ahead log into the file.
    readers.close()
  }

  /// The data directory, or the database's address without its password.
  public var directory: String { address.description }

  /// True where the journal was opened for writing.
  public var isWritable: Bool { writer != nil }

  public func append(_ drafts: [Draft], expecting: [Condition], on branch: ID<Branch>)
    throws(JournalError) -> [Receipt]
  {
    guard let writer else { throw .readOnly(path: directory) }
    guard !drafts.isEmpty || !expecting.isEmpty else { return [] }
    return try writer.append(drafts, expecting: expecting, on: branch) { heads in tell(heads) }
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

  /// Calls `body` after every commit of this process and, on a database, of every other server of
  /// the bank; where several commits follow closely, perhaps only with the last head.
  public func onCommit(_ body: @escaping @Sendable (Head) -> Void) {
    listeners.withLock { $0.append(body) }
    guard case .database(let address) = site else { return }
    watch.withLock { watch in
      guard watch == nil else { return }
      watch = CommitWatch(address, except: writer?.name) { [weak self] branches in
        self?.tellOfOthers(branches)
      }
    }
  }

  /// Takes the lead in one kind of work, unless another server of the bank has it; nil then.
  ///
  /// Where the journal is a directory, it is given to the one process that may write. The lead
  /// lasts until the lease is let go or the database goes away.
  public func tryLead(_ name: String) throws(JournalError) -> Lease? {
    guard isWritable else { return nil }
    guard leads.withLock({ $0.insert(name).inserted }) else { return nil }
    let release: @Sendable () -> Void = { [weak self] in
      _ = self?.leads.withLock { $0.remove(name) }
    }
    guard case .database(let address) = site else { return Lease(nil, release: release) }
    do throws(JournalError) {
      let session = try PostgresSession(address)
      let lock = address.lock(for: "lead/" + name)
      let isGiven = try Connection(session).number("SELECT pg_try_advisory_lock(\(lock))") == 1
      if isGiven { return Lease(session, release: release) }
    } catch {
      release()
      throw error
    }
    release()
    return nil
  }

  func tell(_ heads: [Head]) {
    let callbacks = listeners.withLock { $0 }
    for head in heads {
      for callback in callbacks { callback(head) }
    }
  }

  /// Tells of commits that another server made.
  ///
  /// - Parameter branches: their numbers; nil where they are not known.
  private func tellOfOthers(_ branches: [Int64]?) {
    let heads = try? read { (reader) throws(JournalError) -> [Head] in
      var numbers = branches ?? []
      if branches == nil { numbers = try BranchRow.all(in: reader.connection) }
      var heads: [Head] = []
      for branch in numbers {
        heads.append(try BranchRow.head(of: branch, in: reader.connection))
      }
      return heads
    }
    tell(heads ?? [])
  }

  /// Runs `body` on one snapshot; once more on another connection where the database went away.
  func read<Result: Sendable>(_ body: (Reader) throws(JournalError) -> Result)
    throws(JournalError) -> Result
  {
    var waiting = Waiting(seconds: patience)
    while true {
      do throws(JournalError) {
        let lease = try readers.take { () throws(JournalError) in try site.reader() }
        defer { readers.give(lease) }
        lease.reader.opener = opener
        return try lease.reader.connection.snapshot { () throws(JournalError) in
          try body(lease.reader)
        }
      } catch .unreachable(let path, let reason) {
        guard waiting.goesOn() else { throw .unreachable(path: path, reason: reason) }
      }
    }
  }
}

/// The journal's name of before there was a second database.
public typealias SQLiteJournal = StoredJournal
