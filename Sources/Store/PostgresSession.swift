import CPostgres
import SalusTwin

/// One session with a PostgreSQL server, in libpq's pipeline mode: statements are sent without
/// waiting, and their results are collected at the next reading or commit.
final class PostgresSession {
  let address: PostgresAddress
  private let handle: OpaquePointer
  /// Statements since the last sync point whose results are outstanding.
  private var inFlight = 0
  /// Sync points whose answers are outstanding.
  private var syncs = 0
  private var isInTransaction = false
  private var isBroken = false
  private var names = 0
  /// Counts transactions: a cursor lives no longer than the one it was opened in.
  private(set) var transaction = 0
  /// Counts collections, so that a statement knows whether its preparation went well.
  private(set) var batch = 0
  private var failedBatches: Set<Int> = []

  /// Statements after which results are collected, so that neither side fills the other's buffers
  /// and waits for ever.
  private static let mostInFlight = 500

  init(_ address: PostgresAddress) throws(JournalError) {
    self.address = address
    handle = try PostgresSession.connection(to: address)
    try check(PQexec(handle, "\(PostgresSession.settings) SET search_path TO \(address.quoted)"))
    try enterPipeline()
  }

  /// A connection that is not yet in pipeline mode; the caller ends it.
  static func connection(to address: PostgresAddress) throws(JournalError) -> OpaquePointer {
    let keys = defaults.map(\.0) + ["dbname"] + fixed.map(\.0)
    let values = defaults.map(\.1) + [address.uri] + fixed.map(\.1)
    let opened = CStrings(keys).withPointers { keys in
      CStrings(values).withPointers { values in PQconnectdbParams(keys, values, 1) }
    }
    guard let opened else { throw .failed("libpq has no memory for \(address)") }
    guard PQstatus(opened) == CONNECTION_OK else {
      let error = PostgresError.connecting(opened, to: address)
      PQfinish(opened)
      throw error
    }
    PQsetNoticeProcessor(opened, { _, _ in }, nil)
    return opened
  }

  deinit {
    PQfinish(handle)
  }

  var place: String { address.description }

  var isLost: Bool { isBroken || PQstatus(handle) == CONNECTION_BAD }

  /// What is wrong with the connection itself, which is of no use any more.
  private func trouble() -> JournalError {
    isBroken = true
    return .unreachable(path: place, reason: PostgresError.message(PQerrorMessage(handle)))
  }

  private func refusal(_ result: OpaquePointer) -> JournalError {
    if PostgresError.endsSession(result) { isBroken = true }
    return PostgresError.of(result, at: address)
  }

  /// A name that nothing else of the session has.
  func newName() -> String {
    names += 1
    return "s\(names)"
  }

  /// False where the statements that were sent along with it had to be taken back.
  func isSound(batch: Int) -> Bool { !failedBatches.contains(batch) }

  // MARK: - Sending

