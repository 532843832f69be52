import SalusCore
import SalusTwin

/// A walk back along the events of one twin, which passes whole stretches over where snapshots
/// allow it.
struct ThreadWalk {
  let connection: Connection
  let line: Line
  let twin: Int64

  /// What is needed to compute a state within bounds.
  struct Plan {
    /// Where to begin: a snapshot's body, its revision and sequence; nil for nothing.
    var base: Base?
    /// Sequences of the events to take in after that, newest first.
    var events: [Int64] = []
  }

  struct Base {
    var body: [UInt8]
    var revision: Int64
    var head: Int64
  }

  /// Header of an event as the walk needs it.
  struct Step {
    var sequence: Int64
    var revision: Int64
    var prior: Int64
    var earliest: Int64
    var latest: Int64
    var known: Int64
  }

  /// Reads the header of an event.
  func step(at sequence: Int64, in branch: Int64) throws(JournalError) -> Step {
    let statement = try connection.statement(
      """
      SELECT revision, prior, valid, known, earliest, latest, twin FROM journal
      WHERE branch = ? AND sequence = ?
      """)
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, sequence)
    guard try statement.step(), statement.int(6) == twin else {
      throw .corrupt("event \(sequence) of a thread is missing")
    }
    let prior = statement.int(1)
    guard prior < sequence else { throw .corrupt("the thread of event \(sequence) is a circle") }
    let valid = statement.int(2)
    return Step(
      sequence: sequence, revision: statement.int(0), prior: prior,
      earliest: statement.optionalInt(4) ?? valid, latest: statement.optionalInt(5) ?? valid,
      known: statement.int(3))
  }

  /// The newest event of the twin that the line shows; nil for none.
  ///
  /// - Parameter start: where the twin's row says that the thread begins.
  func newest(from start: (row: StateRow, segment: Int)) throws(JournalError) -> Step? {
    var found: Step?
    try walk(from: start, through: .max, wantsBlocks: true) {
      (step) throws(JournalError) in
      found = step
      return false
    } block: { (_, _, _) throws(JournalError) in
      .enter
    }
    return found
  }

  /// What a walker does about a stretch.
  enum Passage {
    /// Looks at its events one by one.
    case enter
    case skip
    case stop
  }

  /// Which events, on top of which snapshot, make the state within bounds.
  ///
  /// - Parameter usesSnapshots: false to begin at the twin's first event.
  func plan(
    from start: (row: StateRow, segment: Int), seen sight: Sight, usesSnapshots: Bool
  ) throws(JournalError) -> Plan {
    var plan = Plan()
    let valid = sight.valid?.microseconds ?? .max
    let known = sight.known?.microseconds ?? .max
    try walk(from: start, through: sight.sequence ?? .max, wantsBlocks: true) {
      (step) throws(JournalError) in
      if step.earliest <= valid, step.known <= known { plan.events.append(step.sequence) }
      return true
    } block: { (summary, branch, revision) throws(JournalError) in
      if usesSnapshots, summary.hasBody, summary.last <= sight.sequence ?? .max,
        summary.maxValid <= valid, summary.maxKnown <= known
      {
        plan.base = Base(
          body: try SnapshotRow.body(
            self.twin, revision: revision, branch: branch, in: self.connection),
          revision: revision, head: summary.last)
        return .stop
      }
      return summary.minValid > valid || summary.minKnown > known ? .skip : .enter
    }
    return plan
  }

  /// Every sequence of the thread that the line shows, newest first, from `through` down, while
  /// `body` says true.
  func walk(
    from start: (row: StateRow, segment: Int), through: Int64, wantsBlocks: Bool,
    each body: (Step) throws(JournalError) -> Bool,
    block: (SnapshotRow.Summary, Int64, Int64) throws(JournalError) -> Passage
  ) throws(JournalError) {
    var index = start.segment
    var cursor = start.row.head
    // The bound of the segment in which the thread was found; older segments end where it begins.
    let bound = min(through, line.segments[index].through)
    var revision: Int64? = start.row.revision
    while cursor > 0 {
      while index < line.segments.count - 1, cursor <= line.segments[index].after { index += 1 }
      let branch = line.segments[index].branch
      var step: Step?
      if revision == nil {
        let read = try self.step(at: cursor, in: branch)
        revision = read.revision
        step = read
      }
      let at = revision ?? 0
      if wantsBlocks, at > 0, at % SnapshotRow.length == 0,
        let summary = try SnapshotRow.summary(twin, revision: at, branch: branch, in: connection)
      {
        guard summary.last == cursor, summary.before < cursor else {
          throw .corrupt("the snapshot of event \(cursor) belongs to another")
        }
        if summary.before < bound {
          switch try block(summary, branch, at) {
          case .stop: return
          case .skip: break
          case .enter:
            let entries = try SnapshotRow.entries(
              twin, revision: at, branch: branch, in: connection)
            for (place, entry) in entries.enumerated() where entry.sequence <= bound {
              let prior =
                place + 1 < entries.count ? entries[place + 1].sequence : summary.before
              let goesOn = try body(
                Step(
                  sequence: entry.sequence, revision: at - Int64(place), prior: prior,
                  earliest: entry.earliest, latest: entry.latest, known: entry.known))
              guard goesOn else { return }
            }
          }
        }
        cursor = summary.before
        revision = at - SnapshotRow.length
        continue
      }
      let read: Step
      if let step { read = step } else { read = try self.step(at: cursor, in: branch) }
      if cursor <= bound, try !body(read) { return }
      cursor = read.prior
      revision = read.revision - 1
    }
  }
}
