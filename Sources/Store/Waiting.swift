import Glibc

/// Waits between attempts, longer each time, until patience is used up, the time of the attempts
/// included.
struct Waiting {
  private let end: ContinuousClock.Instant
  private var next = 0.02

  /// - Parameter seconds: patience in all.
  init(seconds: Double) {
    end = .now + .seconds(seconds)
  }

  /// Waits a while; false where no patience is left.
  mutating func goesOn() -> Bool {
    guard ContinuousClock.now < end else { return false }
    usleep(UInt32(next * 1_000_000))
    next = min(next * 2, 1)
    return true
  }
}
