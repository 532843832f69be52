import Foundation
import SalusCore
import Testing

@testable import SalusGovernance

@Suite struct VaultTests {
  private let keys = MemoryKeyStore()
  private let kek = KeyEncryptionKey.random()
  private let authority = Authority(phase: .response, log: MemoryAuditLog())
  private let name = KeyName(subject: Ask.person, source: "clinic", dataClass: .identified)
  private let event = Array("north/17".utf8)

  private func vault(cachedKeys: Int = 100) throws -> Vault {
    try Vault(kek: kek, keys: keys, cachedKeys: cachedKeys)
  }

  private func grant() throws -> Grant { try authority.grant(Ask.care, at: Ask.now) }

  @Test(arguments: [0, 1, 16, 200, 70_000])
  func opensWhatItSealed(count: Int) throws {
    let vault = try vault()
    let plain = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let sealed = try vault.seal(plain, for: name, binding: event)
    #expect(sealed.bytes.count == count + Sealed.overhead)
    #expect(sealed.plainCount == count)
    #expect(try vault.open(sealed, binding: event, under: grant()) == plain)
    // Another process with the same keys.
    let read = try #require(Sealed(bytes: sealed.bytes))
    #expect(try self.vault().open(read, binding: event, under: grant()) == plain)
  }

  @Test func hidesWhatItSealed() throws {
    let plain = Array("Ana Novak, born 1990-02-03".utf8)
    let vault = try vault()
    let one = try vault.seal(plain, for: name, binding: event)
    let two = try vault.seal(plain, for: name, binding: event)
    #expect(one.key == two.key)
    #expect(one != two, "equal texts do not look equal")
    #expect(!String(decoding: one.bytes, as: UTF8.self).contains("Novak"))
  }

