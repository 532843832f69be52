import COpenSSL

/// A SHA-256 digest (FIPS 180-4): 32 bytes.
public struct Digest: Hashable, Sendable {
  public let bytes: [UInt8]

  /// Nil unless there are exactly 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Digest.length else { return nil }
    self.bytes = bytes
  }

  /// The digest of `data`.
  public init(of data: [UInt8]) {
    var output = [UInt8](repeating: 0, count: Digest.length)
    let done = EVP_Digest(data, data.count, &output, nil, EVP_sha256(), nil)
    precondition(done == 1, "OpenSSL offers no SHA-256")
    bytes = output
  }

  /// 32 zero bytes: what stands before the first event of a chain.
  public static let zero = Digest(unchecked: [UInt8](repeating: 0, count: length))

  public static let length = 32

  private init(unchecked bytes: [UInt8]) {
    self.bytes = bytes
  }
}

extension Digest: CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
