import SalusCore

/// Who outside the browser hears of what, when, and who is asked when nobody answers.
public struct NoticeSettings: Hashable, Sendable {
  /// Nobody is told unless somebody is named.
  public var recipients: [Recipient] = []
  /// Local hours in which milder notices wait; nil for none.
  public var quietHours: Hours? = Hours(from: 22 * 3600, to: 6 * 3600 + 1800)
  /// This grade and graver goes through in quiet hours.
  public var quietGrade = Grade.first
  /// Asked one after another while a warning waits and nobody has said a word.
  public var escalation: [Escalation] = []
  /// IANA name of the zone whose hours these are; empty for the region's own.
  public var timeZone = ""

  public init() {}
}

/// Somebody who is told.
public struct Recipient: Hashable, Sendable {
  /// Unique; escalations name it.
  public var name: String
  public var channel: Notice.Channel
  /// A mail address or an https address; `env:NAME` takes it from the environment when it is used.
  public var address: String
  /// Told of this grade and graver; nil for only when an escalation names it.
  public var grade: Grade?
  /// Hours on duty; empty for always.
  public var duty: [Duty]

  public init(
    name: String, channel: Notice.Channel, address: String, grade: Grade? = .third,
    duty: [Duty] = []
  ) {
    self.name = name
    self.channel = channel
    self.address = address
    self.grade = grade
    self.duty = duty
  }
}

/// Local hours of the day; the end may be on the next day.
public struct Hours: Hashable, Sendable {
  /// Seconds since midnight.
  public var from: Int
  /// Seconds since midnight, exclusive.
  public var to: Int

  public init(from: Int, to: Int) {
    self.from = from
    self.to = to
  }

  /// Whether the hours hold at a second of the day; equal ends mean the whole day.
  public func holds(_ second: Int) -> Bool {
    if from == to { return true }
    return from < to ? second >= from && second < to : second >= from || second < to
  }
}

/// When somebody is on duty.
public struct Duty: Hashable, Sendable {
  /// Days on which the hours begin; empty for every day.
  public var days: [Weekday]
  public var hours: Hours

  public init(days: [Weekday] = [], hours: Hours) {
    self.days = days
    self.hours = hours
  }

  /// Whether the duty holds at a local time; hours over midnight belong to the day they began on.
  public func holds(_ local: TimeZoneRules.WallTime) -> Bool {
    guard hours.holds(local.secondOfDay) else { return false }
    let isSecondDay = hours.from > hours.to && local.secondOfDay < hours.to
    let began = isSecondDay ? local.date - 1 : local.date
    return days.isEmpty || days.contains(began.weekday)
  }
}

/// Who is asked when a warning waits too long.
public struct Escalation: Hashable, Sendable {
  /// Since the warning began to wait.
  public var afterMinutes: Int
  /// This grade and graver.
  public var grade: Grade
  /// Names of recipients, told whether on duty or not.
  public var recipients: [String]

  public init(afterMinutes: Int, grade: Grade = .second, recipients: [String]) {
    self.afterMinutes = afterMinutes
    self.grade = grade
    self.recipients = recipients
  }
}
