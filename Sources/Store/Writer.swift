import SalusCore
import SalusGovernance
import SalusTwin

/// The one connection that writes, with what it must remember between appends.
///
/// Every append runs in a savepoint of the open transaction, so that one that fails takes nothing
/// of its neighbours with it.
final class Writer {
  private(set) var connection: Connection
  /// Statements that every connection of the writer begins with.
  private let settings: String
  private var isTrusted = false
  private var names = WrittenNames()
  private(set) var heads: [ID<Branch>: BranchHead] = [:]
  private var retractions: [Int64: Set<Int64>] = [:]
  /// Greatest known time of a signal's rows on a branch; absent until it is asked for.
  private var newestKnown: [Int64: [Int64: Int64]] = [:]
  private var lastRecorded: Instant
  private let clock: @Sendable () -> Instant

  /// Where a branch stands inside the open transaction.
  struct BranchHead {
    var id: Int64
    var head: Head
  }

  init(
    _ connection: Connection, settings: String, clock: @escaping @Sendable () -> Instant
  ) throws(JournalError) {
    self.connection = connection
    self.settings = settings
    self.clock = clock
    lastRecorded = .beginning
    try connection.run(settings)
    try reload()
  }

  /// Takes the open transaction back. What is remembered may be wrong from now on.
  func giveUp() {
    connection.rollBack()
    isTrusted = false
  }

  /// After trouble, opens the file anew and reads what it says: a handle whose write to the disk
  /// failed once may believe that it did not.
  func recover() throws(JournalError) {
    guard !isTrusted else { return }
    let fresh = try Connection(path: connection.path, access: .write)
    try fresh.run(settings)
    connection = fresh
    try reload()
  }

  private func reload() throws(JournalError) {
    names = WrittenNames()
    retractions = [:]
    newestKnown = [:]
    heads = [:]
    lastRecorded = .beginning
    let branches = try connection.statement("SELECT id, name FROM branch ORDER BY id")
    defer { branches.reset() }
    while try branches.step() {
      let id = branches.int(0)
      let head = try BranchRow.head(of: id, in: connection)
      heads[ID(branches.text(1))] = BranchHead(id: id, head: head)
      lastRecorded = max(lastRecorded, head.recorded)
    }
    isTrusted = true
  }

  /// Heads of the branches that have grown, in the order of their numbers.
  func newHeads(since before: [ID<Branch>: BranchHead]) -> [Head] {
    heads.filter { $0.value.head != before[$0.key]?.head }
      .sorted { $0.value.id < $1.value.id }.map(\.value.head)
  }

  /// Appends all drafts or none; durable only after `commit`.
  func append(_ drafts: [Draft], expecting conditions: [Condition], on branch: ID<Branch>)
    throws(JournalError) -> [Receipt]
  {
    guard var head = heads[branch] else {
      throw .refused(
        type: drafts.first?.type ?? "", reason: "there is no branch '\(branch)'")
    }
    let before = (lastRecorded, retractions[head.id])
    try connection.run("SAVEPOINT request")
    do throws(JournalError) {
      for condition in conditions { try check(condition, on: head.id) }
      var receipts: [Receipt] = []
      receipts.reserveCapacity(drafts.count)
      for draft in drafts { receipts.append(try append(draft, to: branch, at: &head)) }
      try connection.run("RELEASE request")
      names.commit()
      heads[branch] = head
      return receipts
    } catch {
      // The whole transaction may be gone already: a full disk takes it back by itself.
      try? connection.run("ROLLBACK TO request; RELEASE request")
      names.rollBack()
      (lastRecorded, retractions[head.id]) = before
      newestKnown = [:]
      throw error
    }
  }

  private func check(_ condition: Condition, on branch: Int64) throws(JournalError) {
    switch condition {
    case .revision(let twin, let expected):
      let number = try names.number(twin.text, .twin, in: connection)
      let current = try TwinRow.read(number, branch: branch, in: connection).revision
      guard current == expected else {
        throw .staleRevision(twin, expected: expected, current: current)
      }
    }
  }

