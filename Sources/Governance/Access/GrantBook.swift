import SalusCore
import Synchronization

/// The grants that are in use, so that they can be closed while others hold them.
final class GrantBook: Sendable {
  private let open = Mutex<[Int64: GrantMeter]>([:])

  func add(_ meter: GrantMeter) {
    open.withLock { $0[meter.grant] = meter }
  }

  func remove(_ grant: Int64) {
    _ = open.withLock { $0.removeValue(forKey: grant) }
  }

  subscript(grant: Int64) -> GrantMeter? {
    open.withLock { $0[grant] }
  }

  /// In the order in which they were granted.
  var meters: [GrantMeter] {
    open.withLock { $0.values.sorted { $0.grant < $1.grant } }
  }
}
