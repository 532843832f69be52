import SalusCore
import SalusTwin

/// Compares every kept state with what the twin's whole thread makes.
struct StateCheck {
  private let reader: Reader

  init(_ reader: Reader) {
    self.reader = reader
  }

  /// False where a state is missing or says something else. States that cannot be opened are
  /// passed over.
  func isSound() throws(JournalError) -> Bool {
    for branch in try BranchRow.list(in: reader.connection) where branch.status != .discarded {
      var states = try reader.states(on: branch.name)
      let revoked = try states.revoked(through: nil)
      var last: Int64 = 0
      while true {
        let rows = try page(of: branch.id, after: last)
        guard let end = rows.last else { break }
        for (twin, row) in rows {
          guard try isSound(twin, row, &states, revoked) else { return false }
        }
        last = end.twin
      }
      guard try hasAll(branch.id) else { return false }
    }
    return true
  }

  private func page(of branch: Int64, after last: Int64) throws(JournalError)
    -> [(twin: Int64, row: StateRow)]
  {
    let statement = try reader.connection.statement(
      """
      SELECT twin, \(StateRow.columns) FROM twin
      WHERE branch = ? AND twin > ? AND type <> 0 ORDER BY twin LIMIT 200
      """)
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, last)
    var rows: [(twin: Int64, row: StateRow)] = []
    while try statement.step() {
      rows.append((statement.int(0), StateRow.read(statement, from: 1)))
    }
    return rows
  }

  private func isSound(
    _ twin: Int64, _ row: StateRow, _ states: inout StateReader, _ revoked: [String: Int64]
  ) throws(JournalError) -> Bool {
    guard !row.isRedacted, !row.isSealed || states.opener != nil else { return true }
    let id = ID<Twin>(try reader.names.text(twin))
    let thread = try states.thread(twin, from: (row, 0))
    guard let made = try? StateFold.state(of: thread, revoked: revoked) else { return false }
    guard try states.decode(row, twin: id) == made else { return false }
    return try reader.names.type(row.type) == made.type && row.isDeleted == made.isDeleted
      && row.lifecycle == made.lifecycle && row.role == made.role
  }

  /// True where every twin that was made has a state.
  private func hasAll(_ branch: Int64) throws(JournalError) -> Bool {
    guard let type = try reader.names.number(StateEvent.created, .type) else { return true }
    let statement = try reader.connection.statement(
      """
      SELECT count(*) FROM journal j LEFT JOIN twin t ON t.branch = j.branch AND t.twin = j.twin
      WHERE j.branch = ? AND j.type = ? AND (t.type IS NULL OR t.type = 0)
      """)
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, type)
    return try statement.step() && statement.int(0) == 0
  }
}
