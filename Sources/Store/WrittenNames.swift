import SalusTwin

/// Short numbers of names for the writer: found, or given on first use.
struct WrittenNames {
  private var known: [Name: Int64] = [:]
  private var fresh: [Name] = []

  /// The number of the name, which is written down if it is new.
  mutating func number(_ text: String, _ kind: NameKind, in connection: Connection)
    throws(JournalError) -> Int64
  {
    let name = Name(kind: kind, text: text)
    if let number = known[name] { return number }
    let number: Int64
    if let found = try find(name, in: connection) {
      number = found
    } else {
      number = try add(name, to: connection)
    }
    if known.count > WrittenNames.limit { known.removeAll() }
    known[name] = number
    return number
  }

  /// Keeps the names of an append that went well.
  mutating func commit() {
    fresh.removeAll(keepingCapacity: true)
  }

  /// Forgets the names of an append that was taken back.
  mutating func rollBack() {
    for name in fresh { known[name] = nil }
    fresh.removeAll(keepingCapacity: true)
  }

  private func find(_ name: Name, in connection: Connection) throws(JournalError) -> Int64? {
    let statement = try connection.statement("SELECT id FROM name WHERE kind = ? AND text = ?")
    defer { statement.reset() }
    statement.bind(1, name.kind.rawValue)
    statement.bind(2, name.text)
    return try statement.step() ? statement.int(0) : nil
  }

  private mutating func add(_ name: Name, to connection: Connection)
    throws(JournalError) -> Int64
  {
    let statement = try connection.statement(
      "INSERT INTO name(kind, text) VALUES(?, ?) RETURNING id")
    defer { statement.reset() }
    statement.bind(1, name.kind.rawValue)
    statement.bind(2, name.text)
    guard try statement.step() else { throw .failed("no number for the name '\(name.text)'") }
    let number = statement.int(0)
    guard try !statement.step() else { throw .failed("two numbers for the name '\(name.text)'") }
    fresh.append(name)
    return number
  }

  /// Bounds the memory of a bank of a hundred million names.
  private static let limit = 2_000_000
}

/// A name by its bytes: two spellings that Unicode calls equivalent stay two names, here as in the
/// file and in the hashes.
private struct Name: Hashable {
  let kind: NameKind
  let text: String

  static func == (left: Name, right: Name) -> Bool {
    left.kind == right.kind && left.text.utf8.elementsEqual(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    let done: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
      hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    }
    if done == nil { for byte in text.utf8 { hasher.combine(byte) } }
  }
}