  private func append(_ draft: Draft, to branch: ID<Branch>, at head: inout BranchHead)
    throws(JournalError) -> Receipt
  {
    try draft.validate(newest: head.head.sequence)
    let payload = draft.payload.bytes
    let payloadDigest = Digest(of: payload)
    let source = try names.number(draft.source, .source, in: connection)
    var content: Digest?
    if let key = draft.key {
      let digest = draft.contentDigest(payload: payloadDigest)
      content = digest
      let stored = try IdemRow.read(
        source: source, key: key, branch: head.id, in: connection)
      if let stored {
        guard stored.content == digest else {
          throw .conflictingKey(source: draft.source, key: key)
        }
        return stored.receipt
      }
    }
    var retracted = try retractions(of: head.id)
    var batch = try Batch(draft.observations, names: &names, in: connection)
    try batch.compare(
      branch: head.id, source: source, retracted: retracted,
      newest: try newestKnown(of: batch.signals, branch: head.id), in: connection)
    if !draft.observations.isEmpty, batch.kept == 0, draft.key == nil, draft.retracts.isEmpty {
      return Receipt(sequence: head.head.sequence, duplicate: batch.duplicate)
    }

    let twin = try names.number(draft.twin.text, .twin, in: connection)
    let row = try TwinRow.read(twin, branch: head.id, in: connection)
    let recorded = max(clock(), lastRecorded + 1e-6)
    lastRecorded = recorded
    var event = Event(
      sequence: head.head.sequence + 1, branch: branch, twin: draft.twin,
      revision: row.revision + 1, type: draft.type, version: draft.version,
      valid: draft.valid ?? recorded, known: draft.known ?? recorded, recorded: recorded,
      payload: draft.payload, actor: draft.actor, purpose: draft.purpose, source: draft.source,
      key: draft.key, causation: draft.causation, accepted: batch.accepted,
      duplicate: batch.duplicate, corrected: batch.corrected, retracts: draft.retracts,
      content: content, observations: batch.digest(of: draft.observations),
      previous: head.head.hash, hash: .zero)
    event.hash = Event.hash(
      previous: event.previous, canonical: event.canonicalBytes(payload: payloadDigest))
    let type = try names.number(draft.type, .type, in: connection)
    try EventRow.insert(
      event, payload: payload, branch: head.id, twin: twin, prior: row.head, type: type,
      source: source, into: connection)
    try TwinRow(revision: event.revision, head: event.sequence)
      .write(twin, branch: head.id, in: connection)
    if let key = draft.key {
      try IdemRow.insert(
        source: source, key: key, sequence: event.sequence, branch: head.id, in: connection)
    }
    for target in draft.retracts where retracted.insert(target).inserted {
      try RetractionRow.insert(target, by: event.sequence, branch: head.id, in: connection)
    }
    retractions[head.id] = retracted
    if batch.kept > 0 {
      try batch.insert(
        branch: head.id, sequence: event.sequence, source: source, into: connection)
      for (signal, known) in batch.knownTimes() {
        let last = newestKnown[head.id]?[signal] ?? .min
        newestKnown[head.id]?[signal] = max(last, known.latest)
      }
    }
    head.head = Head(sequence: event.sequence, hash: event.hash, recorded: recorded)
    return Receipt(
      sequence: event.sequence, accepted: batch.accepted, duplicate: batch.duplicate,
      corrected: batch.corrected)
  }

  /// What the series holds of each signal at the latest; the least number where it holds none.
  private func newestKnown(of signals: [Int64], branch: Int64)
    throws(JournalError) -> [Int64: Int64]
  {
    for signal in signals where newestKnown[branch]?[signal] == nil {
      let statement = try connection.statement(
        "SELECT max(newest) FROM batch WHERE branch = ? AND signal = ?")
      defer { statement.reset() }
      statement.bind(1, branch)
      statement.bind(2, signal)
      let known = try statement.step() ? statement.optionalInt(0) : nil
      newestKnown[branch, default: [:]][signal] = known ?? .min
    }
    return newestKnown[branch] ?? [:]
  }

  private func retractions(of branch: Int64) throws(JournalError) -> Set<Int64> {
    if let known = retractions[branch] { return known }
    let read = try RetractionRow.all(branch: branch, through: nil, in: connection)
    retractions[branch] = read
    return read
  }
}

extension Draft {
  /// Refuses what the journal could not keep or give back.
  func validate(newest: Int64) throws(JournalError) {
    func refuse(_ reason: String) -> JournalError { .refused(type: type, reason: reason) }
    guard !type.isEmpty else { throw refuse("an event needs a type") }
    guard !twin.text.isEmpty else { throw refuse("an event needs a twin") }
    guard payload.isNested(within: Draft.deepest) else {
      throw refuse("its payload is nested deeper than \(Draft.deepest) levels")
    }
    for target in retracts where target < 1 || target > newest {
      throw refuse("there is no event \(target) to retract; the newest is \(newest)")
    }
    if let causation, causation < 1 || causation > newest {
      throw refuse("there is no event \(causation) as its cause; the newest is \(newest)")
    }
    for observation in observations {
      if let value = observation.value, !value.isFinite {
        throw refuse("a value of \(observation.twin) at \(observation.valid) is not finite")
      }
      guard !observation.twin.text.isEmpty, !observation.signal.text.isEmpty else {
        throw refuse("an observation needs a twin and a signal")
      }
    }
  }
  /// What every reader of JSON can take.
  private static let deepest = 100
}

extension JSON {
  fileprivate func isNested(within depth: Int) -> Bool {
    switch self {
    case .array(let values): depth > 0 && values.allSatisfy { $0.isNested(within: depth - 1) }
    case .object(let members):
      depth > 0 && members.allSatisfy { $0.value.isNested(within: depth - 1) }
    default: true
    }
  }
}
