import SalusCore
import Synchronization

/// What time it is for the loop: the wall clock's, or the example region's own while it plays.
public final class LoopClock: Sendable {
  private struct State {
    var moment: Instant?
    var rate: String?
  }

  private let state = Mutex(State())

  public init() {}

  /// The example region's moment; nil for the wall clock.
  public var moment: Instant? { state.withLock { $0.moment } }

  /// How fast the example's days go by, such as `1d/10s`; nil where they stand still.
  public var rate: String? { state.withLock { $0.rate } }

  /// Stands at a moment of the example region.
  public func set(_ moment: Instant, rate: String? = nil) {
    state.withLock {
      $0.moment = moment
      $0.rate = rate ?? $0.rate
    }
  }

  public func setRate(_ rate: String?) { state.withLock { $0.rate = rate } }

  /// Goes by the wall clock again.
  public func release() { state.withLock { $0 = State() } }
}
