import Glibc
import SalusCore
import SalusTwin
import Synchronization

/// Runs jobs one after the other, follows the journal for what new events call for, and keeps the
/// record of the last runs.
///
/// Work is done on the thread that calls `work`; everything else may be called from any thread.
public final class JobDesk: Sendable {
  /// Does one job; told how far it is by calling the second parameter with 0 to 1.
  public typealias Worker =
    @Sendable (Job, @escaping @Sendable (Double) -> Void) throws -> JobOutcome

  private struct State {
    var queue = JobQueue()
    var triggers = Triggers()
    /// Events up to here have been followed.
    var followed: Int64 = 0
    var running: JobRun?
    var runningSince = 0.0
    var recent: [JobRun] = []
    var number = 0
    var counts: [CountKey: Int] = [:]
    var seconds: [JobKind: Double] = [:]
    /// Words of the last failure that was recorded, so that a lasting one is recorded once.
    var failures: [Job.Key: String] = [:]
    var lastRun: Instant?
    /// Digest of the one in force.
    var configuration = ""
  }

  struct CountKey: Hashable, Sendable {
    var kind: JobKind
    var state: JobRun.State
  }

  private let state = Mutex(State())
  private let journal: any Journal
  private let actor: String
  private let log: Log
  private let worker: Worker
  /// Wall clock, loop time, and seconds of a steady clock.
  private let now: @Sendable () -> Instant
  private let loopTime: @Sendable () -> Instant
  private let steady: @Sendable () -> Double
  private let prefix: String

  /// Runs that are remembered.
  static let mostRecent = 200

  /// - Parameters:
  ///   - steady: seconds of a clock that never jumps.
  ///   - loopTime: what time it is for the loop.
  public init(
    journal: any Journal, actor: String, log: Log, now: @escaping @Sendable () -> Instant,
    loopTime: @escaping @Sendable () -> Instant,
    steady: @escaping @Sendable () -> Double = JobDesk.steadySeconds, worker: @escaping Worker
  ) {
    self.journal = journal
    self.actor = actor
    self.log = log
    self.now = now
    self.loopTime = loopTime
    self.steady = steady
    self.worker = worker
    // Runs of two starts of the program have different names.
    prefix = "j\(now().microseconds / 1_000_000 % 100_000_000)"
  }

