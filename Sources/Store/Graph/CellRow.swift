import SalusCore
import SalusTwin

/// The tables of cells: what each holds, and how many members two cells of two tables share.
enum CellRow {
  /// Adds to the cells; those that become empty go.
  static func add(_ change: CellChange, in connection: Connection) throws(JournalError) {
    for (name, delta) in change.cells.sorted(by: { order($0.key) < order($1.key) }) {
      try add(delta, to: name, in: connection)
    }
    let pairs = change.overlaps.sorted {
      (order($0.key.earlier), order($0.key.later)) < (order($1.key.earlier), order($1.key.later))
    }
    for (pair, delta) in pairs { try add(delta, to: pair, in: connection) }
  }

  private static func order(_ name: CellName) -> String { "\(name.aggregate)\u{0}\(key(name))" }

  private static func add(_ delta: Tally, to name: CellName, in connection: Connection)
    throws(JournalError)
  {
    let read = try connection.statement(
      "SELECT count, sums FROM cell WHERE branch = ? AND aggregate = ? AND key = ?")
    bind(name, to: read)
    var tally = Tally(sums: Array(repeating: Tally.Sum(), count: delta.sums.count))
    if try read.step() { tally = Tally(count: read.int(0), sums: unpacked(read.blob(1))) }
    read.reset()
    tally += delta
    guard !tally.isEmpty else {
      let gone = try connection.statement(
        "DELETE FROM cell WHERE branch = ? AND aggregate = ? AND key = ?")
      bind(name, to: gone)
      try gone.run()
      return
    }
    let write = try connection.statement(
      """
      INSERT INTO cell(branch, aggregate, key, count, sums) VALUES(?, ?, ?, ?, ?)
      ON CONFLICT(branch, aggregate, key) DO UPDATE SET count = excluded.count,
      sums = excluded.sums
      """)
    bind(name, to: write)
    write.bind(4, tally.count)
    write.bind(5, packed(tally.sums))
    try write.run()
  }

  private static func add(_ delta: Int64, to pair: CellPair, in connection: Connection)
    throws(JournalError)
  {
    let write = try connection.statement(
      """
      INSERT INTO overlap(branch, earlier, earlierkey, later, laterkey, count)
      VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT(branch, earlier, earlierkey, later, laterkey)
      DO UPDATE SET count = overlap.count + excluded.count
      """)
    bind(pair, to: write)
    write.bind(6, delta)
    try write.run()
    let gone = try connection.statement(
      """
      DELETE FROM overlap WHERE branch = ? AND earlier = ? AND earlierkey = ? AND later = ?
      AND laterkey = ? AND count = 0
      """)
    bind(pair, to: gone)
    try gone.run()
  }

  /// All cells that are kept.
  static func book(in connection: Connection) throws(JournalError) -> CellBook {
    var change = CellChange()
    let cells = try connection.statement(
      "SELECT aggregate, key, count, sums FROM cell WHERE branch = ?", rows: .many)
    cells.bind(1, Line.main.branch)
    defer { cells.reset() }
    while try cells.step() {
      let name = CellName(aggregate: ID(cells.text(0)), key: try key(cells.text(1)))
      change.cells[name] = Tally(count: cells.int(2), sums: unpacked(cells.blob(3)))
    }
    let overlaps = try connection.statement(
      "SELECT earlier, earlierkey, later, laterkey, count FROM overlap WHERE branch = ?",
      rows: .many)
    overlaps.bind(1, Line.main.branch)
    defer { overlaps.reset() }
    while try overlaps.step() {
      let pair = CellPair(
        CellName(aggregate: ID(overlaps.text(0)), key: try key(overlaps.text(1))),
        CellName(aggregate: ID(overlaps.text(2)), key: try key(overlaps.text(3))))
      change.overlaps[pair] = overlaps.int(4)
    }
    var book = CellBook()
    book.apply(change)
    return book
  }

  static func removeAll(in connection: Connection) throws(JournalError) {
    for table in ["cell", "overlap", "cellmark"] {
      let statement = try connection.statement("DELETE FROM \(table) WHERE branch = ?")
      statement.bind(1, Line.main.branch)
      try statement.run()
    }
  }

  /// True where the cells are to be counted anew.
  static func isStale(in connection: Connection) throws(JournalError) -> Bool {
    let statement = try connection.statement("SELECT branch FROM cellmark WHERE branch = ?")
    defer { statement.reset() }
    statement.bind(1, Line.main.branch)
    return try statement.step()
  }

  static func markStale(in connection: Connection) throws(JournalError) {
    let statement = try connection.statement(
      "INSERT INTO cellmark(branch) VALUES(?) ON CONFLICT(branch) DO NOTHING")
    statement.bind(1, Line.main.branch)
    try statement.run()
  }

  private static func bind(_ name: CellName, to statement: Statement) {
    statement.bind(1, Line.main.branch)
    statement.bind(2, name.aggregate.text)
    statement.bind(3, key(name))
  }

  private static func bind(_ pair: CellPair, to statement: Statement) {
    statement.bind(1, Line.main.branch)
    statement.bind(2, pair.earlier.aggregate.text)
    statement.bind(3, key(pair.earlier))
    statement.bind(4, pair.later.aggregate.text)
    statement.bind(5, key(pair.later))
  }

  private static func key(_ name: CellName) -> String {
    JSON.array(name.key.map { .string($0) }).description
  }

  private static func key(_ text: String) throws(JournalError) -> [String] {
    guard let words = try? JSON(parsing: text).array else {
      throw .corrupt("a cell has the key \(text)")
    }
    return words.compactMap(\.string)
  }

  /// For each measure the members with a value, and their sum in millionths: 8 and 16 bytes,
  /// big-endian.
  private static func packed(_ sums: [Tally.Sum]) -> [UInt8] {
    var bytes: [UInt8] = []
    for sum in sums {
      withUnsafeBytes(of: sum.count.bigEndian) { bytes.append(contentsOf: $0) }
      withUnsafeBytes(of: sum.millionths.bigEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  private static func unpacked(_ bytes: [UInt8]) -> [Tally.Sum] {
    stride(from: 0, to: bytes.count - bytes.count % 24, by: 24).map { start in
      let count = bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let sum = bytes[start + 8..<start + 24].reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
      return Tally.Sum(
        count: Int64(bitPattern: count), millionths: Int128(truncatingIfNeeded: sum))
    }
  }
}
