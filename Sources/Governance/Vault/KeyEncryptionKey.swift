import SalusCore

/// The key that wraps all data keys of a bank. It lies in a file of its own, outside the database
/// and its backups; without it nothing that was sealed opens again.
public struct KeyEncryptionKey: Sendable {
  let secret: Secret

  /// A new one.
  public static func random() -> KeyEncryptionKey {
    KeyEncryptionKey(secret: Secret())
  }

  init(secret: Secret) {
    self.secret = secret
  }

  /// Recognises the key without telling it.
  var mark: [UInt8] {
    Digest(authenticating: Array("salus.kek.mark.1".utf8), with: secret.bytes).bytes
  }

  /// Reads the key from its file.
  ///
  /// The file is made where there is none and the store holds no key yet. Where the store holds
  /// keys, a missing file is `KeyFileError.lost`: a new key would open none of them.
  public static func load(
    from path: String, for keys: any KeyStore
  ) throws(KeyFileError) -> KeyEncryptionKey {
    let isNew: Bool
    do throws(KeyStoreError) {
      isNew = try keys.mark() == nil
    } catch {
      throw .failed(path: path, reason: error.description)
    }
    let file = KeyFile(path: path, purpose: .kek)
    if isNew { return KeyEncryptionKey(secret: try file.loadOrMake()) }
    guard let secret = try file.load() else { throw .lost(path: path) }
    return KeyEncryptionKey(secret: secret)
  }

  /// Where the file is: what the caller was told, else what the environment says, else `keys/kek`
  /// in the data directory.
  public static func path(
    dataDirectory: String, option: String?, environment: [String: String]
  ) -> String {
    if let option, !option.isEmpty { return option }
    if let named = environment[variable], !named.isEmpty { return named }
    return dataDirectory + "/keys/kek"
  }

  /// The environment's name for the path of the key file.
  public static let variable = "SALUS_KEK_FILE"
}
