/// How often and how soon something that failed is tried again: waits that double, with a share of
/// chance so that many clients of one server that fell do not all come back at once.
public struct RetryPolicy: Hashable, Sendable {
  /// Tries in all before it is left to the next occasion; at least 1.
  public var attempts: Int
  /// Seconds before the second try.
  public var first: Double
  /// No wait is longer, in seconds.
  public var most: Double
  /// Share of a wait that is left to chance, 0 to 1.
  public var jitter: Double

  public init(attempts: Int = 5, first: Double = 2, most: Double = 300, jitter: Double = 0.25) {
    self.attempts = attempts
    self.first = first
    self.most = most
    self.jitter = jitter
  }

  /// Seconds to wait after so many failures: `first × 2^(failures - 1)`, at most `most`, less a
  /// share of chance that depends on `name` and the failure alone; never less than what the server
  /// asked for, and that at most a day.
  ///
  /// - Parameter asked: seconds that a server named with `Retry-After`.
  public func wait(afterFailure failures: Int, of name: String, asked: Double? = nil) -> Double {
    let steps = Double(min(max(failures, 1) - 1, 40))
    var wait = first
    for _ in 0..<Int(steps) where wait < most { wait *= 2 }
    wait = min(wait, most)
    wait -= wait * min(max(jitter, 0), 1) * RetryPolicy.chance(name, failures)
    return max(wait, min(asked ?? 0, 86_400))
  }

  /// 0 to 1 by FNV-1a (Fowler, Noll, Vo) of what it is for: the same on every machine and run.
  private static func chance(_ name: String, _ failures: Int) -> Double {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in "\(name)/\(failures)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    hash ^= hash >> 33
    hash = hash &* 0xFF51_AFD7_ED55_8CCD
    hash ^= hash >> 33
    return Double(hash >> 11) / Double(1 << 53)
  }
}
