import SalusCore

/// Writes a table as RFC 4180 text: equal rows give equal bytes on every system.
///
/// Fields are quoted only where they hold the delimiter, a quote, a line end or a blank at an end;
/// lines end with LF.
public struct CSVWriter: Sendable {
  /// UTF-8 so far.
  public private(set) var bytes: [UInt8] = []
  private let delimiter: UInt8

  public init(header: [String], delimiter: UInt8 = UInt8(ascii: ",")) {
    self.delimiter = delimiter
    append(header)
  }

  /// Adds one row.
  public mutating func append(_ fields: [String]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(delimiter) }
      append(field)
    }
    // A lone empty field would be an empty line, which readers pass over.
    if fields.count == 1, fields[0].isEmpty { bytes.append(contentsOf: "\"\"".utf8) }
    bytes.append(0x0A)
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  private mutating func append(_ field: String) {
    var field = field
    let needsQuotes = field.withUTF8 { utf8 in
      let special = utf8.contains {
        $0 == delimiter || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D
      }
      return special || utf8.first == 0x20 || utf8.last == 0x20
    }
    guard needsQuotes else {
      bytes.append(contentsOf: field.utf8)
      return
    }
    bytes.append(0x22)
    for byte in field.utf8 {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }

  /// The shortest text that reads back as the same number, whole numbers without a fraction; empty
  /// for not-a-number, which stands for a missing value.
  public static func text(_ value: Double) -> String {
    guard !value.isNaN else { return "" }
    if let whole = Int64(exactly: value), abs(whole) < 1 << 53 { return String(whole) }
    return "\(value)"
  }
}
