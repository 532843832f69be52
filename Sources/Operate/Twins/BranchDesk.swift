import SalusCore
import SalusStore
import SalusTwin

extension TwinDesk {
  /// Begins a line of history from an object with `id` and any of `from`, `at`, `purpose`, `seed`,
  /// `expiry`.
  public func fork(_ body: JSON) throws -> BranchInfo {
    let name = try TwinDesk.text(body, "id", "a name without spaces")
    guard !name.contains(where: \.isWhitespace), !name.contains("@"), name.utf8.count <= 200 else {
      throw TwinProblem.bad("id", given: name, accepted: "a name without spaces and '@'")
    }
    if try journal.branches().contains(where: { $0.id.text == name }) {
      throw TwinProblem.exists(ID("branch:" + name))
    }
    let parent = ID<Branch>(body["from"]?.string ?? Branch.main.text)
    try checkBranch(parent)
    return try journal.fork(
      ForkRequest(
        ID(name), from: parent, at: try TwinDesk.whole(body, "at"),
        purpose: body["purpose"]?.string ?? "what-if", owner: actor,
        seed: try TwinDesk.whole(body, "seed"), expiry: try TwinDesk.time(body, "expiry")))
  }

  /// Brings a branch into its parent.
  ///
  /// - Parameter body: `choices`, a list of `{twin, path, take}` with `ours` or `theirs`, or `take`
  ///   alone for all that is in conflict.
  /// - Throws: `TwinProblem.conflicts` where choices are missing; nothing is written then.
  public func merge(_ branch: ID<Branch>, _ body: JSON) throws -> MergeResult {
    try checkBranch(branch)
    var choices: [MergeTarget: MergeChoice] = [:]
    for choice in body["choices"]?.array ?? [] {
      choices[
        MergeTarget(
          ID(try TwinDesk.text(choice, "twin", "the id of a twin")),
          try TwinDesk.text(choice, "path", "a path such as reported/beds"))] =
        try TwinDesk.choice(choice)
    }
    var result = try journal.merge(branch, choices: choices, by: actor)
    if !result.conflicts.isEmpty, body["take"] != nil {
      let all = try TwinDesk.choice(body)
      for conflict in result.conflicts {
        choices[MergeTarget(conflict.twin, conflict.path)] = all
      }
      result = try journal.merge(branch, choices: choices, by: actor)
    }
    guard result.conflicts.isEmpty else { throw TwinProblem.conflicts(result.conflicts) }
    return result
  }

  public func discard(_ branch: ID<Branch>, reason: String) throws {
    try checkBranch(branch)
    try journal.discard(branch, reason: reason, by: actor)
  }

  /// Gives a point a name, from an object with `name` and any of `branch`, `sequence`, `message`.
  public func tag(_ body: JSON) throws -> SalusTwin.Version {
    let branch = ID<Branch>(body["branch"]?.string ?? Branch.main.text)
    try checkBranch(branch)
    return try journal.tag(
      try TwinDesk.text(body, "name", "a name"), branch: branch,
      sequence: try TwinDesk.whole(body, "sequence"),
      message: body["message"]?.string ?? "", by: actor)
  }

  /// Gives every twin on a branch the values that it had at a point.
  public func restore(_ branch: ID<Branch>, to point: String) throws -> [Receipt] {
    try checkBranch(branch)
    let found = try self.point(point)
    return try journal.restore(
      branch, to: found.sequence ?? journal.head(of: found.branch).sequence, by: actor)
  }

  /// Twins that differ between two points, each a branch, `branch@sequence` or a version's name.
  public func diff(_ a: String, _ b: String) throws -> [TwinPatch] {
    let (from, to) = (try point(a), try point(b))
    return try journal.diff(from: from, to: to)
  }

  /// What a word means: a branch, `branch@sequence`, `vSEQUENCE` on the main line, or a version.
  func point(_ text: String) throws -> (branch: ID<Branch>, sequence: Int64?) {
    if let version = try journal.versions(of: nil).last(where: { $0.name == text }) {
      return (version.branch, version.sequence)
    }
    if let at = text.lastIndex(of: "@"), let number = Int64(text[text.index(after: at)...]),
      number >= 0
    {
      let branch = ID<Branch>(String(text[..<at]))
      try checkBranch(branch)
      return (branch, number)
    }
    if try journal.branches().contains(where: { $0.id.text == text }) { return (ID(text), nil) }
    if text.first == "v", let number = Int64(text.dropFirst()), number >= 0 {
      return (Branch.main, number)
    }
    throw TwinProblem.unknownVersion(text)
  }

  static func whole(_ body: JSON, _ name: String) throws(TwinProblem) -> Int64? {
    guard let member = body[name], member != .null else { return nil }
    guard let value = member.integer, value >= 0 else {
      throw .bad(name, given: member.description, accepted: "a whole number from 0")
    }
    return value
  }

  private static func choice(_ body: JSON) throws(TwinProblem) -> MergeChoice {
    let text = try text(body, "take", "ours or theirs")
    guard let choice = MergeChoice(rawValue: text) else {
      throw .bad("take", given: text, accepted: "ours or theirs")
    }
    return choice
  }
}
