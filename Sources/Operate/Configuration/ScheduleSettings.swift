import SalusCore

/// When the loop does by itself what no new report asks for, in the zone of the configuration.
public struct ScheduleSettings: Hashable, Sendable {
  /// Everything once: detection, forecast, demand, plan and warnings.
  public var analysis = Schedule.daily(second: 6 * 3600)
  /// Looks at what only time changes: warnings that expire, orders that become late, notices that
  /// go to the next person.
  public var review = Schedule.every(seconds: 60)
  /// Copies the journal; nil for never.
  public var backup: Schedule? = .daily(second: 3 * 3600)
  /// Copies kept; the oldest is removed when a new one is made.
  public var backups = 7
  /// A failed job is tried so many times in all.
  public var attempts = 5
  /// Seconds before the second attempt; doubles with each further one, up to ten minutes.
  public var backoff = 2
  /// Seconds after which a job that still runs is said to be slow.
  public var slow = 300

  public init() {}

  mutating func read(_ section: ConfigurationSection) {
    section.schedule("analysis", &analysis)
    section.schedule("review", &review)
    readBackup(section)
    section.whole("backups", &backups, in: 1...1000)
    section.whole("attempts", &attempts, in: 1...20)
    section.length("backoff", &backoff, in: 1...600)
    section.length("slow", &slow, in: 1...86_400)
    section.close()
  }

  /// `"never"` switches it off.
  private mutating func readBackup(_ section: ConfigurationSection) {
    if section.node("backup")?.string == "never" {
      backup = nil
      section.show("backup", "never")
      return
    }
    section.schedule("backup", &backup)
  }
}
