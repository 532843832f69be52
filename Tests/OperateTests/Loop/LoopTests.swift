import Foundation
import SalusCore
import SalusTwin
import Synchronization
import Testing

@testable import SalusOperate

/// A data directory that is gone with the test, and a clock that only the test moves.
private final class Bench: Sendable {
  let folder: String
  let station: Station

  init(_ start: String = "2026-03-01T05:00:00Z") throws {
    folder = NSTemporaryDirectory() + "salus-loop-\(UUID().uuidString)"
    let start = try #require(Instant(start))
    let clock = Clock(start)
    self.clock = clock
    station = try Station(
      directory: folder, mode: .create, actor: "test", clock: { clock.now })
  }

  let clock: Clock

  final class Clock: Sendable {
    private let moment: Mutex<Instant>
    init(_ start: Instant) { moment = Mutex(start) }
    var now: Instant { moment.withLock { $0 } }
    func advance(_ seconds: Double) { moment.withLock { $0 = $0 + seconds } }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func register(_ signals: [Signal]) throws {
    let place = Place(id: ID("a"), name: "A", level: .district)
    _ = try station.journal.append(
      [PlaceRegistered(place).draft(actor: "test", source: "test")]
        + signals.map { SignalRegistered($0).draft(actor: "test", source: "test") },
      expecting: [], on: Branch.main)
  }

  func report(_ signal: String, day: Int, value: Double) throws {
    _ = try station.journal.append(
      Draft(
        type: "observations.recorded", twin: ID("import:x"), payload: ["signal": .string(signal)],
        actor: "test", source: "test",
        observations: [
          Observation(
            twin: ID("a"), signal: ID(signal),
            valid: Instant(startOf: CivilDate(days: 20_000 + day)),
            known: clock.now, value: value)
        ]))
  }

  func events(_ type: String) throws -> [Event] {
    try station.journal.events(EventQuery(types: [type]))
  }
}

/// Remembers what was done, and fails where it is told to.
private final class Hand: Sendable {
  private let log = Mutex<[Job]>([])
  private let failures: Mutex<Int>
  private let problem: any Error

  init(failing times: Int = 0, with problem: any Error = JournalError.failed("no")) {
    failures = Mutex(times)
    self.problem = problem
  }

  var done: [Job] { log.withLock { $0 } }
  var kinds: [JobKind] { done.map(\.kind) }

  func clear() { log.withLock { $0 = [] } }

  func work(_ job: Job) throws -> JobOutcome {
    log.withLock { $0.append(job) }
    let fails = failures.withLock { left in
      guard left > 0 else { return false }
      left -= 1
      return true
    }
    if fails { throw problem }
    return JobOutcome("\(job.title) is done")
  }
}

@Suite struct LoopTests {
  private let daily = Signal(id: ID("cases"), title: "Cases", unit: "{cases}/d", period: .day)
  private let weekly = Signal(id: ID("weekly"), title: "Weekly", unit: "{cases}/wk", period: .week)

  private func loop(_ bench: Bench, _ hand: Hand, steady: Bench.Clock? = nil) throws -> Loop {
    let loop = Loop(
      station: bench.station,
      steady: {
        Double((steady ?? bench.clock).now.microseconds) / 1e6
      }, worker: { job, _ in try hand.work(job) })
    try loop.configure(Configuration())
    try loop.begin()
    return loop
  }

  @Test func aNewReportIsFollowedAroundTheLoop() throws {
    let (bench, hand) = (try Bench(), Hand())
    try bench.register([daily, weekly])
    let loop = try loop(bench, hand)
    loop.drain()
    // Once all at the beginning, for nobody knows what happened before.
    #expect(
      hand.kinds
        == [
          .feeds, .detect, .detect, .orders, .warnings, .notices, .reproduction, .forecast, .demand,
          .plan,
        ])
    hand.clear()
    loop.drain()
    #expect(hand.done.isEmpty)

    for day in 0..<5 { try bench.report("cases", day: day, value: 3) }
    loop.drain()
    #expect(hand.done.map(\.key.subject) == ["cases", "cases", ""])
    #expect(hand.kinds == [.detect, .reproduction, .demand])
    hand.clear()
    try bench.report("weekly", day: 7, value: 3)
    loop.drain()
    #expect(hand.kinds == [.detect, .forecast, .demand])
  }

