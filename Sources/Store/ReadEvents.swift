import SalusCore
import SalusTwin

extension Reader {
  /// Events that the query asks for, in its order.
  func events(_ query: EventQuery) throws(JournalError) -> [Event] {
    let line = try Line.read(query.branch, in: connection)
    if let limit = query.limit, limit <= 0 { return [] }
    var types: [Int64] = []
    for type in query.types {
      if let known = try names.number(type, .type) { types.append(known) }
    }
    if types.isEmpty, !query.types.isEmpty { return [] }
    var source: Int64?
    if let name = query.source {
      guard let known = try names.number(name, .source) else { return [] }
      source = known
    }
    if let twin = query.twin {
      return try thread(of: twin, query, line: line, types: Set(types), source: source)
    }
    // Sequences run on along a line, so one segment follows the other.
    var found: [Event] = []
    for segment in query.isDescending ? line.segments : line.segments.reversed() {
      var part = query
      part.after = max(query.after, segment.after)
      part.through = min(query.through ?? .max, segment.through)
      part.limit = query.limit.map { $0 - found.count }
      if part.limit == 0 || part.after >= part.through ?? .max { continue }
      found += try range(part, in: segment, types: types, source: source)
    }
    return found
  }

  /// Walks back along the events of one twin.
  private func thread(
    of twin: ID<Twin>, _ query: EventQuery, line: Line, types: Set<Int64>, source: Int64?
  ) throws(JournalError) -> [Event] {
    guard let number = try names.number(twin.text, .twin),
      let start = try StateRow.read(number, line: line, in: connection)
    else { return [] }
    let statement = try connection.statement(
      "SELECT \(EventRow.columns) FROM journal WHERE branch = ? AND sequence = ?")
    defer { statement.reset() }
    var index = start.segment
    let through = min(query.through ?? .max, line.segments[index].through)
    var sequence = start.row.head
    var found: [Event] = []
    while sequence > query.after {
      while index < line.segments.count - 1, sequence <= line.segments[index].after { index += 1 }
      statement.reset()
      statement.bind(1, line.segments[index].branch)
      statement.bind(2, sequence)
      guard try statement.step() else {
        throw .corrupt("event \(sequence) of \(twin) is missing")
      }
      let prior = EventRow.prior(statement)
      guard prior < sequence else { throw .corrupt("the thread of \(twin) runs in a circle") }
      let isWanted =
        sequence <= through && (types.isEmpty || types.contains(statement.int(3)))
        && (source == nil || source == statement.int(10))
      if isWanted {
        found.append(try event(statement, branch: line.segments[index].name))
        if query.isDescending, let limit = query.limit, found.count == limit { break }
      }
      sequence = prior
    }
    if !query.isDescending {
      found.reverse()
      if let limit = query.limit { found.removeLast(max(0, found.count - limit)) }
    }
    return found
  }

  /// Reads a stretch of the journal, by way of the type index where types are asked for.
  private func range(
    _ query: EventQuery, in segment: Line.Segment, types: [Int64], source: Int64?
  ) throws(JournalError) -> [Event] {
    let order = query.isDescending ? "DESC" : "ASC"
    let bounds = "branch = ?1 AND sequence > ?2 AND sequence <= ?3"
    let bySource = source == nil ? "" : " AND source = ?4"
    let sql: String
    if types.isEmpty {
      sql = """
        SELECT \(EventRow.columns) FROM journal WHERE \(bounds)\(bySource)
        ORDER BY sequence \(order) LIMIT ?5
        """
    } else {
      // Sequences first, from the index alone, so that no payload is sorted.
      let marks = types.indices.map { "?\($0 + 6)" }.joined(separator: ", ")
      sql = """
        SELECT \(EventRow.columns) FROM journal WHERE branch = ?1 AND sequence IN (
          SELECT sequence FROM journal WHERE \(bounds)\(bySource) AND type IN (\(marks))
          ORDER BY sequence \(order) LIMIT ?5)
        ORDER BY sequence \(order)
        """
    }
    let isShort = query.limit ?? .max <= 1_000
    let statement = try connection.statement(sql, rows: isShort ? .few : .many)
    defer { statement.reset() }
    statement.bind(1, segment.branch)
    statement.bind(2, query.after)
    statement.bind(3, query.through ?? .max)
    if let source { statement.bind(4, source) }
    statement.bind(5, Int64(query.limit ?? .max))
    for (index, type) in types.enumerated() { statement.bind(Int32(index + 6), type) }
    var found: [Event] = []
    while try statement.step() { found.append(try event(statement, branch: segment.name)) }
    return found
  }

  private func event(_ row: Statement, branch: ID<Branch>) throws(JournalError) -> Event {
    // Personal payloads are opened for the holder of a grant alone.
    try EventRow.readWhole(row, branch: branch, names: names, opener: nil)
  }
}
