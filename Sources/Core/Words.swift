/// Numbers, dates, lists and titles as sentences tell them, so that page, table, warning and report
/// say the same.
public enum Words {
  /// `2,184`; one decimal below ten where the number is no whole one.
  public static func number(_ value: Double) -> String {
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

  /// `3 orders`, `1 order`.
  public static func plural(_ count: Int, _ word: String) -> String {
    "\(number(Double(count))) \(word)\(count == 1 ? "" : "s")"
  }

  /// `a`, `a and b`, `a, b and c`; beyond `most` the rest is counted.
  public static func list(_ words: [String], most: Int = 4) -> String {
    if words.count > most {
      return words.prefix(most - 1).joined(separator: ", ")
        + " and \(words.count - most + 1) more"
    }
    guard words.count > 1, let last = words.last else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  /// `Sentence`.
  public static func capital(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  /// `emergency calls`.
  public static func source(_ source: Signal.SourceClass) -> String {
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
