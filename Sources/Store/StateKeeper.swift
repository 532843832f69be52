import SalusCore
import SalusGovernance
import SalusTwin

/// The states that the open transaction has touched, so that each is read and written once, however
/// many of its events are appended.
final class StateKeeper {
  /// Where a twin stands on a branch.
  struct Entry {
    var row: StateRow
    /// The state, opened; nil where the twin has none.
    var state: TwinState?
    /// The newest events since the last whole stretch, newest last; nil where they must be read.
    var tail: [SnapshotRow.Entry]?
    /// Class of what the state holds; nil for nothing personal.
    var dataClass: DataClass?
    var isDirty = false
  }

  struct Key: Hashable {
    var branch: Int64
    var twin: Int64
  }

  private var entries: [Key: Entry] = [:]
  private var dirty: Set<Key> = []
  /// What the current request has replaced.
  private var undo: [(key: Key, before: Entry?)] = []
  private(set) var connection: Connection
  private var names: ReadNames
  let opener: Opener?
  /// Entries that are kept between transactions.
  private let limit: Int

  init(_ connection: Connection, opener: Opener?, limit: Int = 60_000) {
    self.connection = connection
    self.opener = opener
    self.limit = limit
    names = ReadNames(connection)
  }

  /// Forgets everything: the transaction is gone or another server has written.
  func forget(_ connection: Connection) {
    self.connection = connection
    names = ReadNames(connection)
    entries.removeAll()
    dirty.removeAll()
    undo.removeAll()
  }

  /// Keeps what the request has done.
  func keepRequest() {
    undo.removeAll(keepingCapacity: true)
  }

  /// Takes back what the request has done.
  func dropRequest() {
    for (key, before) in undo.reversed() {
      entries[key] = before
      if before?.isDirty == true { dirty.insert(key) } else { dirty.remove(key) }
    }
    undo.removeAll(keepingCapacity: true)
    // A number that was given in the request may be given again, to another name.
    names = ReadNames(connection)
  }

  /// Where the twin stands on the line, with its state.
  func entry(of twin: ID<Twin>, number: Int64, line: Line) throws(JournalError) -> Entry {
    let key = Key(branch: line.branch, twin: number)
    if let known = entries[key] { return known }
    let entry = try read(twin, number, line)
    entries[key] = entry
    return entry
  }

  /// Puts what an event has made of the twin.
  func put(_ entry: Entry, number: Int64, branch: Int64) {
    let key = Key(branch: branch, twin: number)
    undo.append((key, entries[key]))
    var changed = entry
    changed.isDirty = true
    entries[key] = changed
    dirty.insert(key)
  }

  /// The current state of a twin, opened.
  func state(of twin: ID<Twin>, line: Line) throws(JournalError) -> TwinState? {
    guard let number = try names.number(twin.text, .twin) else { return nil }
    return try entry(of: twin, number: number, line: line).state
  }

  /// Calls `body` with every current state on the line, in no order.
  func forEachState(line: Line, _ body: (TwinState) throws(JournalError) -> Void)
    throws(JournalError)
  {
    try flush(forNow: true)
    var seen: Set<Int64> = []
    for segment in line.segments {
      let rows = try connection.statement(
        "SELECT twin FROM twin WHERE branch = ? AND type <> 0 ORDER BY twin")
      rows.bind(1, segment.branch)
      var numbers: [Int64] = []
      while try rows.step() { numbers.append(rows.int(0)) }
      for number in numbers where seen.insert(number).inserted {
        let twin = ID<Twin>(try names.text(number))
        var reader = reader(line)
        if let state = try reader.state(of: twin, number: number, at: .latest) { try body(state) }
      }
    }
  }

  /// Writes what has changed.
  ///
  /// - Parameter forNow: true where the request that is under way may still be taken back, and
  ///   what is written with it.
  func flush(forNow: Bool = false) throws(JournalError) {
    for key in dirty.sorted(by: { ($0.branch, $0.twin) < ($1.branch, $1.twin) }) {
      guard var entry = entries[key] else { continue }
      if let state = entry.state, state.isSealed {
        entry.row.erase()
      } else if let state = entry.state {
        entry.row.flags = StateRow.flags(of: state, dataClass: entry.dataClass)
        entry.row.body = try body(of: state, dataClass: entry.dataClass)
      }
      try entry.row.write(key.twin, branch: key.branch, in: connection)
      guard !forNow else { continue }
      entry.isDirty = false
      // Only the opened form is read again.
      entry.row.body = nil
      entries[key] = entry
    }
    if !forNow { dirty.removeAll(keepingCapacity: true) }
  }

  /// Makes room after a commit.
  func trim() {
    if entries.count > limit { entries.removeAll(keepingCapacity: true) }
  }

  /// Drops what is remembered of twins that were changed behind the keeper's back.
  func drop(twins: Set<Int64>) {
    for key in entries.keys where twins.contains(key.twin) {
      entries[key] = nil
      dirty.remove(key)
    }
  }

