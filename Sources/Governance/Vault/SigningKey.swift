import CSodium
import SalusCore

/// A key that signs (Ed25519, RFC 8032), with the file that holds it.
public struct SigningKey: Sendable {
  /// What others need to check its signatures.
  public let verifying: VerifyingKey
  private let seed: Secret

  /// A new one.
  public init() {
    self.init(secret: Secret())
  }

  /// From the 32 bytes that RFC 8032 calls the private key; nil for another count.
  public init?(seed: [UInt8]) {
    guard let secret = Secret(seed) else { return nil }
    self.init(secret: secret)
  }

  /// Reads the key from its file, or makes the file where there is none.
  public static func load(from path: String) throws(KeyFileError) -> SigningKey {
    SigningKey(secret: try KeyFile(path: path, purpose: .signing).loadOrMake())
  }

  private init(secret: Secret) {
    Sodium.start()
    seed = secret
    verifying = VerifyingKey(checked: SigningKey.pair(secret).verifying)
  }

  public func sign(_ message: [UInt8]) -> Signature {
    var secret = SigningKey.pair(seed).secret
    defer { sodium_memzero(&secret, secret.count) }
    let bytes = [UInt8](unsafeUninitializedCapacity: Signature.length) { buffer, filled in
      if let base = buffer.baseAddress {
        crypto_sign_ed25519_detached(base, nil, message, UInt64(message.count), secret)
      }
      filled = Signature.length
    }
    return Signature(checked: bytes)
  }

  private static func pair(_ seed: Secret) -> (verifying: [UInt8], secret: [UInt8]) {
    var verifying = [UInt8](repeating: 0, count: VerifyingKey.length)
    var secret = [UInt8](repeating: 0, count: 64)
    _ = seed.withBytes { crypto_sign_ed25519_seed_keypair(&verifying, &secret, $0) }
    return (verifying, secret)
  }
}

/// The public half of a signing key: 32 bytes.
public struct VerifyingKey: Hashable, Sendable {
  public let bytes: [UInt8]

  static let length = 32

  /// Nil unless there are 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == VerifyingKey.length else { return nil }
    self.bytes = bytes
  }

  /// Reads 64 hexadecimal digits, or Base64 of the same bytes.
  public init?(_ text: String) {
    guard let bytes = Hex.bytes(text) ?? Base64.bytes(text) else { return nil }
    self.init(bytes: bytes)
  }

  init(checked bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// True where the key's owner signed exactly this message.
  public func isValid(_ signature: Signature, for message: [UInt8]) -> Bool {
    Sodium.start()
    return crypto_sign_ed25519_verify_detached(
      signature.bytes, message, UInt64(message.count), bytes) == 0
  }

  /// A short name for the key: the first 16 hexadecimal digits of its SHA-256.
  public var id: String { Hex.text(Digest(of: bytes).bytes.prefix(8)) }

  public var base64: String { Base64.text(bytes) }
}

extension VerifyingKey: CustomStringConvertible {
  /// 64 hexadecimal digits.
  public var description: String { Hex.text(bytes) }
}

/// An Ed25519 signature: 64 bytes.
public struct Signature: Hashable, Sendable {
  public let bytes: [UInt8]

  static let length = 64

  /// Nil unless there are 64 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Signature.length else { return nil }
    self.bytes = bytes
  }

  /// Reads 128 hexadecimal digits, or Base64 of the same bytes.
  public init?(_ text: String) {
    guard let bytes = Hex.bytes(text) ?? Base64.bytes(text) else { return nil }
    self.init(bytes: bytes)
  }

  init(checked bytes: [UInt8]) {
    self.bytes = bytes
  }

  public var base64: String { Base64.text(bytes) }
}

extension Signature: CustomStringConvertible {
  /// 128 hexadecimal digits.
  public var description: String { Hex.text(bytes) }
}
