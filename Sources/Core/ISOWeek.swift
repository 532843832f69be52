/// A week of ISO 8601: Monday to Sunday; week 1 of a year is the one that holds its first Thursday.
///
/// A type of its own: its numbers differ from those of an `EpiWeek` on Sundays and in some years.
public struct ISOWeek: Hashable, Comparable, Sendable {
  /// The Monday that begins the week.
  public let start: CivilDate

  /// The week that holds the date.
  public init(containing date: CivilDate) {
    start = ISOWeek.rule.start(ofWeekWith: date)
  }

  /// Nil where the year has no such week; years 1 to 9999.
  public init?(year: Int, week: Int) {
    guard let start = ISOWeek.rule.start(year: year, week: week) else { return nil }
    self.start = start
  }

  /// Reads `2024-W03` and nothing else.
  public init?(_ text: some StringProtocol) {
    guard let (year, week) = WeekRule.parse(text) else { return nil }
    self.init(year: year, week: week)
  }

  /// The Sunday that ends the week.
  public var end: CivilDate { start + 6 }
  /// The year to which the week belongs, which can differ from that of its first or last day.
  public var year: Int { ISOWeek.rule.year(ofWeekFrom: start) }
  /// 1 to 53.
  public var week: Int { ISOWeek.rule.week(from: start) }

  public static func < (left: ISOWeek, right: ISOWeek) -> Bool { left.start < right.start }
  /// The week `count` weeks later.
  public static func + (week: ISOWeek, count: Int) -> ISOWeek {
    ISOWeek(containing: week.start + 7 * count)
  }
  /// Whole weeks from `right` to `left`.
  public static func - (left: ISOWeek, right: ISOWeek) -> Int { (left.start - right.start) / 7 }

  static let rule = WeekRule(firstDay: .monday)
}

extension ISOWeek: CustomStringConvertible {
  public var description: String { WeekRule.text(year: year, week: week) }
}

extension ISOWeek: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let week = ISOWeek(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no ISO 8601 week such as 2024-W03")
    }
    self = week
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
