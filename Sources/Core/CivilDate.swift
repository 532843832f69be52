/// A day of the proleptic Gregorian calendar, without time or zone.
public struct CivilDate: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  public let days: Int

  public init(days: Int) {
    self.days = days
  }

  /// Nil where the calendar has no such day, such as 2023-02-29; years 1 to 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...CivilDate.length(ofMonth: month, year: year)).contains(day)
    else { return nil }
    self.init(valid: (year, month, day))
  }

  /// Reads `YYYY-MM-DD` and nothing else.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = Digits.number(bytes[0..<4]), let month = Digits.number(bytes[5..<7]),
      let day = Digits.number(bytes[8..<10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  // Days from civil, Hinnant, "chrono-compatible low-level date algorithms" (2013).
  private init(valid date: (year: Int, month: Int, day: Int)) {
    let year = date.month <= 2 ? date.year - 1 : date.year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let shiftedMonth = (date.month + 9) % 12
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + date.day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    days = era * 146_097 + dayOfEra - 719_468
  }

  public var components: (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  public var year: Int { components.year }
  public var month: Int { components.month }
  public var day: Int { components.day }

  public var weekday: Weekday {
    // 1970-01-01 was a Thursday; the remainder is made non-negative for earlier days.
    Weekday(rawValue: ((days + 4) % 7 + 7) % 7) ?? .sunday
  }

  public static func < (left: CivilDate, right: CivilDate) -> Bool { left.days < right.days }
  public static func + (date: CivilDate, days: Int) -> CivilDate { .init(days: date.days + days) }
  public static func - (date: CivilDate, days: Int) -> CivilDate { .init(days: date.days - days) }
  /// Whole days from `right` to `left`.
  public static func - (left: CivilDate, right: CivilDate) -> Int { left.days - right.days }

  /// The first such weekday on or after this date.
  public func onOrAfter(_ weekday: Weekday) -> CivilDate {
    self + (weekday.rawValue - self.weekday.rawValue + 7) % 7
  }

  /// Nil where `days` would lie outside the years 1 to 9999, which the text form cannot hold.
  public func advanced(by days: Int) -> CivilDate? {
    let (sum, overflow) = self.days.addingReportingOverflow(days)
    guard !overflow, (CivilDate.first.days...CivilDate.last.days).contains(sum) else { return nil }
    return CivilDate(days: sum)
  }

  /// 0001-01-01 and 9999-12-31, the range that text can hold.
  public static let first = CivilDate(valid: (1, 1, 1))
  public static let last = CivilDate(valid: (9999, 12, 31))

  static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Days of the week, Sunday first as epidemiological weeks (MMWR) count them.
public enum Weekday: Int, Sendable, CaseIterable {
  case sunday, monday, tuesday, wednesday, thursday, friday, saturday
}

extension CivilDate: CustomStringConvertible {
  public var description: String {
    let (year, month, day) = components
    return Digits.padded(year, 4) + "-" + Digits.padded(month, 2) + "-" + Digits.padded(day, 2)
  }
}

extension CivilDate: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let date = CivilDate(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no date; YYYY-MM-DD is accepted")
    }
    self = date
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
