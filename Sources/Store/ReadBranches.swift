import SalusCore
import SalusTwin

extension Reader {
  /// Every branch, in the order of their making.
  func branches() throws(JournalError) -> [BranchInfo] {
    let statement = try connection.statement(
      """
      SELECT id, name, parent, fork, purpose, owner, seed, expiry, status FROM branch ORDER BY id
      """)
    var rows: [(id: Int64, parent: Int64?, info: BranchInfo)] = []
    while try statement.step() {
      rows.append(
        (
          statement.int(0), statement.optionalInt(2),
          BranchInfo(
            id: ID(statement.text(1)), parent: nil, fork: statement.int(3),
            purpose: statement.text(4), owner: statement.text(5), seed: statement.optionalInt(6),
            expiry: statement.optionalInt(7).map { Instant(microseconds: $0) },
            status: BranchInfo.Status(rawValue: statement.text(8)) ?? .open,
            head: Head(sequence: 0, hash: .zero, recorded: .beginning), depth: 0)
        ))
    }
    let kept = Dictionary(
      try BranchRow.list(in: connection).map { ($0.id, $0.keptHead) }, uniquingKeysWith: { $1 })
    var known: [Int64: BranchInfo] = [:]
    var found: [BranchInfo] = []
    for row in rows {
      var info = row.info
      if let parent = row.parent.flatMap({ known[$0] }) {
        info.parent = parent.id
        info.depth = parent.depth + 1
      }
      if let head = kept[row.id] ?? nil {
        info.head = head
      } else {
        info.head = try BranchRow.head(of: row.id, in: connection)
      }
      known[row.id] = info
      found.append(info)
    }
    return found
  }

  /// Named points in the order of their making.
  func versions(of branch: ID<Branch>?) throws(JournalError) -> [Version] {
    var found: [Version] = []
    for listed in try BranchRow.list(in: connection)
    where listed.status != .discarded && (branch == nil || listed.name == branch) {
      let statement = try connection.statement(
        "SELECT event FROM version WHERE branch = ? ORDER BY event")
      statement.bind(1, listed.id)
      var events: [Int64] = []
      while try statement.step() { events.append(statement.int(0)) }
      let reader = try states(on: listed.name)
      for event in events {
        let event = try reader.event(at: event)
        guard let name = event.payload["name"]?.string,
          let sequence = event.payload["sequence"]?.integer,
          let point = try? reader.event(at: sequence)
        else { throw .corrupt("event \(event.sequence) is no version") }
        found.append(
          Version(
            name: name, branch: listed.name, sequence: sequence, hash: point.hash,
            author: event.actor, message: event.payload["message"]?.string ?? "",
            recorded: event.recorded))
      }
    }
    return found
  }

  /// Twins that differ between two points, in the order of their ids.
  func diff(
    from: (branch: ID<Branch>, sequence: Int64?), to: (branch: ID<Branch>, sequence: Int64?)
  ) throws(JournalError) -> [TwinPatch] {
    var left = try states(on: from.branch)
    var right = try states(on: to.branch)
    let lines = [
      left.line.bounded(through: from.sequence), right.line.bounded(through: to.sequence),
    ]
    let common = Reader.common(lines[0], lines[1])
    var numbers: Set<Int64> = []
    for line in lines {
      for segment in line.segments {
        numbers.formUnion(
          try TwinsBetween.numbers(
            on: segment.branch, after: max(segment.after, common), through: segment.through,
            in: connection))
      }
    }
    var twins: [ID<Twin>] = []
    for number in numbers { twins.append(ID(try names.text(number))) }
    let moments = [from.sequence, to.sequence].map { $0.map { Moment.version($0) } ?? .latest }
    var patches: [TwinPatch] = []
    for twin in twins.sorted() {
      let changes = StatePaths.changes(
        from: try left.state(of: twin, at: moments[0])?.closed,
        to: try right.state(of: twin, at: moments[1])?.closed)
      if !changes.isEmpty { patches.append(TwinPatch(twin: twin, changes: changes)) }
    }
    return patches
  }

  /// The newest sequence that both lines share; 0 for none.
  static func common(_ left: Line, _ right: Line) -> Int64 {
    var shared: Int64 = 0
    for (a, b) in zip(left.segments.reversed(), right.segments.reversed()) {
      guard a.branch == b.branch else { break }
      shared = min(a.through, b.through)
      guard a.through == b.through else { break }
    }
    return shared
  }
}
