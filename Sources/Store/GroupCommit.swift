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

  init(_ writer: sending Writer) {
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
        return GroupCommit.run(nextGroup(), by: writer)
      }
      if !heads.isEmpty { committed(heads) }
      if let answer = request.answer.withLock({ $0 }) { return try answer.get() }
    }
  }

  /// Runs `body` while nobody writes.
  func pause<Result: Sendable>(_ body: (Connection) throws(JournalError) -> Result)
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
  private static func run(_ group: [Request], by writer: Writer) -> [Head] {
    var answers: [Result<[Receipt], JournalError>] = []
    var before: [ID<Branch>: Writer.BranchHead] = [:]
    do throws(JournalError) {
      try writer.recover()
      before = writer.heads
      try writer.connection.run("BEGIN IMMEDIATE")
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
      try writer.connection.run("COMMIT")
    } catch {
      writer.giveUp()
      for request in group { request.answer.withLock { $0 = .failure(error) } }
      return []
    }
    for (request, answer) in zip(group, answers) { request.answer.withLock { $0 = answer } }
    return writer.newHeads(since: before)
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
    case .conflictingKey, .staleRevision, .refused: true
    default: false
    }
  }
}
