import SalusCore

/// Which work is due by the clock alone.
///
/// Pure: it is asked what became due between two moments, however far they lie apart, so a clock
/// that jumps, a server that slept and a test all use it alike. What was missed several times is
/// done once.
struct Timetable: Sendable {
  enum Task: String, Sendable, CaseIterable {
    case analysis, review, backup
  }

  let entries: [(task: Task, schedule: Schedule)]
  let zone: TimeZoneRules

  init(_ settings: ScheduleSettings, zone: TimeZoneRules) {
    var entries: [(Task, Schedule)] = [(.analysis, settings.analysis), (.review, settings.review)]
    if let backup = settings.backup { entries.append((.backup, backup)) }
    self.entries = entries
    self.zone = zone
  }

  /// What became due after `before`, up to and with `now`.
  func due(after before: Instant, through now: Instant) -> Set<Task> {
    guard now > before else { return [] }
    return Set(entries.filter { $0.schedule.next(after: before, in: zone) <= now }.map(\.task))
  }

  /// The next moment at which one of some tasks is due.
  func next(after moment: Instant, of tasks: Set<Task>) -> Instant? {
    entries.filter { tasks.contains($0.task) }
      .map { $0.schedule.next(after: moment, in: zone) }.min()
  }
}