  /// Closes the stretch of events that ends with the twin's newest, where one ends there.
  func closeStretch(_ entry: inout Entry, number: Int64, line: Line) throws(JournalError) {
    guard entry.row.revision % SnapshotRow.length == 0, let state = entry.state else { return }
    var tail = entry.tail ?? []
    if entry.tail == nil { tail = try readTail(entry.row, number, line) }
    entry.tail = []
    guard tail.count == Int(SnapshotRow.length), !state.isSealed else { return }
    let walk = ThreadWalk(connection: connection, line: line, twin: number)
    let first = tail[0].sequence
    let before = try walk.step(at: first, in: line.segment(of: first).branch).prior
    var row = SnapshotRow(
      revision: entry.row.revision, last: entry.row.head, before: before, minValid: .max,
      maxValid: .min, minKnown: .max, maxKnown: .min, entries: tail.reversed(),
      body: try body(of: state, dataClass: entry.dataClass))
    for event in tail {
      row.minValid = min(row.minValid, event.earliest)
      row.maxValid = max(row.maxValid, event.latest)
      row.minKnown = min(row.minKnown, event.known)
      row.maxKnown = max(row.maxKnown, event.known)
    }
    if before > 0 {
      let older = try SnapshotRow.summary(
        number, revision: entry.row.revision - SnapshotRow.length,
        branch: line.segment(of: before).branch, in: connection)
      if let older {
        row.maxValid = max(row.maxValid, older.maxValid)
        row.maxKnown = max(row.maxKnown, older.maxKnown)
      } else {
        // What lies before is not summed up, so nothing may be taken for granted.
        (row.maxValid, row.maxKnown) = (.max, .max)
      }
    }
    try row.write(number, branch: line.branch, in: connection)
  }

  /// The state that the whole thread makes, with an event that is not written yet.
  func recompute(
    _ twin: ID<Twin>, _ number: Int64, from entry: Entry, line: Line, with event: Event? = nil
  ) throws(JournalError) -> TwinState? {
    var reader = reader(line)
    var thread: [Event] = []
    if entry.row.head > 0 { thread = try reader.thread(number, from: (entry.row, 0)) }
    if let event { thread.append(event) }
    do throws(StateFault) {
      return try StateFold.state(of: thread, revoked: try revoked(&reader))
    } catch {
      throw .corrupt("the thread of \(twin): \(error)")
    }
  }

  private func revoked(_ reader: inout StateReader) throws(StateFault) -> [String: Int64] {
    do throws(JournalError) {
      return try reader.revoked(through: nil)
    } catch {
      throw .unreadable("\(error)")
    }
  }

  /// A reader on the transaction.
  func reader(_ line: Line) -> StateReader {
    StateReader(connection, names: names, line: line, opener: opener)
  }

  /// The bytes that are kept of a state.
  func body(of state: TwinState, dataClass: DataClass?) throws(JournalError) -> [UInt8] {
    let plain = StateCoding.body(state)
    guard let dataClass else { return plain }
    guard let opener else {
      throw .refused(
        type: "", reason: "personal data of \(state.id) cannot be kept: the bank has no keys")
    }
    return try opener.seal(
      body: plain, twin: state.id, subject: state.subject ?? state.id, dataClass: dataClass)
  }

  private func read(_ twin: ID<Twin>, _ number: Int64, _ line: Line) throws(JournalError) -> Entry {
    guard let start = try StateRow.read(number, line: line, in: connection) else {
      return Entry(row: .none, state: nil, tail: [])
    }
    var row = start.row
    var reader = reader(line)
    if start.row.head > line.segments[start.segment].through {
      // The parent has gone on since the fork: the thread goes on from where it stood then.
      let walk = ThreadWalk(connection: connection, line: line, twin: number)
      let newest = try walk.newest(from: start)
      row.revision = newest?.revision ?? 0
      row.head = newest?.sequence ?? 0
      row.made = row.head
    }
    let state = try reader.state(of: twin, number: number, from: start, at: .latest)
    if state == nil { row.type = 0 }
    return Entry(row: row, state: state, tail: nil, dataClass: row.dataClass)
  }

  /// The last events of the thread, oldest first, as many as a stretch has.
  private func readTail(_ row: StateRow, _ number: Int64, _ line: Line) throws(JournalError)
    -> [SnapshotRow.Entry]
  {
    let walk = ThreadWalk(connection: connection, line: line, twin: number)
    var tail: [SnapshotRow.Entry] = []
    try walk.walk(from: (row, 0), through: .max, wantsBlocks: false) {
      (step) throws(JournalError) in
      tail.append(
        SnapshotRow.Entry(
          sequence: step.sequence, earliest: step.earliest, latest: step.latest, known: step.known))
      return tail.count < Int(SnapshotRow.length)
    } block: { (_, _, _) throws(JournalError) in
      .enter
    }
    return tail.reversed()
  }
}
