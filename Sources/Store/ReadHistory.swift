import SalusCore
import SalusTwin

extension Reader {
  /// What was said of a twin, newest recorded first.
  ///
  /// - Parameter isOpen: true where a grant lets what is personal be seen.
  func history(_ query: HistoryQuery, on branch: ID<Branch>, isOpen: Bool)
    throws(JournalError) -> Page<HistoryEntry>
  {
    var reader = try states(on: branch)
    guard let number = try names.number(query.twin.text, .twin),
      let start = try StateRow.read(number, line: reader.line, in: connection)
    else { return Page([], hasMore: false) }
    guard !start.row.isRedacted else { throw .redacted(query.twin) }
    let revoked = try reader.revoked(through: nil)
    let withdrawn = try withdrawals(number, start, reader)
    let through = query.before.map { $0 - 1 } ?? .max
    var sequences: [Int64] = []
    let walk = ThreadWalk(connection: connection, line: reader.line, twin: number)
    try walk.walk(from: start, through: through, wantsBlocks: true) {
      (step) throws(JournalError) in
      sequences.append(step.sequence)
      return sequences.count <= query.limit
    } block: { (_, _, _) throws(JournalError) in
      .enter
    }
    let hasMore = sequences.count > query.limit
    var entries: [HistoryEntry] = []
    for sequence in sequences.prefix(query.limit) {
      let event = try reader.event(at: sequence)
      guard isOpen || event.subject == nil else { continue }
      let isTainted =
        try TaintRow.cause(of: sequence, line: reader.line, in: connection) != nil
      for (name, reading) in try readings(event) where query.feature ?? name == name {
        entries.append(
          HistoryEntry(
            feature: name, reading: reading, isDesired: event.type == StateEvent.desired,
            supersededBy: withdrawn[sequence]?[name],
            isRevoked: StateFold.isRevoked(event, revoked), isTainted: isTainted))
      }
    }
    return Page(entries, hasMore: hasMore)
  }

  /// Why the reported value of a feature is as it is.
  func lineage(of twin: ID<Twin>, feature: String, limit: Int, on branch: ID<Branch>, isOpen: Bool)
    throws(JournalError) -> Lineage
  {
    var reader = try states(on: branch)
    guard let state = try reader.state(of: twin, at: .latest) else { return Lineage(steps: []) }
    if state.isRedacted { throw .redacted(twin) }
    guard isOpen || state.subject == nil, let reading = state.features[feature]?.reported else {
      return Lineage(steps: [])
    }
    return try lineage(of: reading.event, limit: limit, reader, isOpen: isOpen)
  }

  /// What an event was made from, breadth first.
  func lineage(of root: Int64, limit: Int, _ reader: StateReader, isOpen: Bool)
    throws(JournalError) -> Lineage
  {
    var steps: [Lineage.Step] = []
    var queue: [(sequence: Int64, depth: Int)] = [(root, 0)]
    var seen: Set<Int64> = [root]
    var next = 0
    while next < queue.count, steps.count < limit {
      let (sequence, depth) = queue[next]
      next += 1
      var event = try reader.event(at: sequence)
      let provenance = Provenance(payload: event.payload)
      var inputs = provenance?.inputs ?? []
      if let causation = event.causation, !inputs.contains(causation) { inputs.append(causation) }
      inputs = inputs.filter { $0 > 0 && $0 < sequence }
      for input in inputs where seen.insert(input).inserted { queue.append((input, depth + 1)) }
      let isTainted =
        try TaintRow.cause(of: sequence, line: reader.line, in: connection) != nil
      if event.subject != nil, !isOpen { event.close() }
      steps.append(
        Lineage.Step(
          event: event, depth: depth, inputs: inputs, provenance: provenance,
          isTainted: isTainted))
    }
    return Lineage(steps: steps, isCut: next < queue.count)
  }

  /// Readings of an event, in name order.
  private func readings(_ event: Event) throws(JournalError) -> [(String, Reading)] {
    guard !event.isSealed else { return [] }
    do throws(StateFault) {
      return try StateFold.readings(event)
    } catch {
      throw .corrupt("event \(event.sequence): \(error)")
    }
  }

  /// For each corrected event the newest that corrects it, by feature.
  private func withdrawals(
    _ number: Int64, _ start: (row: StateRow, segment: Int), _ reader: StateReader
  ) throws(JournalError) -> [Int64: [String: Int64]] {
    guard let type = try names.number(StateEvent.corrected, .type) else { return [:] }
    var found: [Int64: [String: Int64]] = [:]
    for segment in reader.line.segments {
      let statement = try connection.statement(
        """
        SELECT sequence FROM journal
        WHERE branch = ? AND type = ? AND sequence <= ? AND twin = ? AND causation IS NOT NULL
        """)
      statement.bind(1, segment.branch)
      statement.bind(2, type)
      statement.bind(3, segment.through)
      statement.bind(4, number)
      var sequences: [Int64] = []
      while try statement.step() { sequences.append(statement.int(0)) }
      for sequence in sequences {
        let event = try reader.event(at: sequence)
        for (name, _) in try readings(event) {
          let corrected = event.causation ?? 0
          // A branch's own corrections come before its parent's.
          found[corrected, default: [:]][name] = max(sequence, found[corrected]?[name] ?? 0)
        }
      }
    }
    return found
  }
}

extension Event {
  /// Leaves the header and takes what only a grant shows.
  mutating func close() {
    payload = ["sealed": true]
    isSealed = true
  }
}
