import Glibc
import SalusCore
import SalusTwin

/// The words in which plans give their reasons.
enum PlanWords {
  /// `1,204`; one decimal below ten where the number is no whole one.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "unknown" }
    let tenths = Int((abs(value) * 10).rounded())
    let isSmall = abs(value) < 9.95 && tenths % 10 != 0
    var text = String(isSmall ? tenths / 10 : Int(abs(value).rounded()))
    var index = text.count - 3
    while index > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: index))
      index -= 3
    }
    if isSmall { text += ".\(tenths % 10)" }
    return value < 0 && text != "0" ? "−" + text : text
  }

  /// `24`, or `24 m3` for what is measured.
  static func amount(_ value: Double, _ unit: String = "") -> String {
    unit.isEmpty || unit.contains("{") || unit == "1" ? number(value) : "\(number(value)) \(unit)"
  }

  /// `8 May`.
  static func day(_ date: CivilDate) -> String {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    return "\(date.day) \(months[date.month - 1])"
  }

  /// A title inside a sentence: `Surgical masks` becomes `surgical masks`, `ICU nurses` stays.
  static func inside(_ title: String) -> String {
    guard let second = title.dropFirst().first, second.isLowercase else { return title }
    return title.prefix(1).lowercased() + title.dropFirst()
  }

  /// What shortages of a good are counted in: `ventilator-days`, `{mask}`.
  static func shortUnit(_ good: PlanQuestion.Good) -> String {
    var word = good.unit
    if let open = word.firstIndex(of: "{"), let close = word.firstIndex(of: "}"), open < close {
      word = String(word[word.index(after: open)..<close])
    }
    return good.isConsumed ? good.unit : "\(word)-days"
  }

  /// `saves 42 ventilator-days`, `covers 300 that would lack`.
  static func saving(_ amount: Double, _ good: PlanQuestion.Good) -> String {
    good.isConsumed
      ? "covers \(PlanWords.amount(amount, good.unit)) that would lack"
      : "saves \(number(amount)) \(shortUnit(good))"
  }

  static func plural(_ count: Int, _ word: String) -> String {
    "\(number(Double(count))) \(word)\(count == 1 ? "" : "s")"
  }

  /// `a`, `a and b`, `a, b and c`.
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
