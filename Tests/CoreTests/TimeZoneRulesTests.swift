import Foundation
import Testing

@testable import SalusCore

@Suite(
  .enabled(
    if: (try? TimeZoneRules(named: "Etc/UTC")) != nil,
    "needs the time zone database of the system (package tzdata)"))
struct TimeZoneRulesTests {
  static let names = [
    "America/New_York", "America/Los_Angeles", "America/St_Johns", "America/Sao_Paulo",
    "America/Puerto_Rico", "Pacific/Honolulu", "Pacific/Apia", "Pacific/Chatham",
    "Europe/London", "Europe/Berlin", "Europe/Dublin", "Africa/Cairo", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Australia/Sydney", "Asia/Tehran", "Etc/GMT+5", "Asia/Tokyo",
  ]

  @Test(arguments: names)
  func agreesWithFoundation(name: String) throws {
    let zone = try TimeZoneRules(named: name)
    let reference = try #require(TimeZone(identifier: name))
    var failures = 0
    for hour in stride(from: 0, to: 24 * 365 * 54, by: 29) {
      let second = Double(hour) * 3600
      let offset = zone.offset(at: Instant(microseconds: Int64(second) * 1_000_000))
      let expected = reference.secondsFromGMT(for: Date(timeIntervalSince1970: second))
      if offset.seconds != expected { failures += 1 }
    }
    #expect(failures == 0)
  }

  @Test(arguments: names)
  func everyMomentOutsideAnOverlapReadsBack(name: String) throws {
    let zone = try TimeZoneRules(named: name)
    var failures = 0
    for hour in stride(from: -200_000, to: 1_200_000, by: 131) {
      let instant = Instant(microseconds: Int64(hour) * 3_600_000_000)
      let wall = zone.wallTime(at: instant)
      let back = zone.instant(of: wall)
      // In an overlap the first of two moments comes back; it shows the same time.
      if back != instant, back > instant || zone.wallTime(at: back) != wall { failures += 1 }
      if zone.date(at: zone.start(of: wall.date)) < wall.date { failures += 1 }
    }
    #expect(failures == 0)
  }

  @Test func theFirstOfTwoEqualTimesIsMeant() throws {
    let zone = try TimeZoneRules(named: "America/New_York")
    let day = try #require(CivilDate("2024-11-03"))
    let instant = zone.instant(of: .init(date: day, secondOfDay: 5400))
    #expect(instant.description == "2024-11-03T05:30:00Z")
    #expect(zone.offset(at: instant).abbreviation == "EDT")
    #expect(zone.offset(at: instant + 3600).abbreviation == "EST")
  }

  @Test func aTimeThatIsSkippedMovesForward() throws {
    let zone = try TimeZoneRules(named: "America/New_York")
    let day = try #require(CivilDate("2024-03-10"))
    let instant = zone.instant(of: .init(date: day, secondOfDay: 9000))
    #expect(instant.description == "2024-03-10T07:30:00Z")
    #expect(zone.wallTime(at: instant).secondOfDay == 12_600)
  }

  @Test func aDayCanBeginAfterMidnightOrNotExist() throws {
    let brazil = try TimeZoneRules(named: "America/Sao_Paulo")
    let day = try #require(CivilDate("2018-11-04"))
    #expect(brazil.start(of: day).description == "2018-11-04T03:00:00Z")
    #expect(brazil.wallTime(at: brazil.start(of: day)).secondOfDay == 3600)
    let samoa = try TimeZoneRules(named: "Pacific/Apia")
    let skipped = try #require(CivilDate("2011-12-30"))
    #expect(samoa.start(of: skipped) == samoa.start(of: skipped + 1))
  }

  @Test func clocksGoOnChangingAfterTheTable() throws {
    let zone = try TimeZoneRules(named: "Europe/Berlin")
    let summer = try #require(Instant("2090-07-01T00:00:00Z"))
    let winter = try #require(Instant("2090-12-01T00:00:00Z"))
    #expect(zone.offset(at: summer).seconds == 7200)
    #expect(zone.offset(at: winter).seconds == 3600)
  }

