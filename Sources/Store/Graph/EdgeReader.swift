import SalusCore
import SalusTwin

/// Reads relations on one line of history as one moment shows them.
struct EdgeReader {
  let connection: Connection
  let names: ReadNames
  let line: Line
  let sight: Sight
  /// Leaves out what speaks of a person.
  let isClosed: Bool
  /// Numbers of sources that were revoked, with the newest revocation that the moment shows.
  private let revoked: [Int64: Int64]
  /// True where what the rows say of the ends is all there is to know.
  private let isPlain: Bool
  /// Whether a branch of the line may have said something on ends that rows do not know.
  private let hasLaterEnds: Bool

  /// - Parameter readsEnds: looks at every word on an end, not at what rows say of them.
  init(
    _ connection: Connection, names: ReadNames, line: Line, sight: Sight, isClosed: Bool,
    readsEnds: Bool = false
  ) throws(JournalError) {
    self.connection = connection
    self.names = names
    self.line = line.bounded(through: sight.sequence)
    self.sight = sight
    self.isClosed = isClosed
    var revoked: [Int64: Int64] = [:]
    for row in try RevocationRow.all(line: self.line, in: connection) {
      revoked[row.source] = max(revoked[row.source] ?? 0, row.event)
    }
    self.revoked = revoked
    isPlain =
      line.isSingle && sight.known == nil && sight.sequence == nil && revoked.isEmpty && !readsEnds
    var hasLaterEnds = readsEnds
    for segment in line.segments.dropLast() where !hasLaterEnds {
      let statement = try connection.statement("SELECT event FROM edgeend WHERE branch = ? LIMIT 1")
      statement.bind(1, segment.branch)
      hasLaterEnds = try statement.step()
      statement.reset()
    }
    self.hasLaterEnds = hasLaterEnds
  }

  /// One relation that is meant, its end as the moment shows it.
  struct Edge {
    var row: EdgeRow
    /// The branch that it began on.
    var branch: Int64
    var ends: Int64?
    /// Sequence of the event that set `ends`; nil for none.
    var ended: Int64?

    var span: Span {
      Span(
        from: Instant(microseconds: row.starts), to: ends.map { Instant(microseconds: $0) })
    }
  }

  /// An end of a relation by which it is found.
  enum Side {
    case source
    case target

    fileprivate var column: String { self == .source ? "source" : "target" }
  }

  /// Relations of a twin in the order of the events that began them.
  ///
  /// - Parameters:
  ///   - names: empty for every name.
  ///   - withEnded: also those that do not hold at the moment.
  func edges(
    of twin: Int64, as side: Side, names wanted: [String], withEnded: Bool = false
  ) throws(JournalError) -> [Edge] {
    var found: [Edge] = []
    for segment in line.segments {
      if wanted.isEmpty {
        try read(
          """
          SELECT \(EdgeRow.columns) FROM edge
          WHERE branch = ?1 AND \(side.column) = ?2 AND event <= ?3
          """, twin, nil, segment, withEnded, into: &found)
      }
      for name in wanted {
        try read(
          """
          SELECT \(EdgeRow.columns) FROM edge
          WHERE branch = ?1 AND \(side.column) = ?2 AND event <= ?3 AND name = ?4
          """, twin, name, segment, withEnded, into: &found)
      }
    }
    if found.count > 1 { found.sort { $0.row.event < $1.row.event } }
    return found
  }

  private func read(
    _ sql: String, _ twin: Int64, _ name: String?, _ segment: Line.Segment, _ withEnded: Bool,
    into found: inout [Edge]
  ) throws(JournalError) {
    let statement = try connection.statement(sql)
    statement.bind(1, segment.branch)
    statement.bind(2, twin)
    statement.bind(3, segment.through)
    if let name { statement.bind(4, name) }
    let first = found.count
    do throws(JournalError) {
      while try statement.step() {
        let row = EdgeRow(statement)
        guard isVisible(row) else { continue }
        found.append(
          Edge(
            row: row, branch: segment.branch, ends: row.ends,
            ended: row.ended == 0 ? nil : row.ended))
      }
    } catch {
      statement.reset()
      throw error
    }
    try settle(&found, from: first, withEnded)
  }