  @Test func refusesEveryChangedByte() throws {
    let vault = try vault()
    let sealed = try vault.seal(Array("positive".utf8), for: name, binding: event)
    for index in sealed.bytes.indices {
      for bit in [UInt8(1), 0x80] {
        var bytes = sealed.bytes
        bytes[index] ^= bit
        guard let changed = Sealed(bytes: bytes) else {
          #expect(index == 0, "only another version is no sealed form")
          continue
        }
        #expect(throws: VaultError.self) {
          try vault.openForUpkeep(changed, binding: event)
        }
      }
    }
    for count in 0..<sealed.bytes.count {
      guard let cut = Sealed(bytes: Array(sealed.bytes[..<count])) else { continue }
      #expect(throws: VaultError.self) { try vault.openForUpkeep(cut, binding: event) }
    }
    #expect(throws: VaultError.changed(sealed.key)) {
      try vault.openForUpkeep(sealed, binding: Array("north/18".utf8))
    }
  }

  @Test func opensNothingUnderAClosedGrant() throws {
    let vault = try vault()
    let sealed = try vault.seal([1], for: name, binding: event)
    let grant = try grant()
    authority.apply(closing: grant.sequence, for: "over")
    #expect(throws: VaultError.refused(.closed(grant: grant.sequence, reason: "over"))) {
      try vault.open(sealed, binding: event, under: grant)
    }
  }

  @Test func redactsASubjectForGood() throws {
    let vault = try vault()
    let other = KeyName(subject: "somebody else", source: "clinic", dataClass: .identified)
    let lab = KeyName(subject: Ask.person, source: "lab", dataClass: .special)
    let sealed = try [name, lab, other].map { name throws in
      try vault.seal([7], for: name, binding: event)
    }
    let destroyed = try vault.destroyKeys(ofSubject: Ask.person.text)
    #expect(Set(destroyed) == Set(sealed[0...1].map(\.key)))
    for piece in sealed[0...1] {
      #expect(try vault.isRedacted(piece))
      #expect(throws: VaultError.redacted(piece.key)) {
        try vault.openForUpkeep(piece, binding: event)
      }
    }
    #expect(try vault.openForUpkeep(sealed[2], binding: event) == [7])
    #expect(try !vault.isRedacted(sealed[2]))
    #expect(try vault.destroyKeys(ofSubject: Ask.person.text).isEmpty)
    // What comes in later has a key of its own.
    let later = try vault.seal([8], for: name, binding: event)
    #expect(later.key != sealed[0].key)
    #expect(try vault.openForUpkeep(later, binding: event) == [8])
    #expect(throws: VaultError.redacted(sealed[0].key)) {
      try vault.openForUpkeep(sealed[0], binding: event)
    }
  }

  @Test func redactsOnlyWhatIsMeant() throws {
    let vault = try vault()
    let lab = KeyName(subject: Ask.person, source: "lab", dataClass: .special)
    let one = try vault.seal([1], for: name, binding: event)
    let two = try vault.seal([2], for: lab, binding: event)
    _ = try vault.destroyKeys(ofSubject: Ask.person.text) { $0.dataClass == .special }
    #expect(try vault.openForUpkeep(one, binding: event) == [1])
    #expect(try vault.isRedacted(two))
    #expect(try vault.destroyKeys(ofSource: "clinic") == [one.key])
    #expect(try vault.isRedacted(one))
  }

  @Test func neverDestroysItsOwnSecret() throws {
    let vault = try vault()
    let before = vault.token(of: "novak", domain: "person.name")
    #expect(try vault.destroyKeys(ofSubject: "").isEmpty)
    #expect(try vault.destroyKeys(ofSource: "salus.tokens").isEmpty)
    #expect(try self.vault().token(of: "novak", domain: "person.name") == before)
  }

  @Test func forgetsWhatAnotherProcessDestroyed() throws {
    let one = try vault()
    let two = try vault()
    let sealed = try one.seal([1], for: name, binding: event)
    #expect(try two.openForUpkeep(sealed, binding: event) == [1])
    let gone = try one.destroyKeys(ofSubject: Ask.person.text)
    two.forget(gone)
    #expect(throws: VaultError.redacted(sealed.key)) {
      try two.openForUpkeep(sealed, binding: event)
    }
  }

  @Test func twoProcessesShareTheKeyOfAName() throws {
    let one = try vault()
    let two = try vault()
    let sealed = try one.seal([1], for: name, binding: event)
    #expect(try two.seal([2], for: name, binding: event).key == sealed.key)
  }

  @Test func refusesAnotherKek() throws {
    _ = try vault()
    #expect(throws: VaultError.wrongKek) {
      try Vault(kek: .random(), keys: keys)
    }
  }

  @Test func refusesAKeyInAnothersPlace() throws {
    let vault = try vault()
    let mine = try vault.seal([1], for: name, binding: event)
    let wrapped = try #require(keys.key(named: name))
    let thief = MemoryKeyStore()
    thief.rewrap([], mark: kek.mark)
    let other = KeyName(subject: "somebody else", source: "clinic", dataClass: .identified)
    _ = thief.put(WrappedKey(id: wrapped.id, name: other, bytes: wrapped.bytes))
    #expect(throws: VaultError.changed(mine.key)) {
      try Vault(kek: kek, keys: thief).openForUpkeep(mine, binding: event)
    }
    let empty = MemoryKeyStore()
    #expect(throws: VaultError.unknownKey(mine.key)) {
      try Vault(kek: kek, keys: empty).openForUpkeep(mine, binding: event)
    }
  }

  @Test func opensEverythingAfterAChangeOfTheKek() throws {
    let vault = try vault()
    let sealed = try vault.seal([5], for: name, binding: event)
    let token = vault.token(of: "novak", domain: "person.name")
    let new = KeyEncryptionKey.random()
    try vault.rewrap(under: new)
    #expect(throws: VaultError.wrongKek) { try Vault(kek: kek, keys: keys) }
    let later = try Vault(kek: new, keys: keys)
    #expect(try later.openForUpkeep(sealed, binding: event) == [5])
    #expect(later.token(of: "novak", domain: "person.name") == token)
  }

  @Test func keepsNoMoreKeysThanItMay() throws {
    let vault = try vault(cachedKeys: 8)
    var sealed: [Sealed] = []
    for number in 0..<100 {
      let name = KeyName(subject: "p\(number)", source: "clinic", dataClass: .identified)
      sealed.append(try vault.seal([UInt8(number)], for: name, binding: event))
    }
    for (number, piece) in sealed.enumerated() {
      #expect(try vault.openForUpkeep(piece, binding: event) == [UInt8(number)])
    }
  }

  @Test func preparesABatchInOneStep() throws {
    let vault = try vault()
    let early = try vault.seal([0], for: name, binding: event)
    let names = (0..<50).map {
      KeyName(subject: "p\($0)", source: "clinic", dataClass: .identified)
    }
    try self.vault().prepare(names + names + [name])
    #expect(keys.list(subject: nil).count == 52, "one for each name, and the bank's own")
    for name in names {
      #expect(try vault.seal([1], for: name, binding: event).key == keys.key(named: name)?.id)
    }
    #expect(try vault.seal([0], for: name, binding: event).key == early.key)
  }

  @Test func tokensMatchExactly() throws {
    let vault = try vault()
    let token = vault.token(of: "novak", domain: "person.name")
    #expect(vault.token(of: "novak", domain: "person.name") == token)
    #expect(vault.token(of: "Novak", domain: "person.name") != token)
    #expect(vault.token(of: "novak", domain: "person.alias") != token)
    // No cutting of text and domain at another place.
    #expect(
      vault.token(of: "bc", domain: "a") != vault.token(of: "c", domain: "ab"))
    let other = try Vault(kek: .random(), keys: MemoryKeyStore())
    #expect(other.token(of: "novak", domain: "person.name") != token)
  }
}

