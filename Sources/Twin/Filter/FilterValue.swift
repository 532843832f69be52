import SalusCore

/// What a filter holds a twin's value against.
public enum FilterValue: Hashable, Sendable {
  case string(String)
  /// Finite; integers beyond 2^53 lose their last digits.
  case number(Double)
  case bool(Bool)
  /// The whole of that UTC day.
  case date(CivilDate)
  case time(Instant)

  /// The value that a word without quotes means; nil for a day that the calendar lacks, for
  /// `null` and for a number that is not finite.
  init?(word: String) {
    switch word {
    case "true": self = .bool(true)
    case "false": self = .bool(false)
    case "null": return nil
    default:
      let bytes = Array(word.utf8)
      if FilterValue.isNumber(bytes) {
        guard let number = Double(word), number.isFinite else { return nil }
        self = .number(number == 0 ? 0 : number)
      } else if FilterValue.startsAsDate(bytes) {
        if let date = CivilDate(word) {
          self = .date(date)
        } else if let time = Instant(word), Instant(time.description) == time {
          self = .time(time)
        } else if bytes.count == 10 || bytes[10] == UInt8(ascii: "T") {
          return nil
        } else {
          self = .string(word)
        }
      } else {
        self = .string(word)
      }
    }
  }

  /// True where `lt` and its kin have a meaning.
  var isOrdered: Bool {
    if case .bool = self { false } else { true }
  }

  func write(to output: inout [UInt8]) {
    switch self {
    case .string(let text):
      let isPlain = !text.isEmpty && text.utf8.allSatisfy(FilterParser.isWord)
      if isPlain, FilterValue(word: text) == .string(text) {
        output.append(contentsOf: text.utf8)
      } else {
        JSON.write(text, to: &output)
      }
    case .number(let number): JSON.number(number).write(to: &output)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .date(let date): output.append(contentsOf: date.description.utf8)
    case .time(let time): output.append(contentsOf: time.description.utf8)
    }
  }

  /// The number of JSON: no leading zeros, so that the code `01` stays a text.
  private static func isNumber(_ bytes: [UInt8]) -> Bool {
    var index = 0
    func digits() -> Int {
      let start = index
      while index < bytes.count, (48...57).contains(bytes[index]) { index += 1 }
      return index - start
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
    let start = index
    let whole = digits()
    guard whole == 1 || (whole > 1 && bytes[start] != UInt8(ascii: "0")) else { return false }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      guard digits() > 0 else { return false }
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[index]) {
        index += 1
      }
      guard digits() > 0 else { return false }
    }
    return index == bytes.count
  }

  /// `NNNN-NN-NN`, whatever follows.
  private static func startsAsDate(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 10 else { return false }
    for index in 0..<10 {
      let isDash = index == 4 || index == 7
      guard isDash ? bytes[index] == UInt8(ascii: "-") : (48...57).contains(bytes[index]) else {
        return false
      }
    }
    return true
  }
}
