import SalusCore
import SalusTwin

extension Writer {
  /// Brings what changed on a branch into its parent, or lists what stands against it.
  func merge(_ branch: ID<Branch>, choices: [MergeTarget: MergeChoice], by actor: String)
    throws(JournalError) -> MergeResult
  {
    guard let head = heads[branch] else { throw .noBranch(branch) }
    let isForeign = head.status == .foreign
    guard branch != Branch.main, head.status != .discarded else {
      throw .refused(type: BranchEvent.merged, reason: "'\(branch)' cannot be merged")
    }
    let target = head.line.isSingle ? Branch.main : head.line.segments[1].name
    guard let parent = heads[target] else { throw .noBranch(target) }
    try keeper.flush(forNow: true)
    let since = try mergedThrough(head.id)
    let changed = try TwinsBetween.numbers(
      on: head.id, after: since ?? 0, through: .max, in: connection)
    var byTwin: [ID<Twin>: [String: MergeChoice]] = [:]
    for (target, choice) in choices { byTwin[target.twin, default: [:]][target.path] = choice }
    var theirs = keeper.reader(head.line)
    var ours = keeper.reader(parent.line)
    let fork = head.line.isSingle ? nil : head.line.segments[1].through
    var conflicts: [MergeConflict] = []
    var drafts: [Draft] = []
    let names = ReadNames(connection)
    var twins: [ID<Twin>] = []
    for number in changed { twins.append(ID(try names.text(number))) }
    for twin in twins.sorted() {
      var base: TwinState?
      if let since {
        base = try theirs.state(of: twin, at: .version(since))
      } else if let fork {
        base = try ours.state(of: twin, at: .version(fork))
      }
      let merge = ThreeWayMerge(
        twin, base: base, ours: try ours.state(of: twin, at: .latest),
        theirs: try theirs.state(of: twin, at: .latest), choices: byTwin[twin] ?? [:])
      conflicts += merge.conflicts
      drafts += merge.drafts(from: branch, by: actor)
    }
    guard conflicts.isEmpty else { return MergeResult(conflicts: conflicts, receipts: []) }
    drafts.append(
      Draft(
        type: BranchEvent.merged, twin: BranchEvent.twin(branch),
        payload: [
          "branch": .string(branch.text), "hash": .string(head.head.hash.description),
          "sequence": .integer(head.head.sequence),
        ], actor: actor, purpose: "administration", source: "salus"))
    let receipts = try append(drafts, expecting: [], on: target)
    let statement = try connection.statement(
      "UPDATE branch SET merged = ?, status = ? WHERE id = ?")
    statement.bind(1, head.head.sequence)
    statement.bind(2, (isForeign ? BranchInfo.Status.foreign : .merged).rawValue)
    statement.bind(3, head.id)
    try statement.run()
    if !isForeign { heads[branch]?.status = .merged }
    return MergeResult(conflicts: [], receipts: receipts)
  }

  /// Gives every twin that changed after a sequence the values that it had then.
  func restore(_ branch: ID<Branch>, to sequence: Int64, by actor: String)
    throws(JournalError) -> [Receipt]
  {
    guard let head = heads[branch] else { throw .noBranch(branch) }
    guard sequence >= 0, sequence <= head.head.sequence else {
      throw .refused(
        type: BranchEvent.restored, reason: "there is no event \(sequence) on '\(branch)'")
    }
    try keeper.flush(forNow: true)
    var changed: Set<Int64> = []
    for segment in head.line.segments {
      changed.formUnion(
        try TwinsBetween.numbers(
          on: segment.branch, after: max(sequence, segment.after), through: segment.through,
          in: connection))
    }
    var reader = keeper.reader(head.line)
    let names = ReadNames(connection)
    var twins: [ID<Twin>] = []
    for number in changed { twins.append(ID(try names.text(number))) }
    var drafts: [Draft] = []
    for twin in twins.sorted() {
      let now = try reader.state(of: twin, at: .latest)
      let then = try reader.state(of: twin, at: .version(sequence))
      guard let now, !now.isDeleted, !now.isRedacted else { continue }
      guard then != nil else {
        drafts.append(
          Draft(
            type: StateEvent.deleted, twin: twin, payload: .object([]), actor: actor,
            source: "version"))
        continue
      }
      let step = ThreeWayMerge(twin, base: now, ours: now, theirs: then)
      drafts += step.drafts(from: branch, by: actor)
    }
    drafts.append(
      Draft(
        type: BranchEvent.restored, twin: BranchEvent.twin(branch),
        payload: ["sequence": .integer(sequence)], actor: actor, purpose: "administration",
        source: "salus"))
    return try append(drafts, expecting: [], on: branch)
  }

  /// Up to which of its events a branch was merged before; nil for never.
  private func mergedThrough(_ branch: Int64) throws(JournalError) -> Int64? {
    let statement = try connection.statement("SELECT merged FROM branch WHERE id = ?")
    defer { statement.reset() }
    statement.bind(1, branch)
    return try statement.step() ? statement.optionalInt(0) : nil
  }
}

/// Twins that have events in a stretch of a branch.
enum TwinsBetween {
  static func numbers(
    on branch: Int64, after: Int64, through: Int64, in connection: Connection
  ) throws(JournalError) -> [Int64] {
    guard after < through else { return [] }
    let statement = try connection.statement(
      "SELECT DISTINCT twin FROM journal WHERE branch = ? AND sequence > ? AND sequence <= ?")
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, after)
    statement.bind(3, through)
    var found: [Int64] = []
    while try statement.step() { found.append(statement.int(0)) }
    return found
  }
}
