import SalusCore
import Testing

@Suite struct InstantTests {
  @Test(arguments: [
    ("2026-11-20T06:00:00Z", "2026-11-20T06:00:00Z"),
    ("2026-11-20T06:00:00.5Z", "2026-11-20T06:00:00.500000Z"),
    ("2026-11-20T06:00:00.123456789Z", "2026-11-20T06:00:00.123456Z"),
    ("2026-11-20T01:30:00-05:30", "2026-11-20T07:00:00Z"),
    ("2026-11-20 00:30:00+01:00", "2026-11-19T23:30:00Z"),
    ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
    ("2024-02-29", "2024-02-29T00:00:00Z"),
  ])
  func readsAndWritesRFC3339(text: String, written: String) throws {
    let instant = try #require(Instant(text))
    #expect(instant.description == written)
    #expect(Instant(instant.description) == instant)
  }

  @Test(arguments: [
    "", "now", "2026-11-20T06:00:00", "2026-11-20T24:00:00Z", "2026-11-20T06:60:00Z",
    "2026-11-20T06:00:60Z", "2026-11-20T06:00:00.Z", "2026-11-20T06:00:00+0100",
    "2026-11-20T06:00:00+24:00", "2026-02-30T06:00:00Z", "2026-11-20T06:00:00Zz",
  ])
  func refusesEverythingElse(text: String) {
    #expect(Instant(text) == nil)
  }

  @Test func aDayEndsJustBeforeTheNext() throws {
    let day = try #require(CivilDate("2024-01-13"))
    #expect(Instant(endOf: day).date == day)
    #expect(Instant(endOf: day).microseconds + 1 == Instant(startOf: day + 1).microseconds)
    #expect(Instant(startOf: day) + 1.5 - Instant(startOf: day) == 1.5)
  }

  @Test(arguments: [-86_400_000_001, -86_400_000_000, -1, 0, 86_399_999_999, 86_400_000_000])
  func daysBeginAtMidnightOnEitherSideOfTheEpoch(microseconds: Int64) {
    let date = Instant(microseconds: microseconds).date
    #expect(Instant(startOf: date).microseconds <= microseconds)
    #expect(Instant(endOf: date).microseconds >= microseconds)
  }
}
