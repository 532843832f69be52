import SalusCore
import SalusTwin

/// Compares the kept relations and cells with what the events make.
struct GraphCheck {
  private let reader: Reader

  init(_ reader: Reader) {
    self.reader = reader
  }

  /// Names of the tables that say something else.
  func stale() throws(JournalError) -> [String] {
    var stale: [String] = []
    for branch in try BranchRow.list(in: reader.connection) where branch.status != .discarded {
      guard try isSound(branch) else {
        stale.append("edge")
        break
      }
    }
    if try !cellsAreSound() { stale.append("cell") }
    return stale
  }

  /// Every relation that began on the branch is there, from both ends, and nothing else is.
  private func isSound(_ branch: BranchRow.Listed) throws(JournalError) -> Bool {
    let line = try Line.read(branch.name, in: reader.connection)
    let edges = try EdgeReader(
      reader.connection, names: reader.names, line: line, sight: .all, isClosed: false)
    let isPlain = try RevocationRow.all(line: line, in: reader.connection).isEmpty
    var began = 0
    for event in try events(RelationBegan.type, branch) {
      let relation = try reader.names.number(event.twin.text, .twin) ?? 0
      // What nobody can open any more is not kept.
      guard !event.isSealed, let body = try? RelationBegan(event) else { continue }
      let row = try row(relation, branch.id)
      guard let row else {
        guard event.dataClass != nil else { return false }
        continue
      }
      began += 1
      guard row.event == event.sequence, row.name == body.name,
        row.starts == body.from.microseconds, row.planned == body.to?.microseconds,
        row.known == event.known.microseconds,
        try reader.names.text(row.source) == body.source.text,
        try reader.names.text(row.target) == body.target.text
      else { return false }
      guard isPlain, line.isSingle else { continue }
      var last: (known: Int64, event: Int64, ends: Int64?)?
      for word in try EdgeEndRow.all(
        of: relation, branch: branch.id, through: .max, in: reader.connection)
      where last.map({ ($0.known, $0.event) < (word.known, word.event) }) ?? true {
        last = (word.known, word.event, word.ends)
      }
      guard row.ends == (last.map(\.ends) ?? row.planned), row.ended == last?.event ?? 0 else {
        return false
      }
      guard try edges.edge(relation) != nil else { return false }
    }
    var ended = 0
    for event in try events(RelationEnded.type, branch) where !event.isSealed {
      let relation = try reader.names.number(event.twin.text, .twin) ?? 0
      let words = try EdgeEndRow.all(
        of: relation, branch: branch.id, through: .max, in: reader.connection)
      guard let word = words.first(where: { $0.event == event.sequence }) else {
        // Dropped with an erased person, or of a relation that nobody can open.
        guard try edges.edge(relation) == nil else { return false }
        continue
      }
      ended += 1
      guard let body = try? RelationEnded(event), word.ends == body.to?.microseconds,
        word.known == event.known.microseconds
      else { return false }
    }
    let kept = try count("edge", branch.id)
    let words = try count("edgeend", branch.id)
    return kept == began && words == ended
  }

  private func events(_ type: String, _ branch: BranchRow.Listed) throws(JournalError) -> [Event] {
    let line = try Line.read(branch.name, in: reader.connection)
    let own = line.segments[0].after
    return try reader.events(EventQuery(branch: branch.name, types: [type], after: own))
      .map { (event) throws(JournalError) in
        try reader.states(on: branch.name).event(at: event.sequence)
      }
  }

  private func row(_ relation: Int64, _ branch: Int64) throws(JournalError) -> EdgeRow? {
    let statement = try reader.connection.statement(
      "SELECT \(EdgeRow.columns) FROM edge WHERE branch = ? AND relation = ?")
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, relation)
    return try statement.step() ? EdgeRow(statement) : nil
  }

  private func count(_ table: String, _ branch: Int64) throws(JournalError) -> Int {
    let statement = try reader.connection.statement(
      "SELECT count(*) FROM \(table) WHERE branch = ?")
    defer { statement.reset() }
    statement.bind(1, branch)
    return try statement.step() ? Int(statement.int(0)) : 0
  }

  /// The kept cells are those of a scan. Without the bank's keys persons cannot be counted, and
  /// where sealed ones are members the cells are taken at their word.
  private func cellsAreSound() throws(JournalError) -> Bool {
    guard try !CellRow.isStale(in: reader.connection) else { return true }
    let rules = try reader.aggregates(on: Branch.main).map(AggregateRule.init)
    if reader.opener == nil {
      let statement = try reader.connection.statement(
        "SELECT twin FROM twin WHERE subject IS NOT NULL LIMIT 1")
      defer { statement.reset() }
      if try statement.step() { return true }
    }
    let counting = Counting(
      line: .main, moment: .latest, connection: reader.connection, names: reader.names,
      opener: reader.opener)
    return try counting.scan(rules) == CellRow.book(in: reader.connection)
  }
}
