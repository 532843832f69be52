import SalusCore
import SalusTwin

extension Reader {
  /// Events that the query asks for, in its order.
  func events(_ query: EventQuery) throws(JournalError) -> [Event] {
    let number = try branch(query.branch)
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
      return try thread(of: twin, query, branch: number, types: Set(types), source: source)
    }
    return try range(query, branch: number, types: types, source: source)
  }

  /// Walks back along the events of one twin.
  private func thread(
    of twin: ID<Twin>, _ query: EventQuery, branch: Int64, types: Set<Int64>, source: Int64?
  ) throws(JournalError) -> [Event] {
    guard let number = try names.number(twin.text, .twin) else { return [] }
    let statement = try connection.statement(
      "SELECT \(EventRow.columns) FROM journal WHERE branch = ? AND sequence = ?")
    defer { statement.reset() }
    var sequence = try TwinRow.read(number, branch: branch, in: connection).head
    var found: [Event] = []
    while sequence > query.after {
      statement.reset()
      statement.bind(1, branch)
      statement.bind(2, sequence)
      guard try statement.step() else {
        throw .corrupt("event \(sequence) of \(twin) is missing")
      }
      let prior = EventRow.prior(statement)
      guard prior < sequence else { throw .corrupt("the thread of \(twin) runs in a circle") }
      let isWanted =
        sequence <= query.through ?? .max && (types.isEmpty || types.contains(statement.int(3)))
        && (source == nil || source == statement.int(10))
      if isWanted {
        found.append(try event(statement, branch: query.branch))
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
  private func range(_ query: EventQuery, branch: Int64, types: [Int64], source: Int64?)
    throws(JournalError) -> [Event]
  {
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
    let statement = try connection.statement(sql)
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, query.after)
    statement.bind(3, query.through ?? .max)
    if let source { statement.bind(4, source) }
    statement.bind(5, Int64(query.limit ?? -1))
    for (index, type) in types.enumerated() { statement.bind(Int32(index + 6), type) }
    var found: [Event] = []
    while try statement.step() { found.append(try event(statement, branch: query.branch)) }
    return found
  }

  private func event(_ row: Statement, branch: ID<Branch>) throws(JournalError) -> Event {
    var event = try EventRow.read(row, branch: branch, names: names)
    event.payload = try EventRow.parse(EventRow.payload(row), sequence: event.sequence)
    return event
  }
}
