/// The address of a request as it stands in its first line, taken apart (RFC 3986 section 3).
struct Target: Hashable, Sendable {
  /// Percent-decoded, beginning with a slash.
  let path: String
  let query: [QueryItem]

  /// Nil where the text is no path of a server: no slash in front, a broken percent escape, bytes
  /// that are no UTF-8, or a control character.
  init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "/") else { return nil }
    let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
    guard let path = Target.decoded(bytes[..<end], plusIsSpace: false) else { return nil }
    var items: [QueryItem] = []
    if end < bytes.count {
      for pair in bytes[(end + 1)...].split(separator: UInt8(ascii: "&")) {
        let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
        guard let name = Target.decoded(pair[..<equals], plusIsSpace: true),
          let value = Target.decoded(pair[equals...].dropFirst(), plusIsSpace: true)
        else { return nil }
        items.append(QueryItem(name, value))
      }
    }
    self.path = path
    query = items
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> String? {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      var byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "%") {
        guard index + 1 < bytes.endIndex, let high = digit(bytes[index]),
          let low = digit(bytes[index + 1])
        else { return nil }
        byte = high << 4 | low
        index += 2
      } else if plusIsSpace, byte == UInt8(ascii: "+") {
        byte = UInt8(ascii: " ")
      }
      guard byte >= 0x20, byte != 0x7F else { return nil }
      output.append(byte)
    }
    return String(validating: output, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
