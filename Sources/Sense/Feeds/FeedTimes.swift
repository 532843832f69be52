import SalusCore

/// Moments that come again and again: every so often, or by the clock on a place's wall.
public enum FeedTimes: Hashable, Sendable {
  /// Seconds between two moments, counted from 1970-01-01T00:00:00Z.
  case every(seconds: Double)
  /// Seconds since local midnight, one or several times a day.
  case daily([Int])
  /// One day of the week, seconds since its local midnight.
  case weekly(Weekday, Int)

  /// The first moment after `instant`.
  ///
  /// A time that the clocks skip on a spring day is the moment as long after the gap; one that they
  /// show twice counts the first time only.
  public func next(after instant: Instant, in zone: TimeZoneRules) -> Instant {
    if case .every(let seconds) = self {
      let step = FeedTimes.step(seconds)
      return Instant(microseconds: (FeedTimes.slot(instant, step) + 1) * step)
    }
    let today = zone.date(at: instant)
    for day in -1...9 {
      for moment in moments(on: today + day, in: zone) where moment > instant { return moment }
    }
    return instant + 86_400
  }

  /// The last moment up to and with `instant`.
  public func last(through instant: Instant, in zone: TimeZoneRules) -> Instant {
    if case .every(let seconds) = self {
      let step = FeedTimes.step(seconds)
      return Instant(microseconds: FeedTimes.slot(instant, step) * step)
    }
    let today = zone.date(at: instant)
    for day in -1...9 {
      for moment in moments(on: today - day, in: zone).reversed() where moment <= instant {
        return moment
      }
    }
    return instant + -86_400
  }

  /// How many moments lie after `from` up to and with `through`, counted up to `most`.
  public func count(
    after from: Instant, through: Instant, in zone: TimeZoneRules, upTo most: Int = 100
  ) -> Int {
    var count = 0
    var moment = next(after: from, in: zone)
    while moment <= through, count < most {
      count += 1
      moment = next(after: moment, in: zone)
    }
    return count
  }

  private func moments(on day: CivilDate, in zone: TimeZoneRules) -> [Instant] {
    switch self {
    case .every: []
    case .daily(let seconds):
      seconds.sorted().map { zone.instant(of: .init(date: day, secondOfDay: $0)) }
    case .weekly(let weekday, let second):
      day.weekday == weekday ? [zone.instant(of: .init(date: day, secondOfDay: second))] : []
    }
  }

  private static func step(_ seconds: Double) -> Int64 {
    Int64((min(max(seconds, 0.001), 31_622_400) * 1e6).rounded())
  }

  private static func slot(_ instant: Instant, _ step: Int64) -> Int64 {
    let (quotient, remainder) = instant.microseconds.quotientAndRemainder(dividingBy: step)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

extension FeedTimes: CustomStringConvertible {
  /// `every 15 min`, `at 06:30`, `Saturdays at 07:00`.
  public var description: String {
    switch self {
    case .every(let seconds):
      if seconds >= 3600, seconds.truncatingRemainder(dividingBy: 3600) == 0 {
        return "every \(Int(seconds / 3600)) h"
      }
      if seconds >= 60, seconds.truncatingRemainder(dividingBy: 60) == 0 {
        return "every \(Int(seconds / 60)) min"
      }
      return seconds == seconds.rounded() ? "every \(Int(seconds)) s" : "every \(seconds) s"
    case .daily(let seconds):
      return "at " + seconds.sorted().map(FeedTimes.clock).joined(separator: ", ")
    case .weekly(let weekday, let second):
      return "\(weekday.description)s at \(FeedTimes.clock(second))"
    }
  }

  private static func clock(_ second: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(second / 3600)):\(two(second / 60 % 60))"
  }
}
