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
    let line = try Line.read(view.branch, in: connection).bounded(through: view.sequence)
    guard let number = try names.number(signal.text, .signal) else { return 0 }
    let withdrawn = try Withdrawn.read(line: line, in: connection)
    for segment in line.segments {
      let statement = try connection.statement(
        """
        SELECT b.sequence, j.source FROM batch b
        JOIN journal j ON j.branch = b.branch AND j.sequence = b.sequence
        WHERE b.branch = ? AND b.signal = ? AND b.sequence <= ? AND b.known <= ?
        ORDER BY b.sequence DESC
        """, rows: .many)
      defer { statement.reset() }
      statement.bind(1, segment.branch)
      statement.bind(2, number)
      statement.bind(3, segment.through)
      statement.bind(4, view.known?.microseconds ?? .max)
      while try statement.step() {
        let sequence = statement.int(0)
        if !withdrawn.contains(sequence, source: statement.int(1)) { return sequence }
      }
    }
    return 0
  }

  private func read(_ query: ObservationQuery, at view: View, everyVersion: Bool)
    throws(JournalError) -> [StoredObservation]
  {
    let line = try Line.read(view.branch, in: connection).bounded(through: view.sequence)
    guard let signal = try names.number(query.signal.text, .signal) else { return [] }
    let withdrawn = try Withdrawn.read(line: line, in: connection)
    var found: [StoredObservation] = []
    let blocks = try blocks(of: signal, twin: query.twin, stratum: query.stratum, line: line)
    for block in blocks.sorted(by: SeriesBlock.twinFirst) {
      var rows: [Row] = []
      for segment in line.segments {
        try read(block, of: signal, query, at: view, segment, withdrawn, into: &rows)
      }
      if !line.isSingle { rows.sort { $0.precedes($1) } }
      let start = found.count
      for row in rows {
        let stored = try row.observation(of: query.signal, block)
        // Rows come oldest first, so the last of a moment is the one that counts.
        if !everyVersion, found.count > start,
          found[found.count - 1].observation.valid == stored.observation.valid
        {
          found[found.count - 1] = stored
        } else {
          found.append(stored)
        }
      }
    }
    return found
  }

  /// The rows of a block that one segment of the line holds, oldest first.
  private func read(
    _ block: SeriesBlock, of signal: Int64, _ query: ObservationQuery, at view: View,
    _ segment: Line.Segment, _ withdrawn: Withdrawn, into found: inout [Row]
  ) throws(JournalError) {
    let rows = try connection.statement(
      """
      SELECT valid, known, sequence, value, quality, source FROM series
      WHERE branch = ? AND signal = ? AND stratum = ? AND twin = ?
      AND valid >= ? AND valid <= ? ORDER BY valid, known, sequence, position
      """)
    defer { rows.reset() }
    rows.bind(1, segment.branch)
    rows.bind(2, signal)
    rows.bind(3, block.stratum)
    rows.bind(4, block.twin)
    rows.bind(5, query.from.map { Instant(startOf: $0).microseconds } ?? .min)
    rows.bind(6, query.through.map { Instant(endOf: $0).microseconds } ?? .max)
    let known = view.known?.microseconds ?? .max
    while try rows.step() {
      let sequence = rows.int(2)
      guard rows.int(1) <= known, sequence <= segment.through,
        !withdrawn.contains(sequence, source: rows.int(5))
      else { continue }
      found.append(
        Row(
          valid: rows.int(0), known: rows.int(1), sequence: sequence, order: found.count,
          value: rows.optionalDouble(3), quality: rows.int(4)))
    }
  }

  /// A row of the series without its names.
  private struct Row {
    var valid: Int64
    var known: Int64
    var sequence: Int64
    /// Place among the rows that were read, which keeps rows of one event in their order.
    var order: Int
    var value: Double?
    var quality: Int64

    func precedes(_ other: Row) -> Bool {
      if valid != other.valid { return valid < other.valid }
      if known != other.known { return known < other.known }
      if sequence != other.sequence { return sequence < other.sequence }
      return order < other.order
    }

    func observation(of signal: ID<Signal>, _ block: SeriesBlock) throws(JournalError)
      -> StoredObservation
    {
      guard let quality = Observation.Quality(rawValue: UInt8(clamping: quality)) else {
        throw .corrupt("an observation of event \(sequence) has the quality \(self.quality)")
      }
      return StoredObservation(
        Observation(
          twin: block.twinName, signal: signal, stratum: block.stratumName,
          valid: Instant(microseconds: valid), known: Instant(microseconds: known), value: value,
          quality: quality), sequence: sequence)
    }
  }
}
