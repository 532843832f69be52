import SalusCore
import SalusTwin

/// What the series holds at keys that are asked for in rising order.
///
/// The cursor stands on the first stored row at or after the last key, so a stretch of new keys
/// between two stored ones costs no look-up at all, and neighbours cost a step instead of a seek.
struct StoredKeys {
  /// What two rows of one key must share to count as the same.
  struct Version: Equatable {
    var value: Double?
    var quality: UInt8
  }

  static let sql = """
    SELECT signal, stratum, twin, valid, known, sequence, source, value, quality, position
    FROM series WHERE branch = ?1 AND sequence <= ?9
    AND (signal, stratum, twin, valid, known, sequence, position) >= (?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ORDER BY signal, stratum, twin, valid, known, sequence, position LIMIT 64
    """
  /// Rows after which the statement ends though there may be more.
  private static let page = 64

  private let statement: Statement
  private let branch: Int64
  /// Rows of later events are not seen.
  private let through: Int64
  private var place = Place.before
  private var fetched: FetchedKeys?
  private var rows = 0
  /// Where the row after the last one of a page begins.
  private var next: (key: Key, sequence: Int64, position: Int64)?

  private enum Place {
    case before
    case on(Key)
    case end
  }

  private struct Key: Comparable {
    var signal: Int64
    var stratum: Int64
    var twin: Int64
    var valid: Int64
    var known: Int64

    static func < (left: Key, right: Key) -> Bool {
      if left.signal != right.signal { return left.signal < right.signal }
      if left.stratum != right.stratum { return left.stratum < right.stratum }
      if left.twin != right.twin { return left.twin < right.twin }
      if left.valid != right.valid { return left.valid < right.valid }
      return left.known < right.known
    }
  }

  init(branch: Int64, through: Int64, statement: Statement) {
    self.branch = branch
    self.through = through
    self.statement = statement
  }

  /// Asks for all keys of a batch at once where that is faster than one by one.
  mutating func fetch(_ rows: [Batch.Row], in connection: Connection) throws(JournalError) {
    guard connection.dialect == .postgres else { return }
    fetched = try FetchedKeys(
      rows.map { FetchedKeys.Key($0) }, branch: branch, through: through, in: connection)
  }

  func close() {
    statement.reset()
  }

  /// The newest version of the row's key that the source gave and nobody took back.
  mutating func newest(of row: Batch.Row, source: Int64, withdrawn: Withdrawn)
    throws(JournalError) -> Version?
  {
    if let fetched {
      return fetched.newest(of: row, source: source, withdrawn: withdrawn)
    }
    let key = Key(
      signal: row.signal, stratum: row.stratum, twin: row.twin, valid: row.valid, known: row.known)
    try move(to: key)
    var found: Version?
    while case .on(let current) = place, current == key {
      if statement.int(6) == source, !withdrawn.contains(statement.int(5), source: source) {
        found = Version(
          value: statement.optionalDouble(7), quality: UInt8(clamping: statement.int(8)))
      }
      try advance()
    }
    return found
  }

  private mutating func move(to key: Key) throws(JournalError) {
    for _ in 0..<StoredKeys.patience {
      switch place {
      case .end: return
      case .on(let current) where current >= key: return
      case .on: try advance()
      case .before:
        try seek(key)
        return
      }
    }
    if case .on(let current) = place, current < key { try seek(key) }
  }

  private mutating func seek(_ key: Key, sequence: Int64 = 0, position: Int64 = 0)
    throws(JournalError)
  {
    statement.reset()
    rows = 0
    next = nil
    statement.bind(1, branch)
    statement.bind(2, key.signal)
    statement.bind(3, key.stratum)
    statement.bind(4, key.twin)
    statement.bind(5, key.valid)
    statement.bind(6, key.known)
    statement.bind(7, sequence)
    statement.bind(8, position)
    statement.bind(9, through)
    try advance()
  }

  private mutating func advance() throws(JournalError) {
    guard try statement.step() else {
      if let next {
        try seek(next.key, sequence: next.sequence, position: next.position)
      } else {
        place = .end
      }
      return
    }
    rows += 1
    let key = Key(
      signal: statement.int(0), stratum: statement.int(1), twin: statement.int(2),
      valid: statement.int(3), known: statement.int(4))
    if rows == StoredKeys.page { next = (key, statement.int(5), statement.int(9) + 1) }
    place = .on(key)
  }

  /// Steps after which a new seek is cheaper.
  private static let patience = 4
}
