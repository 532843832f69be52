// Brings in the C mathematics library that rounding links against.
import Glibc

/// A moment in UTC, to the microsecond.
public struct Instant: Hashable, Comparable, Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  public let microseconds: Int64

  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  public init(startOf date: CivilDate) {
    microseconds = Int64(date.days) * Instant.day
  }

  /// The last microsecond of the day: "all that was known by the end of that UTC day".
  public init(endOf date: CivilDate) {
    microseconds = (Int64(date.days) + 1) * Instant.day - 1
  }

  /// Before everything: the known time of reference data such as places, which every analysis sees.
  public static let beginning = Instant(startOf: .first)

  /// The UTC day that holds the moment.
  public var date: CivilDate {
    CivilDate(days: Int(microseconds.flooredQuotient(Instant.day)))
  }

  public static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }

  public static func + (instant: Instant, seconds: Double) -> Instant {
    Instant(microseconds: instant.microseconds + Int64((seconds * 1e6).rounded()))
  }

  /// Seconds from `right` to `left`.
  public static func - (left: Instant, right: Instant) -> Double {
    Double(left.microseconds - right.microseconds) / 1e6
  }

  static let day: Int64 = 86_400_000_000
}

extension Instant: CustomStringConvertible {
  /// RFC 3339 in UTC, with microseconds only where there are any: `2026-11-20T06:00:00Z`.
  public var description: String {
    let inDay = microseconds - microseconds.flooredQuotient(Instant.day) * Instant.day
    let seconds = inDay / 1_000_000
    let fraction = inDay % 1_000_000
    let clock =
      Digits.padded(seconds / 3600, 2) + ":" + Digits.padded(seconds / 60 % 60, 2) + ":"
      + Digits.padded(seconds % 60, 2)
    return "\(date)T\(clock)" + (fraction == 0 ? "" : "." + Digits.padded(fraction, 6)) + "Z"
  }

  /// Reads RFC 3339 with `Z` or an offset, or a bare date, which means its first moment in UTC.
  public init?(_ text: some StringProtocol) {
    if let date = CivilDate(text) {
      self.init(startOf: date)
      return
    }
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, let date = CivilDate(String(decoding: bytes[0..<10], as: UTF8.self)),
      bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let hour = Digits.number(bytes[11..<13]), hour < 24,
      let minute = Digits.number(bytes[14..<16]), minute < 60,
      let second = Digits.number(bytes[17..<19]), second < 60
    else { return nil }
    var index = 19
    var fraction: Int64 = 0
    if bytes[index] == UInt8(ascii: ".") {
      var scale: Int64 = 100_000
      index += 1
      let start = index
      while index < bytes.count, (48...57).contains(bytes[index]) {
        fraction += Int64(bytes[index] - 48) * scale
        scale /= 10
        index += 1
      }
      guard index > start else { return nil }
    }
    guard let offset = Instant.offset(bytes[index...]) else { return nil }
    let seconds = hour * 3600 + minute * 60 + second - offset
    self.init(
      microseconds: Int64(date.days) * Instant.day + Int64(seconds) * 1_000_000 + fraction)
  }

  /// Seconds east of UTC.
  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
    let zone = Array(bytes)
    if zone == [UInt8(ascii: "Z")] { return 0 }
    guard zone.count == 6, zone[3] == UInt8(ascii: ":"),
      zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-"),
      let hours = Digits.number(zone[1..<3]), hours < 24, let minutes = Digits.number(zone[4..<6]),
      minutes < 60
    else { return nil }
    return (zone[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}

extension Instant: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let instant = Instant(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no RFC 3339 time")
    }
    self = instant
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Int64 {
  func flooredQuotient(_ divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