@Suite struct CipherTests {
  /// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
  @Test func opensThePublishedExample() throws {
    let plain = Array(
      ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
        + "future, sunscreen would be it.").utf8)
    let key = try #require(Secret((0x80...0x9F).map { UInt8($0) }))
    let binding = try #require(Hex.bytes("50515253c0c1c2c3c4c5c6c7"))
    let nonce = (0x40...0x57).map { UInt8($0) }
    let cipher = try #require(
      Hex.bytes(
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
          + "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
          + "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
          + "21f9664c97637da9768812f615c68b13b52e"
          + "c0875924c1c7987947deafd8780acf49"))
    #expect(Cipher.open(nonce + cipher, from: 0, under: key, binding: binding) == plain)
    #expect(Cipher.open(nonce + cipher, from: 0, under: key, binding: []) == nil)
  }

  /// RFC 4231, test case 2.
  @Test func authenticatesThePublishedExample() {
    let code = Digest(
      authenticating: Array("what do ya want for nothing?".utf8), with: Array("Jefe".utf8))
    #expect(
      code.description == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }
}

@Suite struct KeyCacheTests {
  @Test func neverHoldsMoreThanItsLimit() {
    var cache = KeyCache(limit: 10)
    for number in 0..<1_000 {
      let name = KeyName(subject: "p\(number)", source: "", dataClass: .special)
      cache.add(DataKey(id: .random(), secret: Secret()), name: name)
      #expect(cache.count <= 10)
      #expect(cache.key(named: name) != nil)
    }
  }

  @Test func keepsWhatIsNeededAgain() {
    var cache = KeyCache(limit: 10)
    let often = KeyName(subject: "often", source: "", dataClass: .special)
    cache.add(DataKey(id: .random(), secret: Secret()), name: often)
    var missed = 0
    for number in 0..<1_000 {
      if number % 2 == 0, cache.key(named: often) == nil { missed += 1 }
      let name = KeyName(subject: "p\(number)", source: "", dataClass: .special)
      cache.add(DataKey(id: .random(), secret: Secret()), name: name)
    }
    #expect(missed < 1_000, "it may be given up, and comes back by one read of the store")
  }
}

