/// An epidemiological week as the United States count them (MMWR): Sunday to Saturday; week 1 of a
/// year is the first that has at least four of its days in January.
public struct EpiWeek: Hashable, Comparable, Sendable {
  /// The Sunday that begins the week.
  public let start: CivilDate

  /// The week that holds the date.
  public init(containing date: CivilDate) {
    start = EpiWeek.rule.start(ofWeekWith: date)
  }

  /// Nil unless `date` is a Saturday, the day by which feeds name a week.
  public init?(ending date: CivilDate) {
    guard date.weekday == .saturday else { return nil }
    start = date - 6
  }

  /// Nil where the year has no such week (53 exists in some years only); years 1 to 9999.
  public init?(year: Int, week: Int) {
    guard let start = EpiWeek.rule.start(year: year, week: week) else { return nil }
    self.start = start
  }

  /// Reads `2024-W03` and nothing else.
  public init?(_ text: some StringProtocol) {
    guard let (year, week) = WeekRule.parse(text) else { return nil }
    self.init(year: year, week: week)
  }

  /// The Saturday that ends the week.
  public var end: CivilDate { start + 6 }
  /// The year to which the week belongs, which can differ from that of its first or last day.
  public var year: Int { EpiWeek.rule.year(ofWeekFrom: start) }
  /// 1 to 53.
  public var week: Int { EpiWeek.rule.week(from: start) }

  /// 52 or 53; 52 outside the years 1 to 9999.
  public static func count(inYear year: Int) -> Int {
    EpiWeek(year: year, week: 53) == nil ? 52 : 53
  }

  public static func < (left: EpiWeek, right: EpiWeek) -> Bool { left.start < right.start }
  /// The week `count` weeks later.
  public static func + (week: EpiWeek, count: Int) -> EpiWeek {
    EpiWeek(containing: week.start + 7 * count)
  }
  /// Whole weeks from `right` to `left`.
  public static func - (left: EpiWeek, right: EpiWeek) -> Int { (left.start - right.start) / 7 }

  static let rule = WeekRule(firstDay: .sunday)
}

extension EpiWeek: CustomStringConvertible {
  public var description: String { WeekRule.text(year: year, week: week) }
}

extension EpiWeek: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let week = EpiWeek(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no epidemiological week such as 2024-W03")
    }
    self = week
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
