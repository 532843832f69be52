import Foundation
import SalusCore
import Testing

@Suite struct EpiWeekTests {
  /// Week ends from the calendar that the CDC publishes for the reporting of notifiable diseases.
  @Test(arguments: [
    ("2020-12-27", "2020-W53"), ("2021-01-02", "2020-W53"), ("2021-01-03", "2021-W01"),
    ("2024-12-28", "2024-W52"), ("2024-12-29", "2025-W01"), ("2025-01-04", "2025-W01"),
    ("2014-12-31", "2014-W53"), ("2015-01-04", "2015-W01"), ("2009-01-03", "2008-W53"),
    ("2023-01-01", "2023-W01"), ("2022-01-01", "2021-W52"), ("2023-10-14", "2023-W41"),
    ("2024-01-20", "2024-W03"), ("2026-01-03", "2025-W53"),
  ])
  func numbersWeeksAsPublished(day: String, text: String) throws {
    let date = try #require(CivilDate(day))
    let week = EpiWeek(containing: date)
    #expect(week.description == text)
    #expect(EpiWeek(text) == week)
    #expect((week.start...week.end).contains(date))
  }

  @Test func everyDayOfACenturyLiesInTheWeekThatReadsBack() throws {
    var failures = 0
    var before: EpiWeek?
    for days in -11_000...40_000 {
      let date = CivilDate(days: days)
      let week = EpiWeek(containing: date)
      let isRight =
        week.start.weekday == .sunday && week.end.weekday == .saturday
        && EpiWeek(year: week.year, week: week.week) == week
        && EpiWeek(ending: week.end) == week && (week + 3) - week == 3
        && week.start <= date && date <= week.end && (1...53).contains(week.week)
      // At least four days of week 1 lie in January.
      let isFirst = week.week != 1 || (week.start + 3).month == 1
      if !isRight || !isFirst { failures += 1 }
      if let before, week != before {
        let follows = week.week == before.week + 1 || (week.week == 1 && before.week >= 52)
        if !follows || before > week { failures += 1 }
      }
      before = week
    }
    #expect(failures == 0)
  }

  @Test func knowsLongYears() {
    let long = (2000...2030).filter { EpiWeek.count(inYear: $0) == 53 }
    #expect(long == [2003, 2008, 2014, 2020, 2025])
    #expect(EpiWeek(year: 2024, week: 53) == nil)
    #expect(EpiWeek(year: 2024, week: 0) == nil)
    #expect(EpiWeek(year: 0, week: 1) == nil)
  }

  @Test(arguments: [
    "2024-W53", "2024W03", "2024-W3", "2024-w03", "2024-W00", "", "24-W03", "2024-W0a",
  ])
  func refusesOtherText(text: String) {
    #expect(EpiWeek(text) == nil)
  }

  @Test func onlySaturdaysEndAWeek() throws {
    let friday = try #require(CivilDate("2024-01-19"))
    #expect(EpiWeek(ending: friday) == nil)
    #expect(EpiWeek(ending: friday + 1)?.week == 3)
  }

  @Test func codesAsText() throws {
    let week = try #require(EpiWeek(year: 2020, week: 53))
    let data = try JSONEncoder().encode([week])
    #expect(String(decoding: data, as: UTF8.self) == #"["2020-W53"]"#)
    #expect(try JSONDecoder().decode([EpiWeek].self, from: data) == [week])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([EpiWeek].self, from: Data(#"["2021-W53"]"#.utf8))
    }
  }
}

@Suite struct ISOWeekTests {
  @Test func agreesWithFoundationEveryDayOfACentury() throws {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    var failures = 0
    for days in stride(from: -11_000, through: 40_000, by: 3) {
      let week = ISOWeek(containing: CivilDate(days: days))
      let date = Date(timeIntervalSince1970: Double(days) * 86_400)
      let parts = calendar.dateComponents([.yearForWeekOfYear, .weekOfYear], from: date)
      if week.year != parts.yearForWeekOfYear || week.week != parts.weekOfYear { failures += 1 }
      if ISOWeek(week.description) != week { failures += 1 }
    }
    #expect(failures == 0)
  }

  @Test(arguments: [
    ("2021-01-03", "2020-W53"), ("2021-01-04", "2021-W01"), ("2024-12-30", "2025-W01"),
    ("2016-01-03", "2015-W53"),
  ])
  func numbersWeeksAsPublished(day: String, text: String) throws {
    #expect(ISOWeek(containing: try #require(CivilDate(day))).description == text)
  }
}
