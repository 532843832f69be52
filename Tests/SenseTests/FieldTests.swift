import SalusCore
import Testing

@testable import SalusSense

private func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

@Suite struct NumbersInCells {
  @Test(arguments: [
    ("0", 0.0), ("5.0", 5), ("-3", -3), ("+7", 7), ("0.1", 0.1), (".5", 0.5), ("5.", 5),
    ("1e3", 1000), ("2.5E-2", 0.025), ("123456789012345678", 123_456_789_012_345_680),
    ("0.30000000000000004", 0.30000000000000004), ("9007199254740993", 9_007_199_254_740_992),
  ])
  func areReadToTheNearestDouble(text: String, value: Double) {
    #expect(NumberText.number(bytes(text)) == value)
  }

  @Test(arguments: [
    "", "-", ".", "1,5", "1 000", "0x10", "inf", "nan", "1e", "1e999", "1.2.3", "--1", "5%", "١",
    "1e+", String(repeating: "1", count: 65),
  ])
  func areRefusedInOtherForms(text: String) {
    #expect(NumberText.number(bytes(text)) == nil)
  }

  /// Law: whatever the standard library prints reads back the same.
  @Test func readBackWhatIsPrinted() {
    var state: UInt64 = 3
    for _ in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state)
      guard value.isFinite else { continue }
      #expect(NumberText.number(bytes("\(value)")) == value)
      let small = Double(state >> 40) / 1000
      #expect(NumberText.number(bytes("\(small)")) == small)
    }
  }

  @Test func mayHaveADecimalComma() {
    #expect(NumberText.number(bytes("3,25"), decimal: UInt8(ascii: ",")) == 3.25)
    #expect(NumberText.number(bytes("1,5e2"), decimal: UInt8(ascii: ",")) == 150)
    #expect(NumberText.number(bytes("3.25"), decimal: UInt8(ascii: ",")) == nil)
  }
}

@Suite struct DatesInCells {
  @Test(arguments: [
    ("YYYY-MM-DD", "2024-02-29"), ("DD/MM/YYYY", "29/02/2024"), ("MM/DD/YYYY", "2/29/2024"),
    ("DD.MM.YYYY", "29.2.2024"), ("YYYYMMDD", "20240229"), ("DD MMM YYYY", "29 Feb 2024"),
    ("MMM DD, YYYY", "February 29, 2024"), ("YYYY-MM-DD", "2024-02-29T00:00:00.000"),
    ("MM/DD/YYYY", "02/29/2024 12:00:00 AM"),
  ])
  func areReadAsDeclared(pattern: String, text: String) throws {
    let format = try #require(DateFormat(pattern))
    #expect(format.read(bytes(text)) == .date(day("2024-02-29")))
  }

  @Test func areToldApartFromDaysThatDoNotExist() {
    #expect(DateFormat.iso.read(bytes("2023-02-29")) == .impossible)
    #expect(DateFormat.iso.read(bytes("2023-13-01")) == .impossible)
    #expect(DateFormat.iso.read(bytes("23-01-01")) == .unreadable)
    #expect(DateFormat.iso.read(bytes("2023-01-01x")) == .unreadable)
    #expect(DateFormat.iso.read(bytes("")) == .unreadable)
  }

  @Test(arguments: ["DD/MM/YY", "YYYY", "MM/DD", "DD/MM/YYYY/DD", ""])
  func needAYearAMonthAndADay(pattern: String) {
    #expect(DateFormat(pattern) == nil)
  }

  @Test(arguments: [
    // CDC's MMWR calendar and ISO 8601's own examples.
    (WeekSystem.mmwr, 2024, 1, "2024-01-06"), (.mmwr, 2020, 53, "2021-01-02"),
    (.mmwr, 2023, 40, "2023-10-07"), (.iso, 2024, 1, "2024-01-06"), (.iso, 2009, 53, "2010-01-02"),
    (.iso, 2004, 53, "2005-01-01"),
  ])
  func mayBeWeeks(system: WeekSystem, year: Int, week: Int, saturday: String) {
    #expect(system.saturday(year: year, week: week) == day(saturday))
  }

  @Test(arguments: [
    (WeekSystem.mmwr, 2024, 53), (.mmwr, 2024, 0), (.iso, 2021, 53), (.iso, 20240, 1),
  ])
  func areRefusedForWeeksThatTheYearLacks(system: WeekSystem, year: Int, week: Int) {
    #expect(system.saturday(year: year, week: week) == nil)
  }
}

@Suite struct HubLocations {
  @Test(arguments: [
    ("1", "01"), ("01", "01"), ("1.0", "01"), ("us", "US"), ("1001", "01001"), ("72", "72"),
  ])
  func getTheirLeadingZeroBack(text: String, code: String) {
    #expect(HubLocation.normal(text) == code)
  }

  @Test func nameTwins() {
    #expect(HubLocation.twin("1") == ID("us-01"))
    #expect(HubLocation.twin("US") == ID("us"))
    #expect(HubLocation.code(of: ID("us-01")) == "01")
    #expect(HubLocation.code(of: ID("us")) == "US")
    #expect(HubLocation.code(of: ID("ward-7")) == nil)
    #expect(HubLocation.normal("AL") == nil)
    #expect(HubLocation.normal("") == nil)
  }
}
