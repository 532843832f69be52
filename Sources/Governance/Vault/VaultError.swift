import SalusCore

/// Why bytes could not be sealed or opened.
public enum VaultError: Problem, Hashable {
  /// The key was destroyed: what it sealed is gone for good.
  case redacted(KeyID)
  /// No such key was ever in this store.
  case unknownKey(KeyID)
  /// The bytes, the key, or what they are bound to is not what it was.
  case changed(KeyID)
  /// The key-encryption key is not the one that wrapped the keys in the store.
  case wrongKek
  case refused(AccessError)
  case store(KeyStoreError)

  public var kind: ProblemKind {
    switch self {
    case .refused(let error): error.kind
    case .redacted: .notFound
    default: .failed
    }
  }

  public var description: String {
    switch self {
    case .redacted: "redacted: the key to these data was destroyed"
    case .unknownKey(let id): "the key \(id) to these data is not in the key store"
    case .changed(let id): "the data or the key \(id) to them were changed"
    case .wrongKek: "the key-encryption key is not the one that the key store was made with"
    case .refused(let error): error.description
    case .store(let error): error.description
    }
  }

  public var hint: String? {
    switch self {
    case .unknownKey: "Restore the key store that belongs to this journal."
    case .wrongKek: "Name the key file that belongs to this data directory."
    case .refused(let error): error.hint
    default: nil
    }
  }
}
