import Glibc
import SalusCore
import SalusTwin

/// How the running program is, for the health check, the metrics page and the doctor.
public struct LoopStatus: Sendable {
  public enum Health: String, Sendable {
    /// All is well, or there is no loop to be unwell.
    case ok
    /// It runs, but something of it failed or is slow.
    case degraded
  }

  public var health: Health
  /// What is wrong, in words; empty where nothing is.
  public var troubles: [String]
  public var isRunning: Bool
  /// When the last job ended, by the wall clock.
  public var lastRun: Instant?
  public var jobsWaiting: Int
  /// What time it is for the loop.
  public var loopTime: Instant
  public var clockRate: String?
  public var isExample: Bool

  public var json: JSON {
    [
      "running": .bool(isRunning), "lastRun": JSON(lastRun), "jobsWaiting": JSON(jobsWaiting),
      "loopTime": JSON(loopTime), "clock": JSON(clockRate), "isExample": .bool(isExample),
      "troubles": .array(troubles.map { .string($0) }),
    ]
  }
}

extension Station {
  /// Cheap enough to be asked every second.
  public func loopStatus() -> LoopStatus {
    guard let loop else {
      return LoopStatus(
        health: .ok, troubles: [], isRunning: false, lastRun: nil, jobsWaiting: 0,
        loopTime: loopTime(), clockRate: nil, isExample: loopClock.moment != nil)
    }
    let totals = loop.desk.totals
    var troubles: [String] = []
    if let run = totals.running,
      totals.runningSeconds > Double(loop.configuration.schedule.slow)
    {
      troubles.append(
        "\(run.job.title) has been running for \(Int(totals.runningSeconds)) s, longer than the "
          + "\(Schedule.words(seconds: loop.configuration.schedule.slow)) that it may take")
    }
    troubles += loop.desk.lastingFailures
    return LoopStatus(
      health: troubles.isEmpty ? .ok : .degraded, troubles: troubles, isRunning: loop.isBegun,
      lastRun: totals.lastRun, jobsWaiting: totals.waiting, loopTime: loopTime(),
      clockRate: loopClock.rate, isExample: loopClock.moment != nil)
  }
}
