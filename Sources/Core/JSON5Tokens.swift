/// Texts, words and numbers of JSON5.
extension JSON5Reader {
  /// An ECMAScript identifier name, with any letter of any script; nil where none stands here.
  mutating func identifier() throws(JSON5Error) -> String? {
    let start = index
    var name = String.UnicodeScalarView()
    while let byte = next {
      if byte == UInt8(ascii: "\\") {
        index += 1
        guard next == UInt8(ascii: "u") else { throw fault("only \\u is accepted in a key") }
        index += 1
        name.append(try hexadecimal(4))
      } else if byte < 0x80 {
        guard JSON5Reader.isWord(byte, first: index == start) else { break }
        name.append(Unicode.Scalar(byte))
        index += 1
      } else {
        let (scalar, length) = scalar(at: index)
        guard scalar.properties.isIDContinue else { break }
        name.append(scalar)
        index += length
      }
    }
    return index == start ? nil : String(name)
  }

  private static func isWord(_ byte: UInt8, first: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: "$"):
      true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): !first
    default: false
    }
  }

  /// The scalar that begins at a byte of text known to be UTF-8.
  private func scalar(at index: Int) -> (Unicode.Scalar, Int) {
    let length = bytes[index] >= 0xF0 ? 4 : bytes[index] >= 0xE0 ? 3 : 2
    let text = String(decoding: bytes[index..<min(index + length, bytes.count)], as: UTF8.self)
    return (text.unicodeScalars.first ?? "\u{FFFD}", length)
  }

  /// A text in quotes, up to and with the closing quote.
  mutating func text(closing quote: UInt8) throws(JSON5Error) -> String {
    let opening = fault("this text is never closed by its quote")
    index += 1
    var collected: [UInt8] = []
    while let byte = next {
      switch byte {
      case quote:
        index += 1
        return String(decoding: collected, as: UTF8.self)
      case UInt8(ascii: "\\"):
        index += 1
        try escape(into: &collected)
      case 0x0A, 0x0D: throw opening
      default:
        collected.append(byte)
        index += 1
      }
    }
    throw opening
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSON5Error) {
    guard let byte = next else { throw fault("the text ends inside an escape") }
    index += 1
    switch byte {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "v"): text.append(0x0B)
    case UInt8(ascii: "x"): text += Array(String(Character(try hexadecimal(2))).utf8)
    case UInt8(ascii: "u"): text += Array(String(Character(try surrogates())).utf8)
    case UInt8(ascii: "0"):
      if let digit = next, (48...57).contains(digit) {
        throw fault("octal escapes are not accepted")
      }
      text.append(0)
    case UInt8(ascii: "1")...UInt8(ascii: "9"): throw fault("octal escapes are not accepted")
    case 0x0D:
      // A line that goes on: the break is left out.
      if next == 0x0A { index += 1 }
      endLine(at: index - 1)
    case 0x0A: endLine(at: index - 1)
    default: text.append(byte)
    }
  }

  private mutating func hexadecimal(_ count: Int) throws(JSON5Error) -> Unicode.Scalar {
    let code = try hexadecimalCode(count)
    guard let scalar = Unicode.Scalar(code) else {
      throw fault("half of a surrogate pair is no character")
    }
    return scalar
  }

  private mutating func hexadecimalCode(_ count: Int) throws(JSON5Error) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<count {
      guard let byte = next, let digit = JSON5Reader.digit(byte) else {
        throw fault("\(count) hexadecimal digits are expected")
      }
      code = code << 4 | UInt32(digit)
      index += 1
    }
    return code
  }

  /// `uD83D\uDE00` is one character above the basic plane.
  private mutating func surrogates() throws(JSON5Error) -> Unicode.Scalar {
    let high = try hexadecimalCode(4)
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, next == UInt8(ascii: "\\"), index + 1 < bytes.count,
      bytes[index + 1] == UInt8(ascii: "u")
    else { throw fault("half of a surrogate pair is no character") }
    index += 2
    let low = try hexadecimalCode(4)
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw fault("half of a surrogate pair is no character") }
    return scalar
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  mutating func number() throws(JSON5Error) -> LocatedJSON.Value {
    let start = fault("")
    func refusal(_ reason: String) -> JSON5Error {
      JSON5Error(position: start.position, reason: reason)
    }
    var isNegative = false
    if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") {
      isNegative = next == UInt8(ascii: "-")
      index += 1
    }
    let begin = index
    while let byte = next, byte < 0x80,
      JSON5Reader.isNumeral(byte, after: index > begin ? bytes[index - 1] : 0)
    {
      index += 1
    }
    let body = String(decoding: bytes[begin..<index], as: UTF8.self)
    if body == "Infinity" || body == "NaN" {
      throw refusal("\(body) is not accepted; write a finite number")
    }
    let sign = isNegative ? "-" : ""
    if body.hasPrefix("0x") || body.hasPrefix("0X") {
      guard let value = Int64(sign + body.dropFirst(2), radix: 16) else {
        throw refusal("'\(sign)\(body)' is no hexadecimal number of at most 63 bits")
      }
      return .integer(value)
    }
    if body.utf8.count > 1, body.first == "0", body.dropFirst().first?.isNumber == true {
      throw refusal("'\(body)' begins with 0; numbers have no leading zeros")
    }
    if !body.isEmpty, body.utf8.allSatisfy({ (48...57).contains($0) }),
      let value = Int64(sign + body)
    {
      return .integer(value)
    }
    // Swift wants digits on both sides of the point.
    var plain = body.hasPrefix(".") ? "0" + body : body
    if let point = plain.firstIndex(of: ".") {
      let after = plain.index(after: point)
      if after == plain.endIndex || !plain[after].isNumber {
        plain.insert("0", at: after)
      }
    }
    guard body != ".", body.utf8.allSatisfy({ JSON5Reader.isDecimal($0) }),
      let value = Double(sign + plain)
    else { throw refusal("'\(sign)\(body)' is no number") }
    guard value.isFinite else { throw refusal("'\(sign)\(body)' is too large for a number") }
    return .number(value)
  }

  private static func isDecimal(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || [0x2E, 0x65, 0x45, 0x2B, 0x2D].contains(byte)
  }

  /// Signs belong to a number after its exponent's letter only.
  private static func isNumeral(_ byte: UInt8, after last: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      last == UInt8(ascii: "e") || last == UInt8(ascii: "E")
    case UInt8(ascii: "."): true
    default: isWord(byte, first: false)
    }
  }
}