@Suite struct KeyFileTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "salus-keys-\(UUID().uuidString)").path

  private func within(_ body: (String) throws -> Void) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder + "/keys/kek")
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }

  @Test func isMadeOnFirstUseForItsOwnerAlone() throws {
    try within { path in
      let keys = MemoryKeyStore()
      let kek = try KeyEncryptionKey.load(from: path, for: keys)
      #expect(try mode(path) == 0o600)
      #expect(try mode(folder + "/keys") == 0o700)
      _ = try Vault(kek: kek, keys: keys)
      #expect(try KeyEncryptionKey.load(from: path, for: keys).mark == kek.mark)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/keys")
      #expect(names == ["kek"], "nothing is left lying about")
    }
  }

  @Test func isMissedWhenItIsLost() throws {
    try within { path in
      let keys = MemoryKeyStore()
      _ = try Vault(kek: KeyEncryptionKey.load(from: path, for: keys), keys: keys)
      try FileManager.default.removeItem(atPath: path)
      #expect(throws: KeyFileError.lost(path: path)) {
        try KeyEncryptionKey.load(from: path, for: keys)
      }
      #expect(!FileManager.default.fileExists(atPath: path), "no other key takes its place")
    }
  }

  @Test(arguments: [0o640, 0o604, 0o660, 0o777])
  func isRefusedWhereOthersCanUseIt(bits: Int) throws {
    try within { path in
      let keys = MemoryKeyStore()
      _ = try KeyEncryptionKey.load(from: path, for: keys)
      try FileManager.default.setAttributes([.posixPermissions: bits], ofItemAtPath: path)
      #expect(throws: KeyFileError.tooOpen(path: path, mode: UInt32(bits))) {
        try KeyEncryptionKey.load(from: path, for: keys)
      }
    }
  }

  @Test(arguments: [
    "", "salus-kek-1", "salus-kek-1 00", "salus-kek-1 " + String(repeating: "g", count: 64),
    "salus-ed25519-1 " + String(repeating: "0", count: 64),
    String(repeating: "0", count: 64), String(repeating: "x", count: 10_000),
    "salus-kek-1 " + String(repeating: "0", count: 66),
  ])
  func isRefusedWhereItIsNoKey(text: String) throws {
    try within { path in
      let keys = MemoryKeyStore()
      _ = try KeyEncryptionKey.load(from: path, for: keys)
      try Data(text.utf8).write(to: URL(filePath: path))
      #expect(throws: KeyFileError.noKey(path: path, wanted: "salus-kek-1")) {
        try KeyEncryptionKey.load(from: path, for: keys)
      }
    }
  }

  @Test func saysWhyItCannotBeMade() throws {
    try within { _ in
      try Data().write(to: URL(filePath: folder + "/file"))
      let path = folder + "/file/kek"
      do throws(KeyFileError) {
        _ = try KeyEncryptionKey.load(from: path, for: MemoryKeyStore())
        Issue.record("a key in a file that is no folder")
      } catch {
        guard case .failed(path: path, reason: _) = error else {
          Issue.record("\(error)")
          return
        }
      }
    }
  }

  @Test func isFoundByOptionEnvironmentOrFolder() {
    let variable = KeyEncryptionKey.variable
    func path(_ option: String?, _ environment: [String: String]) -> String {
      KeyEncryptionKey.path(dataDirectory: "/d", option: option, environment: environment)
    }
    #expect(path("/o", [variable: "/e"]) == "/o")
    #expect(path(nil, [variable: "/e"]) == "/e")
    #expect(path("", [variable: ""]) == "/d/keys/kek")
  }

  @Test func aSigningKeyStaysTheSame() throws {
    try within { path in
      let key = try SigningKey.load(from: path)
      #expect(try SigningKey.load(from: path).verifying == key.verifying)
      #expect(try mode(path) == 0o600)
    }
  }
}
