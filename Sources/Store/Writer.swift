import SalusCore
import SalusGovernance
import SalusTwin

/// The one connection that writes, with what it must remember between appends.
///
/// Every append runs in a savepoint of the open transaction, so that one that fails takes nothing
/// of its neighbours with it.
final class Writer {
  private(set) var connection: Connection
  let keeper: StateKeeper
  let projectors: [any Projector]
  let opener: Opener?
  private let site: Site
  private var isTrusted = false
  /// How many commits the bank had when it was last looked at; always 0 where nobody else writes.
  private var commits: Int64 = 0
  /// By which the servers of a bank know their own commits.
  let name = Int64.random(in: .min ... .max)
  var names = WrittenNames()
  var heads: [ID<Branch>: BranchHead] = [:]
  /// What no longer counts on a branch; absent until it is asked for.
  var withdrawn: [Int64: Withdrawn] = [:]
  /// Greatest known time of a signal's rows on a branch; absent until it is asked for.
  var newestKnown: [Int64: [Int64: Int64]] = [:]
  var lastRecorded: Instant
  /// The types that a branch knows; absent until they are asked for.
  var registries: [Int64: TypeRegistry] = [:]
  /// True while an erasure has the transaction to itself.
  var mayRedact = false
  /// The greatest number of a branch.
  var lastBranch: Int64 = 1
  let clock: @Sendable () -> Instant

  /// Where a branch stands inside the open transaction.
  struct BranchHead {
    var id: Int64
    var head: Head
    var line: Line
    var status = BranchInfo.Status.open
  }

  init(_ site: Site, opener: Opener?, clock: @escaping @Sendable () -> Instant)
    throws(JournalError)
  {
    self.site = site
    self.clock = clock
    self.opener = opener
    connection = try site.writer()
    keeper = StateKeeper(connection, opener: opener)
    projectors = Projectors.all()
    lastRecorded = .beginning
    do throws(JournalError) {
      try begin()
      try connection.commit()
    } catch {
      connection.rollBack()
      throw error
    }
  }

  /// Opens a transaction, after trouble on a new connection, and reads anew what other servers
  /// have changed since the last one.
  func begin() throws(JournalError) {
    if !isTrusted, connection.isSpent { connection = try site.writer() }
    try connection.beginWriting()
    let now = connection.dialect == .sqlite ? 0 : try countedCommits()
    guard !isTrusted || now != commits else { return }
    if !isTrusted { names = WrittenNames() }
    try reload()
    commits = now
  }

  /// A server of a newer version may have brought the bank up meanwhile; this one must not write
  /// to it then.
  private func countedCommits() throws(JournalError) -> Int64 {
    let sql = "SELECT commits FROM bank WHERE format = \(Schema.format)"
    if let count = try connection.number(sql) { return count }
    let format = try Schema.check(connection)
    throw .failed("the bank \(connection.place) has format \(format), not \(Schema.format)")
  }

  /// Returns when everything since `begin` is on the disk, and wakes the other servers of the bank.
  ///
  /// - Parameter moved: branches that have grown; empty where nothing was written.
  func commit(_ moved: [BranchHead]) throws(JournalError) {
    try keeper.flush()
    keeper.trim()
    if case .postgres(let session) = connection.backing, !moved.isEmpty {
      try session.announce(by: name, branches: moved.map(\.id))
      commits += 1
    }
    try connection.commit()
  }

  /// Takes the open transaction back. What is remembered may be wrong from now on.
  func giveUp() {
    connection.rollBack()
    isTrusted = false
  }

  /// Whether the journal holds the event that is the head here: its hash covers all of it, so
  /// there is no other with the same.
  func holds(_ branch: BranchHead) throws(JournalError) -> Bool {
    let statement = try connection.statement(
      "SELECT hash FROM journal WHERE branch = ? AND sequence = ?")
    defer { statement.reset() }
    statement.bind(1, branch.id)
    statement.bind(2, branch.head.sequence)
    return try statement.step() && statement.digest(0) == branch.head.hash
  }

  private func reload() throws(JournalError) {
    try names.refresh(in: connection)
    keeper.forget(connection)
    for projector in projectors { projector.forget() }
    withdrawn = [:]
    registries = [:]
    newestKnown = [:]
    heads = [:]
    lastRecorded = .beginning
    for branch in try BranchRow.list(in: connection) {
      lastBranch = max(lastBranch, branch.id)
      let line = try Line.read(branch.name, evenDiscarded: true, in: connection)
      let head: Head
      if let kept = branch.keptHead {
        head = kept
      } else {
        head = try BranchRow.head(of: branch.id, in: connection)
      }
      heads[branch.name] = BranchHead(
        id: branch.id, head: head, line: line, status: branch.status)
      lastRecorded = max(lastRecorded, head.recorded)
    }
    isTrusted = true
  }

  /// Heads of the branches that have grown, in the order of their numbers.
  func moved(since before: [ID<Branch>: BranchHead]) -> [BranchHead] {
    heads.filter { $0.value.head != before[$0.key]?.head }
      .sorted { $0.value.id < $1.value.id }.map(\.value)
  }
}
