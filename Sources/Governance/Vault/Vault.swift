import SalusCore
import Synchronization

/// Seals personal data under one key per subject, source and class, and opens them for who holds a
/// grant. Destroying a key redacts what it sealed, in every copy, while digests over the sealed
/// bytes stay as they were.
///
/// Any thread may call. Keys in use are kept in memory, up to a bound.
public final class Vault: Sendable {
  private let keys: any KeyStore
  private let wrapping: Wrapping
  private let cache: Mutex<KeyCache>
  private let tokenSecret: Secret

  /// - Parameters:
  ///   - kek: the key that wraps the data keys; it must be the one that wrapped those in the store.
  ///   - keys: where the wrapped keys lie.
  ///   - cachedKeys: how many keys are kept in memory.
  public init(
    kek: KeyEncryptionKey, keys: any KeyStore, cachedKeys: Int = 20_000
  ) throws(VaultError) {
    self.keys = keys
    wrapping = Wrapping(kek: kek)
    cache = Mutex(KeyCache(limit: cachedKeys))
    if let mark = try stored({ () throws(KeyStoreError) in try keys.mark() }) {
      guard Sodium.areEqual(mark, kek.mark) else { throw .wrongKek }
    } else {
      try stored { () throws(KeyStoreError) in try keys.rewrap([], mark: kek.mark) }
    }
    tokenSecret = try Vault.key(named: .tokens, in: keys, wrapping: wrapping).secret
  }

  /// Seals bytes of that subject, source and class.
  ///
  /// - Parameter binding: what the bytes belong to, such as the event's identity; they open only
  ///   with the same.
  public func seal(
    _ plain: [UInt8], for name: KeyName, binding: [UInt8]
  ) throws(VaultError) -> Sealed {
    let key = try key(named: name)
    return Sealed(
      checked: Cipher.seal(
        plain, under: key.secret, binding: binding, after: [Sealed.version] + key.id.bytes))
  }

  /// Makes the keys ready that a batch will be sealed with, the missing ones in one step of the
  /// store. `seal` makes what is missing too, but each in a step of its own.
  public func prepare(_ names: some Sequence<KeyName>) throws(VaultError) {
    var missing: [WrappedKey] = []
    for name in Set(names) {
      if cache.withLock({ $0.key(named: name) != nil }) { continue }
      let known = try stored { () throws(KeyStoreError) in try keys.key(named: name) }
      if let known {
        try remember(known)
      } else {
        missing.append(wrapping.wrap(Secret(), id: .random(), name: name))
      }
    }
    guard !missing.isEmpty else { return }
    for key in try stored({ () throws(KeyStoreError) in try keys.put(missing) }) {
      try remember(key)
    }
  }

  /// Opens sealed bytes for the holder of a grant. What they are of and whether the grant gives
  /// that is the reader's to check, by `Grant.check`.
  public func open(
    _ sealed: Sealed, binding: [UInt8], under grant: borrowing Grant
  ) throws(VaultError) -> [UInt8] {
    do throws(AccessError) {
      try grant.checkOpen()
    } catch {
      throw .refused(error)
    }
    return try openForUpkeep(sealed, binding: binding)
  }

  /// Opens sealed bytes for the journal's own upkeep (projections, indexes, migrations), of which
  /// nobody reads the result except through a reader that takes a grant. Only Store may call it.
  package func openForUpkeep(
    _ sealed: Sealed, binding: [UInt8]
  ) throws(VaultError) -> [UInt8] {
    let id = sealed.key
    let secret = try secret(of: id)
    guard
      let plain = Cipher.open(
        sealed.bytes, from: 1 + KeyID.length, under: secret, binding: binding)
    else { throw .changed(id) }
    return plain
  }

  /// True where the key of these bytes was destroyed.
  public func isRedacted(_ sealed: Sealed) throws(VaultError) -> Bool {
    let id = sealed.key
    return try stored { () throws(KeyStoreError) in try keys.key(id) } == .destroyed
  }

  /// Destroys every key of a subject that `isMeant` picks, for good.
  ///
  /// - Returns: the numbers of the keys, for the record of it and for other processes that share
  ///   the store, which must `forget` them.
  public func destroyKeys(
    ofSubject subject: String, where isMeant: (KeyName) -> Bool = { _ in true }
  ) throws(VaultError) -> [KeyID] {
    // The bank's own secret has no subject, and is not to be had by an empty name.
    guard !subject.isEmpty else { return [] }
    let kept = try stored { () throws(KeyStoreError) in try keys.list(subject: subject) }
    let ids = kept.filter { isMeant($0.name) }.map(\.id)
    try destroy(ids)
    return ids
  }

