import Foundation
import SalusCore
import Testing

@Suite struct CivilDateTests {
  @Test func everyDayOfEightCenturiesReadsBack() throws {
    let first = try #require(CivilDate("1583-01-01"))
    let last = try #require(CivilDate("2400-12-31"))
    var failures = 0
    for days in first.days...last.days {
      let date = CivilDate(days: days)
      let (year, month, day) = date.components
      if CivilDate(year: year, month: month, day: day)?.days != days { failures += 1 }
      if date.weekday.rawValue != (days % 7 + 7 + 4) % 7 { failures += 1 }
    }
    #expect(failures == 0)
  }

  @Test(arguments: Array(stride(from: -20_000, through: 40_000, by: 997)))
  func agreesWithFoundation(days: Int) throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    let date = Date(timeIntervalSince1970: Double(days) * 86_400)
    let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
    let own = CivilDate(days: days)
    #expect(own.year == parts.year && own.month == parts.month && own.day == parts.day)
    #expect(own.weekday.rawValue + 1 == parts.weekday)
  }

  @Test(arguments: ["2023-02-28", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])
  func readsDaysThatExist(text: String) throws {
    #expect(try #require(CivilDate(text)).description == text)
  }

  @Test(arguments: [
    "2023-02-29", "1900-02-29", "2023-13-01", "2023-00-10", "2023-04-31", "0000-01-01", "2023-1-01",
    "20230101", "2023-01-01 ", "+023-01-01", "２０２３-01-01", "", "2023/01/01", "2023-01-0a",
  ])
  func refusesEverythingElse(text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test func findsTheNextWeekday() throws {
    let wednesday = try #require(CivilDate("2024-01-10"))
    #expect(wednesday.onOrAfter(.saturday).description == "2024-01-13")
    #expect(wednesday.onOrAfter(.wednesday) == wednesday)
    #expect(wednesday.onOrAfter(.tuesday).description == "2024-01-16")
  }

  @Test func staysWithinTheYearsThatTextCanHold() {
    #expect(CivilDate.last.advanced(by: 1) == nil)
    #expect(CivilDate.first.advanced(by: -1) == nil)
    #expect(CivilDate.first.advanced(by: .max) == nil)
    #expect(CivilDate.first.advanced(by: 31)?.description == "0001-02-01")
  }
}
