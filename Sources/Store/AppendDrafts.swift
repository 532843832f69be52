import SalusCore
import SalusGovernance
import SalusTwin

extension Writer {
  /// Appends all drafts or none; durable only after `commit`.
  func append(_ drafts: [Draft], expecting conditions: [Condition], on branch: ID<Branch>)
    throws(JournalError) -> [Receipt]
  {
    try request(on: branch, for: drafts.first?.type ?? "") { (head) throws(JournalError) in
      for condition in conditions { try check(condition, head.line) }
      var receipts: [Receipt] = []
      receipts.reserveCapacity(drafts.count)
      for draft in drafts {
        do throws(JournalError) {
          receipts.append(try append(draft, to: branch, at: &head))
        } catch .refused(let type, let reason) {
          throw .refused(
            type: type.isEmpty ? draft.type : type,
            reason: drafts.count > 1 ? "draft \(receipts.count): \(reason)" : reason)
        }
      }
      return receipts
    }
  }

  /// Runs `body` so that all of it happens on the branch or nothing.
  func request<Result>(
    on branch: ID<Branch>, for type: String,
    _ body: (inout BranchHead) throws(JournalError) -> Result
  ) throws(JournalError) -> Result {
    guard var head = heads[branch] else { throw .noBranch(branch) }
    guard head.status == .open || head.status == .merged else {
      throw .refused(
        type: type, reason: "the branch '\(branch)' is \(head.status.rawValue) and cannot grow")
    }
    let before = (lastRecorded, withdrawn[head.id])
    try connection.run("SAVEPOINT request")
    do throws(JournalError) {
      let result = try body(&head)
      try connection.run("RELEASE request")
      names.commit()
      keeper.keepRequest()
      heads[branch] = head
      return result
    } catch {
      // The whole transaction may be gone already: a full disk takes it back by itself.
      try? connection.run("ROLLBACK TO request; RELEASE request")
      names.rollBack()
      keeper.dropRequest()
      for projector in projectors { projector.forget() }
      (lastRecorded, withdrawn[head.id]) = before
      newestKnown = [:]
      registries[head.id] = nil
      throw error
    }
  }

  private func check(_ condition: Condition, _ line: Line) throws(JournalError) {
    switch condition {
    case .revision(let twin, let expected):
      let current = try entry(twin, line).row.revision
      guard current == expected else {
        throw .staleRevision(twin, expected: expected, current: current)
      }
    case .anyOf(let twin, let accepted):
      let current = try entry(twin, line).row.revision
      guard accepted.contains(current) else {
        throw .staleRevision(twin, expected: accepted.first ?? 0, current: current)
      }
    case .exists(let twin):
      guard let state = try entry(twin, line).state, !state.isDeleted else {
        throw .conditionFailed("\(twin) exists")
      }
    case .absent(let twin):
      let entry = try entry(twin, line)
      guard entry.row.revision == 0 else {
        throw .staleRevision(twin, expected: 0, current: entry.row.revision)
      }
    case .matches(let twin, let condition):
      guard let state = try entry(twin, line).state, !state.isDeleted, condition.matches(state)
      else { throw .conditionFailed("\(twin): \(condition.text)") }
    }
  }

  /// Where a twin stands on a line.
  func entry(_ twin: ID<Twin>, _ line: Line) throws(JournalError) -> StateKeeper.Entry {
    try keeper.entry(
      of: twin, number: try names.number(twin.text, .twin, in: connection), line: line)
  }

