import SalusCore

/// Trends, ratios and what signals count.
extension Words {
  /// Two decimals, as reproduction numbers are told.
  static func ratio(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "unknown" }
    let hundredths = Int((abs(value) * 100).rounded())
    let rest = hundredths % 100
    return (value < 0 ? "−" : "") + "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
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
}
