import SalusCore
import SalusGovernance
import SalusTwin

/// Computes states on one line of history: from the row where that is enough, from the nearest
/// snapshot and the events after it, or from the whole thread.
struct StateReader {
  let connection: Connection
  let names: ReadNames
  let line: Line
  /// Nil where the bank's keys are not at hand: personal twins then stay closed.
  let opener: Opener?
  private var revocations: [RevocationRow]?

  init(_ connection: Connection, names: ReadNames, line: Line, opener: Opener?) {
    self.connection = connection
    self.names = names
    self.line = line
    self.opener = opener
  }

  /// The twin as the moment shows it, opened where that is possible; nil where there was none.
  mutating func state(of twin: ID<Twin>, at moment: Moment) throws(JournalError) -> TwinState? {
    guard let number = try names.number(twin.text, .twin) else { return nil }
    return try state(of: twin, number: number, at: moment)
  }

  /// As above, for who knows the twin's number.
  mutating func state(of twin: ID<Twin>, number: Int64, at moment: Moment)
    throws(JournalError) -> TwinState?
  {
    guard let start = try StateRow.read(number, line: line, in: connection) else { return nil }
    return try state(of: twin, number: number, from: start, at: moment)
  }

  /// As above, for who has the row.
  mutating func state(
    of twin: ID<Twin>, number: Int64, from start: (row: StateRow, segment: Int), at moment: Moment
  ) throws(JournalError) -> TwinState? {
    // A twin that has no state at its newest event never had one.
    guard start.row.type != 0 else { return nil }
    if start.row.isRedacted { return try header(of: twin, start.row, isRedacted: true) }
    var sight = Sight.all
    switch moment {
    case .latest: break
    case .valid(let valid, let known): sight = Sight(valid: valid, known: known)
    case .audited(let valid, through: let recorded): sight = Sight(valid: valid, sequence: recorded)
    case .version(let sequence): sight = Sight(sequence: sequence)
    case .revision(let revision):
      // By its sequence also for the newest: a source may have been revoked since.
      guard let sequence = try sequence(ofRevision: revision, number, start) else { return nil }
      sight = Sight(sequence: sequence)
    }
    let bound = min(sight.sequence ?? .max, through(start.segment))
    if sight.valid == nil, sight.known == nil, start.row.head <= bound, start.row.made <= bound {
      return try decode(start.row, twin: twin)
    }
    if bound < .max { sight.sequence = bound }
    guard start.row.isSealed, opener == nil else {
      return try computed(twin, number, start, sight)
    }
    return try header(of: twin, start.row, isRedacted: false)
  }

  /// What a row says of its twin without a look inside.
  func header(of twin: ID<Twin>, _ row: StateRow, isRedacted: Bool)
    throws(JournalError) -> TwinState
  {
    TwinState(
      id: twin, type: try names.type(row.type), role: row.role, lifecycle: row.lifecycle,
      revision: row.revision, head: row.head, created: 0, isDeleted: row.isDeleted,
      subject: try row.subject.map { (number) throws(JournalError) in ID(try names.text(number)) },
      isSealed: true, isRedacted: isRedacted)
  }

  /// The state that the row holds.
  func decode(_ row: StateRow, twin: ID<Twin>) throws(JournalError) -> TwinState? {
    guard var body = row.body else {
      return row.type == 0 ? nil : try header(of: twin, row, isRedacted: row.isRedacted)
    }
    if row.isSealed {
      guard let opened = try opener?.open(body: body, twin: twin) else {
        return try header(of: twin, row, isRedacted: opener != nil)
      }
      body = opened
    }
    return try StateReader.decode(body, twin, revision: row.revision, head: row.head)
  }

  static func decode(_ body: [UInt8], _ twin: ID<Twin>, revision: Int64, head: Int64)
    throws(JournalError) -> TwinState
  {
    do throws(StateFault) {
      return try StateCoding.state(body, id: twin, revision: revision, head: head)
    } catch {
      throw .corrupt("the state of \(twin): \(error)")
    }
  }

