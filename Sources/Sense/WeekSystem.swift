import SalusCore

/// How a feed numbers its weeks.
public enum WeekSystem: String, Sendable, Codable, CaseIterable {
  /// Sunday to Saturday; week 1 is the first with at least four days in January (US CDC).
  case mmwr
  /// Monday to Sunday; week 1 is the first with at least four days in January (ISO 8601).
  case iso

  /// The Saturday under which a numbered week is filed: the last day of an MMWR week, the sixth of
  /// an ISO week, which shares six of its seven days with that Saturday's MMWR week.
  ///
  /// Nil for weeks that the year does not have.
  public func saturday(year: Int, week: Int) -> CivilDate? {
    guard week >= 1, let start = firstDay(of: year), let next = firstDay(of: year + 1) else {
      return nil
    }
    let first = start + 7 * (week - 1)
    guard first < next else { return nil }
    return first.onOrAfter(.saturday)
  }

  /// Both systems put 4 January into week 1.
  private func firstDay(of year: Int) -> CivilDate? {
    guard let date = CivilDate(year: year, month: 1, day: 4) else { return nil }
    let first: Weekday = self == .mmwr ? .sunday : .monday
    return date - (date.weekday.rawValue - first.rawValue + 7) % 7
  }
}
