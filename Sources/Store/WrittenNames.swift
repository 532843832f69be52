import SalusTwin

/// Short numbers of names for the writer: found, or given on first use.
struct WrittenNames {
  private var known: [Name: Int64] = [:]
  private var fresh: [Name] = []
  /// The greatest number that was given.
  private var last: Int64 = 0

  /// Takes up what others have written meanwhile. A number never changes its name once it is
  /// committed, so what is known stays true.
  mutating func refresh(in connection: Connection) throws(JournalError) {
    rollBack()
    last = try connection.number("SELECT max(id) FROM name") ?? 0
  }

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
    last -= Int64(fresh.count)
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
    let bytes = name.text.utf8
    guard bytes.count <= WrittenNames.longest else {
      throw .refused(
        type: "", reason: "a name of \(bytes.count) bytes; at most \(WrittenNames.longest) are kept"
      )
    }
    guard !bytes.contains(0) else {
      throw .refused(type: "", reason: "the name '\(name.text)' holds U+0000")
    }
    let number = last + 1
    let statement = try connection.statement("INSERT INTO name(id, kind, text) VALUES(?, ?, ?)")
    statement.bind(1, number)
    statement.bind(2, name.kind.rawValue)
    statement.bind(3, name.text)
    try statement.run()
    last = number
    fresh.append(name)
    return number
  }

  /// Bytes that every database can keep in an index.
  static let longest = 2_000
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
