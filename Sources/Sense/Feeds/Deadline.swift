import SalusCore

/// Whether reports that are due at certain times have come.
///
/// A report counts for the next deadline, but for the one that passed where that was missed and
/// is the nearer of the two: yesterday's report, two hours late, does not stand for today's.
public struct Deadline: Sendable {
  public let times: Schedule
  public let zone: TimeZoneRules
  /// Reports of earlier deadlines are not missed: the feed began here.
  public let start: Instant
  /// The last deadline for which a report has come.
  public private(set) var covered: Instant

  /// - Parameter start: nothing was due before.
  public init(_ times: Schedule, in zone: TimeZoneRules, start: Instant) {
    self.times = times
    self.zone = zone
    self.start = start
    covered = times.last(at: start, in: zone)
  }

  /// Takes in that a report came; reports must be told in order of time.
  public mutating func arrived(at moment: Instant) {
    let before = times.last(at: moment, in: zone)
    let after = times.next(after: moment, in: zone)
    if covered < before, moment - before < after - moment {
      covered = before
    } else if covered < after {
      covered = after
    }
  }

  /// The last deadline that passed without its report; nil where none did.
  public func missed(at now: Instant) -> Instant? {
    let last = times.last(at: now, in: zone)
    return last > covered ? last : nil
  }

  /// Deadlines in a row without a report, at most 100.
  public func missedCount(at now: Instant) -> Int {
    var count = 0
    var moment = times.next(after: covered, in: zone)
    while moment <= now, count < 100 {
      count += 1
      moment = times.next(after: moment, in: zone)
    }
    return count
  }

  /// The next deadline for which a report is still awaited.
  public func next(after now: Instant) -> Instant {
    times.next(after: max(now, covered), in: zone)
  }
}
