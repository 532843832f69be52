/// Personal data as they are stored: nobody reads them without the data key, and nobody changes
/// them or moves them to another place unnoticed.
///
/// One byte of version (1), 16 bytes of key number, 24 bytes of nonce, then the ciphertext with its
/// authentication code of 16 bytes.
public struct Sealed: Hashable, Sendable {
  public let bytes: [UInt8]

  static let version: UInt8 = 1
  static let nonceLength = 24
  static let codeLength = 16
  static let headLength = 1 + KeyID.length + nonceLength

  /// How many bytes sealing adds.
  public static let overhead = headLength + codeLength

  /// Nil for bytes that are no sealed form of this version. Whether they open is another matter.
  public init?(bytes: [UInt8]) {
    guard bytes.count >= Sealed.overhead, bytes[0] == Sealed.version else { return nil }
    self.bytes = bytes
  }

  init(checked bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The key that opens it.
  public var key: KeyID {
    KeyID(bytes: bytes[1..<(1 + KeyID.length)]) ?? KeyID.nobody
  }

  /// Bytes of what is inside.
  public var plainCount: Int { bytes.count - Sealed.overhead }
}
