import SalusCore
import SalusExample
import SalusTwin
import Synchronization

/// The loop that runs by itself: it follows the journal, keeps the timetable, and does what is due
/// on one thread of its own.
public final class Loop: Sendable {
  public let station: Station
  public let desk: JobDesk
  let log: Log
  private let bell = Bell()
  private let state: Mutex<State>
  private let joined = Mutex<Parts?>(nil)
  private let working = Mutex(())
  let playing = Mutex<Play?>(nil)
  /// The example region's reality, as far as it was played.
  let exampleWorld = Mutex<ExampleClock?>(nil)

  private struct State {
    var configuration: Configuration
    var timetable: Timetable
    /// Up to here the timetable has been kept.
    var checked: Instant?
    /// The same by the wall clock, for what goes by it.
    var checkedWall: Instant?
    /// Up to here, by the wall clock, notices that failed have been tried again.
    var asked = Instant.beginning
    /// The journal could not be read at the last look.
    var isBlind = false
    var isStopped = false
    var isBegun = false
  }

  /// What brings reports in and takes notices out.
  public struct Parts: Sendable {
    public var feeds: FeedDesk
    public var courier: Courier
  }

  /// - Parameters:
  ///   - worker: does a job; nil for the station's own work.
  ///   - steady: seconds of a clock that never jumps.
  public init(
    station: Station, configuration: Configuration = Configuration(), log: Log = .silent,
    steady: @escaping @Sendable () -> Double = JobDesk.steadySeconds,
    worker: JobDesk.Worker? = nil
  ) {
    self.station = station
    self.log = log
    state = Mutex(
      State(
        configuration: configuration,
        timetable: Timetable(configuration.schedule, zone: configuration.zone)))
    let link = LoopLink()
    desk = JobDesk(
      journal: station.journal, actor: station.actor, log: log, now: { station.now },
      loopTime: { station.loopTime() }, steady: steady,
      worker: worker ?? { job, progress in
        guard let loop = link.loop else { return JobOutcome("the loop has ended") }
        return try loop.perform(job, progress: progress)
      })
    link.set(self)
    station.attach(self)
  }

  public var configuration: Configuration { state.withLock { $0.configuration } }

  /// Nil before the loop has a configuration.
  public var parts: Parts? { joined.withLock { $0 } }

  /// - Returns: those before.
  func setParts(_ parts: Parts) -> Parts? {
    joined.withLock { joined in
      defer { joined = parts }
      return joined
    }
  }

  // MARK: - Beginning and ending

  /// Takes a configuration into force: its places, outlines and signals are registered, and it is
  /// kept in the journal where it differs from the last one.
  public func configure(_ configuration: Configuration) throws {
    try station.apply(configuration)
    state.withLock {
      $0.configuration = configuration
      $0.timetable = Timetable(configuration.schedule, zone: configuration.zone)
    }
    let schedule = configuration.schedule
    desk.setRetry(attempts: schedule.attempts, backoff: Double(schedule.backoff))
    desk.setConfiguration(configuration.digest)
    try join(configuration)
    try learnSignals()
  }

  /// Begins to follow the journal and does everything once, for nobody knows what happened while
  /// the loop stood still; what has not changed writes nothing.
  public func begin() throws {
    station.standStillInExample()
    try learnSignals()
    desk.follow(from: try station.journal.head(of: Branch.main).sequence)
    desk.submit(fullPass(trigger: "the loop begins"))
    let moment = station.loopTime()
    let missed = try missedBackup()
    state.withLock {
      $0.checked = moment
      $0.checkedWall = station.now
      $0.isBegun = true
    }
    if missed { desk.submit([Job(.backup, trigger: "the last copy is too old")]) }
    station.journal.onCommit { [weak self] _ in self?.bell.ring() }
  }

  /// Runs on a thread of its own from now on.
  public func start() throws {
    try parts?.feeds.start()
    Workers.start { [self] in
      while !state.withLock({ $0.isStopped }) {
        drain()
        do {
          if try playIfDue() { continue }
        } catch {
          log.say(.error, "the example region's clock stops: \(error)")
          setPlay(nil)
        }
        bell.wait(seconds: pause())
      }
    }
  }

  /// Ends after the job that runs.
  public func stop() {
    state.withLock { $0.isStopped = true }
    parts?.feeds.stop()
    bell.ring()
  }

  func ring() { bell.ring() }

  public var isBegun: Bool { state.withLock { $0.isBegun } }

  // MARK: - Working

  /// Has a job done as soon as possible.
  public func request(_ jobs: [Job]) {
    desk.submit(jobs)
    bell.ring()
  }

