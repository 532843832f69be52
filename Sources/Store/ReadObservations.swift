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
    let blocks = try blocks(
      of: signal, twin: query.twin, stratum: query.stratum, branch: branch)
    for block in blocks.sorted(by: SeriesBlock.twinFirst) {
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
            twin: block.twinName, signal: query.signal, stratum: block.stratumName,
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
}
