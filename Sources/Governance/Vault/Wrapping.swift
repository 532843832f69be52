/// Wraps data keys under the key-encryption key, bound to their number and name so that a key put
/// in another's place does not open.
struct Wrapping: Sendable {
  private let kek: KeyEncryptionKey

  init(kek: KeyEncryptionKey) {
    self.kek = kek
  }

  func wrap(_ secret: Secret, id: KeyID, name: KeyName) -> WrappedKey {
    WrappedKey(
      id: id, name: name,
      bytes: Cipher.seal(
        secret.bytes, under: kek.secret, binding: Wrapping.binding(id, name), after: []))
  }

  /// Nil where the wrapping is another key's, or was changed.
  func unwrap(_ key: WrappedKey) -> Secret? {
    Cipher.open(
      key.bytes, from: 0, under: kek.secret, binding: Wrapping.binding(key.id, key.name)
    ).flatMap { Secret($0) }
  }

  private static func binding(_ id: KeyID, _ name: KeyName) -> [UInt8] {
    var bytes = CanonicalBytes()
    bytes.append("salus.datakey.1")
    bytes.append(Digest(of: id.bytes))
    name.write(to: &bytes)
    return bytes.bytes
  }
}
