import SalusCore
import SalusTwin

/// Which events were made from which, forwards, so that what a revoked source has touched is found.
final class LineageProjector: Projector {
  let tables = ["derived", "taint"]

  func project(_ event: Event, _ context: Projection) throws(JournalError) {
    guard event.causation != nil || event.payload["provenance"] != nil else { return }
    var inputs = Set(Provenance(payload: event.payload)?.inputs ?? [])
    // Who corrects a value does not make the new one from the old.
    if let causation = event.causation, event.type != StateEvent.corrected {
      inputs.insert(causation)
    }
    guard !inputs.isEmpty else { return }
    let statement = try context.connection.statement("INSERT INTO derived VALUES(?, ?, ?)")
    var cause: Int64?
    for input in inputs.sorted() where input > 0 && input < event.sequence {
      statement.bind(1, context.line.branch)
      statement.bind(2, input)
      statement.bind(3, event.sequence)
      try statement.run()
    }
    let revocations = try RevocationRow.all(line: context.line, in: context.connection)
    guard !revocations.isEmpty else { return }
    for input in inputs.sorted() where input > 0 && input < event.sequence {
      let revoked = try TaintRow.revocation(
        of: input, revocations, line: context.line, in: context.connection)
      let tainted = try TaintRow.cause(of: input, line: context.line, in: context.connection)
      cause = revoked ?? tainted ?? cause
    }
    // What is made from tainted data after the revocation is tainted as well.
    if let cause {
      try TaintRow.insert(event.sequence, cause: cause, context.line.branch, context.connection)
    }
  }

  func forget() {}
}

/// Events behind which a revoked source stands.
enum TaintRow {
  static func insert(
    _ event: Int64, cause: Int64, _ branch: Int64, _ connection: Connection
  ) throws(JournalError) {
    let statement = try connection.statement(
      "INSERT INTO taint VALUES(?, ?, ?) ON CONFLICT(branch, event) DO NOTHING")
    statement.bind(1, branch)
    statement.bind(2, event)
    statement.bind(3, cause)
    try statement.run()
  }

  /// Sequence of the revocation that took an event's own source away; nil for none.
  static func revocation(
    of event: Int64, _ revocations: [RevocationRow], line: Line, in connection: Connection
  ) throws(JournalError) -> Int64? {
    let statement = try connection.statement(
      "SELECT source FROM journal WHERE branch = ? AND sequence = ?")
    defer { statement.reset() }
    statement.bind(1, line.segment(of: event).branch)
    statement.bind(2, event)
    guard try statement.step() else { return nil }
    let source = statement.int(0)
    return revocations.first { $0.source == source && $0.event > event }?.event
  }

  /// Sequence of the revocation that taints the event on the line; nil for none.
  static func cause(of event: Int64, line: Line, in connection: Connection) throws(JournalError)
    -> Int64?
  {
    for segment in line.segments {
      let statement = try connection.statement(
        "SELECT cause FROM taint WHERE branch = ? AND event = ? AND cause <= ?")
      defer { statement.reset() }
      statement.bind(1, segment.branch)
      statement.bind(2, event)
      statement.bind(3, segment.through)
      if try statement.step() { return statement.int(0) }
    }
    return nil
  }

  /// Marks everything on the line that was made, over any number of steps, from the events given.
  static func spread(
    from roots: [Int64], cause: Int64, line: Line, in connection: Connection
  ) throws(JournalError) {
    var queue = roots
    var seen = Set(roots)
    while let input = queue.popLast() {
      var found: [Int64] = []
      for segment in line.segments {
        let statement = try connection.statement(
          "SELECT event FROM derived WHERE branch = ? AND input = ? AND event <= ?")
        defer { statement.reset() }
        statement.bind(1, segment.branch)
        statement.bind(2, input)
        statement.bind(3, segment.through)
        while try statement.step() { found.append(statement.int(0)) }
      }
      for event in found where seen.insert(event).inserted {
        try insert(event, cause: cause, line.branch, connection)
        queue.append(event)
      }
    }
  }
}
