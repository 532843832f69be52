extension LocatedJSON {
  /// Reads one JSON5 text (json5.org, version 1.0.0): comments, trailing commas, single quotes,
  /// bare keys, hexadecimal numbers.
  ///
  /// What configuration cannot mean is refused: Infinity and NaN, a key twice in one object, and
  /// nesting deeper than 64, so that hostile input costs bounded stack.
  public init(json5 bytes: [UInt8]) throws(JSON5Error) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw JSON5Error(
        position: TextPosition(line: JSON5Reader.lineOfFirstFault(bytes), column: 1),
        reason: "the text is not UTF-8")
    }
    var reader = JSON5Reader(bytes: bytes)
    self = try reader.document()
  }

  /// Reads one JSON5 text.
  public init(json5 text: String) throws(JSON5Error) {
    try self.init(json5: Array(text.utf8))
  }
}

/// Why a text is no JSON5, and where.
public struct JSON5Error: Problem, Hashable {
  public let position: TextPosition
  public let reason: String

  public var kind: ProblemKind { .usage }
  public var description: String { "\(position): \(reason)" }
}

struct JSON5Reader {
  let bytes: [UInt8]
  var index = 0
  private var line = 1
  /// Bytes up to here, from the start of the line, hold so many scalars: columns are counted on from
  /// here, so that a file of one line costs no more than others.
  private var counted = 0
  private var scalars = 0

  static let deepest = 64

