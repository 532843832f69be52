/// When something is to be done again, by the clock on the wall of a place: `06:00`, `Sat 07:00`,
/// `15m`.
public enum Schedule: Hashable, Sendable {
  /// Once on every local day, so many seconds after midnight.
  case daily(second: Int)
  /// Once on every such local weekday.
  case weekly(Weekday, second: Int)
  /// Every so many seconds, counted from 1970-01-01T00:00:00Z so that restarts do not shift it.
  case every(seconds: Int)

  /// Reads `HH:MM`, a weekday's three letters before that, or a length of time such as `15m`; nil
  /// for anything else.
  public init?(_ text: some StringProtocol) {
    let words = text.split(separator: " ")
    switch words.count {
    case 1:
      if let second = Schedule.second(ofDay: words[0]) {
        self = .daily(second: second)
      } else if let length = Schedule.seconds(words[0]), length > 0 {
        self = .every(seconds: length)
      } else {
        return nil
      }
    case 2:
      guard let second = Schedule.second(ofDay: words[1]) else { return nil }
      if let day = Schedule.days.firstIndex(of: words[0].lowercased()),
        let weekday = Weekday(rawValue: day)
      {
        self = .weekly(weekday, second: second)
      } else if words[0].lowercased() == "daily" {
        self = .daily(second: second)
      } else {
        return nil
      }
    default: return nil
    }
  }

  /// What is accepted, for messages.
  public static let accepted = "\"06:00\", \"Sat 07:00\" or a length such as \"15m\""

  private static let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  /// The first moment after `moment` at which it is due.
  ///
  /// A time that the clock passes over in spring is due at the first moment after the gap; one
  /// that it shows twice in autumn is due once, the first time.
  public func next(after moment: Instant, in zone: TimeZoneRules) -> Instant {
    switch self {
    case .every(let seconds):
      let length = Int64(seconds) * 1_000_000
      return Instant(microseconds: (moment.microseconds.flooredQuotient(length) + 1) * length)
    case .daily(let second):
      return next(after: moment, in: zone, second: second) { _ in true }
    case .weekly(let weekday, let second):
      return next(after: moment, in: zone, second: second) { $0.weekday == weekday }
    }
  }

  /// The last moment at or before `moment` at which it was due.
  public func last(at moment: Instant, in zone: TimeZoneRules) -> Instant {
    // Nine days hold a due moment of every schedule, and of weekly ones at most two.
    let reach: Double =
      if case .every(let seconds) = self { Double(seconds) } else { 9 * 86_400 }
    var due = next(after: moment + (-reach - 1), in: zone)
    while true {
      let later = next(after: due, in: zone)
      guard later <= moment else { return due }
      due = later
    }
  }

  private func next(
    after moment: Instant, in zone: TimeZoneRules, second: Int, where fits: (CivilDate) -> Bool
  ) -> Instant {
    // The day before is looked at too: where clocks skip midnight its time may still be to come.
    var date = zone.date(at: moment) - 1
    while true {
      if fits(date) {
        let due = zone.firstInstant(of: .init(date: date, secondOfDay: second))
        if due > moment { return due }
      }
      date = date + 1
    }
  }

  private static func second(ofDay text: some StringProtocol) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count <= 2, parts[1].utf8.count == 2,
      let hour = Digits.number(Array(parts[0].utf8)[...]),
      let minute = Digits.number(Array(parts[1].utf8)[...]), hour < 24, minute < 60,
      !parts[0].isEmpty
    else { return nil }
    return hour * 3600 + minute * 60
  }

  /// Seconds of a length of time such as `90s`, `15m`, `1h`, `2d`, `1w`; nil for anything else
  /// and for more than ten years.
  public static func seconds(_ text: some StringProtocol) -> Int? {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let last = text.last, let unit = units[last], let count = Int(text.dropLast()),
      text.utf8.first.map({ (48...57).contains($0) }) == true
    else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: unit)
    return overflow || product > 10 * 366 * 86_400 ? nil : product
  }

  /// A length of time in its largest whole unit: `15m`.
  public static func words(seconds: Int) -> String {
    for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60)]
    where seconds >= length && seconds % length == 0 {
      return "\(seconds / length)\(unit)"
    }
    return "\(seconds)s"
  }
}

extension Schedule: CustomStringConvertible {
  /// As it is read.
  public var description: String {
    func time(_ second: Int) -> String {
      Digits.padded(second / 3600, 2) + ":" + Digits.padded(second / 60 % 60, 2)
    }
    switch self {
    case .daily(let second): return time(second)
    case .weekly(let weekday, let second):
      let name = Schedule.days[weekday.rawValue]
      return name.prefix(1).uppercased() + name.dropFirst() + " " + time(second)
    case .every(let seconds): return Schedule.words(seconds: seconds)
    }
  }
}

extension TimeZoneRules {
  /// The first moment of a day at which the clock shows `time` or, where it passes over it, more.
  func firstInstant(of time: WallTime) -> Instant {
    let instant = instant(of: time)
    guard wallTime(at: instant) != time else { return instant }
    // `time` lies in a gap: the change is after the moment reckoned with the later offset and not
    // after the one reckoned with the earlier.
    let local = Int64(time.date.days) * 86_400 + Int64(time.secondOfDay)
    var after = instant.microseconds.flooredQuotient(1_000_000)
    let offset = offset(atSecond: after).seconds
    var before = local - Int64(offset)
    while after - before > 1 {
      let middle = before + (after - before) / 2
      if self.offset(atSecond: middle).seconds == offset { after = middle } else { before = middle }
    }
    return Instant(microseconds: after * 1_000_000)
  }
}
