import SalusCore
import SalusGovernance
import SalusTwin

extension Writer {
  /// Destroys the keys that an erasure names, and drops or recomputes what was made with them, on
  /// every branch. The keys go before the commit: should that fail, the data are gone all the
  /// same, and the erasure can be asked for again.
  func redact(_ order: SubjectRedacted) throws(JournalError) {
    guard mayRedact else {
      throw .refused(
        type: SubjectRedacted.type, reason: "keys are destroyed by 'redact', not by an append")
    }
    guard let opener else {
      throw .refused(type: SubjectRedacted.type, reason: "the bank's keys are not at hand")
    }
    if connection.dialect == .sqlite { try connection.run("PRAGMA secure_delete = ON") }
    let isWhole = order.source == nil && order.dataClass == nil
    let (twins, branches) = try twins(of: order.subject)
    if isWhole {
      // Nothing of these states may be folded again.
      for (twin, branch) in branches { try drop(twin, branch: branch) }
      for twin in twins { try dropAliases(of: twin) }
    }
    do throws(VaultError) {
      _ = try opener.vault.destroyKeys(ofSubject: order.subject.text) { name in
        let isMeant =
          (order.source ?? name.source) == name.source
          && (order.dataClass ?? name.dataClass) == name.dataClass
        // A state mixes what all sources said, so its old forms go with any of them.
        return isMeant || name.source == Opener.stateSource
      }
    } catch {
      throw .failed("\(error)")
    }
    guard !isWhole else { return }
    let names = ReadNames(connection)
    for (twin, branch) in branches {
      guard let head = heads.values.first(where: { $0.id == branch }) else { continue }
      keeper.drop(twins: [twin])
      let id = ID<Twin>(try names.text(twin))
      guard let row = try StateRow.read(twin, branch: branch, in: connection) else { continue }
      var entry = StateKeeper.Entry(row: row, state: nil, tail: nil, dataClass: row.dataClass)
      entry.state = try keeper.recompute(id, twin, from: entry, line: head.line)
      // A twin whose making is gone is gone.
      if entry.state?.isSealed ?? true {
        try drop(twin, branch: branch)
        continue
      }
      try SnapshotRow.empty(twin, branch: branch, in: connection)
      keeper.put(entry, number: twin, branch: branch)
    }
  }

  /// Twins that hold data of a person, and each branch on which they have a row.
  private func twins(of subject: ID<Twin>) throws(JournalError)
    -> (twins: [Int64], rows: [(twin: Int64, branch: Int64)])
  {
    try keeper.flush(forNow: true)
    let number = try names.number(subject.text, .twin, in: connection)
    let statement = try connection.statement(
      "SELECT twin, branch FROM twin WHERE subject = ? ORDER BY branch, twin")
    defer { statement.reset() }
    statement.bind(1, number)
    var rows: [(twin: Int64, branch: Int64)] = []
    while try statement.step() { rows.append((statement.int(0), statement.int(1))) }
    return (Set(rows.map(\.twin)).sorted(), rows)
  }

  /// Leaves of a state that it was there.
  private func drop(_ twin: Int64, branch: Int64) throws(JournalError) {
    keeper.drop(twins: [twin])
    guard var row = try StateRow.read(twin, branch: branch, in: connection) else { return }
    row.type = try names.number(TypeName.unknown.description, .type, in: connection)
    row.made = row.head
    row.erase()
    try row.write(twin, branch: branch, in: connection)
    let statement = try connection.statement(
      "DELETE FROM snapshot WHERE branch = ? AND twin = ?")
    statement.bind(1, branch)
    statement.bind(2, twin)
    try statement.run()
  }

  private func dropAliases(of twin: Int64) throws(JournalError) {
    let statement = try connection.statement("DELETE FROM alias WHERE twin = ?")
    statement.bind(1, twin)
    try statement.run()
  }
}

extension StoredJournal {
  /// Erases what is known of a person, in the journal and in every copy of it: destroys the keys,
  /// drops states, snapshots and index rows, and overwrites the pages that they lay on. Header,
  /// hashes and the fact of the erasure stay.
  ///
  /// - Returns: what became of the event that records it.
  public func redact(_ order: SubjectRedacted, by actor: String) throws(JournalError) -> Receipt {
    guard let writer else { throw .readOnly(path: directory) }
    let done = try writer.perform { (writer) throws(JournalError) in
      writer.mayRedact = true
      defer { writer.mayRedact = false }
      return try writer.append([order.draft(actor: actor)], expecting: [], on: Branch.main)
    }
    tell(done.heads)
    try writer.sweep()
    guard let receipt = done.result.first else { throw .corrupt("no receipt for a draft") }
    return receipt
  }
}

extension GroupCommit {
  /// Moves the write-ahead log into the file and empties it, so that no old page is left in it.
  func sweep() throws(JournalError) {
    try outside { (connection) throws(JournalError) in
      guard connection.dialect == .sqlite else { return }
      // Readers may hold it up for a moment; what is left then goes with the next checkpoint.
      _ = try connection.number("PRAGMA wal_checkpoint(TRUNCATE)")
      try connection.run("PRAGMA secure_delete = OFF")
    }
  }
}
