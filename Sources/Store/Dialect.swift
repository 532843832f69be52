/// Where the two databases differ in what they call the same thing.
///
/// All SQL of the store is written once, in what both understand: parameters as `?` or `?n`, upserts
/// as `ON CONFLICT … DO UPDATE`, whole numbers as 64 bits, no limit as the greatest number.
/// Numbers of new rows are given by the writer, never by the database.
enum Dialect: Sendable {
  case sqlite
  case postgres

  /// A step of the schema, written with SQLite's types, in this dialect.
  func definition(_ sql: String) -> String {
    guard self == .postgres else { return sql }
    var output = ""
    output.reserveCapacity(sql.utf8.count)
    var word = ""
    func flush() {
      output += Dialect.types[word] ?? word
      word = ""
    }
    for character in sql {
      if character.isLetter {
        word.append(character)
      } else {
        flush()
        output.append(character)
      }
    }
    flush()
    return output
  }

  /// Texts are compared by their bytes, as SQLite does, whatever the database's language is.
  private static let types = [
    "INTEGER": "bigint", "REAL": "double precision", "BLOB": "bytea",
    "TEXT": "text COLLATE \"C\"", "WITHOUT": "", "ROWID": "",
  ]

  /// The statement with its parameters as `$n`, and how many there are. A `?` inside quotes stays.
  static func numbered(_ sql: String) -> (sql: String, parameters: Int) {
    var output: [UInt8] = []
    output.reserveCapacity(sql.utf8.count + 16)
    var next = 1
    var greatest = 0
    var quote: UInt8?
    let bytes = Array(sql.utf8)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if let open = quote {
        if byte == open { quote = nil }
        output.append(byte)
        continue
      }
      if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { quote = byte }
      guard byte == UInt8(ascii: "?") else {
        output.append(byte)
        continue
      }
      var number = 0
      while index < bytes.count, (48...57).contains(bytes[index]) {
        number = number * 10 + Int(bytes[index] - 48)
        index += 1
      }
      if number == 0 { number = next }
      next = number + 1
      greatest = max(greatest, number)
      output.append(contentsOf: "$\(number)".utf8)
    }
    return (String(decoding: output, as: UTF8.self), greatest)
  }
}
