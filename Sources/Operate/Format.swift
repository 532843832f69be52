/// Numbers as people read them.
public enum Format {
  /// Whole from 100 on, else as many decimals as give three digits, without trailing zeros.
  public static func number(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let decimals = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 2
    return fixed(value, decimals: decimals, trimmed: true)
  }

  /// `431 (402–470)`.
  public static func interval(_ middle: Double, _ lower: Double, _ upper: Double) -> String {
    "\(number(middle)) (\(number(lower))–\(number(upper)))"
  }

  /// A fixed number of decimals, rounded half away from zero.
  public static func fixed(_ value: Double, decimals: Int, trimmed: Bool = false) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return value.isFinite ? "\(value)" : "–" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let units = Int64((abs(value) * scale).rounded())
    let whole = units / Int64(scale)
    var digits = String(units % Int64(scale))
    digits = String(repeating: "0", count: max(0, decimals - digits.utf8.count)) + digits
    if trimmed { while digits.last == "0" { digits.removeLast() } }
    let sign = value < 0 && units > 0 ? "-" : ""
    return sign + String(whole) + (decimals == 0 || digits.isEmpty ? "" : ".\(digits)")
  }
}
