import SalusCore

/// How a feed stands, from what it owes, what came and how the last tries went.
public struct FeedJudgement: Hashable, Sendable {
  public var state: State
  /// Why, in one sentence.
  public var words: String
  /// The deadline that was missed; nil for none.
  public var missed: Instant?
  /// The next deadline; nil for a feed without.
  public var due: Instant?

  /// States as screens and lists show them.
  public enum State: String, Hashable, Sendable, CaseIterable {
    case healthy, late, failing, silent, paused, waiting
  }

  /// Deadlines in a row without a report, from which a late feed is called silent.
  public static let silentAfter = 3

  /// What is known of a feed.
  public struct Facts: Sendable {
    public var isPaused = false
    /// When the feed was first looked at.
    public var since: Instant
    /// When reports came, in order of time.
    public var arrivals: [Instant]
    /// Tries in a row that failed, and why the last did.
    public var failures = 0
    public var failure: String?
    /// What is unusual about the newest report, such as missing places.
    public var caution: String?

    public init(since: Instant, arrivals: [Instant]) {
      self.since = since
      self.arrivals = arrivals
    }
  }

  public init(_ settings: FeedSettings, _ facts: Facts, zone: TimeZoneRules, at now: Instant) {
    var deadline: Deadline?
    if let due = settings.due {
      var line = Deadline(
        due, in: zone, start: min(facts.since, facts.arrivals.first ?? facts.since))
      for arrival in facts.arrivals where arrival <= now { line.arrived(at: arrival) }
      deadline = line
    }
    missed = deadline?.missed(at: now)
    due = deadline?.next(after: now)
    let last = facts.arrivals.last
    if facts.isPaused {
      state = .paused
      words = "stopped by a person; nothing is taken in"
    } else if facts.failures > 0 {
      state = .failing
      words =
        (facts.failure ?? "it cannot be read")
        + (facts.failures > 1 ? " (\(facts.failures) tries in a row)" : "")
    } else if let missed, let deadline {
      let count = deadline.missedCount(at: now)
      let since =
        last.map { "the last report came \(FeedJudgement.moment($0))" } ?? "none ever came"
      state = count >= FeedJudgement.silentAfter ? .silent : .late
      words =
        state == .silent
        ? "\(count) reports in a row did not come; \(since)"
        : "a report was due \(FeedJudgement.moment(missed)); \(since)"
    } else if let last {
      state = .healthy
      words = facts.caution ?? "the last report came \(FeedJudgement.moment(last))"
    } else {
      state = .waiting
      words = "no report has come yet"
    }
  }

  /// `2026-11-20 06:00 UTC`.
  public static func moment(_ instant: Instant) -> String {
    let text = instant.description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
  }
}

/// Whether a report is smaller than it should be.
public enum FeedShrink {
  /// Reports of the past that are compared with.
  public static let past = 10
  /// Below this share of the usual number of places a report is called partial.
  public static let share = 0.8

  /// What is missing in words; nil for nothing.
  ///
  /// - Parameter usual: places in earlier reports, of which at least three are needed.
  public static func words(
    _ settings: FeedSettings, rows: Int, places: Int, usual: [Int]
  ) -> String? {
    if let least = settings.leastRows, rows < least {
      return "the newest report has \(rows) rows; at least \(least) are expected"
    }
    if let least = settings.leastPlaces {
      return places < least
        ? "the newest report is about \(places) places; at least \(least) are expected" : nil
    }
    guard usual.count >= 3 else { return nil }
    let sorted = usual.suffix(past).sorted()
    let median = sorted[sorted.count / 2]
    guard Double(places) < share * Double(median) else { return nil }
    return "the newest report is about \(places) places; usually there are \(median)"
  }
}
