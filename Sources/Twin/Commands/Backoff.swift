/// How long to wait before something is tried again: 1 s, doubling to 5 min, for ever.
public enum Backoff {
  /// Seconds after the first failure.
  public static let first = 1.0
  /// No wait is longer, in seconds.
  public static let longest = 300.0

  /// Seconds to wait after so many failures in a row.
  ///
  /// - Parameter asked: seconds that the other side asked for; honoured up to `longest`.
  public static func wait(after failures: Int, asked: Double? = nil) -> Double {
    // 2^9 s is above the longest already.
    let doubled = first * Double(1 << min(max(failures, 1) - 1, 9))
    return min(max(doubled, asked ?? 0), longest)
  }
}