  /// Finds out the ends, once no reading is open, and drops what does not hold.
  private func settle(_ found: inout [Edge], from first: Int, _ withEnded: Bool)
    throws(JournalError)
  {
    if !isPlain {
      for index in first..<found.count { try settle(&found[index]) }
    }
    guard !withEnded else { return }
    var kept = first
    for index in first..<found.count where sight.holds(found[index].span) {
      found[kept] = found[index]
      kept += 1
    }
    found.removeLast(found.count - kept)
  }

  private func settle(_ edge: inout Edge) throws(JournalError) {
    guard edge.row.ended != 0 || hasLaterEnds else {
      edge.ends = edge.row.planned
      edge.ended = nil
      return
    }
    var last: (known: Int64, event: Int64)?
    edge.ends = edge.row.planned
    edge.ended = nil
    for segment in line.segments.reversed() {
      let words = try EdgeEndRow.all(
        of: edge.row.relation, branch: segment.branch, through: segment.through, in: connection)
      for word in words {
        guard sight.sees(known: Instant(microseconds: word.known)),
          !isRevoked(word.origin, word.event)
        else { continue }
        if let last, (last.known, last.event) > (word.known, word.event) { continue }
        last = (word.known, word.event)
        edge.ends = word.ends
        edge.ended = word.event
      }
    }
  }

  private func isVisible(_ row: EdgeRow) -> Bool {
    (!isClosed || row.subject == nil) && sight.sees(known: Instant(microseconds: row.known))
      && !isRevoked(row.origin, row.event)
  }

  private func isRevoked(_ origin: Int64, _ event: Int64) -> Bool {
    revoked[origin].map { event < $0 } ?? false
  }

  /// The relation of that number, whether or not it holds at the moment; nil for none.
  func edge(_ relation: Int64) throws(JournalError) -> Edge? {
    for segment in line.segments {
      let statement = try connection.statement(
        "SELECT \(EdgeRow.columns) FROM edge WHERE branch = ?1 AND relation = ?2 AND event <= ?3")
      statement.bind(1, segment.branch)
      statement.bind(2, relation)
      statement.bind(3, segment.through)
      let row = try statement.step() ? EdgeRow(statement) : nil
      statement.reset()
      guard let row else { continue }
      guard isVisible(row) else { return nil }
      var edge = Edge(
        row: row, branch: segment.branch, ends: row.ends, ended: row.ended == 0 ? nil : row.ended)
      if !isPlain { try settle(&edge) }
      return edge
    }
    return nil
  }

  /// Every relation, in the order of the events that began them.
  func all(names wanted: [String], withEnded: Bool, limit: Int?) throws(JournalError) -> [Edge] {
    var found: [Edge] = []
    for segment in line.segments {
      let statement = try connection.statement(
        "SELECT \(EdgeRow.columns) FROM edge WHERE branch = ? AND event <= ?", rows: .many)
      statement.bind(1, segment.branch)
      statement.bind(2, segment.through)
      let first = found.count
      do throws(JournalError) {
        while try statement.step() {
          let row = EdgeRow(statement)
          guard wanted.isEmpty || wanted.contains(row.name), isVisible(row) else { continue }
          found.append(
            Edge(
              row: row, branch: segment.branch, ends: row.ends,
              ended: row.ended == 0 ? nil : row.ended))
        }
      } catch {
        statement.reset()
        throw error
      }
      try settle(&found, from: first, withEnded)
    }
    found.sort { $0.row.event < $1.row.event }
    if let limit { found.removeLast(max(0, found.count - limit)) }
    return found
  }

  /// The relation in words, without its properties.
  func relation(_ edge: Edge) throws(JournalError) -> Relation {
    Relation(
      id: ID(try names.text(edge.row.relation)), source: ID(try names.text(edge.row.source)),
      name: edge.row.name, target: ID(try names.text(edge.row.target)), from: edge.span.from,
      to: edge.span.to, event: edge.row.event, ended: edge.ended)
  }
}
