import SalusCore

/// Weeks of a season that begins on 1 July, by which years are compared.
enum SeasonWeek {
  /// Whole weeks since the last 1 July: 0 to 52.
  static func number(of date: CivilDate) -> Int {
    let year = date.month >= 7 ? date.year : date.year - 1
    guard let start = CivilDate(year: year, month: 7, day: 1) else { return 0 }
    return (date - start) / 7
  }
}
