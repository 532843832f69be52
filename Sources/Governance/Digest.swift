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
    self = data.withUnsafeBytes { Digest(of: $0) }
  }

  /// The digest of `data`.
  public init(of data: UnsafeRawBufferPointer) {
    bytes = [UInt8](unsafeUninitializedCapacity: Digest.length) { output, filled in
      Digest.write(of: data, to: UnsafeMutableRawBufferPointer(output), at: 0)
      filled = Digest.length
    }
  }

  /// 32 zero bytes: what stands before the first event of a chain.
  public static let zero = Digest(unchecked: [UInt8](repeating: 0, count: length))

  public static let length = 32

  /// Writes the 32 bytes of a digest at an offset.
  static func write(
    of data: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer, at offset: Int
  ) {
    precondition(offset >= 0 && offset + length <= output.count)
    let place = output.baseAddress?.advanced(by: offset).assumingMemoryBound(to: UInt8.self)
    let done = EVP_Digest(data.baseAddress, data.count, place, nil, SHA256.method, nil)
    precondition(done == 1, "OpenSSL offers no SHA-256")
  }

  private init(unchecked bytes: [UInt8]) {
    self.bytes = bytes
  }
}

extension Digest: CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public var description: String { Hex.text(bytes) }

  /// Reads 64 hexadecimal digits.
  public init?(hex: some StringProtocol) {
    guard let bytes = Hex.bytes(hex) else { return nil }
    self.init(bytes: bytes)
  }
}

/// The method as OpenSSL looks it up; asking once spares every digest a search under a lock.
enum SHA256 {
  // Written once before anybody sees it, never changed and never freed.
  nonisolated(unsafe) static let method: OpaquePointer? = EVP_MD_fetch(nil, "SHA256", nil)
}
