import SalusTwin

/// What a stretch of the series holds at the keys of a batch, asked for at once: a server is too far
/// away to be asked key by key.
struct FetchedKeys {
  struct Key: Hashable {
    var signal: Int64
    var stratum: Int64
    var twin: Int64
    var valid: Int64
    var known: Int64

    init(_ row: Batch.Row) {
      signal = row.signal
      stratum = row.stratum
      twin = row.twin
      valid = row.valid
      known = row.known
    }
  }

  struct Held {
    var sequence: Int64
    var source: Int64
    var version: StoredKeys.Version
  }

  private var held: [Key: [Held]] = [:]

  private static let sql = """
    SELECT k.place, s.sequence, s.source, s.value, s.quality
    FROM unnest(?1, ?2, ?3, ?4, ?5) WITH ORDINALITY
      AS k(signal, stratum, twin, valid, known, place)
    CROSS JOIN LATERAL (
      SELECT sequence, position, source, value, quality FROM series
      WHERE branch = ?6 AND signal = k.signal AND stratum = k.stratum AND twin = k.twin
      AND valid = k.valid AND known = k.known AND sequence <= ?7 OFFSET 0) AS s
    ORDER BY k.place, s.sequence, s.position
    """

  /// - Parameters:
  ///   - keys: each once.
  ///   - through: rows of later events are not seen.
  init(_ keys: [Key], branch: Int64, through: Int64, in connection: Connection)
    throws(JournalError)
  {
    guard !keys.isEmpty else { return }
    let statement = try connection.statement(FetchedKeys.sql)
    defer { statement.reset() }
    statement.bind(1, keys.map(\.signal))
    statement.bind(2, keys.map(\.stratum))
    statement.bind(3, keys.map(\.twin))
    statement.bind(4, keys.map(\.valid))
    statement.bind(5, keys.map(\.known))
    statement.bind(6, branch)
    statement.bind(7, through)
    while try statement.step() {
      let place = Int(statement.int(0)) - 1
      guard keys.indices.contains(place) else { continue }
      let version = StoredKeys.Version(
        value: statement.optionalDouble(3), quality: UInt8(clamping: statement.int(4)))
      held[keys[place], default: []].append(
        Held(sequence: statement.int(1), source: statement.int(2), version: version))
    }
  }

  /// The newest version of a key that the source gave and nobody took back.
  func newest(of row: Batch.Row, source: Int64, withdrawn: Withdrawn) -> StoredKeys.Version? {
    held[Key(row)]?.last {
      $0.source == source && !withdrawn.contains($0.sequence, source: source)
    }?.version
  }
}
