/// The civil clock of one zone of the IANA time zone database: offsets from UTC, past and future.
public struct TimeZoneRules: Sendable {
  /// IANA name, such as `America/New_York`.
  public let name: String
  /// Seconds since 1970-01-01T00:00:00Z from which each offset holds, ascending.
  let transitions: [Int64]
  /// The offset from each transition on; one for one.
  let offsets: [Offset]
  /// Before the first transition.
  let earliest: Offset
  /// After the last transition; nil where the last offset holds for ever.
  let future: YearlyRule?

  /// An offset from UTC that holds for a while.
  public struct Offset: Hashable, Sendable {
    /// East of UTC.
    public let seconds: Int
    public let isDaylightSaving: Bool
    /// Such as `EST`; not unique in the world.
    public let abbreviation: String

    public init(seconds: Int, isDaylightSaving: Bool, abbreviation: String) {
      self.seconds = seconds
      self.isDaylightSaving = isDaylightSaving
      self.abbreviation = abbreviation
    }
  }

  /// A date and a time of day without a zone.
  public struct WallTime: Hashable, Sendable {
    public let date: CivilDate
    /// Since midnight by the clock on the wall, 0 to 86 399.
    public let secondOfDay: Int

    public init(date: CivilDate, secondOfDay: Int) {
      self.date = date
      self.secondOfDay = secondOfDay
    }
  }

  /// Coordinated universal time, which needs no database.
  public static let utc = TimeZoneRules(
    name: "UTC", transitions: [], offsets: [],
    earliest: Offset(seconds: 0, isDaylightSaving: false, abbreviation: "UTC"), future: nil)

  /// The offset in force at a moment.
  public func offset(at instant: Instant) -> Offset {
    offset(atSecond: instant.microseconds.flooredQuotient(1_000_000))
  }

  /// What calendar and clock show at a moment; fractions of a second are cut off.
  public func wallTime(at instant: Instant) -> WallTime {
    let second = instant.microseconds.flooredQuotient(1_000_000)
    let local = second + Int64(offset(atSecond: second).seconds)
    let day = local.flooredQuotient(86_400)
    return WallTime(
      date: CivilDate(days: Int(day)), secondOfDay: Int(local - day * 86_400))
  }

  /// The day that the calendar shows at a moment.
  public func date(at instant: Instant) -> CivilDate { wallTime(at: instant).date }

  /// The moment at which the clock shows `time`.
  ///
  /// When clocks go back and show it twice, the first one; when they go forward past it, as many
  /// seconds after the change as `time` lies behind it (RFC 5545, section 3.3.5).
  public func instant(of time: WallTime) -> Instant {
    let local = Int64(time.date.days) * 86_400 + Int64(time.secondOfDay)
    // No offset reaches 26 hours, so these two hold surely before and surely after.
    let before = Int64(offset(atSecond: local - 26 * 3600).seconds)
    let after = Int64(offset(atSecond: local + 26 * 3600).seconds)
    let candidates = [local - before, local - after].sorted()
    for second in candidates where second + Int64(offset(atSecond: second).seconds) == local {
      return Instant(microseconds: second * 1_000_000)
    }
    return Instant(microseconds: (local - before) * 1_000_000)
  }

  /// The first moment of a day, which is not always midnight.
  public func start(of date: CivilDate) -> Instant {
    instant(of: WallTime(date: date, secondOfDay: 0))
  }

  func offset(atSecond second: Int64) -> Offset {
    guard let first = transitions.first, second >= first else {
      return transitions.isEmpty ? future?.offset(atSecond: second) ?? earliest : earliest
    }
    if let last = transitions.last, second >= last, let future {
      return future.offset(atSecond: second)
    }
    var low = 0
    var high = transitions.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if transitions[middle] <= second { low = middle } else { high = middle }
    }
    return offsets[low]
  }
}
