/// How weeks are numbered: they begin on one weekday, and a week belongs to the year in which most
/// of it, hence its fourth day, lies. MMWR and ISO 8601 weeks differ in the first day only.
struct WeekRule: Sendable {
  let firstDay: Weekday

  func start(ofWeekWith date: CivilDate) -> CivilDate {
    date - (date.weekday.rawValue - firstDay.rawValue + 7) % 7
  }

  func year(ofWeekFrom start: CivilDate) -> Int {
    (start + 3).year
  }

  func week(from start: CivilDate) -> Int {
    // The fourth day's place in its year decides: days 1 to 7 are in week 1.
    let (year, _, _) = (start + 3).components
    guard let newYear = CivilDate(year: year, month: 1, day: 1) else { return 1 }
    return (start + 3 - newYear) / 7 + 1
  }

  func start(year: Int, week: Int) -> CivilDate? {
    guard (1...53).contains(week), let fourth = CivilDate(year: year, month: 1, day: 4) else {
      return nil
    }
    let start = start(ofWeekWith: fourth) + 7 * (week - 1)
    return self.year(ofWeekFrom: start) == year ? start : nil
  }

  static func text(year: Int, week: Int) -> String {
    let years = String(year)
    let weeks = String(week)
    return String(repeating: "0", count: max(0, 4 - years.utf8.count)) + years + "-W"
      + (weeks.utf8.count < 2 ? "0" : "") + weeks
  }

  /// Year and week of `2024-W03`; says nothing about whether the year has that week.
  static func parse(_ text: some StringProtocol) -> (year: Int, week: Int)? {
    let bytes = Array(text.utf8)
    guard bytes.count == 8, bytes[4] == UInt8(ascii: "-"), bytes[5] == UInt8(ascii: "W") else {
      return nil
    }
    var digits: [Int] = []
    for byte in bytes[0..<4] + bytes[6..<8] {
      guard (48...57).contains(byte) else { return nil }
      digits.append(Int(byte - 48))
    }
    let year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3]
    return (year, digits[4] * 10 + digits[5])
  }
}