  init(bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      index = 3
      counted = 3
    }
  }

  mutating func document() throws(JSON5Error) -> LocatedJSON {
    try skipSpace()
    guard index < bytes.count else { throw fault("the text is empty; one object is expected") }
    let value = try value(depth: 0)
    try skipSpace()
    guard index == bytes.count else { throw fault("something stands after the end of the value") }
    return value
  }

  /// The line of the first byte sequence that is no UTF-8.
  static func lineOfFirstFault(_ bytes: [UInt8]) -> Int {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
  }

  // MARK: - Position

  var position: TextPosition {
    TextPosition(line: line, column: scalars + scalarsBehind + 1)
  }

  /// Scalars between what was counted and here; continuation bytes start none.
  private var scalarsBehind: Int {
    guard counted < index else { return 0 }
    return bytes[counted..<min(index, bytes.count)].reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
  }

  private mutating func countOn() {
    scalars += scalarsBehind
    counted = max(counted, index)
  }

  func fault(_ reason: String) -> JSON5Error { JSON5Error(position: position, reason: reason) }

  var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  mutating func endLine(at newline: Int) {
    line += 1
    counted = newline + 1
    scalars = 0
  }

  // MARK: - Space and comments

  private mutating func skipSpace() throws(JSON5Error) {
    defer { countOn() }
    while let byte = next {
      switch byte {
      case 0x0A:
        endLine(at: index)
        index += 1
      case 0x20, 0x09, 0x0B, 0x0C, 0x0D: index += 1
      case 0xC2 where bytes[index...].starts(with: [0xC2, 0xA0]): index += 2
      case 0xE2, 0xEF, 0xE3:
        let wide = bytes[index...].prefix(3)
        // Line and paragraph separators, the byte order mark, and the wide spaces of category Zs.
        guard JSON5Reader.wideSpaces.contains(Array(wide)) else { return }
        index += 3
      case UInt8(ascii: "/"): try skipComment()
      default: return
      }
    }
  }

  private static let wideSpaces: Set<[UInt8]> = {
    var spaces: Set<[UInt8]> = [[0xEF, 0xBB, 0xBF], [0xE3, 0x80, 0x80], [0xE2, 0x81, 0x9F]]
    for last in 0x80...0x8A { spaces.insert([0xE2, 0x80, UInt8(last)]) }
    for last in [0xA8, 0xA9, 0xAF] { spaces.insert([0xE2, 0x80, UInt8(last)]) }
    return spaces
  }()

  private mutating func skipComment() throws(JSON5Error) {
    let start = fault("a comment begins with // or /*")
    index += 1
    if next == UInt8(ascii: "/") {
      while let byte = next, byte != 0x0A { index += 1 }
      return
    }
    guard next == UInt8(ascii: "*") else { throw start }
    index += 1
    while let byte = next {
      if byte == UInt8(ascii: "*"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "/") {
        index += 2
        return
      }
      if byte == 0x0A { endLine(at: index) }
      index += 1
    }
    throw JSON5Error(position: start.position, reason: "this comment is never closed by */")
  }

  // MARK: - Values

  private mutating func value(depth: Int) throws(JSON5Error) -> LocatedJSON {
    guard depth < JSON5Reader.deepest else {
      throw fault("nested deeper than \(JSON5Reader.deepest) levels")
    }
    let start = position
    guard let byte = next else { throw fault("the text ends where a value is expected") }
    switch byte {
    case UInt8(ascii: "{"): return LocatedJSON(.object(try object(depth: depth)), at: start)
    case UInt8(ascii: "["): return LocatedJSON(.array(try array(depth: depth)), at: start)
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      return LocatedJSON(.string(try text(closing: byte)), at: start)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      return LocatedJSON(try number(), at: start)
    default: return LocatedJSON(try word(), at: start)
    }
  }

  private mutating func word() throws(JSON5Error) -> LocatedJSON.Value {
    let start = fault("")
    guard let word = try identifier() else {
      throw fault("a value is expected: an object, a list, a text, a number, true, false or null")
    }
    switch word {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    case "Infinity", "NaN":
      throw JSON5Error(
        position: start.position, reason: "\(word) is not accepted; write a finite number")
    default:
      throw JSON5Error(
        position: start.position, reason: "'\(word)' is no value; texts need quotes")
    }
  }

  private mutating func object(depth: Int) throws(JSON5Error) -> [LocatedJSON.Member] {
    let opening = fault("this object is never closed by }")
    index += 1
    var members: [LocatedJSON.Member] = []
    var lines: [String: TextPosition] = [:]
    while true {
      try skipSpace()
      guard let byte = next else { throw opening }
      if byte == UInt8(ascii: "}") {
        index += 1
        return members
      }
      let place = position
      let name = try key(byte)
      if let first = lines[name] {
        throw JSON5Error(
          position: place, reason: "'\(name)' is here a second time; the first is at \(first)")
      }
      lines[name] = place
      try skipSpace()
      guard next == UInt8(ascii: ":") else {
        throw next == nil ? opening : fault("a colon is expected after '\(name)'")
      }
      index += 1
      try skipSpace()
      members.append(
        LocatedJSON.Member(name: name, position: place, value: try value(depth: depth + 1)))
      try separator(before: UInt8(ascii: "}"), opening)
    }
  }

  private mutating func key(_ byte: UInt8) throws(JSON5Error) -> String {
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return try text(closing: byte) }
    guard let name = try identifier() else {
      throw fault("a key is expected: a word, or a text in quotes")
    }
    return name
  }

  private mutating func array(depth: Int) throws(JSON5Error) -> [LocatedJSON] {
    let opening = fault("this list is never closed by ]")
    index += 1
    var elements: [LocatedJSON] = []
    while true {
      try skipSpace()
      guard let byte = next else { throw opening }
      if byte == UInt8(ascii: "]") {
        index += 1
        return elements
      }
      elements.append(try value(depth: depth + 1))
      try separator(before: UInt8(ascii: "]"), opening)
    }
  }

  /// Takes a comma, or nothing where the closing bracket follows.
  private mutating func separator(before bracket: UInt8, _ opening: JSON5Error) throws(JSON5Error) {
    try skipSpace()
    guard let byte = next else { throw opening }
    if byte == UInt8(ascii: ",") {
      index += 1
    } else if byte != bracket {
      let closing = Character(Unicode.Scalar(bracket))
      throw fault("a comma or '\(closing)' is expected here")
    }
  }
}