  /// Destroys every key of a source, for good: what a withdrawn feed has brought.
  public func destroyKeys(ofSource source: String) throws(VaultError) -> [KeyID] {
    let kept = try stored { () throws(KeyStoreError) in try keys.list(subject: nil) }
    let ids = kept.filter { $0.name.source == source && $0.name != .tokens }.map(\.id)
    try destroy(ids)
    return ids
  }

  /// Drops keys from memory that another process has destroyed.
  public func forget(_ ids: [KeyID]) {
    cache.withLock { cache in
      for id in ids { cache.remove(id) }
    }
  }

  /// A blind name for an exact text: equal texts of one domain have equal tokens in this bank, and
  /// nobody without the bank's secret can try texts out (HMAC-SHA-256).
  ///
  /// For indexes that must find personal data without holding them. A token is itself personal
  /// data: it goes when the subject's key goes.
  ///
  /// - Parameters:
  ///   - text: normalised by the caller; the token tells `Ana` from `ana`.
  ///   - domain: what is named, such as `person.name`; equal texts of two domains do not match.
  public func token(of text: String, domain: String) -> Digest {
    token(of: Array(text.utf8), domain: domain)
  }

  /// A blind name for bytes, such as those by which a repeated delivery is recognised.
  public func token(of bytes: [UInt8], domain: String) -> Digest {
    var message = CanonicalBytes(capacity: bytes.count + domain.utf8.count + 32)
    message.append("salus.token.1")
    message.append(domain)
    return Digest(authenticating: message.bytes + bytes, with: tokenSecret.bytes)
  }

  /// Wraps every key anew under another key-encryption key, in one step; the vault is opened with
  /// that one from then on. Sealed bytes and tokens stay as they are. Nothing else may use the
  /// store meanwhile.
  public func rewrap(under new: KeyEncryptionKey) throws(VaultError) {
    let fresh = Wrapping(kek: new)
    var wrapped: [WrappedKey] = []
    for key in try stored({ () throws(KeyStoreError) in try keys.list(subject: nil) }) {
      guard let secret = wrapping.unwrap(key) else { throw .changed(key.id) }
      wrapped.append(fresh.wrap(secret, id: key.id, name: key.name))
    }
    try stored { () throws(KeyStoreError) in try keys.rewrap(wrapped, mark: new.mark) }
  }

  private func destroy(_ ids: [KeyID]) throws(VaultError) {
    guard !ids.isEmpty else { return }
    try stored { () throws(KeyStoreError) in try keys.destroy(ids) }
    forget(ids)
  }

  private func key(named name: KeyName) throws(VaultError) -> DataKey {
    if let key = cache.withLock({ $0.key(named: name) }) { return key }
    let key = try Vault.key(named: name, in: keys, wrapping: wrapping)
    cache.withLock { $0.add(key, name: name) }
    return key
  }

  private func secret(of id: KeyID) throws(VaultError) -> Secret {
    if let secret = cache.withLock({ $0.secret(of: id) }) { return secret }
    switch try stored({ () throws(KeyStoreError) in try keys.key(id) }) {
    case nil: throw .unknownKey(id)
    case .destroyed: throw .redacted(id)
    case .kept(let wrapped): return try remember(wrapped)
    }
  }

  /// Keeps a key in memory.
  @discardableResult
  private func remember(_ wrapped: WrappedKey) throws(VaultError) -> Secret {
    guard let secret = wrapping.unwrap(wrapped) else { throw .changed(wrapped.id) }
    cache.withLock { $0.add(DataKey(id: wrapped.id, secret: secret), name: wrapped.name) }
    return secret
  }

  private static func key(
    named name: KeyName, in keys: any KeyStore, wrapping: Wrapping
  ) throws(VaultError) -> DataKey {
    let wrapped = try stored { () throws(KeyStoreError) -> WrappedKey in
      if let known = try keys.key(named: name) { return known }
      let new = wrapping.wrap(Secret(), id: .random(), name: name)
      return try keys.put(new)
    }
    guard let secret = wrapping.unwrap(wrapped) else { throw .changed(wrapped.id) }
    return DataKey(id: wrapped.id, secret: secret)
  }
}

/// A data key in use.
struct DataKey: Sendable {
  let id: KeyID
  let secret: Secret
}

/// What went wrong in the store, in the vault's words.
private func stored<Value>(
  _ body: () throws(KeyStoreError) -> Value
) throws(VaultError) -> Value {
  do throws(KeyStoreError) {
    return try body()
  } catch {
    throw .store(error)
  }
}
