import SalusTwin

/// Texts of short numbers for one reading connection. A number never changes its text once it is
/// committed, so what was read stays true.
final class ReadNames {
  private var texts: [Int64: String] = [:]
  private var types: [Int64: TypeName] = [:]
  private unowned let connection: Connection

  init(_ connection: Connection) {
    self.connection = connection
  }

  func text(_ number: Int64) throws(JournalError) -> String {
    if let known = texts[number] { return known }
    let statement = try connection.statement("SELECT text FROM name WHERE id = ?")
    defer { statement.reset() }
    statement.bind(1, number)
    guard try statement.step() else { throw .corrupt("the name \(number) is missing") }
    let text = statement.text(0)
    if texts.count > 1_000_000 { texts.removeAll() }
    texts[number] = text
    return text
  }

  /// The name of a twin's type.
  func type(_ number: Int64) throws(JournalError) -> TypeName {
    if let known = types[number] { return known }
    guard let type = TypeName(try text(number)) else {
      throw .corrupt("the name \(number) is no type's")
    }
    types[number] = type
    return type
  }

  /// The number of a name; nil where the journal never saw it.
  func number(_ text: String, _ kind: NameKind) throws(JournalError) -> Int64? {
    let statement = try connection.statement("SELECT id FROM name WHERE kind = ? AND text = ?")
    defer { statement.reset() }
    statement.bind(1, kind.rawValue)
    statement.bind(2, text)
    return try statement.step() ? statement.int(0) : nil
  }
}
