/// Reads numbers from bytes as spreadsheets and agencies write them.
public enum NumberText {
  /// A finite decimal number with an optional sign, fraction and exponent; nil for anything else,
  /// such as thousands separators, hexadecimal digits, `inf` or `nan`.
  ///
  /// - Parameter decimal: the byte between whole part and fraction.
  public static func number(
    _ bytes: ArraySlice<UInt8>, decimal: UInt8 = UInt8(ascii: ".")
  ) -> Double? {
    var index = bytes.startIndex
    let end = bytes.endIndex
    guard index < end, end - index <= 64 else { return nil }
    var isNegative = false
    if bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      isNegative = bytes[index] == UInt8(ascii: "-")
      index += 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var scale = 0
    var isExact = true
    var hasPoint = false
    while index < end {
      let byte = bytes[index]
      if byte == decimal {
        guard !hasPoint else { return nil }
        hasPoint = true
      } else if (48...57).contains(byte) {
        digits += 1
        if mantissa < 1 << 53 {
          mantissa = mantissa * 10 + UInt64(byte - 48)
        } else {
          isExact = false
        }
        if hasPoint { scale += 1 }
      } else {
        break
      }
      index += 1
    }
    guard digits > 0 else { return nil }
    // Up to 15 digits and 22 places, one division of two exact numbers rounds right (Clinger 1990).
    if index == end, isExact, mantissa < 1 << 53, scale <= 22 {
      let value = Double(mantissa) / powersOfTen[scale]
      return isNegative ? -value : value
    }
    guard index == end || bytes[index] == UInt8(ascii: "e") || bytes[index] == UInt8(ascii: "E")
    else { return nil }
    let plain = bytes.map { $0 == decimal ? UInt8(ascii: ".") : $0 }
    guard plain[(index - bytes.startIndex)...].dropFirst().allSatisfy(isExponentByte),
      let value = Double(String(decoding: plain, as: UTF8.self)), value.isFinite
    else { return nil }
    return value
  }

  /// Whole digits only, at most 18 of them; nil for anything else.
  static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard !bytes.isEmpty, bytes.count <= 18 else { return nil }
    var value = 0
    for byte in bytes {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    return value
  }

  private static func isExponentByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: ".")
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
