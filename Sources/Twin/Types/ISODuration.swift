import SalusCore

/// A length of time as ISO 8601 writes it: `P2W`, `P1DT12H`, `PT0.5S`.
public struct ISODuration: Hashable, Sendable {
  /// Years count as twelve; how long a month is depends on the calendar.
  public let months: Int
  /// Weeks, days, hours, minutes and seconds together.
  public let seconds: Double

  /// Years and months, weeks and days before the `T`; hours, minutes and seconds after it. Parts
  /// come in that order, at least one, each at most 9 digits; only seconds take a fraction, of at
  /// most 9 digits.
  public init?(_ text: some StringProtocol) {
    var bytes = Array(text.utf8)[...]
    guard bytes.popFirst() == UInt8(ascii: "P"), !bytes.isEmpty else { return nil }
    var months = 0
    var seconds = 0.0
    var units = Array(ISODuration.dateUnits)[...]
    var inTime = false
    while let next = bytes.first {
      if next == UInt8(ascii: "T") {
        guard !inTime, bytes.count > 1 else { return nil }
        inTime = true
        bytes = bytes.dropFirst()
        units = Array(ISODuration.timeUnits)[...]
        continue
      }
      guard let (value, fraction) = ISODuration.number(&bytes), let letter = bytes.popFirst(),
        let index = units.firstIndex(where: { $0.letter == letter }),
        fraction == 0 || letter == UInt8(ascii: "S")
      else { return nil }
      months += value * units[index].months
      seconds += (Double(value) + fraction) * units[index].seconds
      units = units[(index + 1)...]
    }
    self.months = months
    self.seconds = seconds
  }

  /// A fixed length, not negative, to the microsecond.
  public init(seconds: Double) {
    months = 0
    self.seconds = max(0, seconds)
  }

  private typealias Unit = (letter: UInt8, months: Int, seconds: Double)
  private static let dateUnits: [Unit] = [
    (UInt8(ascii: "Y"), 12, 0), (UInt8(ascii: "M"), 1, 0), (UInt8(ascii: "W"), 0, 604_800),
    (UInt8(ascii: "D"), 0, 86_400),
  ]
  private static let timeUnits: [Unit] = [
    (UInt8(ascii: "H"), 0, 3600), (UInt8(ascii: "M"), 0, 60), (UInt8(ascii: "S"), 0, 1),
  ]

  private static func number(_ bytes: inout ArraySlice<UInt8>) -> (Int, Double)? {
    guard let whole = digits(&bytes) else { return nil }
    guard bytes.first == UInt8(ascii: ".") else { return (whole.value, 0) }
    bytes = bytes.dropFirst()
    guard let part = digits(&bytes) else { return nil }
    var scale = 1.0
    for _ in 0..<part.count { scale *= 10 }
    return (whole.value, Double(part.value) / scale)
  }

  private static func digits(_ bytes: inout ArraySlice<UInt8>) -> (value: Int, count: Int)? {
    var value = 0
    var count = 0
    while let byte = bytes.first, (48...57).contains(byte) {
      guard count < 9 else { return nil }
      value = value * 10 + Int(byte - 48)
      count += 1
      bytes = bytes.dropFirst()
    }
    return count > 0 ? (value, count) : nil
  }
}

extension ISODuration: CustomStringConvertible {
  /// Years and months, then days, hours, minutes and seconds: `P1Y6M`, `P14DT2H`, `PT0S`.
  public var description: String {
    var text = "P"
    if months >= 12 { text += "\(months / 12)Y" }
    if months % 12 > 0 { text += "\(months % 12)M" }
    let micros = Int64((min(seconds, 1e12) * 1e6).rounded())
    let whole = micros / 1_000_000
    if whole >= 86_400 { text += "\(whole / 86_400)D" }
    var time = ""
    if whole % 86_400 >= 3600 { time += "\(whole % 86_400 / 3600)H" }
    if whole % 3600 >= 60 { time += "\(whole % 3600 / 60)M" }
    let fraction = micros % 1_000_000
    if whole % 60 > 0 || fraction > 0 {
      time += "\(whole % 60)"
      if fraction > 0 {
        var digits = Array(String(1_000_000 + fraction).utf8.dropFirst())
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        time += "." + String(decoding: digits, as: UTF8.self)
      }
      time += "S"
    }
    if text == "P", time.isEmpty { time = "0S" }
    return time.isEmpty ? text : text + "T" + time
  }
}
