import SalusCore

/// Which job comes next: earlier stages first, equal jobs once, failed ones again after a while.
///
/// A value without a clock: times are seconds of any steady clock.
struct JobQueue: Sendable {
  struct Entry: Sendable, Hashable {
    var job: Job
    /// From 1.
    var attempt: Int
    /// Not before that moment.
    var due: Double
    var submitted: Double
    /// Of submission, for a stable order.
    var number: Int
    /// The words of the last failure.
    var failure: String?
  }

  private(set) var entries: [Job.Key: Entry] = [:]
  private var counter = 0

  /// Tries of one job, seconds before the second try, and the longest wait.
  var attempts = 5
  var backoff = 2.0
  static let longestWait = 600.0
  /// A job that has waited so long goes before all others, so that a steady flow of new reports
  /// cannot keep it from running.
  static let patience = 30.0

  var isEmpty: Bool { entries.isEmpty }

  /// Adds a job; one that waits already takes over the new trigger, and one that waits to be tried
  /// again is tried at once, for what failed may have been mended by what came in.
  mutating func submit(_ job: Job, at now: Double) {
    if var waiting = entries[job.key] {
      waiting.job.trigger = job.trigger
      waiting.due = min(waiting.due, now)
      entries[job.key] = waiting
      return
    }
    counter += 1
    entries[job.key] = Entry(
      job: job, attempt: 1, due: now, submitted: now, number: counter, failure: nil)
  }

  /// Takes the next job that is due.
  mutating func next(at now: Double) -> Entry? {
    let due = entries.values.filter { $0.due <= now }
    let first = due.min { left, right in
      let (old, other) = (
        now - left.submitted >= JobQueue.patience && left.attempt == 1,
        now - right.submitted >= JobQueue.patience && right.attempt == 1
      )
      if old != other { return old }
      if old { return left.number < right.number }
      return (left.job.kind.rank, left.number) < (right.job.kind.rank, right.number)
    }
    if let first { entries[first.job.key] = nil }
    return first
  }

  /// When the next job is due; nil where none waits.
  var nextDue: Double? { entries.values.map(\.due).min() }

  /// Has a failed job tried again; false where it has been tried often enough.
  mutating func retry(_ entry: Entry, failure: String, at now: Double) -> Bool {
    guard entry.attempt < attempts else { return false }
    var again = entry
    again.attempt += 1
    again.failure = failure
    var wait = backoff
    for _ in 1..<entry.attempt where wait < JobQueue.longestWait { wait *= 2 }
    again.due = now + min(wait, JobQueue.longestWait)
    // A newer one of its kind may have come in while it ran: that is tried instead, now.
    if entries[entry.job.key] == nil { entries[entry.job.key] = again }
    return true
  }

  /// Waiting jobs in the order in which they will run.
  var waiting: [Entry] {
    entries.values.sorted { ($0.job.kind.rank, $0.number) < ($1.job.kind.rank, $1.number) }
  }
}
