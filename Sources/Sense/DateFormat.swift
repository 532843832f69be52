import SalusCore

/// How a column writes its dates, such as `DD/MM/YYYY`.
///
/// Tokens: `YYYY`, `MM` or `M` (one or two digits), `MMM` (English month names, three letters or
/// more), `DD` or `D`. Anything else stands for itself. A time of day after the date (`T…` or a
/// blank and a clock) is passed over.
public struct DateFormat: Hashable, Sendable {
  public let pattern: String
  private let parts: [Part]

  fileprivate enum Part: Hashable {
    case year, month, monthName, day
    case literal(UInt8)
  }

  /// What became of a text.
  public enum Reading: Hashable, Sendable {
    case date(CivilDate)
    /// It has the form, and the calendar has no such day.
    case impossible
    /// It does not have the form.
    case unreadable
  }

  public static let iso = DateFormat(pattern: "YYYY-MM-DD", parts: DateFormat.parts("YYYY-MM-DD"))

  /// Nil where the pattern lacks a year of four digits, a month or a day, or names one twice.
  public init?(_ pattern: String) {
    let parts = DateFormat.parts(pattern)
    let months = parts.count { $0 == .month || $0 == .monthName }
    guard parts.count(where: { $0 == .year }) == 1, months == 1,
      parts.count(where: { $0 == .day }) == 1
    else { return nil }
    self.init(pattern: pattern, parts: parts)
  }

  private init(pattern: String, parts: [Part]) {
    self.pattern = pattern
    self.parts = parts
  }

  private static func parts(_ pattern: String) -> [Part] {
    let tokens: [(String, Part)] = [
      ("YYYY", .year), ("MMM", .monthName), ("MM", .month), ("M", .month), ("DD", .day),
      ("D", .day),
    ]
    var rest = pattern[...]
    var parts: [Part] = []
    scan: while let byte = rest.utf8.first {
      for (token, part) in tokens where rest.hasPrefix(token) {
        parts.append(part)
        rest = rest.dropFirst(token.count)
        continue scan
      }
      parts.append(.literal(byte))
      rest = Substring(rest.utf8.dropFirst())
    }
    return parts
  }

  /// The date in a cell without surrounding blanks; nil where there is none.
  public func date(_ bytes: ArraySlice<UInt8>) -> CivilDate? {
    if case .date(let date) = read(bytes) { date } else { nil }
  }

  public func read(_ bytes: ArraySlice<UInt8>) -> Reading {
    var index = bytes.startIndex
    var (year, month, day) = (0, 0, 0)
    for (position, part) in parts.enumerated() {
      let isTight = position + 1 < parts.count && !parts[position + 1].isLiteral
      switch part {
      case .year:
        guard let value = DateFormat.digits(bytes, &index, from: 4, to: 4) else {
          return .unreadable
        }
        year = value
      case .month, .day:
        // Digits that run on into the next token must be exactly two.
        guard let value = DateFormat.digits(bytes, &index, from: isTight ? 2 : 1, to: 2) else {
          return .unreadable
        }
        if part == .month { month = value } else { day = value }
      case .monthName:
        guard let value = DateFormat.month(bytes, &index) else { return .unreadable }
        month = value
      case .literal(let byte):
        guard index < bytes.endIndex, bytes[index] == byte else { return .unreadable }
        index += 1
      }
    }
    guard DateFormat.isTimeOfDay(bytes[index...]) else { return .unreadable }
    return CivilDate(year: year, month: month, day: day).map { .date($0) } ?? .impossible
  }

  private static func digits(
    _ bytes: ArraySlice<UInt8>, _ index: inout Int, from least: Int, to most: Int
  ) -> Int? {
    var value = 0
    var count = 0
    while count < most, index < bytes.endIndex, (48...57).contains(bytes[index]) {
      value = value * 10 + Int(bytes[index] - 48)
      index += 1
      count += 1
    }
    return count >= least ? value : nil
  }

  private static func month(_ bytes: ArraySlice<UInt8>, _ index: inout Int) -> Int? {
    let start = index
    while index < bytes.endIndex, (65...90).contains(bytes[index] & 0xDF) { index += 1 }
    let word = String(decoding: bytes[start..<index], as: UTF8.self).lowercased()
    guard word.utf8.count >= 3 else { return nil }
    return months.firstIndex { $0.hasPrefix(word) }.map { $0 + 1 }
  }

  private static func isTimeOfDay(_ rest: ArraySlice<UInt8>) -> Bool {
    guard let first = rest.first else { return true }
    guard first == UInt8(ascii: "T") || first == UInt8(ascii: " "), rest.count >= 3 else {
      return false
    }
    return (48...57).contains(rest[rest.startIndex + 1])
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
}

extension DateFormat {
  /// Forms that are read when no format is declared: all have the year first, so none can be
  /// mistaken for another.
  static let undeclared = [
    DateFormat.iso, DateFormat(pattern: "YYYY/MM/DD", parts: parts("YYYY/MM/DD")),
    DateFormat(pattern: "YYYYMMDD", parts: parts("YYYYMMDD")),
  ]

  /// Forms whose order of day and month differs from place to place.
  static let declared = [
    "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "DD MMM YYYY",
    "DD-MMM-YYYY", "MMM DD, YYYY",
  ].compactMap { DateFormat($0) }
}

extension DateFormat.Part {
  fileprivate var isLiteral: Bool {
    if case .literal = self { true } else { false }
  }
}

extension DateFormat: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let pattern = try container.decode(String.self)
    guard let format = DateFormat(pattern) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "'\(pattern)' is no date format; YYYY, MM or MMM, and DD must each occur "
          + "once, as in DD/MM/YYYY")
    }
    self = format
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(pattern)
  }
}
