import Glibc

/// Quantiles of the standard normal distribution.
enum NormalScore {
  /// The quantile at a level in (0, 1), by bisection on the complementary error function down to
  /// neighbouring numbers; meant for small tables, not for loops.
  static func value(at level: Double) -> Double {
    var low = -40.0
    var high = 40.0
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if erfc(-middle / sqrt(2)) / 2 < level { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
