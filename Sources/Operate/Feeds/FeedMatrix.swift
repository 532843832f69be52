import SalusCore
import SalusSense

/// What a feed brought on each of the last days, by the calendar of its place.
struct FeedMatrix {
  /// One day.
  struct Cell: Hashable {
    var date: CivilDate
    var state: State
    var rows: Int
    var quarantined: Int
  }

  enum State: String {
    /// What was due came in time; on days without a deadline: something came.
    case good
    /// What was due came after its time.
    case late
    /// What was due did not come.
    case missing
    /// It came with rows or places missing, or with many rows refused.
    case partial
    /// Nothing was due, nothing came.
    case none
  }

  private(set) var cells: [Cell] = []

  /// From this share of refused rows on a day's reports are called partial.
  static let refusedShare = 0.1

  init(_ runner: FeedRunner, _ ledger: FeedLedger, _ memory: FeedMemory, at now: Instant) {
    let zone = runner.zone
    let today = zone.date(at: now)
    let first = today - (FeedDesk.matrixDays - 1)
    let reports = ledger.reports(of: runner.settings.source).filter { $0.arrived <= now }
    let arrivals = runner.arrivals(ledger, memory).filter { $0 <= now }
    let byDay = Dictionary(grouping: reports) { zone.date(at: $0.arrived) }
    let partial = FeedMatrix.partialDays(reports, runner.settings, zone)
    let lateness = FeedMatrix.lateness(runner.settings, arrivals, memory.since, zone, at: now)
    for date in stride(from: first.days, through: today.days, by: 1).map({ CivilDate(days: $0) }) {
      let came = byDay[date] ?? []
      var state: State = came.isEmpty ? .none : .good
      if let due = lateness[date] { state = due }
      if state == .good, partial.contains(date) { state = .partial }
      cells.append(
        Cell(
          date: date, state: state, rows: came.map(\.read).reduce(0, +),
          quarantined: came.map(\.quarantined).reduce(0, +)))
    }
  }

  var json: [JSON] {
    cells.map { cell in
      [
        "date": JSON(cell.date), "state": .string(cell.state.rawValue), "rows": JSON(cell.rows),
        "quarantined": JSON(cell.quarantined),
      ]
    }
  }

  /// Days on which a report came that was smaller than usual, or of which much was refused.
  private static func partialDays(
    _ reports: [FeedLedger.Report], _ settings: FeedSettings, _ zone: TimeZoneRules
  ) -> Set<CivilDate> {
    var days: Set<CivilDate> = []
    var usual: [Int] = []
    for report in reports where report.isFinished {
      let words = FeedShrink.words(
        settings, rows: report.read, places: report.places, usual: usual)
      let isRefused =
        report.read > 0 && Double(report.quarantined) >= refusedShare * Double(report.read)
      if words != nil || isRefused { days.insert(zone.date(at: report.arrived)) }
      if report.places > 0 { usual.append(report.places) }
    }
    return days
  }

  /// For each local day with a deadline, whether its report came in time, late or not at all.
  private static func lateness(
    _ settings: FeedSettings, _ arrivals: [Instant], _ since: Instant, _ zone: TimeZoneRules,
    at now: Instant
  ) -> [CivilDate: State] {
    guard let due = settings.due else { return [:] }
    // Deadlines that come many times a day would make a day of many states.
    if case .every(let seconds) = due, seconds < 86_400 { return [:] }
    let start = min(since, arrivals.first ?? since)
    var deadline = Deadline(due, in: zone, start: start)
    var came: [Instant: Instant] = [:]
    for arrival in arrivals {
      let before = deadline.covered
      deadline.arrived(at: arrival)
      if deadline.covered != before { came[deadline.covered] = arrival }
    }
    var states: [CivilDate: State] = [:]
    var moment = due.next(
      after: max(start, now + Double(-86_400 * (FeedDesk.matrixDays + 1))), in: zone)
    while moment <= now {
      let state: State = came[moment].map { $0 <= moment ? .good : .late } ?? .missing
      states[zone.date(at: moment)] = state
      moment = due.next(after: moment, in: zone)
    }
    return states
  }
}
