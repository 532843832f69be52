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
    var branches: [(number: Int64, name: ID<Branch>)] = []
    let list = try reader.connection.statement("SELECT id, name FROM branch ORDER BY id")
    while try list.step() { branches.append((list.int(0), ID(list.text(1)))) }
    for branch in branches {
      try walk(branch.number, branch.name, trusted: branch.name == Branch.main ? trusted : nil)
      // Events from the damaged one on are not trusted, so their rows are not judged by them.
      let end = result.damage?.branch == branch.name ? result.damage?.sequence : nil
      try digestSeries(branch.number, branch.name, before: end ?? .max)
    }
    if result.damage == nil {
      result.staleProjections = try projections.stale(in: reader.connection)
    }
    return result
  }

  private func checkFile() throws(JournalError) {
    let check = try reader.connection.statement("PRAGMA quick_check(1)")
    defer { check.reset() }
    guard try check.step(), check.text(0) == "ok" else {
      throw .corrupt("\(reader.connection.path): \(check.text(0))")
    }
  }

  /// Follows the chain of a branch up to its end or the first damage.
  private mutating func walk(_ branch: Int64, _ name: ID<Branch>, trusted: Head?)
    throws(JournalError)
  {
    let rows = try reader.connection.statement(
      "SELECT \(EventRow.columns) FROM journal WHERE branch = ? ORDER BY sequence")
    defer { rows.reset() }
    rows.bind(1, branch)
    var head = Head(sequence: 0, hash: .zero, recorded: .beginning)
    var ledger = Ledger()
    while try rows.step() {
      if let reason = try check(rows, branch, name, after: &head, trusted, &ledger) {
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

  /// What is wrong with the event that the statement stands on; nil for nothing, and the event is
  /// then the new head.
  private mutating func check(
    _ row: Statement, _ branch: Int64, _ name: ID<Branch>, after head: inout Head,
    _ trusted: Head?, _ ledger: inout Ledger
  ) throws(JournalError) -> String? {
    guard row.int(0) == head.sequence + 1 else { return "is missing" }
    let event: Event
    do throws(JournalError) {
      event = try EventRow.read(row, branch: name, names: reader.names)
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
    if let reason = projections.add(event, row, branch: branch) { return reason }
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
      """)
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
