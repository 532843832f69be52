import SalusCore
import SalusTwin

extension Reader {
  /// One row for each (twin, stratum, valid): the newest that the view allows.
  func observations(_ query: ObservationQuery, at view: View)
    throws(JournalError) -> [StoredObservation]
  {
    try read(query, at: view, everyVersion: false)
  }

  /// Every row that the view allows.
  func vintages(_ query: ObservationQuery, at view: View)
    throws(JournalError) -> [StoredObservation]
  {
    try read(query, at: view, everyVersion: true)
  }

  func latestSequence(of signal: ID<Signal>, at view: View) throws(JournalError) -> Int64 {
    let branch = try branch(view.branch)
    guard let number = try names.number(signal.text, .signal) else { return 0 }
    let retracted = try RetractionRow.all(
      branch: branch, through: view.sequence, in: connection)
    let statement = try connection.statement(
      """
      SELECT sequence FROM batch
      WHERE branch = ? AND signal = ? AND sequence <= ? AND known <= ? ORDER BY sequence DESC
      """)
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, number)
    statement.bind(3, view.sequence ?? .max)
    statement.bind(4, view.known?.microseconds ?? .max)
    while try statement.step() {
      if !retracted.contains(statement.int(0)) { return statement.int(0) }
    }
    return 0
  }

  private func read(_ query: ObservationQuery, at view: View, everyVersion: Bool)
    throws(JournalError) -> [StoredObservation]
  {
    let branch = try branch(view.branch)
    guard let signal = try names.number(query.signal.text, .signal) else { return [] }
    let retracted = try RetractionRow.all(
      branch: branch, through: view.sequence, in: connection)
    var found: [StoredObservation] = []
    for block in try blocks(of: query, signal: signal, branch: branch) {
      let sql = """
        SELECT valid, known, sequence, value, quality FROM series
        WHERE branch = ? AND signal = ? AND stratum = ? AND twin = ?
        AND valid >= ? AND valid <= ? ORDER BY valid, known, sequence, position
        """
      let rows = try connection.statement(sql)
      defer { rows.reset() }
      rows.bind(1, branch)
      rows.bind(2, signal)
      rows.bind(3, block.stratum)
      rows.bind(4, block.twin)
      rows.bind(5, query.from.map { Instant(startOf: $0).microseconds } ?? .min)
      rows.bind(6, query.through.map { Instant(endOf: $0).microseconds } ?? .max)
      let known = view.known?.microseconds ?? .max
      let sequence = view.sequence ?? .max
      let start = found.count
      while try rows.step() {
        let from = rows.int(2)
        guard rows.int(1) <= known, from <= sequence,
          retracted.isEmpty || !retracted.contains(from)
        else { continue }
        guard let quality = Observation.Quality(rawValue: UInt8(clamping: rows.int(4))) else {
          throw .corrupt("an observation of event \(from) has the quality \(rows.int(4))")
        }
        let row = StoredObservation(
          Observation(
            twin: block.name, signal: query.signal, stratum: block.stratumName,
            valid: Instant(microseconds: rows.int(0)), known: Instant(microseconds: rows.int(1)),
            value: rows.optionalDouble(3), quality: quality), sequence: from)
        // Rows come oldest first, so the last of a moment is the one that counts.
        if !everyVersion, found.count > start,
          found[found.count - 1].observation.valid == row.observation.valid
        {
          found[found.count - 1] = row
        } else {
          found.append(row)
        }
      }
    }
    return found
  }

  private struct Block {
    var twin: Int64
    var name: ID<Twin>
    var stratum: Int64
    var stratumName: String
  }

  /// The (twin, stratum) pairs that have rows of the signal, in the order of their names.
  private func blocks(of query: ObservationQuery, signal: Int64, branch: Int64)
    throws(JournalError) -> [Block]
  {
    var strata: [Int64] = []
    if let name = query.stratum {
      guard let number = try names.number(name, .stratum) else { return [] }
      strata = [number]
    } else {
      let next = try connection.statement(
        """
        SELECT stratum FROM series WHERE branch = ?1 AND signal = ?2 AND stratum > ?3
        ORDER BY stratum LIMIT 1
        """)
      defer { next.reset() }
      var last: Int64 = 0
      next.bind(1, branch)
      next.bind(2, signal)
      while true {
        next.bind(3, last)
        guard try next.step() else { break }
        last = next.int(0)
        strata.append(last)
        next.reset()
      }
    }
    var found: [Block] = []
    for stratum in strata {
      let name = try names.text(stratum)
      for (twin, text) in try twins(query.twin, signal: signal, stratum: stratum, branch: branch) {
        found.append(Block(twin: twin, name: ID(text), stratum: stratum, stratumName: name))
      }
    }
    return found.sorted { left, right in
      left.twin == right.twin
        ? ID<Block>(left.stratumName) < ID(right.stratumName) : left.name < right.name
    }
  }

  /// Jumps from twin to twin instead of reading every row of each.
  private func twins(_ twin: ID<Twin>?, signal: Int64, stratum: Int64, branch: Int64)
    throws(JournalError) -> [(Int64, String)]
  {
    if let twin {
      guard let number = try names.number(twin.text, .twin) else { return [] }
      return [(number, twin.text)]
    }
    let next = try connection.statement(
      """
      SELECT twin FROM series WHERE branch = ?1 AND signal = ?2 AND stratum = ?3 AND twin > ?4
      ORDER BY twin LIMIT 1
      """)
    defer { next.reset() }
    var found: [(Int64, String)] = []
    var last: Int64 = 0
    next.bind(1, branch)
    next.bind(2, signal)
    next.bind(3, stratum)
    while true {
      next.bind(4, last)
      guard try next.step() else { return found }
      last = next.int(0)
      next.reset()
      found.append((last, try names.text(last)))
    }
  }
}