  /// Seconds of the machine's monotonic clock.
  public static let steadySeconds: @Sendable () -> Double = {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  // MARK: - What is to be done

  /// How often and how soon failed jobs are tried again.
  public func setRetry(attempts: Int, backoff: Double) {
    state.withLock {
      $0.queue.attempts = attempts
      $0.queue.backoff = backoff
    }
  }

  /// Which signals are forecast and estimated.
  func setTriggers(_ triggers: Triggers) { state.withLock { $0.triggers = triggers } }

  /// Events up to a sequence call for nothing any more.
  public func follow(from sequence: Int64) { state.withLock { $0.followed = sequence } }

  public func submit(_ jobs: [Job]) {
    let moment = steady()
    state.withLock { state in
      for job in jobs { state.queue.submit(job, at: moment) }
    }
  }

  /// Reads the events since the last call and submits what they call for.
  ///
  /// - Returns: whether a signal or place was registered, which changes what is called for.
  @discardableResult
  public func followJournal() throws -> Bool {
    var changed = false
    while true {
      let (after, triggers) = state.withLock { ($0.followed, $0.triggers) }
      let head = try journal.head(of: Branch.main).sequence
      guard head > after else { return changed }
      let query = EventQuery(
        types: Triggers.types, after: after, through: head, limit: JobDesk.mostEvents)
      let events = try journal.events(query)
      let last = events.count < JobDesk.mostEvents ? head : events.last?.sequence ?? head
      let moment = steady()
      state.withLock { state in
        for event in events {
          for job in triggers.jobs(for: event) { state.queue.submit(job, at: moment) }
        }
        state.followed = last
      }
      if events.contains(where: { $0.type == "signal.registered" || $0.type == "place.registered" })
      {
        changed = true
      }
    }
  }

  private static let mostEvents = 500

  /// Seconds until the next job is due; 0 where one is, nil where none waits.
  public var nextDue: Double? {
    let moment = steady()
    return state.withLock { $0.queue.nextDue }.map { max(0, $0 - moment) }
  }

  // MARK: - Doing it

  /// Does the next job that is due; false where none is.
  public func work() -> Bool {
    let start = steady()
    let began = now()
    let taken = state.withLock { state -> (JobQueue.Entry, JobRun)? in
      guard let entry = state.queue.next(at: start) else { return nil }
      state.number += 1
      let run = JobRun(
        id: "\(prefix)-\(state.number)", job: entry.job, state: .running, started: began,
        attempt: entry.attempt, read: [], wrote: [], words: "")
      state.running = run
      state.runningSince = start
      return (entry, run)
    }
    guard let (entry, run) = taken else { return false }
    let before = (try? journal.head(of: Branch.main).sequence) ?? 0
    do {
      let outcome = try worker(entry.job) { [weak self] share in self?.note(progress: share) }
      finish(run, entry, outcome, since: before, start)
    } catch {
      fail(run, entry, error, start)
    }
    return true
  }

  private func note(progress: Double) {
    state.withLock { $0.running?.progress = min(max(progress, 0), 1) }
  }

  private func finish(
    _ run: JobRun, _ entry: JobQueue.Entry, _ outcome: JobOutcome, since before: Int64,
    _ start: Double
  ) {
    var run = run
    run.state = .done
    run.seconds = steady() - start
    run.finished = now()
    run.read = outcome.read
    run.words = outcome.words
    run.wrote = outcome.made + written(by: entry.job.kind, since: before)
    // The end of a failure that was recorded is told too, or it would be the last word.
    let wasFailing = state.withLock { $0.failures.removeValue(forKey: entry.job.key) != nil }
    let isNews = !run.wrote.isEmpty || entry.failure != nil || wasFailing
    close(run, isRecorded: isNews)
    log.say(
      isNews ? .info : .debug, run.words.isEmpty ? run.job.title : run.words,
      [
        ("job", run.job.kind.rawValue), ("subject", run.job.subject), ("id", run.id),
        ("seconds", Format.fixed(run.seconds ?? 0, decimals: 3)),
      ])
  }

  private func fail(
    _ run: JobRun, _ entry: JobQueue.Entry, _ error: any Error, _ start: Double
  ) {
    var run = run
    run.seconds = steady() - start
    run.finished = now()
    run.words = "\(error)"
    // What is used wrongly or not there will not come right by itself.
    let kind = (error as? any Problem)?.kind
    let isLasting = kind == .usage || kind == .notFound || kind == .denied
    let again =
      !isLasting
      && state.withLock { $0.queue.retry(entry, failure: run.words, at: steady()) }
    run.state = again ? .retrying : .failed
    let words = run.words
    let isNew = state.withLock { state in
      let isNew = state.failures[entry.job.key] != words
      if run.state == .failed { state.failures[entry.job.key] = words }
      return isNew
    }
    close(run, isRecorded: run.state == .failed && isNew)
    log.say(
      again ? .warning : .error, words,
      [
        ("job", run.job.kind.rawValue), ("subject", run.job.subject), ("id", run.id),
        ("attempt", "\(run.attempt)"), ("again", again ? "yes" : "no"),
      ])
  }

  private func close(_ run: JobRun, isRecorded: Bool) {
    let configuration = state.withLock { state in
      state.running = nil
      state.lastRun = run.finished
      state.recent.append(run)
      if state.recent.count > JobDesk.mostRecent { state.recent.removeFirst() }
      state.counts[CountKey(kind: run.job.kind, state: run.state), default: 0] += 1
      state.seconds[run.job.kind, default: 0] += run.seconds ?? 0
      return state.configuration
    }
    guard isRecorded else { return }
    do {
      _ = try journal.append(
        JobFinished(run: run, configuration: configuration).draft(actor: actor, at: loopTime()))
    } catch {
      log.say(.error, "the record of a job could not be written: \(error)", [("id", run.id)])
    }
  }

  /// `v1204 detection.finished` for each event of the job's own types.
  private func written(by kind: JobKind, since before: Int64) -> [String] {
    guard !kind.writes.isEmpty else { return [] }
    let query = EventQuery(types: Triggers.types + JobDesk.otherResults, after: before, limit: 200)
    let events = (try? journal.events(query)) ?? []
    return events.filter { event in kind.writes.contains { event.type.hasPrefix($0) } }
      .map { "v\($0.sequence) \($0.type)" }
  }

  /// Results that call for nothing further.
  private static let otherResults = [
    "reproduction.estimated", "notice.sent", "notice.failed", "import.finished",
    "forecast.hindcast",
  ]

  /// Names the configuration under which later jobs run.
  public func setConfiguration(_ digest: String) { state.withLock { $0.configuration = digest } }

  // MARK: - What was done

  /// The running job, those that wait, and the last runs, newest first.
  public func runs(limit: Int = 100) -> [JobRun] {
    let moment = steady()
    return state.withLock { state in
      var list: [JobRun] = []
      if var run = state.running {
        run.seconds = moment - state.runningSince
        list.append(run)
      }
      list += state.queue.waiting.map { entry in
        JobRun(
          id: "\(prefix)-w\(entry.number)", job: entry.job,
          state: entry.failure == nil ? .queued : .retrying, attempt: entry.attempt, read: [],
          wrote: [],
          words: entry.failure.map {
            "\($0); tried again in \(Int(max(0, entry.due - moment).rounded(.up))) s"
          } ?? "")
      }
      list += state.recent.reversed()
      return Array(list.prefix(limit))
    }
  }

  /// Jobs whose last run failed for good, in words.
  var lastingFailures: [String] {
    state.withLock { state in
      state.failures.sorted {
        ($0.key.kind.rank, $0.key.subject) < ($1.key.kind.rank, $1.key.subject)
      }
      .map { "\(Job($0.key.kind, $0.key.subject, trigger: "").title) failed: \($0.value)" }
    }
  }

  /// Counts for the metrics page.
  struct Totals: Sendable {
    var runs: [CountKey: Int]
    var seconds: [JobKind: Double]
    var waiting: Int
    var running: JobRun?
    var runningSeconds: Double
    var lastRun: Instant?
  }

  var totals: Totals {
    let moment = steady()
    return state.withLock { state in
      Totals(
        runs: state.counts, seconds: state.seconds, waiting: state.queue.entries.count,
        running: state.running,
        runningSeconds: state.running == nil ? 0 : moment - state.runningSince,
        lastRun: state.lastRun)
    }
  }
}
