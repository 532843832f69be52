import SalusCore

/// Writes numbers, texts and JSON values in few bytes; equal values give equal bytes.
public struct PackedWriter {
  public private(set) var bytes: [UInt8] = []

  public init(capacity: Int = 256) {
    bytes.reserveCapacity(capacity)
  }

  /// One byte as it is.
  public mutating func append(byte: UInt8) {
    bytes.append(byte)
  }

  /// Seven bits a byte, least significant first; the top bit says that more follow.
  public mutating func append(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Small magnitudes of either sign stay short.
  public mutating func append(_ number: Int64) {
    append(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
  }

  /// Its length in UTF-8, then the bytes.
  public mutating func append(_ text: String) {
    append(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// A byte for its kind, then what the kind needs.
  public mutating func append(_ value: JSON) {
    switch value {
    case .null: bytes.append(0)
    case .bool(let value): bytes.append(value ? 2 : 1)
    case .integer(let value):
      bytes.append(3)
      append(value)
    case .number(let value):
      bytes.append(4)
      withUnsafeBytes(of: value.bitPattern.bigEndian) { bytes.append(contentsOf: $0) }
    case .string(let text):
      bytes.append(5)
      append(text)
    case .array(let values):
      bytes.append(6)
      append(UInt64(values.count))
      for value in values { append(value) }
    case .object(let members):
      bytes.append(7)
      append(UInt64(members.count))
      for member in members {
        append(member.name)
        append(member.value)
      }
    }
  }
}

/// Reads what `PackedWriter` wrote; every reading throws where the bytes end or make no sense.
public struct PackedReader {
  private let bytes: [UInt8]
  private var place = 0

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// True where nothing is left.
  public var isAtEnd: Bool { place == bytes.count }

  /// The next byte.
  public mutating func byte() throws(StateFault) -> UInt8 {
    guard place < bytes.count else { throw PackedReader.cut }
    defer { place += 1 }
    return bytes[place]
  }

  /// A number without sign.
  public mutating func unsigned() throws(StateFault) -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 64 else { throw PackedReader.cut }
      result |= UInt64(next & 0x7F) << shift
      guard next >= 0x80 else { return result }
      shift += 7
    }
  }

  /// A number with sign.
  public mutating func integer() throws(StateFault) -> Int64 {
    let raw = try unsigned()
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  /// A count of things of which each takes at least a byte.
  public mutating func count() throws(StateFault) -> Int {
    let number = try unsigned()
    guard number <= UInt64(bytes.count - place) else { throw PackedReader.cut }
    return Int(number)
  }

  /// A text.
  public mutating func text() throws(StateFault) -> String {
    let length = try count()
    defer { place += length }
    return String(decoding: bytes[place..<place + length], as: UTF8.self)
  }

  /// A JSON value, nested no deeper than `depth`.
  public mutating func json(depth: Int = 128) throws(StateFault) -> JSON {
    guard depth > 0 else { throw PackedReader.cut }
    switch try byte() {
    case 0: return .null
    case 1: return .bool(false)
    case 2: return .bool(true)
    case 3: return .integer(try integer())
    case 4:
      var pattern: UInt64 = 0
      for _ in 0..<8 { pattern = pattern << 8 | UInt64(try byte()) }
      return .number(Double(bitPattern: pattern))
    case 5: return .string(try text())
    case 6:
      var values: [JSON] = []
      for _ in 0..<(try count()) { values.append(try json(depth: depth - 1)) }
      return .array(values)
    case 7:
      var members: [JSON.Member] = []
      for _ in 0..<(try count()) {
        let name = try text()
        members.append(JSON.Member(name, try json(depth: depth - 1)))
      }
      return .object(members)
    default: throw PackedReader.cut
    }
  }

  /// What is thrown for bytes that end too early or make no sense.
  public static let cut = StateFault.unreadable("the stored state is cut off or damaged")
}
