import SalusCore

/// Moments, chances and leads as warnings and notes tell them.
enum Phrase {
  /// `18 Nov 06:30`, by the clock of the zone.
  static func moment(_ instant: Instant, _ zone: TimeZoneRules = .utc) -> String {
    let wall = zone.wallTime(at: instant)
    return "\(Words.day(wall.date)) \(clock(wall.secondOfDay))"
  }

  /// `06:30`.
  static func clock(_ secondOfDay: Int) -> String {
    let hour = secondOfDay / 3600
    let minute = secondOfDay / 60 % 60
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }

  /// A probability as people count it: `15 of 20 chances`.
  static func chances(_ probability: Double) -> String {
    let count = Int((min(1, max(0, probability)) * 20).rounded())
    if count == 0, probability > 0 { return "less than 1 of 20 chances" }
    if count == 20, probability < 1 { return "more than 19 of 20 chances" }
    return "\(count) of 20 chances"
  }

  /// `in 9 days`, `tomorrow`, `today`.
  static func lead(_ days: Int) -> String {
    switch days {
    case ..<0: "\(Words.plural(-days, "day")) ago"
    case 0: "today"
    case 1: "tomorrow"
    default: "in \(days) days"
    }
  }

  /// Whether a title names several things: `masks`, `respirators (FFP2)`.
  static func isPlural(_ title: String) -> Bool {
    let words = title.prefix { $0 != "(" }.reversed().drop { $0 == " " }
    return words.first == "s" && words.dropFirst().first != "s"
  }
}
