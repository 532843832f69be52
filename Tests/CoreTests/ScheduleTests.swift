import SalusCore
import Testing

@Suite(
  .enabled(
    if: (try? TimeZoneRules(named: "Etc/UTC")) != nil,
    "needs the time zone database of the system (package tzdata)"))
struct ScheduleTests {
  static let names = [
    "UTC", "America/New_York", "America/St_Johns", "America/Sao_Paulo", "Pacific/Apia",
    "Europe/London", "Europe/Berlin", "Africa/Cairo", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Australia/Sydney", "Asia/Tehran",
  ]

  @Test(arguments: [
    ("06:00", "06:00"), ("6:05", "06:05"), ("Sat 07:00", "Sat 07:00"), ("sun 00:00", "Sun 00:00"),
    ("15m", "15m"), ("3600s", "1h"), ("48h", "2d"), ("1w", "7d"), ("daily 23:59", "23:59"),
  ])
  func readsWhatItWrites(text: String, written: String) throws {
    let schedule = try #require(Schedule(text))
    #expect(schedule.description == written)
    #expect(Schedule(schedule.description) == schedule)
  }

  @Test(arguments: [
    "", "24:00", "6", "06:60", "06:0", ":30", "Foo 07:00", "Sat", "0m", "-5m", "1.5h", "99999999d",
    "9223372036854775807w", "+5m", "Sat 07:00 x", "é",
  ])
  func refusesWhatItCannotMean(text: String) {
    #expect(Schedule(text) == nil)
  }

  /// One run on every local day, in order, at the time or at the first moment after the gap.
  @Test(arguments: names, ["00:00", "02:30", "06:00", "23:45"])
  func runsOnceOnEveryLocalDay(name: String, text: String) throws {
    let zone = try TimeZoneRules(named: name)
    let schedule = try #require(Schedule(text))
    let start = try #require(CivilDate("2009-12-28"))
    var moment = zone.start(of: start)
    if case .daily(let second) = schedule, second == 0 { moment = moment + -1 }
    var date = start
    for _ in 0..<800 {
      let due = schedule.next(after: moment, in: zone)
      #expect(due > moment)
      let shown = zone.wallTime(at: due)
      guard case .daily(let second) = schedule else { return }
      if shown != .init(date: date, secondOfDay: second) {
        // A gap: the time was passed over in the second before.
        let before = zone.wallTime(at: due + -1)
        let target = (date.days, second)
        #expect((before.date.days, before.secondOfDay) < target)
        #expect((shown.date.days, shown.secondOfDay) > target)
        // A whole day that was left out runs with the next one at its first moment.
        if shown.date > date { date = shown.date - (second == 0 ? 0 : 1) }
      }
      #expect(schedule.last(at: due, in: zone) == due)
      #expect(schedule.last(at: due + -0.5, in: zone) < due)
      date = date + 1
      moment = due
    }
  }

  @Test func springAndAutumnInBerlin() throws {
    let zone = try TimeZoneRules(named: "Europe/Berlin")
    let schedule = try #require(Schedule("02:30"))
    // 2026-03-29 has no half past two: it runs when the clock jumps from two to three.
    let spring = try #require(Instant("2026-03-28T20:00:00Z"))
    #expect(schedule.next(after: spring, in: zone).description == "2026-03-29T01:00:00Z")
    // 2026-10-25 has two: it runs at the first, and then on the next day.
    let autumn = try #require(Instant("2026-10-24T20:00:00Z"))
    let first = schedule.next(after: autumn, in: zone)
    #expect(first.description == "2026-10-25T00:30:00Z")
    #expect(schedule.next(after: first, in: zone).description == "2026-10-26T01:30:00Z")
  }

  @Test func weeklyAndLengths() throws {
    let zone = try TimeZoneRules(named: "America/New_York")
    let friday = try #require(Instant("2026-03-06T15:00:00Z"))
    let weekly = try #require(Schedule("Sat 07:00"))
    let first = weekly.next(after: friday, in: zone)
    #expect(first.description == "2026-03-07T12:00:00Z")
    #expect(weekly.next(after: first, in: zone).description == "2026-03-14T11:00:00Z")
    #expect(weekly.last(at: first + 86_400, in: zone) == first)
    let quarter = try #require(Schedule("15m"))
    #expect(quarter.next(after: friday, in: zone).description == "2026-03-06T15:15:00Z")
    #expect(quarter.last(at: friday + 899, in: zone) == friday)
  }
}
