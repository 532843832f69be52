import SalusCore
import SalusGovernance
import SalusTwin

extension Writer {
  /// Begins a branch: one row, one event.
  func fork(_ request: ForkRequest) throws(JournalError) -> BranchInfo {
    func refuse(_ reason: String) -> JournalError {
      .refused(type: BranchEvent.forked, reason: reason)
    }
    let name = request.id.text
    guard Writer.isBranchName(name) else {
      throw refuse(
        "'\(name)' is no name of a branch: 1 to 200 letters, digits and . _ - / are accepted")
    }
    guard heads[request.id] == nil else { throw refuse("there is a branch '\(name)' already") }
    guard let parent = heads[request.parent] else { throw .noBranch(request.parent) }
    guard parent.status != .discarded else {
      throw refuse("the branch '\(request.parent)' was discarded")
    }
    let at = request.at ?? parent.head.sequence
    guard at >= 0, at <= parent.head.sequence else {
      throw refuse("there is no event \(at) on '\(request.parent)'")
    }
    // An older point lies on the line that the parent itself was forked from.
    let origin = parent.line.segment(of: max(at, 1))
    guard let begin = parent.line.segments.firstIndex(where: { $0.branch == origin.branch }) else {
      throw .corrupt("the line of '\(request.parent)' is broken")
    }
    var segments = Array(parent.line.segments[begin...])
    guard segments.count < Line.deepest else {
      throw refuse("a branch may lie at most \(Line.deepest - 1) forks away from its beginning")
    }
    segments[0].through = at
    let shared = try at == parent.head.sequence ? parent.head : head(at: at, origin.branch)
    lastBranch += 1
    let id = lastBranch
    let statement = try connection.statement(
      """
      INSERT INTO branch(id, name, parent, fork, purpose, owner, seed, expiry, status)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, 'open')
      """)
    statement.bind(1, id)
    statement.bind(2, name)
    statement.bind(3, origin.branch)
    statement.bind(4, at)
    statement.bind(5, request.purpose)
    statement.bind(6, request.owner)
    statement.bind(7, request.seed)
    statement.bind(8, request.expiry?.microseconds)
    try statement.run()
    segments.insert(
      Line.Segment(branch: id, name: request.id, after: at, through: .max), at: 0)
    heads[request.id] = BranchHead(id: id, head: shared, line: Line(segments: segments))
    do throws(JournalError) {
      _ = try append([Writer.forked(request, origin.name, at)], expecting: [], on: request.id)
    } catch {
      heads[request.id] = nil
      throw error
    }
    return BranchInfo(
      id: request.id, parent: origin.name, fork: at, purpose: request.purpose,
      owner: request.owner, seed: request.seed, expiry: request.expiry,
      head: heads[request.id]?.head ?? shared, depth: segments.count - 1)
  }

  /// Drops what a branch holds.
  func discard(_ branch: ID<Branch>, reason: String, by actor: String) throws(JournalError) {
    func refuse(_ reason: String) -> JournalError {
      .refused(type: BranchEvent.discarded, reason: reason)
    }
    guard branch != Branch.main else { throw refuse("the main line cannot be discarded") }
    guard let head = heads[branch] else { throw .noBranch(branch) }
    guard head.status != .discarded else { throw refuse("'\(branch)' was discarded already") }
    for (name, other) in heads where other.status != .discarded && name != branch {
      guard !other.line.segments.contains(where: { $0.branch == head.id }) else {
        throw refuse("'\(name)' was forked from it; discard that first")
      }
    }
    let parent = head.line.isSingle ? Branch.main : head.line.segments[1].name
    let draft = Draft(
      type: BranchEvent.discarded, twin: BranchEvent.twin(branch),
      payload: [
        "branch": .string(branch.text), "hash": .string(head.head.hash.description),
        "head": .integer(head.head.sequence), "reason": .string(reason),
      ], actor: actor, purpose: "administration", source: "salus")
    // A parent that was itself closed cannot take the note; the main line can.
    let isOpen = heads[parent]?.status == .open || heads[parent]?.status == .merged
    _ = try append([draft], expecting: [], on: isOpen ? parent : Branch.main)
    try keeper.flush()
    for table in Rebuilding.tables + ["journal", "series", "idem"] {
      let statement = try connection.statement("DELETE FROM \(table) WHERE branch = ?")
      statement.bind(1, head.id)
      try statement.run()
    }
    let statement = try connection.statement(
      """
      UPDATE branch SET status = 'discarded', head = ?, hash = ?, recorded = ?, origin = NULL
      WHERE id = ?
      """)
    statement.bind(1, head.head.sequence)
    statement.bind(2, head.head.hash.bytes)
    statement.bind(3, head.head.recorded.microseconds)
    statement.bind(4, head.id)
    try statement.run()
    heads[branch]?.status = .discarded
    keeper.forget(connection)
    for projector in projectors { projector.forget() }
    withdrawn[head.id] = nil
    newestKnown[head.id] = nil
  }

