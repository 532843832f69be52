import SalusCore
import SalusTwin
import Testing

@testable import SalusOperate

@Suite struct JobQueueTests {
  private func job(_ kind: JobKind, _ subject: String = "") -> Job {
    Job(kind, subject, trigger: "a test")
  }

  @Test func earlierStagesComeFirst() {
    var queue = JobQueue()
    for kind in JobKind.allCases.reversed() { queue.submit(job(kind), at: 0) }
    var order: [JobKind] = []
    while let entry = queue.next(at: 1) { order.append(entry.job.kind) }
    #expect(order == JobKind.allCases)
    // What people wait for comes before what takes long.
    #expect(JobKind.warnings.rank < JobKind.forecast.rank)
    #expect(JobKind.detect.rank < JobKind.warnings.rank)
  }

  @Test func equalJobsAreOne() {
    var queue = JobQueue()
    for number in 0..<100 {
      queue.submit(Job(.detect, "cases", trigger: "file \(number)"), at: Double(number))
    }
    queue.submit(job(.detect, "calls"), at: 100)
    let first = queue.next(at: 100)
    #expect(first?.job == Job(.detect, "cases", trigger: "file 99"))
    let second = queue.next(at: 100)
    #expect(second?.job.subject == "calls")
    #expect(queue.isEmpty)
  }

  @Test func waitsDoubleUpToABoundAndEnd() {
    var queue = JobQueue()
    queue.attempts = 12
    queue.submit(job(.demand), at: 0)
    var now = 0.0
    var waits: [Double] = []
    while let entry = queue.next(at: now) {
      guard queue.retry(entry, failure: "no", at: now) else { break }
      guard let due = queue.nextDue else { break }
      let early = queue.next(at: due - 0.001)
      #expect(early == nil)
      waits.append(due - now)
      now = due
    }
    #expect(waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600])
    #expect(queue.isEmpty)
  }

  @Test func newReportsWakeWhatFailed() throws {
    var queue = JobQueue()
    queue.submit(job(.demand), at: 0)
    let first = queue.next(at: 0)
    let entry = try #require(first)
    let isAgain = queue.retry(entry, failure: "no", at: 0)
    #expect(isAgain)
    let early = queue.next(at: 1)
    #expect(early == nil)
    queue.submit(job(.demand), at: 1)
    let again = queue.next(at: 1)
    #expect(again?.attempt == 2)
  }

  @Test func aSteadyFlowOfReportsStarvesNobody() {
    var queue = JobQueue()
    queue.submit(job(.plan), at: 0)
    var ran: Double?
    for second in 0..<120 {
      queue.submit(job(.detect, "cases"), at: Double(second))
      if queue.next(at: Double(second))?.job.kind == .plan {
        ran = Double(second)
        break
      }
    }
    #expect(ran == JobQueue.patience)
  }

  /// Whatever is submitted, in whatever order, every job runs, and once.
  @Test func everyJobRunsOnce() {
    var bits: UInt64 = 42
    func random(_ bound: Int) -> Int {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(bits >> 33) % bound
    }
    for _ in 0..<200 {
      var queue = JobQueue()
      var asked: Set<Job.Key> = []
      for _ in 0..<random(60) {
        let kind = JobKind.allCases[random(JobKind.allCases.count)]
        let one = job(kind, "\(random(3))")
        asked.insert(one.key)
        queue.submit(one, at: Double(random(20)))
      }
      var ran: [Job.Key] = []
      while let entry = queue.next(at: 20) { ran.append(entry.job.key) }
      #expect(ran.count == asked.count && Set(ran) == asked)
    }
  }
}

@Suite struct TimetableTests {
  /// However the clock jumps, each kind of work is done once after it became due.
  @Test(arguments: [1.0, 60, 3600, 86_400, 200_000])
  func everyDueMomentIsServedOnce(step: Double) throws {
    let zone = (try? TimeZoneRules(named: "Europe/Berlin")) ?? .utc
    let table = Timetable(ScheduleSettings(), zone: zone)
    let start = try #require(Instant("2026-03-28T12:00:00Z"))
    var moment = start
    var served = 0
    let end = start + min(step * 2000, 20 * 86_400)
    while moment < end {
      let next = moment + step
      if table.due(after: moment, through: next).contains(.analysis) { served += 1 }
      moment = next
    }
    var due = 0
    var look = start
    while true {
      look = Schedule.daily(second: 6 * 3600).next(after: look, in: zone)
      guard look <= moment else { break }
      due += 1
    }
    #expect(step > 86_400 ? served <= due : served == due)
    #expect(table.due(after: moment, through: start).isEmpty)
  }
}

@Suite struct ClockRateTests {
  @Test(arguments: [("1d/10s", 10.0), ("2d/1s", 0.5), ("1d/500ms", 0.5), ("1d/1m", 60)])
  func reads(text: String, seconds: Double) {
    #expect(ClockRate(text) == .seconds(seconds))
  }

  @Test(arguments: ["", "1d", "d/1s", "0d/1s", "1d/0s", "1h/1s", "1d/x", "1d/1s/1s", "-1d/1s", "é"])
  func refuses(text: String) { #expect(ClockRate(text) == nil) }

  @Test func maximum() { #expect(ClockRate("max") == .fastest) }
}
