import SalusCore
import SalusGovernance
import SalusTwin

/// The observations of one draft on their way into the series: sorted by key, told apart from
/// what the series holds, and digested.
struct Batch {
  struct Row {
    var signal: Int64
    var stratum: Int64
    var twin: Int64
    var valid: Int64
    var known: Int64
    /// Place in the draft.
    var index: Int
    /// Among the rows of the draft with the same key that are kept, from 0; -1 for a duplicate.
    var position: Int64
    var value: Double?
    var quality: UInt8

    func hasSameKey(as other: Row) -> Bool {
      valid == other.valid && known == other.known && hasSameBlock(as: other)
    }

    func hasSameBlock(as other: Row) -> Bool {
      twin == other.twin && stratum == other.stratum && signal == other.signal
    }

    func precedes(_ other: Row) -> Bool {
      if signal != other.signal { return signal < other.signal }
      if stratum != other.stratum { return stratum < other.stratum }
      if twin != other.twin { return twin < other.twin }
      if valid != other.valid { return valid < other.valid }
      if known != other.known { return known < other.known }
      return index < other.index
    }
  }

  private(set) var rows: [Row] = []
  private(set) var accepted = 0
  private(set) var duplicate = 0
  private(set) var corrected = 0

  var kept: Int { accepted + corrected }

  init(
    _ observations: [Observation], names: inout WrittenNames, in connection: Connection
  ) throws(JournalError) {
    rows.reserveCapacity(observations.count)
    var signal = LastName()
    var stratum = LastName()
    var twin = LastName()
    for index in observations.indices {
      let observation = observations[index]
      rows.append(
        Row(
          signal: try signal.number(observation.signal.text, .signal, &names, connection),
          stratum: try stratum.number(observation.stratum, .stratum, &names, connection),
          twin: try twin.number(observation.twin.text, .twin, &names, connection),
          valid: observation.valid.microseconds, known: observation.known.microseconds,
          index: index, position: -1,
          // The file cannot tell the two zeros apart.
          value: observation.value == 0 ? 0 : observation.value,
          quality: observation.quality.rawValue))
    }
    for index in rows.indices.dropFirst() where !rows[index - 1].precedes(rows[index]) {
      rows.sort { $0.precedes($1) }
      break
    }
  }

  /// Decides for every row whether it is new, held already or a correction.
  ///
  /// - Parameter newest: greatest known time that the series holds of a signal. Most feeds bring
  ///   what is newer than all that, and such rows need no look-up.
  mutating func compare(
    line: Line, source: Int64, withdrawn: Withdrawn, newest: [Int64: Int64],
    in connection: Connection
  ) throws(JournalError) {
    var stored: [StoredKeys] = []
    defer { for keys in stored { keys.close() } }
    for (depth, segment) in line.segments.enumerated() {
      // Each segment has a cursor of its own, and so a statement of its own.
      let sql = StoredKeys.sql + String(repeating: " ", count: depth)
      stored.append(
        StoredKeys(
          branch: segment.branch, through: segment.through,
          statement: try connection.statement(sql)))
    }
    if connection.dialect == .postgres {
      let asked = rows.indices.filter { index in
        (index == 0 || !rows[index].hasSameKey(as: rows[index - 1]))
          && mayBeHeld(rows[index], newest)
      }.map { rows[$0] }
      for place in stored.indices { try stored[place].fetch(asked, in: connection) }
    }
    var start = 0
    while start < rows.count {
      var end = start + 1
      while end < rows.count, rows[end].hasSameKey(as: rows[start]) { end += 1 }
      var held: StoredKeys.Version?
      if mayBeHeld(rows[start], newest) {
        for place in stored.indices where held == nil {
          held = try stored[place].newest(
            of: rows[start], source: source, withdrawn: withdrawn)
        }
      }
      var position: Int64 = 0
      for index in start..<end {
        let version = StoredKeys.Version(value: rows[index].value, quality: rows[index].quality)
        if held == version {
          duplicate += 1
          continue
        }
        if held == nil { accepted += 1 } else { corrected += 1 }
        rows[index].position = position
        position += 1
        held = version
      }
      start = end
    }
  }