  /// Gives a point of a branch a name.
  func tag(
    _ name: String, branch: ID<Branch>, sequence: Int64?, message: String, by actor: String
  ) throws(JournalError) -> Version {
    guard let head = heads[branch] else { throw .noBranch(branch) }
    let at = sequence ?? head.head.sequence
    guard !name.isEmpty, name.utf8.count <= 200 else {
      throw .refused(type: BranchEvent.tagged, reason: "a version needs a name of 1 to 200 bytes")
    }
    guard at > 0, at <= head.head.sequence else {
      throw .refused(type: BranchEvent.tagged, reason: "there is no event \(at) on '\(branch)'")
    }
    let point = try self.head(at: at, head.line.segment(of: at).branch)
    let draft = Draft(
      type: BranchEvent.tagged, twin: BranchEvent.twin(branch),
      payload: [
        "hash": .string(point.hash.description), "message": .string(message),
        "name": .string(name), "sequence": .integer(at),
      ], actor: actor, purpose: "administration", source: "salus")
    _ = try append([draft], expecting: [], on: branch)
    return Version(
      name: name, branch: branch, sequence: at, hash: point.hash, author: actor, message: message,
      recorded: lastRecorded)
  }

  /// The event at a sequence of a branch, as the head that it was.
  func head(at sequence: Int64, _ branch: Int64) throws(JournalError) -> Head {
    guard sequence > 0 else { return Head(sequence: 0, hash: .zero, recorded: .beginning) }
    let statement = try connection.statement(
      "SELECT hash, recorded FROM journal WHERE branch = ? AND sequence = ?")
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, sequence)
    guard try statement.step(), let hash = statement.digest(0) else {
      throw .corrupt("event \(sequence) is missing")
    }
    return Head(
      sequence: sequence, hash: hash, recorded: Instant(microseconds: statement.int(1)))
  }

  private static func forked(_ request: ForkRequest, _ parent: ID<Branch>, _ at: Int64) -> Draft {
    var members: [JSON.Member] = []
    if let expiry = request.expiry { members.append(JSON.Member("expiry", JSON(expiry))) }
    members.append(JSON.Member("fork", .integer(at)))
    members.append(JSON.Member("owner", .string(request.owner)))
    members.append(JSON.Member("parent", .string(parent.text)))
    members.append(JSON.Member("purpose", .string(request.purpose)))
    if let seed = request.seed { members.append(JSON.Member("seed", .integer(seed))) }
    return Draft(
      type: BranchEvent.forked, twin: BranchEvent.twin(request.id), payload: .object(members),
      actor: request.owner, purpose: "administration", source: "salus")
  }

  static func isBranchName(_ name: String) -> Bool {
    (1...200).contains(name.utf8.count) && !name.hasPrefix("/") && !name.hasPrefix("-")
      && name.utf8.allSatisfy { byte in
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
          || [45, 46, 47, 95].contains(byte)
      }
  }
}
