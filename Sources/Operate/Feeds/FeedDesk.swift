import Glibc
import SalusCore
import SalusSense
import SalusTwin
import Synchronization

/// Runs all feeds of a configuration: hears of new files, fetches what is due, and says when a feed
/// comes into another state. What comes in is seen in the journal; whoever follows the journal need
/// not be told.
public final class FeedDesk: Sendable {
  /// Takes in a table of capacity: the feed, the file, and the moment that stands for "now".
  public typealias TableImport =
    @Sendable (_ feed: FeedSettings, _ path: String, _ known: Instant) throws -> ImportReport

  let station: Station
  let runners: [FeedRunner]
  private let log: Log
  private let loopTime: @Sendable () -> Instant
  private let ledger = Mutex(FeedLedger())
  private let onResult: @Sendable (FeedResult) -> Void
  private let isStopped = Atomic<Bool>(false)
  /// One pass over the folders at a time, so that files come in the order of the feeds.
  private let gate = Mutex(())
  /// A byte written to the second end wakes the watching thread.
  private let bell: (read: Int32, write: Int32)

  /// - Parameters:
  ///   - loopTime: what time it is for the loop; deadlines go by it, fetching by the wall clock.
  ///   - tables: takes in tables of capacity; without it such feeds fail in words.
  ///   - onResult: called after every file or document, on the thread that took it.
  public init(
    station: Station, feeds: [FeedSettings], log: Log = .silent,
    loopTime: (@Sendable () -> Instant)? = nil, tables: TableImport? = nil,
    onResult: @escaping @Sendable (FeedResult) -> Void = { _ in }
  ) throws {
    self.station = station
    self.log = log
    let loopTime = loopTime ?? { station.now }
    self.loopTime = loopTime
    self.onResult = onResult
    let intake = FeedIntake(station, tables: tables)
    runners = try feeds.map {
      try FeedRunner($0, station: station, intake: intake, loopTime: loopTime)
    }
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
      }
    }
    bell = (ends[0], ends[1])
  }

  deinit {
    close(bell.read)
    close(bell.write)
  }

  /// What time it is for the loop.
  public var now: Instant { loopTime() }

  /// Who the feeds work for.
  public var actor: String { station.actor }

  /// Names of all feeds, in the order of the configuration.
  public var names: [String] { runners.map(\.settings.name) }

  func runner(_ name: String) throws(FeedError) -> FeedRunner {
    guard let runner = runners.first(where: { $0.settings.name == name }) else {
      throw .noFeed(name, known: names)
    }
    return runner
  }

  // MARK: - By itself

  /// Starts to watch folders and to fetch, on threads of its own.
  public func start() throws {
    for runner in runners { try runner.begin() }
    if runners.contains(where: { $0.isWatch }) {
      Workers.start { [weak self] in FeedDesk.watch { self } }
    }
    for runner in runners where !runner.isWatch {
      let name = runner.settings.name
      Workers.start { [weak self] in FeedDesk.fetch(name) { self } }
    }
  }

  /// Ends the threads after what they are doing.
  public func stop() {
    isStopped.store(true, ordering: .relaxed)
    wake()
  }

  private func wake() {
    var byte: UInt8 = 1
    _ = write(bell.write, &byte, 1)
  }

  /// Looks at once, then whenever the system tells of a file, and every so often besides.
  private static func watch(_ desk: () -> FeedDesk?) {
    let folders = FolderWatch()
    while true {
      guard let desk = desk(), !desk.isStopped.load(ordering: .relaxed) else { return }
      for runner in desk.runners { if let folder = runner.folder { folders.add(folder) } }
      let again = desk.takeFilesNow()
      let sweep = desk.runners.compactMap(\.sweep).min() ?? 60
      for change in folders.wait(seconds: min(again ?? sweep, sweep), bell: desk.bell.read)
      where change.isRenamed {
        for runner in desk.runners where runner.folder == change.folder {
          runner.appeared(change.name)
        }
      }
    }
  }

  /// Fetches one feed when its times or its next try come.
  private static func fetch(_ name: String, _ desk: () -> FeedDesk?) {
    // Where not even the failure can be kept, as on a full disk, the server is left in peace longer
    // and longer.
    var troubles = 0
    var notBefore = Instant.beginning
    while true {
      guard let current = desk(), !current.isStopped.load(ordering: .relaxed),
        let runner = try? current.runner(name)
      else { return }
      let now = current.station.now
      let due = max(runner.nextPull(after: now), notBefore)
      if due <= now {
        do {
          _ = try current.pull(name)
          troubles = 0
          continue
        } catch FeedError.paused {
          // Asked again after a while.
          troubles = 0
        } catch {
          troubles += 1
          notBefore = now + RetryPolicy().wait(afterFailure: troubles, of: name)
          current.log.say(
            .error, "\((error as? any Problem)?.description ?? "the feed cannot be worked")",
            [("feed", name)])
        }
      }
      // Short waits, so that an end or a pause is seen soon; the clock may be moved besides.
      let wait = due > now ? min(max(due - now, 0.02), 1) : 1
      usleep(UInt32(wait * 1e6))
    }
  }

  // MARK: - When asked

  /// Takes in all whole files that lie in watched folders, feed by feed.
  @discardableResult
  public func takeFiles() -> [FeedResult] {
    gate.withLock { _ in
      runners.filter(\.isWatch).flatMap { takeFiles(of: $0).results }
    }
  }

  /// Keeps folders from being looked into while `body` runs.
  public func holding<Result>(_ body: () throws -> Result) rethrows -> Result {
    try gate.withLock { _ in try body() }
  }

  private func takeFilesNow() -> Double? {
    gate.withLock { _ in
      runners.filter(\.isWatch).compactMap { takeFiles(of: $0).again }.min()
    }
  }

  private func takeFiles(of runner: FeedRunner) -> (results: [FeedResult], again: Double?) {
    do {
      let ledger = try current()
      let name = runner.settings.name
      guard ledger.standings.feeds[name]?.isPaused != true else { return ([], nil) }
      let (results, again) = try runner.takeFiles(
        usual: ledger.usualPlaces(of: runner.settings.source))
      for result in results { tell(result) }
      return (results, again)
    } catch {
      log.say(
        .error, "\((error as? any Problem)?.description ?? "the folder cannot be worked")",
        [("feed", runner.settings.name)])
      return ([], nil)
    }
  }

  /// Fetches a feed's document now, once.
  @discardableResult
  public func pull(_ name: String) throws -> FeedResult {
    let runner = try runner(name)
    let ledger = try current()
    guard ledger.standings.feeds[name]?.isPaused != true else { throw FeedError.paused(name) }
    let result = try runner.pull(usual: ledger.usualPlaces(of: runner.settings.source))
    tell(result)
    return result
  }

  /// Fetches or looks into the folder, whichever the feed does.
  public func work(_ name: String) throws -> [FeedResult] {
    let runner = try runner(name)
    guard runner.isWatch else { return [try pull(name)] }
    guard try current().standings.feeds[name]?.isPaused != true else {
      throw FeedError.paused(name)
    }
    var (results, again) = holding { takeFiles(of: runner) }
    // Whoever asks wants what lies there now: files that may still grow are looked at again.
    for _ in 0..<20 {
      guard let wait = again else { break }
      usleep(UInt32(min(wait, 5) * 1e6) + 10_000)
      let more = holding { takeFiles(of: runner) }
      results += more.results
      again = more.again
    }
    return results
  }

  private func tell(_ result: FeedResult) {
    let level: Log.Level =
      switch result.outcome {
      case .taken(let report, let caution):
        report.quarantined > 0 || caution != nil ? .warning : .info
      case .repeated: .info
      case .unchanged: .debug
      case .refused, .failed: .warning
      }
    log.say(level, result.words, [("feed", result.feed)])
    onResult(result)
  }

  // MARK: - How feeds stand

  /// The ledger with everything that the journal says by now.
  func current() throws(JournalError) -> FeedLedger {
    var copy = ledger.withLock { $0 }
    let before = copy.sequence
    try copy.follow(station.journal)
    if copy.sequence > before {
      ledger.withLock { kept in if kept.sequence < copy.sequence { kept = copy } }
    }
    return copy
  }

  /// Says in the journal which feeds came into another state since the last review: late, silent,
  /// failing, or back. Nothing is written where nothing changed.
  ///
  /// - Returns: the changes.
  @discardableResult
  public func review(at now: Instant) throws -> [FeedChanged] {
    let ledger = try current()
    var changes: [FeedChanged] = []
    for runner in runners {
      let judged = runner.judge(ledger, at: now)
      let standing = ledger.standings.feeds[runner.settings.name]
      guard !(standing?.isPaused ?? false) else { continue }
      let before = standing?.change?.state
      let state: FeedChanged.State
      switch judged.state {
      case .late: state = .late
      case .silent: state = .silent
      case .failing: state = .failing
      case .healthy, .waiting, .paused:
        guard let before, before.isTrouble else { continue }
        state = .back
      }
      guard state != before else { continue }
      changes.append(
        FeedChanged(
          feed: runner.settings.name, title: runner.settings.title, state: state,
          words: judged.words, due: judged.missed,
          last: runner.arrivals(ledger, runner.memory()).last,
          affects: runner.settings.affects))
    }
    guard !changes.isEmpty, station.journal.isWritable else { return changes }
    _ = try station.journal.append(
      changes.map { $0.draft(at: now, actor: station.actor) }, expecting: [], on: Branch.main)
    return changes
  }

  /// Stops a feed, or starts it again; asking for what is so already changes nothing.
  public func setPaused(_ name: String, _ isPaused: Bool, actor: String) throws {
    let runner = try runner(name)
    let standing = try current().standings.feeds[name]
    guard (standing?.isPaused ?? false) != isPaused else { return }
    let change = FeedChanged(
      feed: name, title: runner.settings.title, state: isPaused ? .paused : .resumed,
      words: isPaused ? "stopped by \(actor)" : "started again by \(actor)",
      affects: runner.settings.affects)
    _ = try station.journal.append(change.draft(at: loopTime(), actor: actor))
    wake()
  }
}

