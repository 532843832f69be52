import SalusCore
import Synchronization

/// Where wrapped data keys lie: apart from the journal and its backups, so that destroying one
/// destroys what it sealed in every copy of the journal.
///
/// Any thread may call. What a call wrote is durable when it returns.
public protocol KeyStore: Sendable {
  /// The key in use for that name; nil where none was made or the last one was destroyed.
  func key(named name: KeyName) throws(KeyStoreError) -> WrappedKey?

  /// What is known of that key; nil where it was never here.
  func key(_ id: KeyID) throws(KeyStoreError) -> StoredKey?

  /// Keeps a new key, unless the name has one already: then that one is returned and the new one
  /// dropped, so that of two racers both seal under the same key.
  func put(_ key: WrappedKey) throws(KeyStoreError) -> WrappedKey

  /// The same for many, whose names differ, in one step where the store can: a durable step costs
  /// as much for a thousand keys as for one.
  func put(_ keys: [WrappedKey]) throws(KeyStoreError) -> [WrappedKey]

  /// Overwrites the keys and remembers their numbers as destroyed; unknown numbers are passed
  /// over. Where it breaks off, asking again finishes it.
  func destroy(_ ids: [KeyID]) throws(KeyStoreError)

  /// Names and numbers of the keys that are kept, in no order; of one subject or of all.
  func list(subject: String?) throws(KeyStoreError) -> [WrappedKey]

  /// Bytes by which the key-encryption key is recognised; nil where no key was ever put.
  func mark() throws(KeyStoreError) -> [UInt8]?

  /// Keeps the mark in the place of an earlier one, and other wrappings of kept keys in the place
  /// of theirs. All or none.
  func rewrap(_ keys: [WrappedKey], mark: [UInt8]) throws(KeyStoreError)
}

extension KeyStore {
  public func put(_ keys: [WrappedKey]) throws(KeyStoreError) -> [WrappedKey] {
    var kept: [WrappedKey] = []
    for key in keys { kept.append(try put(key)) }
    return kept
  }
}

/// What a key store knows of a key.
public enum StoredKey: Hashable, Sendable {
  case kept(WrappedKey)
  case destroyed
}

/// Why the key store could not do what was asked.
public struct KeyStoreError: Problem, Hashable {
  public var reason: String

  public init(reason: String) {
    self.reason = reason
  }

  public var kind: ProblemKind { .failed }
  public var description: String { "the key store failed: \(reason)" }
}

/// A key store that forgets when the process ends: for tests, drills and branches that never
/// leave memory.
public final class MemoryKeyStore: KeyStore {
  private struct State {
    var keys: [KeyID: StoredKey] = [:]
    var current: [KeyName: KeyID] = [:]
    var mark: [UInt8]?
  }

  private let state = Mutex(State())

  public init() {}

  public func key(named name: KeyName) -> WrappedKey? {
    state.withLock { state in
      guard let id = state.current[name], case .kept(let key) = state.keys[id] else { return nil }
      return key
    }
  }

  public func key(_ id: KeyID) -> StoredKey? {
    state.withLock { $0.keys[id] }
  }

  public func put(_ key: WrappedKey) -> WrappedKey {
    state.withLock { state in
      if let id = state.current[key.name], case .kept(let earlier) = state.keys[id] {
        return earlier
      }
      state.current[key.name] = key.id
      state.keys[key.id] = .kept(key)
      return key
    }
  }

  public func destroy(_ ids: [KeyID]) {
    state.withLock { state in
      for id in ids {
        guard case .kept(let key) = state.keys[id] else { continue }
        state.keys[id] = .destroyed
        if state.current[key.name] == id { state.current[key.name] = nil }
      }
    }
  }

  public func list(subject: String?) -> [WrappedKey] {
    state.withLock { state in
      state.keys.values.compactMap { stored in
        guard case .kept(let key) = stored, subject == nil || key.name.subject == subject else {
          return nil
        }
        return key
      }
    }
  }

  public func mark() -> [UInt8]? {
    state.withLock { $0.mark }
  }

  public func rewrap(_ keys: [WrappedKey], mark: [UInt8]) {
    state.withLock { state in
      for key in keys {
        if case .kept = state.keys[key.id] { state.keys[key.id] = .kept(key) }
      }
      state.mark = mark
    }
  }
}
