import Dispatch
import SalusCore
import Synchronization

/// A thread that does rounds of one kind of work: when it is woken, and when the last round said
/// that the next is due.
final class Worker: Sendable {
  private let bell = Bell()
  private let isStopped = Mutex(false)
  private let done = DispatchSemaphore(value: 0)
  private let now: @Sendable () -> Instant
  private let round: @Sendable (Instant) throws -> Instant?
  private let log: Log
  private let name: String

  /// Seconds before a round that failed is tried again.
  private static let pause = 1.0

  /// - Parameter round: given the time; returns when the next is due, nil for when it is woken.
  init(
    _ name: String, now: @escaping @Sendable () -> Instant, log: Log,
    round: @escaping @Sendable (Instant) throws -> Instant?
  ) {
    self.name = name
    self.now = now
    self.log = log
    self.round = round
    DispatchQueue(label: "salus.\(name)").async { self.run() }
  }

  /// Lets the next round begin.
  func wake() { bell.ring() }

  /// Ends the thread after the round that it is in, and waits for that.
  func stop() {
    isStopped.withLock { $0 = true }
    bell.ring()
    done.wait()
  }

  private func run() {
    while !isStopped.withLock({ $0 }) {
      var wait: Double?
      do {
        wait = try round(now()).map { $0 - now() }
      } catch {
        log.say(.warning, "\(name): \(error)")
        wait = Worker.pause
      }
      if wait.map({ $0 > 0 }) ?? true { bell.wait(seconds: wait) }
    }
    done.signal()
  }
}