  /// Does all that is due now, and all that this calls for, until nothing is. One thread does it
  /// at a time; another one waits.
  public func drain() {
    working.withLock { _ in work() }
  }

  private func work() {
    repeat {
      keepTimetable()
      do {
        if try desk.followJournal() { try learnSignals() }
        state.withLock { $0.isBlind = false }
      } catch {
        let isNew = state.withLock { state in
          defer { state.isBlind = true }
          return !state.isBlind
        }
        if isNew { log.say(.error, "the journal cannot be followed: \(error)") }
        return
      }
    } while !state.withLock({ $0.isStopped }) && desk.work()
  }

  /// Jobs that became due by the clock since the last look: copies and second tries of notices by
  /// the clock on the wall, all else by the loop's.
  private func keepTimetable() {
    let (moment, wall) = (station.loopTime(), station.now)
    let retry = parts?.courier.nextTry
    let (due, isRetry) = state.withLock { state -> (Set<Timetable.Task>, Bool) in
      guard let before = state.checked, let wallBefore = state.checkedWall else {
        return ([], false)
      }
      state.checked = moment
      state.checkedWall = wall
      var due = state.timetable.due(after: before, through: moment)
      due.remove(.backup)
      due.formUnion(state.timetable.due(after: wallBefore, through: wall).intersection([.backup]))
      // Each time is served once, whatever comes of it.
      let isRetry = retry.map { $0 <= wall && $0 > state.asked } ?? false
      if isRetry { state.asked = wall }
      return (due, isRetry)
    }
    if due.contains(.analysis) { desk.submit(fullPass(trigger: "the daily analysis")) }
    if due.contains(.review) {
      let kinds: [JobKind] = [.feeds, .orders, .warnings, .notices]
      desk.submit(kinds.map { Job($0, trigger: "the clock") })
    }
    if due.contains(.backup) { desk.submit([Job(.backup, trigger: "the clock")]) }
    if isRetry { desk.submit([Job(.notices, trigger: "a notice is tried again")]) }
  }

  /// Seconds before the journal is looked at again after it could not be read.
  private static let blindSeconds = 5.0

  /// Seconds until something can be due.
  private func pause() -> Double? {
    let (timetable, checked, asked, isBlind) = state.withLock {
      ($0.timetable, $0.checkedWall, $0.asked, $0.isBlind)
    }
    if isBlind { return Loop.blindSeconds }
    var waits: [Double] = []
    if let due = desk.nextDue { waits.append(due) }
    if let due = playDue { waits.append(due) }
    let now = station.now
    if let next = parts?.courier.nextTry, next > asked { waits.append(max(0, next - now)) }
    // Where the example region's clock stands or plays, jumps of it ring the bell.
    let tasks = station.loopClock.moment == nil ? Set(Timetable.Task.allCases) : [.backup]
    if let next = timetable.next(after: checked ?? now, of: tasks) {
      waits.append(max(0, next - now))
    }
    return waits.min()
  }

  /// Everything that can be asked of what is there.
  func fullPass(trigger: String) -> [Job] {
    let triggers = known.withLock { $0 }
    var jobs = triggers.signals.flatMap { triggers.analysis(of: $0, trigger: trigger) }
    for kind in [JobKind.feeds, .orders, .warnings, .demand, .plan, .notices] {
      jobs.append(Job(kind, trigger: trigger))
    }
    return jobs
  }

  private let known = Mutex(Triggers())

  /// Which signals there are, and what each can be asked.
  private func learnSignals() throws {
    let models = configuration.models
    var triggers = Triggers()
    for signal in try station.world(.latest).signals {
      let own = models.signals[signal.id]
      triggers.signals.append(signal.id.text)
      guard signal.measure == .count else { continue }
      if signal.period == .day { triggers.daily.insert(signal.id.text) }
      if signal.period == .week, own?.isForecast ?? true { triggers.weekly.insert(signal.id.text) }
    }
    let found = triggers
    known.withLock { $0 = found }
    desk.setTriggers(found)
  }

  /// Whether a copy should have been made while the loop stood still.
  private func missedBackup() throws -> Bool {
    let settings = configuration
    guard let schedule = settings.schedule.backup, let last = try station.lastBackup() else {
      return false
    }
    return schedule.next(after: last, in: settings.zone) <= station.now
  }
}

/// Lets the desk's worker find the loop, which is made after it; weak, for the loop holds the desk.
private final class LoopLink: Sendable {
  private struct Weak: Sendable {
    weak var loop: Loop?
  }

  private let slot = Mutex(Weak())

  var loop: Loop? { slot.withLock { $0.loop } }

  func set(_ loop: Loop) { slot.withLock { $0.loop = loop } }
}
