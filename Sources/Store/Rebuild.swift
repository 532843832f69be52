import SalusCore
import SalusGovernance
import SalusTwin

extension StoredJournal {
  /// Makes the tables that repeat what the events say anew from the events, in one commit.
  public func rebuild() throws(JournalError) {
    guard let writer else { throw .readOnly(path: directory) }
    try writer.rebuild()
  }
}

extension GroupCommit {
  /// As `StoredJournal.rebuild`; what the writer remembers is read anew afterwards.
  func rebuild() throws(JournalError) {
    _ = try perform { (writer) throws(JournalError) in try Rebuilding(writer).run() }
  }
}

/// One walk through all events that makes every projection anew.
struct Rebuilding {
  private let writer: Writer

  /// Tables with a column `branch` that hold nothing but projections.
  static let tables =
    ["twin", "batch", "retraction", "snapshot", "revocation"]
    + Projectors.all().flatMap(\.tables)

  init(_ writer: Writer) {
    self.writer = writer
  }

  func run() throws(JournalError) {
    let connection = writer.connection
    for table in Rebuilding.tables + ["idem"] { try connection.run("DELETE FROM \(table)") }
    try connection.run(
      """
      INSERT INTO batch SELECT branch, signal, sequence, min(known), max(known) FROM series
      GROUP BY branch, signal, sequence ORDER BY branch, signal, sequence
      """)
    writer.keeper.forget(connection)
    for projector in writer.projectors { projector.forget() }
    for branch in try BranchRow.list(in: connection) where branch.status != .discarded {
      try replay(branch)
    }
    try writer.keeper.flush()
  }

  /// Lists which signals the events of a branch brought.
  func batches(of branch: Int64) throws(JournalError) {
    let statement = try writer.connection.statement(
      """
      INSERT INTO batch SELECT branch, signal, sequence, min(known), max(known) FROM series
      WHERE branch = ? GROUP BY branch, signal, sequence
      """)
    statement.bind(1, branch)
    try statement.run()
  }

  /// Events are read in stretches, so that no reading is open while others are made.
  func replay(_ branch: BranchRow.Listed) throws(JournalError) {
    let connection = writer.connection
    let line = try Line.read(branch.name, in: connection)
    let origin = try Origin.read(branch.id, in: connection)
    let names = ReadNames(connection)
    var retracted: Set<Int64> = []
    var last = line.segments[0].after
    while true {
      let statement = try connection.statement(
        """
        SELECT \(EventRow.columns) FROM journal WHERE branch = ? AND sequence > ?
        ORDER BY sequence LIMIT 500
        """)
      statement.bind(1, branch.id)
      statement.bind(2, last)
      var rows: [Replayed] = []
      while try statement.step() {
        let sequence = statement.int(0)
        rows.append(
          Replayed(
            event: try EventRow.readWhole(
              statement, branch: branch.name, chain: origin?.chain(of: sequence), names: names,
              opener: writer.opener), twin: statement.int(1), source: statement.int(10),
            prior: EventRow.prior(statement), subject: statement.optionalInt(23)))
      }
      guard let newest = rows.last else { break }
      for row in rows { try replay(row, line, &retracted) }
      try writer.keeper.flush()
      writer.keeper.keepRequest()
      writer.keeper.trim()
      last = newest.event.sequence
    }
  }

  private struct Replayed {
    var event: Event
    var twin: Int64
    var source: Int64
    var prior: Int64
    var subject: Int64?
  }

  private func replay(_ row: Replayed, _ line: Line, _ retracted: inout Set<Int64>)
    throws(JournalError)
  {
    let event = row.event
    let connection = writer.connection
    var entry = try writer.keeper.entry(of: event.twin, number: row.twin, line: line)
    let before = entry.state
    var after: TwinState?
    do throws(StateFault) {
      after = try StateFold.apply(
        event, to: before, seen: .all, isRevoked: false, withdrawn: nil, strictly: false)
    } catch .needsHistory {
      after = try writer.keeper.recompute(
        event.twin, row.twin, from: entry, line: line, with: event)
    } catch {
      throw .corrupt("event \(event.sequence): \(error)")
    }
    let span = try self.span(event)
    if span != event.valid...event.valid {
      let statement = try connection.statement(
        "UPDATE journal SET earliest = ?, latest = ? WHERE branch = ? AND sequence = ?")
      statement.bind(1, span.lowerBound.microseconds)
      statement.bind(2, span.upperBound.microseconds)
      statement.bind(3, line.branch)
      statement.bind(4, event.sequence)
      try statement.run()
    }
    if row.prior != entry.row.head {
      let statement = try connection.statement(
        "UPDATE journal SET prior = ? WHERE branch = ? AND sequence = ?")
      statement.bind(1, entry.row.head)
      statement.bind(2, line.branch)
      statement.bind(3, event.sequence)
      try statement.run()
    }
    try writer.advance(&entry, by: event, to: after, span, subject: row.subject, row.twin, line)
    if let key = event.key {
      try IdemRow.insert(
        source: row.source, key: key, sequence: event.sequence, branch: line.branch,
        in: connection)
    }
    for target in event.retracts where retracted.insert(target).inserted {
      try RetractionRow.insert(target, by: event.sequence, branch: line.branch, in: connection)
    }
    let projection = Projection(
      connection: connection, line: line, twin: row.twin, before: before, after: after,
      isRebuild: true, keeper: writer.keeper)
    for projector in writer.projectors { try projector.project(event, projection) }
    if event.type == SourceRevoked.type, let order = SourceRevoked(event.payload) {
      // A reading within the transaction must see what was written so far.
      try writer.keeper.flush()
      let source = try writer.names.number(order.source, .source, in: connection)
      try Revocation(keeper: writer.keeper, line: line, source: source, event: event.sequence)
        .carryOut(in: connection)
    }
  }

  private func span(_ event: Event) throws(JournalError) -> ClosedRange<Instant> {
    guard StateEvent.isState(event.type), !event.isSealed else { return event.valid...event.valid }
    do throws(StateFault) {
      return try StateFold.span(event)
    } catch {
      throw .corrupt("event \(event.sequence): \(error)")
    }
  }
}