  /// Sends a statement without parameters.
  ///
  /// - Parameter isWanted: true where the caller collects the result next.
  func queue(_ sql: String, isWanted: Bool = false) throws(JournalError) {
    try sent(PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1), isWanted: isWanted)
  }

  /// Sends a statement of its own, with parameters.
  func send(_ sql: String, _ parameters: PostgresParameters) throws(JournalError) {
    let code = parameters.withPointers { types, values, lengths, formats, count in
      PQsendQueryParams(handle, sql, count, types, values, lengths, formats, 1)
    }
    try sent(code, isWanted: true)
  }

  func prepare(_ name: String, _ sql: String, _ types: [Oid]) throws(JournalError) {
    try sent(PQsendPrepare(handle, name, sql, Int32(types.count), types), isWanted: true)
  }

  func send(prepared name: String, _ parameters: PostgresParameters, isWanted: Bool)
    throws(JournalError)
  {
    let code = parameters.withPointers { _, values, lengths, formats, count in
      PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1)
    }
    try sent(code, isWanted: isWanted)
  }

  private func sent(_ code: Int32, isWanted: Bool = false) throws(JournalError) {
    guard code == 1 else { throw trouble() }
    inFlight += 1
    if inFlight >= PostgresSession.mostInFlight, !isWanted { _ = try collect() }
  }

  // MARK: - Collecting

  /// Waits for all that was sent; the result of the last statement. Throws the first error.
  @discardableResult
  func collect() throws(JournalError) -> PostgresResult? {
    guard PQpipelineSync(handle) == 1 else { throw trouble() }
    syncs += 1
    let now = batch
    batch += 1
    inFlight = 0
    var last: PostgresResult?
    var failure: JournalError?
    var isSilent = false
    while syncs > 0 {
      guard let pointer = PQgetResult(handle) else {
        // One silence ends a statement's results; two say that nothing more will come.
        if isSilent || isLost {
          failedBatches.insert(now)
          throw failure ?? trouble()
        }
        isSilent = true
        continue
      }
      isSilent = false
      let result = PostgresResult(pointer)
      switch PQresultStatus(pointer) {
      case PGRES_PIPELINE_SYNC: syncs -= 1
      case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE:
        failure = failure ?? refusal(pointer)
      case PGRES_PIPELINE_ABORTED: break
      default: last = result
      }
    }
    if let failure {
      failedBatches.insert(now)
      throw failure
    }
    return last
  }

  // MARK: - Transactions

  func begin(_ sql: String) throws(JournalError) {
    transaction += 1
    isInTransaction = true
    try queue(sql)
  }

  /// Waits until no other server writes to the bank. In READ COMMITTED, what follows the lock sees
  /// everything that was committed before it was given.
  func beginWriting() throws(JournalError) {
    try begin("BEGIN ISOLATION LEVEL READ COMMITTED")
    try queue("SELECT pg_advisory_xact_lock(\(address.lock))")
  }

  /// Counts the coming commit and tells the other servers which branches have grown.
  func announce(by writer: Int64, branches: [Int64]) throws(JournalError) {
    try queue("UPDATE bank SET commits = commits + 1")
    // A notice takes 8 000 bytes; one without branches speaks of all.
    let numbers = branches.count > 300 ? [] : branches
    let words = ([writer] + numbers).map(String.init).joined(separator: " ")
    try queue("SELECT pg_notify('\(address.channel)', '\(words)')")
  }

  func commit() throws(JournalError) {
    try queue("COMMIT", isWanted: true)
    let answer = try collect()
    isInTransaction = false
    guard answer?.command == "COMMIT" else {
      throw .failed("PostgreSQL took the transaction back in \(place)")
    }
  }

  /// Lets the snapshot go without waiting for an answer.
  func endReading() throws(JournalError) {
    isInTransaction = false
    try queue("COMMIT")
    guard PQpipelineSync(handle) == 1 else { throw trouble() }
    syncs += 1
    inFlight = 0
  }

  func rollBack() {
    guard isInTransaction, !isLost else { return }
    isInTransaction = false
    // Clears what is outstanding first: it may hold the error that led here.
    _ = try? collect()
    do throws(JournalError) {
      try queue("ROLLBACK")
      try collect()
    } catch {
      // The server takes back what a lost session had open.
    }
  }

  // MARK: - Bulk

  /// Sends rows in the format of COPY BINARY; all that was sent before is collected first.
  func copy(_ bytes: [UInt8], by command: String) throws(JournalError) {
    try collect()
    guard PQexitPipelineMode(handle) == 1 else { throw trouble() }
    do throws(JournalError) {
      try transfer(bytes, by: command)
    } catch {
      if !isLost { try enterPipeline() }
      throw error
    }
    try enterPipeline()
  }

  private func transfer(_ bytes: [UInt8], by command: String) throws(JournalError) {
    try check(PQexec(handle, command), PGRES_COPY_IN)
    let isPut = bytes.withUnsafeBytes { raw -> Bool in
      let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
      return PQputCopyData(handle, start, Int32(raw.count)) == 1
    }
    guard isPut, PQputCopyEnd(handle, nil) == 1 else {
      throw trouble()
    }
    var failure: JournalError?
    while let result = PQgetResult(handle) {
      let owned = PostgresResult(result)
      if PQresultStatus(result) != PGRES_COMMAND_OK {
        failure = failure ?? refusal(result)
      }
      withExtendedLifetime(owned) {}
    }
    if let failure { throw failure }
  }

  private func enterPipeline() throws(JournalError) {
    guard PQenterPipelineMode(handle) == 1 else { throw trouble() }
  }

  private func check(_ result: OpaquePointer?, _ wanted: ExecStatusType = PGRES_COMMAND_OK)
    throws(JournalError)
  {
    guard let result else { throw trouble() }
    defer { PQclear(result) }
    guard PQresultStatus(result) == wanted else {
      throw refusal(result)
    }
  }

  // MARK: - Settings

  /// What the address may say otherwise.
  private static let defaults = [
    ("application_name", "salus"), ("connect_timeout", "10"), ("keepalives_idle", "10"),
    ("keepalives_interval", "5"), ("keepalives_count", "3"), ("tcp_user_timeout", "20000"),
  ]
  private static let fixed = [("client_encoding", "UTF8")]

  /// A commit is on the disk before it is acknowledged; a server that hangs with the bank's lock
  /// loses it. Every query goes by a key, whatever the statistics of a young table say.
  private static let settings = """
    SET synchronous_commit = on; SET standard_conforming_strings = on;
    SET client_min_messages = warning; SET lock_timeout = '20s'; SET statement_timeout = 0;
    SET idle_in_transaction_session_timeout = '60s'; SET jit = off; SET enable_seqscan = off;
    """
}

/// Text that C may look at.
private struct CStrings {
  private let texts: [String]

  init(_ texts: [String]) {
    self.texts = texts
  }

  func withPointers<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result) -> Result {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
      starts.append(bytes.count)
      bytes.append(contentsOf: text.utf8.lazy.map { CChar(bitPattern: $0) })
      bytes.append(0)
    }
    return bytes.withUnsafeBufferPointer { buffer in
      let pointers: [UnsafePointer<CChar>?] =
        starts.map { start in buffer.baseAddress.map { $0 + start } } + [nil]
      return pointers.withUnsafeBufferPointer { list in
        // Never empty: it ends with nil.
        withUnsafePointer(to: nil as UnsafePointer<CChar>?) { body(list.baseAddress ?? $0) }
      }
    }
  }
}
