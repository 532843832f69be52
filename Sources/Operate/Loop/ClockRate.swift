/// How fast the example region's days go by.
public enum ClockRate: Hashable, Sendable {
  /// Seconds of the wall clock for one day.
  case seconds(Double)
  /// As fast as the machine can.
  case fastest

  /// Reads `1d/10s` (that many days in that time) or `max`; nil for anything else.
  public init?(_ text: String) {
    if text == "max" {
      self = .fastest
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].last == "d", let days = Int(parts[0].dropLast()),
      (1...1000).contains(days), let seconds = ClockRate.seconds(parts[1]), seconds > 0
    else { return nil }
    self = .seconds(seconds / Double(days))
  }

  public static let accepted = "'1d/10s' (a day in ten seconds) or 'max'"

  private static func seconds(_ text: Substring) -> Double? {
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)]
    for (name, length) in units where text.hasSuffix(name) {
      guard let count = Int(text.dropLast(name.utf8.count)), (0...100_000).contains(count) else {
        return nil
      }
      return Double(count) * length
    }
    return nil
  }
}