extension FeedRunner {
  var isWatch: Bool { folder != nil }

  /// The watched folder; nil for a feed that is fetched.
  var folder: String? {
    if case .watch(let watch) = settings.link { watch.folder } else { nil }
  }

  var sweep: Double? {
    if case .watch(let watch) = settings.link { watch.sweep } else { nil }
  }

  /// When the document is to be fetched next: at its times, or sooner after a failure.
  func nextPull(after now: Instant) -> Instant {
    guard case .pull(let pull) = settings.link else { return now + 3600 }
    let memory = memory()
    if let next = memory.nextTry { return next }
    guard let last = memory.lastAttempt else { return now }
    return pull.times.next(after: last, in: zone)
  }

  /// When reports came, in order of time.
  func arrivals(_ ledger: FeedLedger, _ memory: FeedMemory) -> [Instant] {
    var arrivals = ledger.arrivals(of: settings.source)
    if let last = memory.lastTaken, arrivals.last.map({ $0 < last }) ?? true {
      arrivals.append(last)
    }
    return arrivals
  }

  /// How the feed stands.
  func judge(_ ledger: FeedLedger, at now: Instant) -> FeedJudgement {
    let memory = memory()
    var facts = FeedJudgement.Facts(
      since: memory.since,
      arrivals: arrivals(ledger, memory).filter { $0 <= now })
    facts.isPaused = ledger.standings.feeds[settings.name]?.isPaused ?? false
    facts.caution = memory.caution
    if case .pull(let pull) = settings.link, !memory.isStuck,
      memory.failures < max(1, pull.retry.attempts)
    {
      // A failure that is tried again soon is no trouble yet.
      if memory.failures > 0, let failure = memory.failure {
        facts.caution = "the last try failed and is repeated soon: \(failure)"
      }
    } else {
      facts.failures = memory.failures
      facts.failure = memory.failure
    }
    return FeedJudgement(settings, facts, zone: zone, at: now)
  }
}
