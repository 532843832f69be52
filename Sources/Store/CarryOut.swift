import SalusCore
import SalusGovernance
import SalusTwin

extension Writer {
  /// Does what an event demands beyond its own thread.
  func carryOut(_ event: Event, at head: BranchHead) throws(JournalError) {
    switch event.type {
    case SourceRevoked.type:
      guard let order = SourceRevoked(event.payload) else {
        throw .refused(type: event.type, reason: "it names no source")
      }
      let source = try names.number(order.source, .source, in: connection)
      try Revocation(keeper: keeper, line: head.line, source: source, event: event.sequence)
        .carryOut(in: connection)
      withdrawn[head.id] = nil
    case SubjectRedacted.type:
      guard let order = SubjectRedacted(event.payload) else {
        throw .refused(type: event.type, reason: "it names no subject")
      }
      guard head.id == 1 else {
        throw .refused(
          type: event.type, reason: "erasure holds for all branches: ask for it on main")
      }
      try redact(order)
    case TypeRegistered.type:
      registries[head.id] = nil
      _ = try TypeRegistered(event)
    default: break
    }
  }
}

/// Takes what a source has said out of the states on a line.
struct Revocation {
  let keeper: StateKeeper
  let line: Line
  /// Number of the source's name.
  let source: Int64
  /// Sequence of the revocation.
  let event: Int64

  func carryOut(in connection: Connection) throws(JournalError) {
    try RevocationRow.insert(
      source: source, event: event, branch: line.branch, in: connection)
    var twins: Set<Int64> = []
    var roots: [Int64] = []
    for segment in line.segments {
      let statement = try connection.statement(
        """
        SELECT sequence, twin FROM journal
        WHERE branch = ? AND source = ? AND sequence > ? AND sequence <= ? AND sequence < ?
        """)
      defer { statement.reset() }
      statement.bind(1, segment.branch)
      statement.bind(2, source)
      statement.bind(3, segment.after)
      statement.bind(4, segment.through)
      statement.bind(5, event)
      while try statement.step() {
        roots.append(statement.int(0))
        twins.insert(statement.int(1))
      }
    }
    let names = ReadNames(connection)
    for twin in twins.sorted() {
      let id = ID<Twin>(try names.text(twin))
      var entry = try keeper.entry(of: id, number: twin, line: line)
      guard entry.state != nil else { continue }
      entry.state = try keeper.recompute(id, twin, from: entry, line: line)
      entry.row.made = event
      keeper.put(entry, number: twin, branch: line.branch)
      try SnapshotRow.empty(twin, branch: line.branch, in: connection)
    }
    try TaintRow.spread(from: roots, cause: event, line: line, in: connection)
  }
}

extension SnapshotRow {
  /// Drops the states that are kept of a twin on a branch; their stretches stay.
  static func empty(_ twin: Int64, branch: Int64, in connection: Connection) throws(JournalError) {
    let statement = try connection.statement(
      "UPDATE snapshot SET body = NULL, hasbody = 0 WHERE branch = ? AND twin = ?")
    statement.bind(1, branch)
    statement.bind(2, twin)
    try statement.run()
  }
}
