import SalusCore
import SalusGovernance
import Testing

@Suite struct WitnessTests {
  private let logKey = SigningKey()
  private let key = SigningKey()
  private let kept = KeptLog((0..<40).map(KeptLog.entry))

  private func head(
    _ size: UInt64, of kept: KeptLog? = nil, signer: SigningKey? = nil, origin: String = "north"
  ) throws -> SignedTreeHead {
    let kept = kept ?? self.kept
    let root = try kept.log.root(at: size, from: kept.tiles)
    return TreeHead(origin: origin, size: size, root: root, time: Ask.now + Double(size))
      .signed(by: signer ?? logKey)
  }

  private func proof(_ first: UInt64, _ second: UInt64, of kept: KeptLog? = nil) throws
    -> [[UInt8]]
  {
    let kept = kept ?? self.kept
    return try kept.log.consistencyProof(from: first, to: second, from: kept.tiles).map(\.bytes)
  }

  private func witness(at size: UInt64? = nil) throws -> Witness {
    Witness(
      origin: "north", logKey: logKey.verifying, key: key,
      last: try size.map { try head($0) })
  }

  @Test func aHeadIsItsLogsOwn() throws {
    let signed = try head(8)
    #expect(signed.isValid(under: logKey.verifying))
    #expect(!signed.isValid(under: key.verifying))
    var other = signed.head
    other.size = 9
    #expect(
      !SignedTreeHead(head: other, key: signed.key, signature: signed.signature)
        .isValid(under: logKey.verifying))
    other = signed.head
    other.time = other.time + 1
    #expect(
      !SignedTreeHead(head: other, key: signed.key, signature: signed.signature)
        .isValid(under: logKey.verifying))
    other = signed.head
    other.origin = "south"
    #expect(
      !SignedTreeHead(head: other, key: signed.key, signature: signed.signature)
        .isValid(under: logKey.verifying))
  }

  @Test func headsAndCosignaturesReadBack() throws {
    let signed = try head(8)
    #expect(try SignedTreeHead(json: JSON(parsing: signed.json.bytes)) == signed)
    var witness = try witness()
    let word = try witness.cosign(signed, proof: [], at: Ask.now)
    #expect(try Cosignature(json: JSON(parsing: word.json.bytes)) == word)
    for member in signed.json.members ?? [] {
      let wrong = JSON.object(
        (signed.json.members ?? []).map { $0.name == member.name ? .init($0.name, 7) : $0 })
      #expect(throws: MalformedMember.self) { try SignedTreeHead(json: wrong) }
    }
  }

  @Test func proofsReadBackAndShowWhatTheySay() throws {
    let (small, large) = (try head(21), try head(40))
    let entry = try kept.log.proof(of: 7, in: 40, from: kept.tiles)
    #expect(try InclusionProof(json: JSON(parsing: entry.json.bytes)) == entry)
    #expect(entry.shows(KeptLog.entry(7), in: large.head))
    #expect(!entry.shows(KeptLog.entry(8), in: large.head))
    #expect(!entry.shows(KeptLog.entry(7), in: small.head))
    let chain = try kept.log.proof(from: 21, from: kept.tiles)
    #expect(try ConsistencyProof(json: JSON(parsing: chain.json.bytes)) == chain)
    #expect(chain.shows(large.head, continues: small.head))
    #expect(!chain.shows(small.head, continues: large.head))
    #expect(!chain.shows(large.head, continues: try head(20).head))
    var other = small.head
    other.origin = "south"
    #expect(!chain.shows(large.head, continues: other))
    // Digests of other lengths are read and refused as proofs, not as texts.
    var short = chain
    short.hashes[0].removeLast()
    #expect(try !ConsistencyProof(json: short.json).shows(large.head, continues: small.head))
    let texts = [
      #"{"index":"-1","size":"8","hashes":[]}"#, #"{"index":"1","size":8,"hashes":[]}"#,
      #"{"index":"1","size":"8","hashes":["zz"]}"#, #"{"index":"1","size":"8","hashes":"00"}"#,
      #"{"index":"18446744073709551616","size":"8","hashes":[]}"#, "7",
    ]
    for text in texts {
      #expect(throws: MalformedMember.self, "\(text)") {
        try InclusionProof(json: JSON(parsing: text))
      }
    }
  }

  @Test func cosignsWhatContinues() throws {
    var witness = try witness()
    for (old, new) in [(0, 0), (0, 3), (3, 3), (3, 8), (8, 21), (21, 40)] as [(UInt64, UInt64)] {
      let steps = old == 0 || old == new ? [] : try proof(old, new)
      let signed = try head(new)
      let word = try witness.cosign(signed, proof: steps, at: Ask.now)
      #expect(word.isValid(for: signed, under: key.verifying))
      #expect(!word.isValid(for: signed, under: logKey.verifying))
      #expect(!word.isValid(for: try head(new == 40 ? 39 : 40), under: key.verifying))
      #expect(witness.last == signed)
    }
  }

  @Test func refusesAShorterLog() throws {
    var witness = try witness(at: 21)
    #expect(throws: WitnessError.self) {
      try witness.cosign(try head(8), proof: [], at: Ask.now)
    }
    #expect(throws: WitnessError.self) {
      try witness.cosign(try head(8), proof: try proof(8, 21), at: Ask.now)
    }
    #expect(try witness.last == head(21), "what is refused changes nothing")
  }

  @Test func refusesASecondHistory() throws {
    var witness = try witness(at: 21)
    let fork = KeptLog((0..<40).map { $0 == 20 ? [99] : KeptLog.entry($0) })
    let other = try head(21, of: fork)
    do throws(WitnessError) {
      _ = try witness.cosign(other, proof: [], at: Ask.now)
      Issue.record("two roots at one size")
    } catch {
      guard case .forked(let kept, let shown) = error else {
        Issue.record("\(error)")
        return
      }
      // Anybody who has both can see what the log did.
      #expect(kept.isValid(under: logKey.verifying) && shown.isValid(under: logKey.verifying))
    }
    for steps in [try proof(21, 40, of: fork), try proof(21, 40), []] {
      #expect(throws: WitnessError.self) {
        try witness.cosign(try head(40, of: fork), proof: steps, at: Ask.now)
      }
    }
  }

  @Test func refusesWhatIsNotTheLogs() throws {
    var witness = try witness(at: 3)
    #expect(throws: WitnessError.badSignature) {
      try witness.cosign(try head(8, signer: key), proof: try proof(3, 8), at: Ask.now)
    }
    #expect(throws: WitnessError.otherLog(wanted: "north", found: "south")) {
      try witness.cosign(try head(8, origin: "south"), proof: try proof(3, 8), at: Ask.now)
    }
    // A head without entries has one root only.
    var fresh = try self.witness()
    let none = TreeHead(origin: "north", size: 0, root: .zero, time: Ask.now).signed(by: logKey)
    #expect(throws: WitnessError.badSignature) { try fresh.cosign(none, proof: [], at: Ask.now) }
  }

  @Test func aQuorumOfOthersMakesAHeadGood() throws {
    let keys = [SigningKey(), SigningKey(), SigningKey()]
    let signed = try head(8)
    let words = try keys.map { key throws in
      var witness = Witness(origin: "north", logKey: logKey.verifying, key: key)
      return try witness.cosign(signed, proof: [], at: Ask.now)
    }
    let trust = HeadTrust(
      origin: "north", logKey: logKey.verifying,
      witnesses: keys[0...1].map(\.verifying) + [logKey.verifying], quorum: 2)
    #expect(trust.accepts(signed, cosigned: words))
    #expect(!trust.accepts(signed, cosigned: [words[0], words[0], words[0]]))
    #expect(
      !trust.accepts(signed, cosigned: [words[0], words[2]]), "a stranger counts for nothing")
    var own = Witness(origin: "north", logKey: logKey.verifying, key: logKey)
    let self1 = try own.cosign(signed, proof: [], at: Ask.now)
    #expect(!trust.accepts(signed, cosigned: [words[0], self1]), "nor does the log itself")
    #expect(!trust.accepts(try head(9), cosigned: words))
  }
}