  /// The event at a sequence of the line, its payload opened where that is possible.
  func event(at sequence: Int64) throws(JournalError) -> Event {
    let segment = line.segment(of: sequence)
    let statement = try connection.statement(
      "SELECT \(EventRow.columns) FROM journal WHERE branch = ? AND sequence = ?")
    defer { statement.reset() }
    statement.bind(1, segment.branch)
    statement.bind(2, sequence)
    guard try statement.step() else {
      throw .corrupt("event \(sequence) on '\(segment.name)' is missing")
    }
    return try EventRow.readWhole(statement, branch: segment.name, names: names, opener: opener)
  }

  /// All events of a twin that the line shows up to a sequence, oldest first.
  func thread(
    _ number: Int64, from start: (row: StateRow, segment: Int), through: Int64 = .max
  ) throws(JournalError) -> [Event] {
    let walk = ThreadWalk(connection: connection, line: line, twin: number)
    let plan = try walk.plan(
      from: start, seen: Sight(sequence: through), usesSnapshots: false)
    var events: [Event] = []
    for sequence in plan.events.reversed() { events.append(try event(at: sequence)) }
    return events
  }

  /// Sources that were revoked on the line up to a sequence, each with its newest revocation.
  mutating func revoked(through sequence: Int64?) throws(JournalError) -> [String: Int64] {
    var found: [String: Int64] = [:]
    for row in try visibleRevocations() where row.event <= sequence ?? .max {
      let source = try names.text(row.source)
      found[source] = max(found[source] ?? 0, row.event)
    }
    return found
  }

  private mutating func visibleRevocations() throws(JournalError) -> [RevocationRow] {
    if let revocations { return revocations }
    let rows = try RevocationRow.all(line: line, in: connection)
    revocations = rows
    return rows
  }

  private func through(_ segment: Int) -> Int64 { line.segments[segment].through }

  private mutating func computed(
    _ twin: ID<Twin>, _ number: Int64, _ start: (row: StateRow, segment: Int), _ sight: Sight
  ) throws(JournalError) -> TwinState? {
    let revoked = try revoked(through: sight.sequence)
    // A snapshot was freed of revoked data only on the branch of the revocation.
    let isClean = revoked.isEmpty || line.isSingle
    let walk = ThreadWalk(connection: connection, line: line, twin: number)
    let plan = try walk.plan(from: start, seen: sight, usesSnapshots: isClean)
    var state: TwinState?
    if let base = plan.base {
      var body = base.body
      if start.row.isSealed {
        guard let opened = try opener?.open(body: body, twin: twin) else {
          return try whole(twin, number, start, sight, revoked)
        }
        body = opened
      }
      state = try StateReader.decode(body, twin, revision: base.revision, head: base.head)
    }
    for sequence in plan.events.reversed() {
      let event = try event(at: sequence)
      do throws(StateFault) {
        state = try StateFold.apply(
          event, to: state, seen: sight, isRevoked: StateFold.isRevoked(event, revoked),
          withdrawn: nil, strictly: false)
      } catch .needsHistory {
        return try whole(twin, number, start, sight, revoked)
      } catch {
        throw .corrupt("event \(sequence): \(error)")
      }
    }
    return state
  }

  private func whole(
    _ twin: ID<Twin>, _ number: Int64, _ start: (row: StateRow, segment: Int), _ sight: Sight,
    _ revoked: [String: Int64]
  ) throws(JournalError) -> TwinState? {
    let events = try thread(number, from: start, through: sight.sequence ?? .max)
    do throws(StateFault) {
      return try StateFold.state(of: events, seen: sight, revoked: revoked)
    } catch {
      throw .corrupt("the thread of \(twin): \(error)")
    }
  }

  /// Sequence of the twin's event with that revision; nil where the line shows none.
  private func sequence(
    ofRevision revision: Int64, _ number: Int64, _ start: (row: StateRow, segment: Int)
  ) throws(JournalError) -> Int64? {
    guard revision > 0 else { return nil }
    var found: Int64?
    let walk = ThreadWalk(connection: connection, line: line, twin: number)
    try walk.walk(from: start, through: .max, wantsBlocks: true) {
      (step) throws(JournalError) in
      if step.revision == revision { found = step.sequence }
      return step.revision > revision
    } block: { (_, _, at) throws(JournalError) in
      at - SnapshotRow.length >= revision ? .skip : .enter
    }
    return found
  }
}
