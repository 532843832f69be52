import Dispatch

/// Wakes one waiting thread; rings that nobody waited for are one ring.
final class Bell: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func ring() { semaphore.signal() }

  /// Waits for a ring, or so many seconds; nil for as long as it takes.
  func wait(seconds: Double?) {
    if let seconds {
      let nanoseconds = Int(min(max(seconds, 0), 86_400) * 1e9)
      guard semaphore.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success else { return }
    } else {
      semaphore.wait()
    }
    while semaphore.wait(timeout: .now()) == .success {}
  }
}