  func append(_ given: Draft, to branch: ID<Branch>, at head: inout BranchHead)
    throws(JournalError) -> Receipt
  {
    var draft = given
    try draft.validate(newest: head.head.sequence)
    let source = try names.number(draft.source, .source, in: connection)
    let twin = try names.number(draft.twin.text, .twin, in: connection)
    var entry = try keeper.entry(of: draft.twin, number: twin, line: head.line)
    if StateEvent.isState(draft.type) {
      try draft.prepare(for: entry)
      try conform(&draft, entry, head.line)
    }
    try draft.classify(for: entry, hasKeys: opener != nil)
    let isPersonal = draft.dataClass != nil
    let payload = draft.payload.bytes
    let payloadDigest = Digest(of: payload)
    var content: Digest?
    var withdrawn = try withdrawn(on: head)
    if let key = draft.key {
      var digest = draft.contentDigest(payload: payloadDigest)
      if isPersonal, let opener {
        // Neither key nor digest may let anyone try out what was said of a person.
        digest = opener.vault.token(of: digest.bytes, domain: "salus.content")
        draft.key = opener.vault.token(of: key, domain: "salus.key").description
      }
      content = digest
      let stored = try IdemRow.read(
        source: source, key: draft.key ?? key, line: head.line, withdrawn: withdrawn,
        in: connection)
      if let stored {
        guard stored.content == digest else {
          throw .conflictingKey(source: draft.source, key: key)
        }
        return stored.receipt
      }
    }
    var batch = try Batch(draft.observations, names: &names, in: connection)
    try batch.compare(
      line: head.line, source: source, withdrawn: withdrawn,
      newest: try newestKnown(of: batch.signals, head.line), in: connection)
    if draft.key == nil, draft.retracts.isEmpty {
      if !draft.observations.isEmpty, batch.kept == 0 {
        return Receipt(sequence: head.head.sequence, duplicate: batch.duplicate)
      }
      if draft.observations.isEmpty, let state = entry.state, try draft.changesNothing(state) {
        return Receipt(
          sequence: entry.row.head, isUnchanged: true, revision: entry.row.revision)
      }
    }

    let recorded = max(clock(), lastRecorded + 1e-6)
    lastRecorded = recorded
    var event = Event(
      sequence: head.head.sequence + 1, branch: branch, twin: draft.twin,
      revision: entry.row.revision + 1, type: draft.type, version: draft.version,
      valid: draft.valid ?? recorded, known: draft.known ?? recorded, recorded: recorded,
      payload: draft.payload, actor: draft.actor, purpose: draft.purpose, source: draft.source,
      key: draft.key, causation: draft.causation, accepted: batch.accepted,
      duplicate: batch.duplicate, corrected: batch.corrected, retracts: draft.retracts,
      content: content, observations: batch.digest(of: draft.observations),
      previous: head.head.hash, hash: .zero, subject: draft.subject, dataClass: draft.dataClass)
    let before = entry.state
    let after = try fold(event, on: entry, twin, head.line)
    let span = try spanOf(event)
    var kept = payload
    if let dataClass = draft.dataClass, let opener {
      kept = try opener.seal(payload, of: event, chain: branch, dataClass: dataClass)
    }
    event.hash = Event.hash(
      previous: event.previous,
      canonical: event.canonicalBytes(payload: isPersonal ? Digest(of: kept) : payloadDigest))
    let subject = try draft.subject.map { (id) throws(JournalError) in
      try names.number(id.text, .twin, in: connection)
    }
    try EventRow.insert(
      event, payload: kept, branch: head.id, twin: twin, prior: entry.row.head,
      type: try names.number(draft.type, .type, in: connection), source: source,
      subject: subject, span: span == event.valid...event.valid ? nil : span, into: connection)
    try advance(&entry, by: event, to: after, span, subject: subject, twin, head.line)
    if let key = draft.key {
      try IdemRow.insert(
        source: source, key: key, sequence: event.sequence, branch: head.id, in: connection)
    }
    for target in draft.retracts where withdrawn.retracted.insert(target).inserted {
      try RetractionRow.insert(target, by: event.sequence, branch: head.id, in: connection)
    }
    self.withdrawn[head.id] = withdrawn
    if batch.kept > 0 {
      try batch.insert(
        branch: head.id, sequence: event.sequence, source: source, into: connection)
      for (signal, known) in batch.knownTimes() {
        let last = newestKnown[head.id]?[signal] ?? .min
        newestKnown[head.id]?[signal] = max(last, known.latest)
      }
    }
    head.head = Head(sequence: event.sequence, hash: event.hash, recorded: recorded)
    let projection = Projection(
      connection: connection, line: head.line, twin: twin, before: before, after: after,
      isRebuild: false, keeper: keeper)
    for projector in projectors { try projector.project(event, projection) }
    try carryOut(event, at: head)
    return Receipt(
      sequence: event.sequence, accepted: batch.accepted, duplicate: batch.duplicate,
      corrected: batch.corrected, revision: after == nil ? nil : event.revision)
  }

