import Glibc
import SalusCore

/// The words in which numbers and dates are told, so that page, table and report say the same.
enum Words {
  /// `2,184`; one decimal below ten where the number is no whole one.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "unknown" }
    let isSmall = abs(value) < 10 && value != value.rounded()
    let tenths = (abs(value) * 10).rounded()
    let whole = isSmall ? Int((tenths / 10).rounded(.down)) : Int(abs(value).rounded())
    var digits = Array(String(whole).utf8)
    var index = digits.count - 3
    while index > 0 {
      digits.insert(UInt8(ascii: ","), at: index)
      index -= 3
    }
    var text = String(decoding: digits, as: UTF8.self)
    if isSmall, Int(tenths) % 10 != 0 { text += ".\(Int(tenths) % 10)" }
    return value < 0 && text != "0" ? "−" + text : text
  }

  /// Two decimals, as reproduction numbers are told.
  static func ratio(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "unknown" }
    let hundredths = Int((abs(value) * 100).rounded())
    let rest = hundredths % 100
    return (value < 0 ? "−" : "") + "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// `18 Nov`.
  static func day(_ date: CivilDate) -> String {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    return "\(date.day) \(months[date.month - 1])"
  }

  /// How a number stands to the one before: less than 5 % either way is about the same.
  static func trend(from before: Double, to now: Double) -> (direction: String, words: String)? {
    guard before.isFinite, now.isFinite, before > 0 else { return nil }
    let change = (now / before - 1) * 100
    if abs(change) < 5 { return ("level", "about the same as the week before") }
    if now >= 3 * before {
      return ("up", "\(number((now / before * 10).rounded() / 10)) times the week before")
    }
    let share = "\(Int(abs(change).rounded())) %"
    return change > 0
      ? ("up", "\(share) more than the week before")
      : ("down", "\(share) less than the week before")
  }

  /// `18 Nov`, with the year where it is not that of another date told beside it.
  static func day(_ date: CivilDate, beside other: CivilDate) -> String {
    date.year == other.year ? day(date) : "\(day(date)) \(date.year)"
  }

  static func plural(_ count: Int, _ word: String) -> String {
    "\(number(Double(count))) \(word)\(count == 1 ? "" : "s")"
  }

  /// What a signal counts: `{admissions}/wk` counts admissions.
  static func noun(of signal: Signal) -> String {
    if let open = signal.unit.firstIndex(of: "{"), let close = signal.unit.firstIndex(of: "}"),
      open < close
    {
      let noun = String(signal.unit[signal.unit.index(after: open)..<close])
      return noun == "count" ? inSentence(signal.title) : noun
    }
    return signal.measure == .rate ? signal.unit : "reports"
  }

  /// A title inside a sentence: `Flu admissions` becomes `flu admissions`, `ILI visits` stays.
  private static func inSentence(_ title: String) -> String {
    guard let second = title.dropFirst().first, second.isLowercase else { return title }
    return title.prefix(1).lowercased() + title.dropFirst()
  }

  static func source(_ source: Signal.SourceClass) -> String {
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
