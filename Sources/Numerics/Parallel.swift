import Dispatch
import Synchronization

/// Runs independent pieces of work on several threads; results keep the order of the pieces.
public enum Parallel {
  /// Results of `body` for 0 ..< `count`, the same for any number of threads as long as `body` is a
  /// pure function of its index.
  ///
  /// - Parameter threads: the most that work at once; 1 runs everything on the caller's thread.
  public static func map<Result: Sendable>(
    _ count: Int, threads: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    let workers = min(max(1, threads), count)
    guard workers > 1 else { return (0..<max(0, count)).map(body) }
    let next = Atomic<Int>(0)
    let finished = Mutex<[(Int, Result)]>([])
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let result = body(index)
        finished.withLock { $0.append((index, result)) }
      }
    }
    return finished.withLock { $0.sorted { $0.0 < $1.0 }.map(\.1) }
  }
}
