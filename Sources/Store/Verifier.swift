import SalusCore
import SalusGovernance
import SalusTwin

/// One walk through the journal on one snapshot.
struct Verifier {
  private let reader: Reader
  private var result = Verification(
    events: 0, observations: 0, head: Head(sequence: 0, hash: .zero, recorded: .beginning),
    root: Ledger().root, damage: nil, staleProjections: [])
  private var expected: [EventName: Expected] = [:]
  private var projections = Projections()

  /// An event by the number of its branch and its sequence.
  private struct EventName: Hashable {
    var branch: Int64
    var sequence: Int64
  }

  /// What the series must hold of an event.
  private struct Expected {
    var digest: Digest
    var rows: Int
    var source: Int64
    var stream: DigestStream?
  }

  init(_ reader: Reader) {
    self.reader = reader
  }

  /// - Parameter trusted: a head of the main branch that somebody kept.
  mutating func run(against trusted: Head?) throws(JournalError) -> Verification {
    try checkFile()
    let branches = try BranchRow.list(in: reader.connection)
    for branch in branches where branch.status != .discarded {
      let line = try Line.read(branch.name, in: reader.connection)
      try walk(branch, line, trusted: branch.name == Branch.main ? trusted : nil)
      // Events from the damaged one on are not trusted, so their rows are not judged by them.
      let end = result.damage?.branch == branch.name ? result.damage?.sequence : nil
      try digestSeries(branch.id, branch.name, before: end ?? .max)
    }
    if result.damage == nil {
      result.staleProjections = try projections.stale(in: reader.connection)
      result.staleProjections += try CommandLedger.stale(in: reader)
      if try !StateCheck(reader).isSound() { result.staleProjections.append("state") }
      result.staleProjections += try GraphCheck(reader).stale()
    }
    return result
  }

  private func checkFile() throws(JournalError) {
    if let damage = try reader.connection.structuralDamage() {
      throw .corrupt("\(reader.connection.place): \(damage)")
    }
  }

  /// Follows the chain of a branch up to its end or the first damage.
  private mutating func walk(_ branch: BranchRow.Listed, _ line: Line, trusted: Head?)
    throws(JournalError)
  {
    let name = branch.name
    let origin = try Origin.read(branch.id, in: reader.connection)
    let rows = try reader.connection.statement(
      "SELECT \(EventRow.columns) FROM journal WHERE branch = ? ORDER BY sequence",
      rows: .many)
    defer { rows.reset() }
    rows.bind(1, branch.id)
    var head = try start(of: line)
    var ledger = Ledger()
    while try rows.step() {
      if let reason = try check(rows, line, origin, after: &head, trusted, &ledger) {
        note(name, head.sequence + 1, reason)
        break
      }
    }
    if let trusted, result.damage == nil, trusted.sequence > head.sequence {
      note(name, head.sequence + 1, "is missing; a kept head names event \(trusted.sequence)")
    }
    if name == Branch.main {
      result.events = head.sequence
      result.head = head
      result.root = ledger.root
    }
  }

  /// The event that a branch shares with its parent as its newest.
  private func start(of line: Line) throws(JournalError) -> Head {
    let none = Head(sequence: 0, hash: .zero, recorded: .beginning)
    guard !line.isSingle, line.segments[0].after > 0 else { return none }
    let sequence = line.segments[0].after
    let statement = try reader.connection.statement(
      "SELECT hash, recorded FROM journal WHERE branch = ? AND sequence = ?")
    defer { statement.reset() }
    statement.bind(1, line.segment(of: sequence).branch)
    statement.bind(2, sequence)
    guard try statement.step(), let hash = statement.digest(0) else { return none }
    return Head(
      sequence: sequence, hash: hash, recorded: Instant(microseconds: statement.int(1)))
  }

  /// What is wrong with the event that the statement stands on; nil for nothing, and the event is
  /// then the new head.
  private mutating func check(
    _ row: Statement, _ line: Line, _ origin: Origin?, after head: inout Head,
    _ trusted: Head?, _ ledger: inout Ledger
  ) throws(JournalError) -> String? {
    guard row.int(0) == head.sequence + 1 else { return "is missing" }
    let branch = line.branch
    let chain = origin?.chain(of: head.sequence + 1) ?? line.segments[0].name
    let event: Event
    do throws(JournalError) {
      event = try EventRow.read(row, branch: chain, names: reader.names)
    } catch {
      guard case .corrupt(let reason) = error else { throw error }
      return reason
    }
    guard event.previous == head.hash else { return "does not follow the event before it" }
    let canonical = event.canonicalBytes(payload: Digest(of: EventRow.payload(row)))
    guard event.hash == Event.hash(previous: event.previous, canonical: canonical) else {
      return "was changed: its fields or payload do not match its hash"
    }
    guard event.recorded > head.recorded else { return "was recorded before its predecessor" }
    if let trusted, trusted.sequence == event.sequence, trusted.hash != event.hash {
      return "is another one than the kept head says"
    }
    let begin = try line.isSingle ? nil : threadBefore(event, row, line)
    if let reason = projections.add(event, row, branch: branch, begin: begin) { return reason }
    let kept = event.accepted + event.corrected
    guard (kept > 0) == (event.observations != nil) else { return "has no digest of its rows" }
    if let digest = event.observations {
      expected[EventName(branch: branch, sequence: event.sequence)] = Expected(
        digest: digest, rows: kept, source: row.int(10))
    }
    ledger.append(canonical)
    head = Head(sequence: event.sequence, hash: event.hash, recorded: event.recorded)
    return nil
  }

