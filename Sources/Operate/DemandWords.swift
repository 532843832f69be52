import SalusCore
import SalusTwin

/// How need, breach and cover are told, the same on pages, in tables and in warnings.
public enum DemandWords {
  /// Title of a resource that is no item, with what kind of thing it is.
  static let standing: [(id: String, title: String, kind: String)] = [
    ("admissions", "Admissions", "patients"), ("ward-beds", "Ward beds", "beds"),
    ("icu-beds", "ICU beds", "beds"), ("ventilator", "Ventilators", "equipment"),
    ("icu-nurse", "ICU nurses", "staff"), ("ward-nurse", "Ward nurses", "staff"),
    ("doctor", "Doctors", "staff"),
  ]

  /// `15 of 20 chances`; a chance that no such number tells is put in words.
  public static func chances(_ probability: Double) -> String {
    probability >= 0.995 ? "near certainty" : Words.chances(probability)
  }

  /// How likely the need is to exceed what is there, and when; nil where nothing is known of that,
  /// or the chance is below one in a thousand.
  ///
  /// - Parameters:
  ///   - day: of the estimate.
  ///   - days: that it looks ahead.
  public static func breach(_ row: DemandRow, title: String, day: CivilDate, days: Int) -> String? {
    guard let breach = row.breach, let capacity = row.capacity, breach.probability >= 0.001
    else { return nil }
    let first = breach.byDay.contains { $0 >= 0.5 }
    let when =
      first
      ? "more likely than not from \(Words.day(breach.date, beside: day))"
      : "most likely around \(Words.day(breach.date, beside: day))"
    let what =
      row.isCumulative
      ? "that \(Words.inSentence(title)) run out"
      : "of more than \(Words.number(capacity)) \(Words.inSentence(title))"
    let sentence = "\(chances(breach.probability)) \(what) within \(days) days, \(when)"
    return Words.capital(sentence)
  }

  /// How long the stock lasts.
  public static func cover(_ row: DemandRow, day: CivilDate) -> String? {
    guard let cover = row.cover else { return nil }
    if cover.lower >= 365 { return "Lasts for a year or more" }
    let middle = Words.number(cover.median.rounded())
    let range =
      "\(Words.number(cover.lower.rounded(.down))) to \(Words.number(cover.upper.rounded()))"
    let last = day + Int(min(365, max(0, cover.median)))
    return "Lasts \(middle) days, to \(Words.day(last, beside: day)) (\(range) days)"
  }
}
