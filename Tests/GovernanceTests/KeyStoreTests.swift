import Testing

@testable import SalusGovernance

/// What every key store must do; here the one in memory.
@Suite struct KeyStoreTests {
  private let store: any KeyStore = MemoryKeyStore()

  private func key(_ subject: String, _ source: String = "clinic") -> WrappedKey {
    WrappedKey(
      id: .random(), name: KeyName(subject: subject, source: source, dataClass: .special),
      bytes: Sodium.random(72))
  }

  @Test func givesBackWhatItKeeps() throws {
    let keys = [key("a"), key("b"), key("a", "lab")]
    #expect(try store.put(keys) == keys)
    for key in keys {
      #expect(try store.key(key.id) == .kept(key))
      #expect(try store.key(named: key.name) == key)
    }
    #expect(try store.key(.random()) == nil)
    #expect(try store.key(named: key("c").name) == nil)
    #expect(try Set(store.list(subject: "a")) == [keys[0], keys[2]])
    #expect(try Set(store.list(subject: nil)) == Set(keys))
  }

  @Test func theFirstOfTwoRacersWins() throws {
    let first = key("a")
    let other = key("b")
    #expect(try store.put(first) == first)
    #expect(try store.put([other, key("a")]) == [other, first])
    #expect(try store.list(subject: nil).count == 2)
  }

  @Test func destroysForGood() throws {
    let keys = [key("a"), key("b")]
    _ = try store.put(keys)
    try store.destroy([keys[0].id, .random()])
    try store.destroy([keys[0].id])
    #expect(try store.key(keys[0].id) == .destroyed)
    #expect(try store.key(named: keys[0].name) == nil)
    #expect(try store.list(subject: nil) == [keys[1]])
    let later = key("a")
    #expect(try store.put(later) == later)
    #expect(try store.key(keys[0].id) == .destroyed)
    // A wrapping that comes too late brings nothing back.
    try store.rewrap([keys[0]], mark: Sodium.random(32))
    #expect(try store.key(keys[0].id) == .destroyed)
  }

  @Test func changesWrappingsAndTheMark() throws {
    #expect(try store.mark() == nil)
    let mark = Sodium.random(32)
    try store.rewrap([], mark: mark)
    #expect(try store.mark() == mark)
    let keys = [key("a"), key("b")]
    _ = try store.put(keys)
    let new = WrappedKey(id: keys[0].id, name: keys[0].name, bytes: Sodium.random(72))
    try store.rewrap([new], mark: Sodium.random(32))
    #expect(try store.key(new.id) == .kept(new))
    #expect(try store.key(keys[1].id) == .kept(keys[1]))
    #expect(try store.mark() != mark)
  }
}