  private func mayBeHeld(_ row: Row, _ newest: [Int64: Int64]) -> Bool {
    row.known <= newest[row.signal] ?? .max
  }

  /// Writes the rows that are kept.
  func insert(branch: Int64, sequence: Int64, source: Int64, into connection: Connection)
    throws(JournalError)
  {
    var series = try BulkInsert(connection, into: "series", columns: 11, rows: kept)
    series.bind(1, branch)
    series.bind(7, sequence)
    series.bind(9, source)
    for row in rows where row.position >= 0 {
      series.bind(2, row.signal)
      series.bind(3, row.stratum)
      series.bind(4, row.twin)
      series.bind(5, row.valid)
      series.bind(6, row.known)
      series.bind(8, row.position)
      series.bind(10, row.value)
      series.bind(11, Int64(row.quality))
      try series.run()
    }
    try series.finish()
    try list(branch: branch, sequence: sequence, in: connection)
  }

  /// SHA-256 over the rows that are kept, in canonical order; nil for none.
  func digest(of observations: [Observation]) -> Digest? {
    guard kept > 0 else { return nil }
    var blocks: [Range<Int>] = []
    var start = 0
    while start < rows.count {
      var end = start + 1
      while end < rows.count, rows[end].hasSameBlock(as: rows[start]) { end += 1 }
      blocks.append(start..<end)
      start = end
    }
    func name(_ block: Range<Int>) -> Observation { observations[rows[block.lowerBound].index] }
    blocks.sort { BlockName(name($0)).precedes(BlockName(name($1))) }
    var output = CanonicalBytes(capacity: kept * 40)
    for block in blocks {
      var isOpen = false
      for row in rows[block] where row.position >= 0 {
        if !isOpen {
          let first = name(block)
          output.append(
            blockOf: first.signal.text, stratum: first.stratum, twin: first.twin.text)
          isOpen = true
        }
        output.append(
          ObservationRow(
            valid: row.valid, known: row.known, value: row.value, quality: row.quality))
      }
    }
    return Digest(of: output.bytes)
  }

  /// Earliest and latest known time of the kept rows, by signal.
  func knownTimes() -> [Int64: (earliest: Int64, latest: Int64)] {
    var times: [Int64: (earliest: Int64, latest: Int64)] = [:]
    for row in rows where row.position >= 0 {
      let known = times[row.signal] ?? (row.known, row.known)
      times[row.signal] = (min(known.earliest, row.known), max(known.latest, row.known))
    }
    return times
  }

  /// Numbers of the signals that the draft speaks of, in rising order.
  var signals: [Int64] {
    var found: [Int64] = []
    for row in rows where row.signal != found.last { found.append(row.signal) }
    return found
  }

  /// Notes which signals the event brought.
  private func list(branch: Int64, sequence: Int64, in connection: Connection)
    throws(JournalError)
  {
    let statement = try connection.statement("INSERT INTO batch VALUES(?, ?, ?, ?, ?)")
    for (signal, known) in knownTimes().sorted(by: { $0.key < $1.key }) {
      statement.bind(1, branch)
      statement.bind(2, signal)
      statement.bind(3, sequence)
      statement.bind(4, known.earliest)
      statement.bind(5, known.latest)
      try statement.run()
    }
  }
}

/// Remembers the name of the row before, which is most often that of the next.
private struct LastName {
  private var text: String?
  private var number: Int64 = 0

  mutating func number(
    _ text: String, _ kind: NameKind, _ names: inout WrittenNames, _ connection: Connection
  ) throws(JournalError) -> Int64 {
    if let last = self.text, last.utf8.elementsEqual(text.utf8) { return number }
    number = try names.number(text, kind, in: connection)
    self.text = text
    return number
  }
}