  /// The state after the event; nil where the twin has none.
  private func fold(
    _ event: Event, on entry: StateKeeper.Entry, _ twin: Int64, _ line: Line
  ) throws(JournalError) -> TwinState? {
    guard entry.state != nil || StateEvent.isState(event.type) else { return nil }
    if entry.row.isRedacted, StateEvent.isState(event.type) { throw .redacted(event.twin) }
    do throws(StateFault) {
      return try StateFold.apply(event, to: entry.state)
    } catch .needsHistory {
      return try keeper.recompute(
        event.twin, twin, from: entry, line: line, with: event)
    } catch {
      throw .refused(type: event.type, reason: error.description)
    }
  }

  private func spanOf(_ event: Event) throws(JournalError) -> ClosedRange<Instant> {
    guard StateEvent.isState(event.type) else { return event.valid...event.valid }
    do throws(StateFault) {
      return try StateFold.span(event)
    } catch {
      throw .refused(type: event.type, reason: error.description)
    }
  }

  /// Moves the twin's entry on to the event.
  func advance(
    _ entry: inout StateKeeper.Entry, by event: Event, to state: TwinState?,
    _ span: ClosedRange<Instant>, subject: Int64?, _ twin: Int64, _ line: Line
  ) throws(JournalError) {
    entry.row.revision = event.revision
    entry.row.head = event.sequence
    entry.row.made = event.sequence
    if let state {
      if state.type != entry.state?.type || entry.row.type == 0 {
        entry.row.type = try names.number(state.type.description, .type, in: connection)
      }
      if let dataClass = event.dataClass {
        entry.dataClass = max(dataClass, entry.dataClass ?? dataClass)
      }
      if state.subject != nil { entry.row.subject = entry.row.subject ?? subject }
      entry.tail?.append(
        SnapshotRow.Entry(
          sequence: event.sequence, earliest: span.lowerBound.microseconds,
          latest: span.upperBound.microseconds, known: event.known.microseconds))
    }
    entry.state = state
    try keeper.closeStretch(&entry, number: twin, line: line)
    keeper.put(entry, number: twin, branch: line.branch)
  }

  /// What the series holds of each signal at the latest; the least number where it holds none.
  private func newestKnown(of signals: [Int64], _ line: Line)
    throws(JournalError) -> [Int64: Int64]
  {
    for signal in signals where newestKnown[line.branch]?[signal] == nil {
      var newest = Int64.min
      for segment in line.segments {
        let statement = try connection.statement(
          "SELECT max(newest) FROM batch WHERE branch = ? AND signal = ?")
        defer { statement.reset() }
        statement.bind(1, segment.branch)
        statement.bind(2, signal)
        if try statement.step() { newest = max(newest, statement.optionalInt(0) ?? .min) }
      }
      newestKnown[line.branch, default: [:]][signal] = newest
    }
    return newestKnown[line.branch] ?? [:]
  }

  private func withdrawn(on head: BranchHead) throws(JournalError) -> Withdrawn {
    if let known = withdrawn[head.id] { return known }
    let read = try Withdrawn.read(line: head.line, in: connection)
    withdrawn[head.id] = read
    return read
  }
}
