import SalusCore

/// Reads the words of a filter from left to right, one call of brackets at a time.
struct FilterParser {
  private let bytes: [UInt8]
  private var index = 0

  private static let words = [
    "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "in", "like", "exists", "within",
  ]
  /// A pattern may cost its length times that of the value.
  private static let longestPattern = 256

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// True for bytes of a word without quotes; others are quoted or written as `%XX`.
  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x7F: false
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "\""),
      UInt8(ascii: "'"), UInt8(ascii: "%"), UInt8(ascii: "\\"), UInt8(ascii: "&"),
      UInt8(ascii: "="), UInt8(ascii: "|"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      false
    default: true
    }
  }

  mutating func filter() throws(FilterProblem) -> Filter.Term {
    guard bytes.count <= Filter.longest else {
      throw problem(
        "a filter may have \(Filter.longest) bytes; this one goes on", at: Filter.longest)
    }
    let term = try term(depth: 1)
    try end("the end of the filter")
    return term
  }

  mutating func onePath() throws(FilterProblem) -> FilterPath {
    guard bytes.count <= Filter.longest else {
      throw problem("a path may have \(Filter.longest) bytes; this one goes on", at: Filter.longest)
    }
    let path = try path()
    try end("the end of the path")
    return path
  }

  private mutating func term(depth: Int) throws(FilterProblem) -> Filter.Term {
    skipSpace()
    let start = index
    while index < bytes.count, FilterParser.isWord(bytes[index]) { index += 1 }
    let word = String(decoding: bytes[start..<index], as: UTF8.self)
    guard !word.isEmpty else { throw problem("expected a word such as 'and' or 'eq'", at: start) }
    guard FilterParser.words.contains(word) else {
      let near = NearestWord.find(word, among: FilterParser.words)
      throw problem(
        "unknown word '\(word)'" + (near.map { " (did you mean '\($0)'?)" } ?? ""), at: start)
    }
    guard depth <= Filter.deepest else {
      throw problem("brackets stand in brackets more than \(Filter.deepest) times", at: start)
    }
    try expect("(")
    let term = try body(of: word, depth: depth)
    try expect(")")
    return term
  }

  private mutating func body(of word: String, depth: Int) throws(FilterProblem) -> Filter.Term {
    switch word {
    case "and", "or":
      var terms = [try term(depth: depth + 1)]
      while take(",") { terms.append(try term(depth: depth + 1)) }
      return word == "and" ? .and(terms) : .or(terms)
    case "not": return .not(try term(depth: depth + 1))
    case "exists": return .exists(try path())
    case "within":
      let place = try text("a place's id")
      guard !place.isEmpty else { throw problem("a place's id is not empty", at: index) }
      return .within(ID(place))
    case "like":
      let path = try path()
      if case .observed = path { throw problem("a time has no pattern", at: index) }
      try expect(",")
      skipSpace()
      let start = index
      let pattern = try text("a pattern")
      guard pattern.utf8.count <= FilterParser.longestPattern else {
        throw problem(
          "a pattern may have \(FilterParser.longestPattern) bytes", at: start)
      }
      return .like(path, pattern)
    case "in":
      let path = try path()
      try expect(",")
      try expect("(")
      var values = [try value(for: path, .equal)]
      while take(",") { values.append(try value(for: path, .equal)) }
      try expect(")")
      return .isOneOf(path, values)
    default:
      guard let comparison = Filter.Comparison(rawValue: word) else {
        throw problem("unknown word '\(word)'", at: index)
      }
      let path = try path()
      try expect(",")
      return .compare(comparison, path, try value(for: path, comparison))
    }
  }

  private mutating func path() throws(FilterProblem) -> FilterPath {
    skipSpace()
    let start = index
    var steps: [String] = []
    repeat {
      let step = index
      while index < bytes.count,
        bytes[index] == UInt8(ascii: "%")
          || (FilterParser.isWord(bytes[index]) && bytes[index] != UInt8(ascii: "/"))
      {
        index += 1
      }
      guard index > step else { throw problem("expected a path such as beds/free", at: step) }
      steps.append(try decoded(step..<index))
    } while take(byte: UInt8(ascii: "/"))
    guard let path = FilterPath(steps: steps) else {
      let text = String(decoding: bytes[start..<index], as: UTF8.self)
      throw problem("'\(text)' names nothing of a twin", at: start)
    }
    return path
  }

  private mutating func value(for path: FilterPath, _ comparison: Filter.Comparison)
    throws(FilterProblem) -> FilterValue
  {
    skipSpace()
    let start = index
    // What every twin has is text, also where it looks like a number.
    if path.isHeader { return .string(try text("a value")) }
    let value: FilterValue
    if let quoted = try quoted() {
      value = .string(quoted)
    } else {
      let word = try text("a value")
      guard let read = FilterValue(word: word) else {
        throw problem(
          word == "null"
            ? "null is no value; exists(…) asks whether there is one,"
            : "'\(word)' is no number, day or time that there is; quote it to mean a text,",
          at: start)
      }
      value = read
    }
    if case .observed = path {
      switch value {
      case .date, .time: break
      default: throw problem("expected a date or a time", at: start)
      }
    }
    guard value.isOrdered || !comparison.isOrder else {
      throw problem("'\(comparison.rawValue)' needs a value that has an order", at: start)
    }
    return value
  }

  /// A quoted text or a word without quotes.
  private mutating func text(_ what: String) throws(FilterProblem) -> String {
    skipSpace()
    if let quoted = try quoted() { return quoted }
    let start = index
    while index < bytes.count,
      bytes[index] == UInt8(ascii: "%") || FilterParser.isWord(bytes[index])
    {
      index += 1
    }
    guard index > start else { throw problem("expected \(what)", at: start) }
    return try decoded(start..<index)
  }

  /// A text in quotes with the escapes of JSON; nil where none begins here.
  private mutating func quoted() throws(FilterProblem) -> String? {
    guard index < bytes.count else { return nil }
    let quote = bytes[index]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
    let start = index
    // JSON knows double quotes only, so a text in single ones is rewritten for its reader.
    var json: [UInt8] = [UInt8(ascii: "\"")]
    index += 1
    while index < bytes.count, bytes[index] != quote {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
        if bytes[index + 1] != UInt8(ascii: "'") { json.append(byte) }
        json.append(bytes[index + 1])
        index += 2
      } else {
        if byte == UInt8(ascii: "\"") { json.append(UInt8(ascii: "\\")) }
        json.append(byte)
        index += 1
      }
    }
    guard index < bytes.count else { throw problem("the quote has no end, it begins", at: start) }
    index += 1
    json.append(UInt8(ascii: "\""))
    guard let text = try? JSON(parsing: json).string else {
      throw problem("a quoted text needs the escapes of JSON; this one is wrong", at: start)
    }
    return text
  }

  /// The word with its `%XX` resolved.
  private func decoded(_ range: Range<Int>) throws(FilterProblem) -> String {
    guard bytes[range].contains(UInt8(ascii: "%")) else {
      return String(decoding: bytes[range], as: UTF8.self)
    }
    var output: [UInt8] = []
    var at = range.lowerBound
    while at < range.upperBound {
      guard bytes[at] == UInt8(ascii: "%") else {
        output.append(bytes[at])
        at += 1
        continue
      }
      guard at + 2 < range.upperBound, let high = FilterParser.hex(bytes[at + 1]),
        let low = FilterParser.hex(bytes[at + 2])
      else { throw problem("expected two hexadecimal digits after '%'", at: at) }
      output.append(high << 4 | low)
      at += 3
    }
    guard let text = String(validating: output, as: UTF8.self) else {
      throw problem("percent-encoded bytes are no UTF-8", at: range.lowerBound)
    }
    return text
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }

  private mutating func skipSpace() {
    while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
  }

  private mutating func take(byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func take(_ sign: Unicode.Scalar) -> Bool {
    skipSpace()
    return take(byte: UInt8(ascii: sign))
  }

  private mutating func expect(_ sign: Unicode.Scalar) throws(FilterProblem) {
    guard take(sign) else { throw problem("expected '\(sign)'", at: index) }
  }

  private mutating func end(_ what: String) throws(FilterProblem) {
    skipSpace()
    guard index == bytes.count else { throw problem("expected \(what)", at: index) }
  }

  private func problem(_ reason: String, at offset: Int) -> FilterProblem {
    let before = bytes[..<min(offset, bytes.count)]
    return FilterProblem(reason, at: String(decoding: before, as: UTF8.self).count + 1)
  }
}
