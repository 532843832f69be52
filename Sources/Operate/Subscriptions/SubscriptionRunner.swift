import SalusCore
import SalusTwin
import Synchronization

/// Brings events to endpoints while a server runs: each subscription on a thread of its own, woken
/// by the commit.
public final class SubscriptionRunner: Sendable {
  private let desk: SubscriptionDesk
  private let log: Log
  private let now: @Sendable () -> Instant
  private let workers = Mutex<[ID<Subscription>: Worker]>([:])
  private let keeper = Mutex<Worker?>(nil)

  /// Begins at once.
  public init(
    _ desk: SubscriptionDesk, journal: any Journal, log: Log = .silent,
    now: @escaping @Sendable () -> Instant
  ) {
    self.desk = desk
    self.log = log
    self.now = now
    let keeper = Worker("subscriptions", now: now, log: log) { [weak self] _ in
      try self?.follow()
      return nil
    }
    self.keeper.withLock { $0 = keeper }
    journal.onCommit { [weak self] _ in
      guard let self else { return }
      for worker in self.workers.withLock({ Array($0.values) }) { worker.wake() }
      keeper.wake()
    }
  }

  /// Begins a thread for each subscription that has an endpoint, and ends those of removed ones.
  private func follow() throws {
    let wanted = try desk.all().filter { $0.endpoint != nil }.map(\.id)
    let gone = workers.withLock { workers in
      for id in wanted where workers[id] == nil {
        let desk = desk
        workers[id] = Worker("subscription \(id)", now: now, log: log) { moment in
          try desk.deliver(id, at: moment).next
        }
      }
      let gone = workers.filter { !wanted.contains($0.key) }
      for id in gone.keys { workers[id] = nil }
      return Array(gone.values)
    }
    for worker in gone { worker.stop() }
  }

  /// Ends all threads after what they are at, and lets other servers take over.
  public func stop() {
    keeper.withLock { $0 }?.stop()
    let all = workers.withLock { workers in
      defer { workers = [:] }
      return Array(workers.values)
    }
    for worker in all { worker.stop() }
    do {
      try desk.end()
    } catch {
      log.say(.warning, "subscriptions: \(error)")
    }
  }
}