  /// Where the thread of the event's twin stood at the fork; nil where the twin has an event on the
  /// branch already, or had none.
  private func threadBefore(_ event: Event, _ row: Statement, _ line: Line)
    throws(JournalError) -> Projections.Pair?
  {
    let twin = row.int(1)
    guard !projections.knows(twin, branch: line.branch) else { return nil }
    let parent = Line(segments: Array(line.segments.dropFirst()))
    guard let start = try StateRow.read(twin, line: parent, in: reader.connection) else {
      return nil
    }
    let walk = ThreadWalk(connection: reader.connection, line: parent, twin: twin)
    let newest = try walk.newest(from: start)
    return newest.map { Projections.Pair(first: $0.revision, second: $0.sequence) }
  }

  /// Digests the rows of every event in one pass over the series, and compares.
  private mutating func digestSeries(_ branch: Int64, _ name: ID<Branch>, before end: Int64)
    throws(JournalError)
  {
    var signals: [(number: Int64, name: String)] = []
    for signal in try reader.signals(branch: branch) {
      signals.append((signal, try reader.names.text(signal)))
    }
    signals.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    for signal in signals {
      let blocks = try reader.blocks(of: signal.number, twin: nil, stratum: nil, branch: branch)
      for block in blocks.sorted(by: SeriesBlock.stratumFirst) {
        try digest(block, of: signal, branch, name, before: end)
      }
    }
    for (event, left) in expected where event.branch == branch && event.sequence < end {
      note(name, event.sequence, "lacks \(left.rows) of its observations")
    }
  }

  private mutating func digest(
    _ block: SeriesBlock, of signal: (number: Int64, name: String), _ branch: Int64,
    _ name: ID<Branch>, before end: Int64
  ) throws(JournalError) {
    let rows = try reader.connection.statement(
      """
      SELECT valid, known, sequence, value, quality, source FROM series
      WHERE branch = ? AND signal = ? AND stratum = ? AND twin = ?
      ORDER BY valid, known, sequence, position
      """, rows: .many)
    defer { rows.reset() }
    rows.bind(1, branch)
    rows.bind(2, signal.number)
    rows.bind(3, block.stratum)
    rows.bind(4, block.twin)
    var opened: Set<Int64> = []
    var bytes = CanonicalBytes()
    while try rows.step() {
      result.observations += 1
      let sequence = rows.int(2)
      guard sequence < end else { continue }
      let event = EventName(branch: branch, sequence: sequence)
      guard var expectation = expected[event], expectation.source == rows.int(5) else {
        note(name, sequence, "does not know an observation of \(block.twinName)")
        continue
      }
      let stream = expectation.stream ?? DigestStream()
      bytes.removeAll()
      if opened.insert(sequence).inserted {
        bytes.append(
          blockOf: signal.name, stratum: block.stratumName, twin: block.twinName.text)
      }
      bytes.append(
        ObservationRow(
          valid: rows.int(0), known: rows.int(1), value: rows.optionalDouble(3),
          quality: UInt8(clamping: rows.int(4))))
      stream.update(bytes.bytes)
      projections.add(signal.number, sequence, known: rows.int(1), branch: branch)
      expectation.rows -= 1
      expectation.stream = stream
      if expectation.rows > 0 {
        expected[event] = expectation
      } else {
        // One row too many finds no expectation, and is noted above.
        expected[event] = nil
        if stream.finish() != expectation.digest {
          note(name, sequence, "was changed: its observations do not match their digest")
        }
      }
    }
  }

  private mutating func note(_ branch: ID<Branch>, _ sequence: Int64, _ reason: String) {
    if let first = result.damage, first.branch != branch || first.sequence <= sequence { return }
    result.damage = Verification.Damage(branch: branch, sequence: sequence, reason: reason)
  }
}