  @Test func resultsCallForWhatStandsOnThem() throws {
    let (bench, hand) = (try Bench(), Hand())
    try bench.register([daily])
    let loop = try loop(bench, hand)
    loop.drain()
    hand.clear()
    for type in ["detection.finished", "forecast.issued", "demand.estimated", "beds.reported"] {
      _ = try bench.station.journal.append(
        Draft(type: type, twin: ID("x"), payload: [:], actor: "test", source: "test"))
    }
    loop.drain()
    #expect(hand.kinds == [.warnings, .demand, .plan])
  }

  @Test func writesNothingWhenNothingHappens() throws {
    let (bench, hand) = (try Bench(), Hand())
    try bench.register([daily, weekly])
    let loop = try loop(bench, hand)
    loop.drain()
    let head = try bench.station.journal.head(of: Branch.main).sequence
    for _ in 0..<2000 {
      bench.clock.advance(60)
      loop.drain()
    }
    #expect(hand.done.count > 2000)
    #expect(try bench.station.journal.head(of: Branch.main).sequence == head)
  }

  @Test func aFailingJobIsTriedAgainAndSaidOnce() throws {
    let (bench, hand) = (try Bench(), Hand(failing: 100))
    let loop = try loop(bench, hand)
    var attempts = 0
    for _ in 0..<400 {
      loop.drain()
      attempts = max(attempts, loop.desk.runs().map(\.attempt).max() ?? 0)
      bench.clock.advance(10)
    }
    let failed = try bench.events("job.finished").filter {
      $0.payload["state"]?.string == "failed"
    }
    #expect(!failed.isEmpty && failed.count <= JobKind.allCases.count)
    #expect(bench.station.loopStatus().health == .ok, "what failed is done since")
    #expect(attempts == 5)
  }

  @Test func whatIsUsedWronglyIsNotTriedAgain() throws {
    let (bench, hand) = (try Bench(), Hand(failing: 1, with: StationError.input("wrong")))
    let loop = try loop(bench, hand)
    loop.drain()
    let runs = loop.desk.runs().filter { $0.state == .failed }
    #expect(runs.count == 1 && runs.first?.words == "wrong")
    #expect(bench.station.loopStatus().health == .degraded)
    #expect(bench.station.loopStatus().troubles.count == 1)
  }

  @Test func worksByTheLocalClock() throws {
    let (bench, hand) = (try Bench(), Hand())
    try bench.register([daily])
    let loop = try loop(bench, hand)
    loop.drain()
    hand.clear()
    bench.clock.advance(3599)
    loop.drain()
    #expect(!hand.kinds.contains(.detect))
    bench.clock.advance(1)
    loop.drain()
    #expect(hand.kinds.contains(.detect))
    // The clock goes back: nothing is done twice.
    hand.clear()
    bench.clock.advance(-1800)
    loop.drain()
    #expect(hand.done.isEmpty)
  }

  @Test func keepsTheConfigurationOnce() throws {
    let (bench, hand) = (try Bench(), Hand())
    let loop = try loop(bench, hand)
    try loop.configure(Configuration())
    var other = Configuration()
    other = try Configuration(bytes: Array("{ name: 'Other' }".utf8), file: "c", folder: "/")
    try loop.configure(other)
    let events = try bench.events("configuration.applied")
    #expect(events.count == 2)
    #expect(events.last?.payload["digest"]?.string == other.digest)
    #expect(events.last?.payload["values"]?["name"]?.string == "Other")
  }

  @Test func copiesTheJournalAndKeepsTheNewest() throws {
    let bench = try Bench()
    var names: [String] = []
    for _ in 0..<5 {
      bench.clock.advance(86_400)
      names.append(try bench.station.makeBackup(keeping: 3))
    }
    #expect(bench.station.backups() == Array(names.suffix(3)))
    let last = try #require(try bench.station.lastBackup())
    #expect(abs(last - bench.clock.now) < 1)
  }

