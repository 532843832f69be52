/// Days, moments and leads.
extension Words {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `18 Nov`.
  public static func day(_ date: CivilDate) -> String {
    "\(date.day) \(months[date.month - 1])"
  }

  /// `18 Nov`, with the year where it is not that of another date told beside it.
  public static func day(_ date: CivilDate, beside other: CivilDate) -> String {
    date.year == other.year ? day(date) : "\(day(date)) \(date.year)"
  }

  /// `18 Nov 06:30`, by the clock of the zone.
  public static func moment(_ instant: Instant, _ zone: TimeZoneRules = .utc) -> String {
    let wall = zone.wallTime(at: instant)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day(wall.date)) \(two(wall.secondOfDay / 3600)):\(two(wall.secondOfDay / 60 % 60))"
  }

  /// `in 9 days`, `tomorrow`, `today`, `3 days ago`.
  public static func lead(_ days: Int) -> String {
    switch days {
    case ..<0: "\(plural(-days, "day")) ago"
    case 0: "today"
    case 1: "tomorrow"
    default: "in \(plural(days, "day"))"
    }
  }
}
