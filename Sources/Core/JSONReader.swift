extension JSON {
  /// Reads one JSON text (RFC 8259), members in their order.
  ///
  /// Nesting is bounded, so hostile input costs bounded stack.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    var reader = JSONReader(bytes: bytes)
    self = try reader.document()
  }

  public init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }
}

/// Why bytes are no JSON text, and at which byte.
public struct JSONError: Problem, Hashable {
  public let offset: Int
  public let reason: String

  public var kind: ProblemKind { .usage }
  public var description: String { "no JSON: \(reason) at byte \(offset)" }
}

struct JSONReader {
  let bytes: [UInt8]
  var index = 0

  static let deepest = 128

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard index == bytes.count else { throw error("more after the value") }
    return value
  }

  private func error(_ reason: String) -> JSONError { JSONError(offset: index, reason: reason) }

  private mutating func skipSpace() {
    while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    guard depth < JSONReader.deepest else { throw error("nested too deeply") }
    skipSpace()
    guard index < bytes.count else { throw error("ends too early") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try text())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    let expected = Array(word.utf8)
    guard bytes[index...].starts(with: expected) else { throw error("unknown word") }
    index += expected.count
    return value
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    var members: [JSON.Member] = []
    index += 1
    skipSpace()
    if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
      index += 1
      return .object(members)
    }
    while true {
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        throw error("a member needs a quoted name")
      }
      let name = try text()
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw error("no colon") }
      index += 1
      members.append(JSON.Member(name, try value(depth: depth + 1)))
      if try closes(with: UInt8(ascii: "}")) { return .object(members) }
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    var values: [JSON] = []
    index += 1
    skipSpace()
    if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
      index += 1
      return .array(values)
    }
    while true {
      values.append(try value(depth: depth + 1))
      if try closes(with: UInt8(ascii: "]")) { return .array(values) }
    }
  }

  /// Takes a comma (false) or the closing bracket (true).
  private mutating func closes(with bracket: UInt8) throws(JSONError) -> Bool {
    skipSpace()
    guard index < bytes.count else { throw error("ends too early") }
    let byte = bytes[index]
    guard byte == bracket || byte == UInt8(ascii: ",") else { throw error("no comma") }
    index += 1
    return byte == bracket
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = index
    var isWhole = true
    while index < bytes.count {
      switch bytes[index] {
      case 48...57, UInt8(ascii: "-"): break
      case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        isWhole = false
      default:
        return try parsed(start, isWhole)
      }
      index += 1
    }
    return try parsed(start, isWhole)
  }

  private func parsed(_ start: Int, _ isWhole: Bool) throws(JSONError) -> JSON {
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let hasLeadingZero =
      digits.hasPrefix("0") && digits.dropFirst().first.map { $0.isNumber } == true
    guard digits.first?.isNumber == true, digits.last?.isNumber == true, !hasLeadingZero else {
      throw error("no value")
    }
    if isWhole, let value = Int64(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else { throw error("bad number") }
    return .number(value)
  }

  private mutating func text() throws(JSONError) -> String {
    index += 1
    var output: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: output, as: UTF8.self) else {
          throw error("text is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): try escape(into: &output)
      case 0..<0x20: throw error("control character in text")
      default: output.append(byte)
      }
    }
    throw error("text does not end")
  }

  private mutating func escape(into output: inout [UInt8]) throws(JSONError) {
    guard index < bytes.count else { throw error("ends too early") }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(byte)
    case UInt8(ascii: "b"): output.append(0x08)
    case UInt8(ascii: "f"): output.append(0x0C)
    case UInt8(ascii: "n"): output.append(0x0A)
    case UInt8(ascii: "r"): output.append(0x0D)
    case UInt8(ascii: "t"): output.append(0x09)
    case UInt8(ascii: "u"):
      var code = try unit()
      if (0xD800..<0xDC00).contains(code) {
        guard bytes[index...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else {
          throw error("half a surrogate pair")
        }
        index += 2
        let low = try unit()
        guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
      output.append(contentsOf: String(Character(scalar)).utf8)
    default: throw error("unknown escape")
    }
  }

  private mutating func unit() throws(JSONError) -> UInt32 {
    guard index + 4 <= bytes.count,
      bytes[index..<index + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
    else { throw error("bad \\u escape") }
    index += 4
    return code
  }
}
