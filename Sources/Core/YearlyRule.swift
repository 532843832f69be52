/// The rule by which clocks change every year: the text of the environment variable TZ (POSIX.1,
/// section 8.3, with the extension of RFC 8536 section 3.3.1), such as `EST5EDT,M3.2.0,M11.1.0`.
struct YearlyRule: Hashable, Sendable {
  let standard: TimeZoneRules.Offset
  /// Nil where clocks never change.
  let summer: Summer?

  struct Summer: Hashable, Sendable {
    let offset: TimeZoneRules.Offset
    let start: Change
    let end: Change
  }

  /// When in the year clocks change.
  struct Change: Hashable, Sendable {
    let day: Day
    /// After local midnight of that day, by the clock before the change; -167 h to 167 h.
    let second: Int
  }

  enum Day: Hashable, Sendable {
    /// 1 to 365; 29 February is never counted.
    case julian(Int)
    /// 0 to 365; 29 February is counted.
    case ordinal(Int)
    /// Week 5 is the last.
    case weekday(Int, week: Int, month: Int)

    /// Days since 1970-01-01.
    func date(inYear year: Int) -> Int? {
      guard let newYear = CivilDate(year: year, month: 1, day: 1) else { return nil }
      switch self {
      case .julian(let day):
        let isLeap = CivilDate.length(ofMonth: 2, year: year) == 29
        return newYear.days + day - 1 + (isLeap && day >= 60 ? 1 : 0)
      case .ordinal(let day):
        return newYear.days + day
      case .weekday(let weekday, let week, let month):
        guard let first = CivilDate(year: year, month: month, day: 1),
          let weekday = Weekday(rawValue: weekday)
        else { return nil }
        var day = first.onOrAfter(weekday) + 7 * (week - 1)
        if day - first >= CivilDate.length(ofMonth: month, year: year) { day = day - 7 }
        return day.days
      }
    }
  }

  func offset(atSecond second: Int64) -> TimeZoneRules.Offset {
    guard let summer else { return standard }
    let local = second + Int64(standard.seconds)
    let year = CivilDate(days: Int(local.flooredQuotient(86_400))).year
    guard let startDay = summer.start.day.date(inYear: year),
      let endDay = summer.end.day.date(inYear: year)
    else { return standard }
    let start = Int64(startDay) * 86_400 + Int64(summer.start.second - standard.seconds)
    let end = Int64(endDay) * 86_400 + Int64(summer.end.second - summer.offset.seconds)
    let isSummer =
      start < end ? second >= start && second < end : second >= start || second < end
    return isSummer ? summer.offset : standard
  }
}

extension YearlyRule {
  /// Nil for text that is no such rule.
  init?(_ text: String) {
    var scanner = Scanner(bytes: Array(text.utf8))
    guard let name = scanner.name(), let west = scanner.time(hours: 24) else { return nil }
    let standard = TimeZoneRules.Offset(
      seconds: -west, isDaylightSaving: false, abbreviation: name)
    if scanner.isAtEnd {
      self.init(standard: standard, summer: nil)
      return
    }
    guard let summerName = scanner.name() else { return nil }
    var summerWest = west - 3600
    if !scanner.isAtEnd, !scanner.isAt(",") {
      guard let given = scanner.time(hours: 24) else { return nil }
      summerWest = given
    }
    guard let start = scanner.change(), let end = scanner.change(), scanner.isAtEnd else {
      return nil
    }
    let offset = TimeZoneRules.Offset(
      seconds: -summerWest, isDaylightSaving: true, abbreviation: summerName)
    self.init(standard: standard, summer: Summer(offset: offset, start: start, end: end))
  }

  private struct Scanner {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) {
      self.bytes = bytes
    }

    var isAtEnd: Bool { index == bytes.count }

    func isAt(_ character: Unicode.Scalar) -> Bool {
      index < bytes.count && bytes[index] == UInt8(ascii: character)
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard isAt(character) else { return false }
      index += 1
      return true
    }

    /// `EST` or `<-03>`.
    mutating func name() -> String? {
      let isQuoted = take("<")
      let start = index
      while index < bytes.count, Scanner.belongs(bytes[index], isQuoted) { index += 1 }
      let name = String(decoding: bytes[start..<index], as: UTF8.self)
      guard name.utf8.count >= 3, !isQuoted || take(">") else { return nil }
      return name
    }

    private static func belongs(_ byte: UInt8, _ isQuoted: Bool) -> Bool {
      let isLetter = (65...90).contains(byte) || (97...122).contains(byte)
      guard isQuoted else { return isLetter }
      return isLetter || (48...57).contains(byte) || byte == UInt8(ascii: "+")
        || byte == UInt8(ascii: "-")
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int? {
      let start = index
      var value = 0
      while index < bytes.count, (48...57).contains(bytes[index]), index - start < 4 {
        value = value * 10 + Int(bytes[index] - 48)
        index += 1
      }
      return index > start && range.contains(value) ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time(hours: Int) -> Int? {
      let isNegative = take("-")
      if !isNegative { _ = take("+") }
      guard let hour = number(0...hours) else { return nil }
      var seconds = hour * 3600
      if take(":") {
        guard let minute = number(0...59) else { return nil }
        seconds += minute * 60
        if take(":") {
          guard let second = number(0...59) else { return nil }
          seconds += second
        }
      }
      return isNegative ? -seconds : seconds
    }

    /// `,M3.2.0/2`; two in the morning where no time is given.
    mutating func change() -> Change? {
      guard take(","), let day = day() else { return nil }
      guard take("/") else { return Change(day: day, second: 7200) }
      guard let second = time(hours: 167) else { return nil }
      return Change(day: day, second: second)
    }

    private mutating func day() -> Day? {
      if take("J") { return number(1...365).map { .julian($0) } }
      guard take("M") else { return number(0...365).map { .ordinal($0) } }
      guard let month = number(1...12), take("."), let week = number(1...5), take("."),
        let weekday = number(0...6)
      else { return nil }
      return .weekday(weekday, week: week, month: month)
    }
  }
}