  @Test func aRequestNamesWhatThereIs() throws {
    let (bench, hand) = (try Bench(), Hand())
    try bench.register([daily])
    #expect(throws: LoopError.notRunning) {
      try bench.station.requestJob(.detect, subject: nil)
    }
    let loop = try loop(bench, hand)
    loop.drain()
    hand.clear()
    try bench.station.requestJob(.detect, subject: "cases")
    loop.drain()
    #expect(hand.kinds == [.detect])
    #expect(throws: LoopError.noSubject("x", kind: .detect, known: ["cases"])) {
      try bench.station.requestJob(.detect, subject: "x")
    }
  }

  /// A job that could never be done would be trouble for ever.
  @Test func aRequestForWhatIsNotThereIsRefused() throws {
    let (bench, hand) = (try Bench(), Hand())
    let loop = try loop(bench, hand)
    loop.drain()
    hand.clear()
    #expect(throws: LoopError.noSubject("x", kind: .pull, known: [])) {
      try bench.station.requestJob(.pull, subject: "x")
    }
    #expect(throws: LoopError.noSubject("", kind: .detect, known: [])) {
      try bench.station.requestJob(.detect, subject: nil)
    }
    try bench.station.requestJob(.backup, subject: nil)
    loop.drain()
    #expect(hand.kinds == [.backup])
  }

  /// The example region's days may go by in no time; the disk would fill with copies of each.
  @Test func copiesGoByTheClockOnTheWall() throws {
    let (bench, hand) = (try Bench(), Hand())
    bench.station.loopClock.set(bench.clock.now)
    let loop = try loop(bench, hand)
    loop.drain()
    hand.clear()
    for day in 1...5 {
      bench.station.loopClock.set(bench.clock.now + Double(day) * 86_400)
      loop.drain()
    }
    #expect(hand.kinds.contains(.warnings) && !hand.kinds.contains(.backup))
    hand.clear()
    bench.clock.advance(86_400)
    loop.drain()
    #expect(hand.kinds == [.backup])
  }

  /// While the example region's clock stands, a mail server that was down is asked again.
  @Test func aNoticeIsTriedAgainByTheClockOnTheWall() throws {
    let bench = try Bench()
    bench.station.loopClock.set(bench.clock.now)
    let loop = Loop(
      station: bench.station, steady: { Double(bench.clock.now.microseconds) / 1e6 })
    let text = """
      { courier: { mail: { url: 'smtp://127.0.0.1:1', security: 'none', from: 'a@example.org' },
          retry: { first: '10s', jitter: 0 } } }
      """
    try loop.configure(Configuration(bytes: Array(text.utf8), file: "c", folder: "/"))
    try loop.begin()
    loop.drain()
    _ = try bench.station.queueTestNotice(.mail, to: "b@example.org")
    func failures() throws -> Int? {
      loop.drain()
      return try bench.station.notices().all.first?.failures
    }
    #expect(try failures() == 1)
    bench.clock.advance(9)
    #expect(try failures() == 1)
    bench.clock.advance(1)
    #expect(try failures() == 2)
    #expect(try failures() == 2)
    bench.clock.advance(20)
    #expect(try failures() == 3)
  }

  @Test func theEndOfAFailureIsTheLastWord() throws {
    let (bench, hand) = (try Bench(), Hand(failing: 1, with: StationError.input("wrong")))
    let loop = try loop(bench, hand)
    loop.drain()
    try bench.station.requestJob(.feeds, subject: nil)
    loop.drain()
    try bench.station.requestJob(.feeds, subject: nil)
    loop.drain()
    let states = try bench.events("job.finished").map { $0.payload["state"]?.string }
    #expect(states == ["failed", "done"])
  }

  @Test func metricsAreText() throws {
    let (bench, hand) = (try Bench(), Hand())
    let loop = try loop(bench, hand)
    loop.drain()
    var metrics = Metrics()
    try bench.station.write(into: &metrics)
    let lines = String(decoding: metrics.text, as: UTF8.self).split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("salus_jobs_total{kind=\"demand\",state=\"done\"} 1") })
    for line in lines where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      #expect(parts.count == 2 && Double(parts[1]) != nil, "\(line)")
    }
    metrics.sample("x", [("name", "a\"b\\c\nd")], .infinity)
    #expect(
      String(decoding: metrics.text, as: UTF8.self).hasSuffix(#"x{name="a\"b\\c\nd"} +Inf"# + "\n"))
  }
}

@Suite struct LogTests {
  private func written(_ style: Log.Style, _ body: (Log) -> Void) -> [String] {
    let lines = Mutex<[String]>([])
    let log = Log(
      style, from: .info, now: { .beginning },
      write: { line in lines.withLock { $0.append(line) } })
    body(log)
    return lines.withLock { $0 }
  }

  @Test func oneLineEachWhateverAMessageHolds() throws {
    let said: (Log) -> Void = { log in
      log.say(.debug, "unheard")
      log.say(.error, "two\nlines \"quoted\"", [("job", "detect"), ("empty", "")])
    }
    let words = written(.words, said)
    #expect(words == ["0001-01-01T00:00:00Z error: two; lines \"quoted\" (job detect)"])
    let json = written(.json, said)
    #expect(json.count == 1 && !(json.first ?? "\n").contains("\n"))
    let read = try JSON(parsing: json.first ?? "")
    #expect(read["level"]?.string == "error" && read["job"]?.string == "detect")
    #expect(read["message"]?.string == "two\nlines \"quoted\"")
  }
}
