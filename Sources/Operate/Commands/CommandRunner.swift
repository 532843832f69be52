import SalusCore
import SalusTwin

/// Keeps commands going while a server runs: each port on a thread of its own, so that a slow one
/// holds up nobody else; one more for reports and ends.
public final class CommandRunner: Sendable {
  private let workers: [Worker]

  /// Seconds between looks for commands that are past their time.
  static let look = 1.0

  /// Begins at once; what was not acknowledged before is sent again.
  ///
  /// - Parameters:
  ///   - now: by the clock of the commands.
  ///   - isAlone: no other server works on the same bank.
  public init(
    _ desk: CommandDesk, isAlone: Bool = true, log: Log = .silent,
    now: @escaping @Sendable () -> Instant
  ) throws {
    try desk.begin(isAlone: isAlone)
    var workers = desk.endpoints.map { endpoint in
      Worker("commands by \(endpoint)", now: now, log: log) { moment in
        try desk.send(by: endpoint, at: moment).next
      }
    }
    workers.append(
      Worker("command reports", now: now, log: log) { moment in
        try desk.settle(at: moment)
        try desk.expire(at: moment)
        return moment + CommandRunner.look
      })
    self.workers = workers
    let all = workers
    desk.bank.onCommit { _ in for worker in all { worker.wake() } }
  }

  /// Ends all threads after what they are at.
  public func stop() {
    for worker in workers { worker.stop() }
  }
}
