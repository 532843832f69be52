/// Writes values in the one byte form that digests and signatures are taken over.
///
/// Integers are big-endian and of fixed width; text is UTF-8 as given, and text, bytes and lists
/// start with their length in 8 bytes; an optional value starts with one byte, 0 for none and 1
/// for some. A reader who knows the fields can therefore split the bytes in one way only.
public struct CanonicalBytes: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init(capacity: Int = 256) {
    bytes.reserveCapacity(capacity)
  }

  public mutating func append(byte: UInt8) {
    bytes.append(byte)
  }

  /// Eight bytes, most significant first.
  public mutating func append(_ number: UInt64) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Eight bytes in two's complement.
  public mutating func append(_ number: Int64) {
    append(UInt64(bitPattern: number))
  }

  /// Length of the UTF-8 form, then the form itself.
  public mutating func append(_ text: String) {
    append(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// The 32 bytes, whose length needs no telling.
  public mutating func append(_ digest: Digest) {
    bytes.append(contentsOf: digest.bytes)
  }

  /// One byte that says whether there is a value, then the value.
  public mutating func append(_ text: String?) {
    append(byte: text == nil ? 0 : 1)
    if let text { append(text) }
  }

  /// One byte that says whether there is a value, then the value.
  public mutating func append(_ number: Int64?) {
    append(byte: number == nil ? 0 : 1)
    if let number { append(number) }
  }

  /// One byte that says whether there is a value, then the value.
  public mutating func append(_ digest: Digest?) {
    append(byte: digest == nil ? 0 : 1)
    if let digest { append(digest) }
  }

  /// Their count, then each in eight bytes.
  public mutating func append(_ numbers: [Int64]) {
    append(UInt64(numbers.count))
    for number in numbers { append(number) }
  }

  /// Forgets what was written and keeps the room for it.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }
}
