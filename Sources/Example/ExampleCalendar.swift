import Glibc
import SalusCore

/// Day numbers of the example: 0 is 2026-01-01, earlier days are negative.
public enum ExampleCalendar {
  public static let dayZero = CivilDate(days: 20_454)
  /// The day that the first page shows: an outbreak is growing and nobody has decided anything yet.
  public static let shownDay = 118
  /// 2022-01-02, a Sunday: the first day that the archive of weekly returns counts.
  public static let archiveStart = CivilDate(days: 18_994) - dayZero

  public static func date(_ day: Int) -> CivilDate { dayZero + day }
  public static func day(_ date: CivilDate) -> Int { date - dayZero }

  /// The moment at which the region's officers look at a day: nine in the morning, when its reports
  /// are out.
  public static func moment(_ day: Int) -> Instant {
    Instant(startOf: date(day)) + Double(CareTimes.morning) * 60
  }

  static func weekday(_ day: Int) -> Weekday { date(day).weekday }

  /// 1 + amplitude in mid-January, 1 - amplitude in mid-July.
  static func season(_ day: Int, amplitude: Double) -> Double {
    1 + amplitude * cos(2 * .pi * (Double(day) - 14) / 365.25)
  }
}
