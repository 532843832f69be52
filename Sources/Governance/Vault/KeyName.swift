import SalusCore

/// What one data key is for: what one source said of one subject in one class. Destroying it makes
/// exactly that unreadable.
public struct KeyName: Hashable, Sendable {
  /// The twin's identifier, which never carries personal data.
  public let subject: String
  public let source: String
  public let dataClass: DataClass

  public init<Owner>(subject: ID<Owner>, source: String, dataClass: DataClass) {
    self.init(subject: subject.text, source: source, dataClass: dataClass)
  }

  public init(subject: String, source: String, dataClass: DataClass) {
    self.subject = subject
    self.source = source
    self.dataClass = dataClass
  }

  /// The bank's own secret, from which tokens are made. It belongs to no subject.
  static let tokens = KeyName(subject: "", source: "salus.tokens", dataClass: .special)

  func write(to bytes: inout CanonicalBytes) {
    bytes.append(subject)
    bytes.append(source)
    bytes.append(byte: UInt8(dataClass.rawValue))
  }
}

/// The number of a data key, by which sealed bytes name it: 16 random bytes.
public struct KeyID: Hashable, Sendable {
  public let bytes: [UInt8]

  public static let length = 16

  /// Nil unless there are 16 bytes.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == KeyID.length else { return nil }
    self.bytes = Array(bytes)
  }

  static func random() -> KeyID {
    KeyID(checked: Sodium.random(length))
  }

  /// What no key is called.
  static let nobody = KeyID(checked: [UInt8](repeating: 0, count: length))

  private init(checked bytes: [UInt8]) {
    self.bytes = bytes
  }
}

extension KeyID: CustomStringConvertible {
  /// 32 hexadecimal digits.
  public var description: String { Hex.text(bytes) }
}

/// A data key as it is stored: enciphered under the key-encryption key.
public struct WrappedKey: Hashable, Sendable {
  public let id: KeyID
  public let name: KeyName
  /// Nonce, then the enciphered key with its authentication code: 72 bytes.
  public let bytes: [UInt8]

  public init(id: KeyID, name: KeyName, bytes: [UInt8]) {
    self.id = id
    self.name = name
    self.bytes = bytes
  }
}