/// What somebody who can rewrite the log does, against who holds an earlier head.
@Suite struct TamperedLogTests {
  private static let count = 1_000
  private static func entry(_ number: Int) -> [UInt8] { Array("event \(number)".utf8) }
  private static let entries = (0..<count).map(entry)

  /// What the holder keeps, and what the log shows later: 100 more entries and a proof.
  private func isFoundOut(_ entries: [[UInt8]], head: Digest) throws -> Bool {
    let later = KeptLog(entries + (0..<100).map { [UInt8($0)] })
    let size = later.log.size
    guard size >= UInt64(Self.count) else { return true }
    let shown = try later.log.root(at: size, from: later.tiles)
    let proof = try later.log.consistencyProof(
      from: UInt64(Self.count), to: size, from: later.tiles)
    return !MerkleVerifier.extends(
      firstSize: UInt64(Self.count), firstRoot: head.bytes, secondSize: size,
      secondRoot: shown.bytes, proof: proof.map(\.bytes))
  }

  @Test func everyChangedByteIsFoundOut() throws {
    let kept = KeptLog(Self.entries)
    let size = UInt64(Self.count)
    let root = kept.log.root.bytes
    var flips = 0
    for (index, entry) in Self.entries.enumerated() {
      let proof = try kept.log.inclusionProof(of: UInt64(index), in: size, from: kept.tiles)
        .map(\.bytes)
      func isIncluded(_ entry: [UInt8]) -> Bool {
        MerkleVerifier.includes(
          leafHash: MerkleVerifier.leafHash(entry), index: UInt64(index), size: size,
          proof: proof, root: root)
      }
      #expect(isIncluded(entry))
      for position in entry.indices {
        var changed = entry
        changed[position] ^= 1
        #expect(!isIncluded(changed))
        flips += 1
      }
    }
    #expect(flips == 8_890)
  }

  @Test func anUntouchedLogIsNotAccused() throws {
    let head = KeptLog(Self.entries).log.root
    #expect(try !isFoundOut(Self.entries, head: head))
  }

  @Test(arguments: [0, 1, 255, 256, 500, 998, 999])
  func everyRewritingIsFoundOut(place: Int) throws {
    let head = KeptLog(Self.entries).log.root
    var changed = Self.entries
    changed[place][0] ^= 1
    #expect(try isFoundOut(changed, head: head), "changed")
    var shorter = Self.entries
    shorter.remove(at: place)
    #expect(try isFoundOut(shorter, head: head), "deleted")
    var longer = Self.entries
    longer.insert([1], at: place)
    #expect(try isFoundOut(longer, head: head), "inserted")
    var swapped = Self.entries
    swapped.swapAt(place, (place + 1) % Self.count)
    #expect(try isFoundOut(swapped, head: head), "in another order")
    #expect(try isFoundOut(Array(Self.entries.prefix(place)), head: head), "rolled back")
    let fork = Self.entries.prefix(place) + (place..<Self.count).map { [UInt8($0 & 255), 1] }
    #expect(try isFoundOut(Array(fork), head: head), "forked")
  }
}