  @Test(arguments: [
    "Mars/Olympus", "", "../../etc/passwd", "/etc/passwd", "America", "America/", "zone.tab",
    "America/New York", String(repeating: "x", count: 100),
  ])
  func refusesUnknownNames(name: String) {
    #expect(throws: TimeZoneProblem.self) { try TimeZoneRules(named: name) }
  }

  @Test func saysWhereTheDatabaseIsMissing() {
    #expect(throws: TimeZoneProblem.noDatabase("Europe/Berlin", folder: "/nowhere")) {
      try TimeZoneRules(named: "Europe/Berlin", in: "/nowhere")
    }
    #expect((try? TimeZoneRules(named: "UTC", in: "/nowhere")) != nil)
  }

  /// Cuts and changes a good file everywhere; whatever comes, it is an answer or a `damaged`.
  @Test func survivesEveryDamage() throws {
    let path = TimeZoneRules.systemFolder + "/America/New_York"
    let good = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let moment = Instant(microseconds: 1_700_000_000_000_000)
    var refused = 0
    for length in stride(from: 0, to: good.count, by: 7) {
      do {
        _ = try TimeZoneRules(name: "cut", bytes: Array(good[..<length]))
      } catch { refused += 1 }
    }
    #expect(refused == (good.count + 6) / 7)
    for index in good.indices {
      var bytes = good
      bytes[index] ^= UInt8(truncatingIfNeeded: 1 &+ index &* 37) | 0x80
      if let zone = try? TimeZoneRules(name: "changed", bytes: bytes) {
        _ = zone.wallTime(at: moment)
        _ = zone.instant(of: .init(date: moment.date, secondOfDay: 0))
      }
    }
    #expect(throws: TimeZoneProblem.self) { try TimeZoneRules(name: "empty", bytes: []) }
  }
}

@Suite struct YearlyRuleTests {
  @Test(arguments: [
    ("EST5EDT,M3.2.0,M11.1.0", "2024-03-10T06:59:59Z", -18_000),
    ("EST5EDT,M3.2.0,M11.1.0", "2024-03-10T07:00:00Z", -14_400),
    ("EST5EDT,M3.2.0,M11.1.0", "2024-11-03T05:59:59Z", -14_400),
    ("EST5EDT,M3.2.0,M11.1.0", "2024-11-03T06:00:00Z", -18_000),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-03-31T01:00:00Z", 7200),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-10-27T00:59:59Z", 7200),
    ("CET-1CEST,M3.5.0,M10.5.0/3", "2024-10-27T01:00:00Z", 3600),
    // Southern summer crosses the new year.
    ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-01-15T00:00:00Z", 39_600),
    ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2024-07-15T00:00:00Z", 36_000),
    ("<-03>3", "2024-07-15T00:00:00Z", -10_800),
    ("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", "2024-12-15T00:00:00Z", 49_500),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2024-07-15T00:00:00Z", 3600),
    ("IST-1GMT0,M10.5.0,M3.5.0/1", "2024-01-15T00:00:00Z", 0),
    ("AAA0BBB,J60/0,J61/0", "2024-03-01T12:00:00Z", 3600),
    ("AAA0BBB,J60/0,J61/0", "2024-02-29T12:00:00Z", 0),
    ("AAA0BBB,59/0,60/0", "2024-02-29T12:00:00Z", 3600),
    // Two in the morning 25 hours after the day's midnight is the next day.
    ("AAA0BBB,M3.1.1/26,M11.1.0", "2024-03-05T01:59:59Z", 0),
    ("AAA0BBB,M3.1.1/26,M11.1.0", "2024-03-05T02:00:00Z", 3600),
  ])
  func saysWhichOffsetHolds(rule: String, at: String, seconds: Int) throws {
    let second = try #require(Instant(at)).microseconds / 1_000_000
    #expect(try #require(YearlyRule(rule)).offset(atSecond: second).seconds == seconds)
  }

  @Test(arguments: [
    "", "E5", "EST", "EST25", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0",
    "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J9", "EST5EDT,1,366",
    "EST5EDT,M3.2.0,M11.1.0,", "<EST5", "EST5:60", "EST5EDT,M3.2.0/168,M11.1.0",
  ])
  func refusesOtherText(rule: String) {
    #expect(YearlyRule(rule) == nil)
  }
}
