import SalusCore
import SalusTwin
import Synchronization

/// Lets appends that arrive while the disk is busy share the next commit.
///
/// Nobody waits for company: whoever finds the writer free takes along what stands in the queue,
/// so a lone caller pays one commit and many callers together pay little more.
final class GroupCommit: Sendable {
  private let queue = Mutex<[Request]>([])
  private let writer: Mutex<Writer>

  /// Rows after which a group is closed.
  private static let full = 1_000

  /// Seconds for which a database that is away is waited for.
  private let patience: Double
  /// By which the servers of a bank know their own commits.
  let name: Int64

  init(_ writer: sending Writer, patience: Double) {
    name = writer.name
    self.patience = patience
    self.writer = Mutex(writer)
  }

  /// Returns when the drafts are on the disk, or nothing of them is. `committed` is called by the
  /// thread that made the commit, before anyone of the group returns.
  func append(
    _ drafts: [Draft], expecting conditions: [Condition], on branch: ID<Branch>,
    committed: ([Head]) -> Void
  ) throws(JournalError) -> [Receipt] {
    let request = Request(drafts: drafts, conditions: conditions, branch: branch)
    queue.withLock { $0.append(request) }
    while true {
      let heads = writer.withLock { writer -> [Head] in
        guard request.answer.withLock({ $0 == nil }) else { return [] }
        return GroupCommit.run(nextGroup(), by: writer, patience: patience)
      }
      if !heads.isEmpty { committed(heads) }
      if let answer = request.answer.withLock({ $0 }) { return try answer.get() }
    }
  }

  /// Runs `body` in a transaction of its own, in which nobody else writes; what the writer
  /// remembers is read anew afterwards, by every server of the bank.
  func alone<Result: Sendable>(_ body: (Connection) throws(JournalError) -> Result)
    throws(JournalError) -> Result
  {
    try writer.withLock { (writer) throws(JournalError) in
      // What `body` changes is unknown, so nothing is trusted afterwards, come what may.
      defer { writer.giveUp() }
      try writer.begin()
      let result = try body(writer.connection)
      try writer.commit(Array(writer.heads.values))
      return result
    }
  }

  /// Runs `body` in a transaction of its own between the groups; the writer keeps track of what it
  /// does.
  ///
  /// - Returns: what `body` gave, and the new heads of the branches that moved.
  func perform<Result: Sendable>(_ body: (Writer) throws(JournalError) -> Result)
    throws(JournalError) -> (result: Result, heads: [Head])
  {
    try writer.withLock { (writer) throws(JournalError) in
      do throws(JournalError) {
        try writer.begin()
        let before = writer.heads
        let result = try body(writer)
        let moved = writer.moved(since: before)
        try writer.commit(moved)
        return (result, moved.map(\.head))
      } catch {
        writer.giveUp()
        throw error
      }
    }
  }

  /// Runs `body` between the groups, outside of any transaction.
  func outside<Result: Sendable>(_ body: (Connection) throws(JournalError) -> Result)
    throws(JournalError) -> Result
  {
    try writer.withLock { (writer) throws(JournalError) in try body(writer.connection) }
  }

  private func nextGroup() -> [Request] {
    queue.withLock { queue in
      var rows = 0
      var count = 0
      while count < queue.count, rows < GroupCommit.full {
        rows += queue[count].rows
        count += 1
      }
      let group = Array(queue.prefix(count))
      queue.removeFirst(count)
      return group
    }
  }

  /// Answers every request of the group; returns the new heads of the branches that moved.
  ///
  /// A database that goes away in the middle is waited for. What was on its way to be committed is
  /// then looked up, and only what is not there is sent again.
  private static func run(_ group: [Request], by writer: Writer, patience: Double) -> [Head] {
    var waiting = Waiting(seconds: patience)
    var doubt: Doubt?
    while true {
      do throws(JournalError) {
        try writer.begin()
        if let open = doubt, try writer.holds(open.last) {
          try writer.commit([])
          return answer(group, open.answers, open.moved)
        }
        doubt = nil
        let before = writer.heads
        let answers = try append(group, by: writer)
        let moved = writer.moved(since: before)
        if let last = moved.last { doubt = Doubt(answers: answers, moved: moved, last: last) }
        try writer.commit(moved)
        return answer(group, answers, moved)
      } catch {
        writer.giveUp()
        if case .unreachable = error, waiting.goesOn() { continue }
        fail(group, error, isUnknown: doubt != nil)
        return []
      }
    }
  }

  /// What was sent to be committed without an answer so far.
  private struct Doubt {
    var answers: [Result<[Receipt], JournalError>]
    var moved: [Writer.BranchHead]
    var last: Writer.BranchHead
  }

  private static func append(_ group: [Request], by writer: Writer) throws(JournalError)
    -> [Result<[Receipt], JournalError>]
  {
    var answers: [Result<[Receipt], JournalError>] = []
    for request in group {
      do throws(JournalError) {
        let receipts = try writer.append(
          request.drafts, expecting: request.conditions, on: request.branch)
        answers.append(.success(receipts))
      } catch {
        guard error.isOfOneRequest else { throw error }
        answers.append(.failure(error))
      }
    }
    return answers
  }

  private static func answer(
    _ group: [Request], _ answers: [Result<[Receipt], JournalError>],
    _ moved: [Writer.BranchHead]
  ) -> [Head] {
    for (request, answer) in zip(group, answers) { request.answer.withLock { $0 = answer } }
    return moved.map(\.head)
  }

  private static func fail(_ group: [Request], _ error: JournalError, isUnknown: Bool) {
    var told = error
    if isUnknown, case .unreachable(let path, let reason) = error {
      told = .unreachable(
        path: path,
        reason: reason
          + "; whether the last step was written is not known, so send it again with the same key")
    }
    for request in group { request.answer.withLock { $0 = .failure(told) } }
  }
}

/// One call of `append` that waits for its answer.
private final class Request: Sendable {
  let drafts: [Draft]
  let conditions: [Condition]
  let branch: ID<Branch>
  let rows: Int
  let answer = Mutex<Result<[Receipt], JournalError>?>(nil)

  init(drafts: [Draft], conditions: [Condition], branch: ID<Branch>) {
    self.drafts = drafts
    self.conditions = conditions
    self.branch = branch
    rows = drafts.reduce(0) { $0 + 1 + $1.observations.count }
  }
}

extension JournalError {
  /// True where the request is at fault and its neighbours can go on.
  fileprivate var isOfOneRequest: Bool {
    switch self {
    case .conflictingKey, .staleRevision, .refused, .conditionFailed, .noBranch, .redacted: true
    case .conflict: true
    default: false
    }
  }
}
