import Glibc
import SalusCore

/// What the calendar says of a week: its place in the year, and how much of it is holiday.
struct CalendarWeek: Hashable, Sendable {
  /// Of 2 pi times the share of the year that has passed.
  let cosine: Double
  let sine: Double
  /// Share of the week that lies between 22 December and 2 January, when schools are closed and
  /// fewer people are met.
  let holidays: Double

  init(ending date: CivilDate) {
    let newYear = CivilDate(year: date.year, month: 1, day: 1) ?? date
    let angle = 2 * Double.pi * Double(date - newYear) / 365.25
    cosine = cos(angle)
    sine = sin(angle)
    let days = (0..<7).filter { day in
      let (_, month, day) = (date - day).components
      return (month == 12 && day >= 22) || (month == 1 && day <= 2)
    }
    holidays = Double(days.count) / 7
  }
}
