import SalusCore

/// Numbers, dates and lists as sentences tell them.
enum Phrase {
  /// `2,184`; one decimal below ten where the number is no whole one.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "unknown" }
    let isSmall = abs(value) < 10 && value != value.rounded()
    let tenths = Int((abs(value) * 10).rounded())
    var digits = Array(String(isSmall ? tenths / 10 : Int(abs(value).rounded())).utf8)
    var index = digits.count - 3
    while index > 0 {
      digits.insert(UInt8(ascii: ","), at: index)
      index -= 3
    }
    var text = String(decoding: digits, as: UTF8.self)
    if isSmall, tenths % 10 != 0 { text += ".\(tenths % 10)" }
    return value < 0 && text != "0" ? "−" + text : text
  }

  /// `18 Nov`.
  static func day(_ date: CivilDate) -> String {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    return "\(date.day) \(months[date.month - 1])"
  }

  /// `18 Nov 06:30`, by the clock of the zone.
  static func moment(_ instant: Instant, _ zone: TimeZoneRules = .utc) -> String {
    let wall = zone.wallTime(at: instant)
    return "\(day(wall.date)) \(clock(wall.secondOfDay))"
  }

  /// `06:30`.
  static func clock(_ secondOfDay: Int) -> String {
    let hour = secondOfDay / 3600
    let minute = secondOfDay / 60 % 60
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }

  /// `3 orders`, `1 order`.
  static func plural(_ count: Int, _ word: String) -> String {
    "\(number(Double(count))) \(word)\(count == 1 ? "" : "s")"
  }

  /// `a`, `a and b`, `a, b and c`; beyond `most` the rest is counted.
  static func list(_ words: [String], most: Int = 4) -> String {
    if words.count > most {
      return words.prefix(most - 1).joined(separator: ", ")
        + " and \(words.count - most + 1) more"
    }
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
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
    case ..<0: "\(plural(-days, "day")) ago"
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

  /// `Sentence`.
  static func capital(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  /// A title inside a sentence: `Flu admissions` becomes `flu admissions`, `ILI visits` stays.
  static func lowered(_ title: String) -> String {
    guard let second = title.dropFirst().first, second.isLowercase || second == " " else {
      return title
    }
    return title.prefix(1).lowercased() + title.dropFirst()
  }

  static func sourceClass(_ source: Signal.SourceClass) -> String {
    switch source {
    case .laboratory: "laboratory"
    case .hospital: "hospital"
    case .emergencyCalls: "emergency calls"
    case .sentinel: "sentinel"
    case .syndromic: "syndromic"
    case .wastewater: "wastewater"
    case .mortality: "mortality"
    case .social: "social media"
    case .other: "other source"
    }
  }
}
