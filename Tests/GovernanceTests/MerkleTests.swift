import SalusGovernance
import Testing

/// The eight entries and digests that transparency logs publish for testing (RFC 6962 trees).
private enum Known {
  static let entries: [[UInt8]] = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ].map(bytes)

  static let leaves = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
    "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
  ]

  static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  static let n23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
  static let n45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
  static let n67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
  static let n47 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"

  static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  static func tree(_ size: Int) -> MerkleTree {
    var tree = MerkleTree()
    for entry in entries.prefix(size) { tree.append(entry) }
    return tree
  }
}

@Suite struct MerkleTests {
  @Test(arguments: 0...8)
  func hasThePublishedRoots(size: Int) {
    var ledger = Ledger()
    for entry in Known.entries.prefix(size) { ledger.append(entry) }
    #expect(ledger.root.description == Known.roots[size])
    #expect(Known.tree(size).root == ledger.root)
    #expect(Known.tree(8).root(at: UInt64(size)) == ledger.root)
  }

  @Test(arguments: 0..<8)
  func hasThePublishedLeaves(index: Int) {
    #expect(MerkleVerifier.leafHash(Known.entries[index]) == Known.bytes(Known.leaves[index]))
  }

  @Test(arguments: [
    (0, 1, []),
    (0, 8, [Known.leaves[1], Known.n23, Known.n47]),
    (5, 8, [Known.leaves[4], Known.n67, Known.roots[4]]),
    (2, 3, [Known.roots[2]]),
    (1, 5, [Known.leaves[0], Known.n23, Known.leaves[4]]),
  ])
  func makesThePublishedInclusionProofs(index: UInt64, size: UInt64, proof: [String]) {
    #expect(
      Known.tree(8).inclusionProof(of: index, in: size)?.map(\.description) == proof)
  }

  @Test(arguments: [
    (1, 8, [Known.leaves[1], Known.n23, Known.n47]),
    (6, 8, [Known.n45, Known.n67, Known.roots[4]]),
    (2, 5, [Known.n23, Known.leaves[4]]),
    (4, 8, [Known.n47]),
  ])
  func makesThePublishedConsistencyProofs(first: UInt64, second: UInt64, proof: [String]) {
    #expect(
      Known.tree(8).consistencyProof(from: first, to: second)?.map(\.description) == proof)
  }

  @Test func refusesWhatIsNoTree() {
    let tree = Known.tree(8)
    #expect(tree.inclusionProof(of: 8, in: 8) == nil)
    #expect(tree.inclusionProof(of: 0, in: 9) == nil)
    #expect(tree.consistencyProof(from: 0, to: 8) == nil)
    #expect(tree.consistencyProof(from: 5, to: 4) == nil)
    #expect(tree.root(at: 9) == nil)
    // What textbook verifiers accept: an empty tree, and placeholders for digests.
    let empty = Known.bytes(Known.roots[0])
    #expect(
      !MerkleVerifier.extends(
        firstSize: 0, firstRoot: empty, secondSize: 0, secondRoot: empty, proof: []))
    #expect(!MerkleVerifier.includes(leafHash: [], index: 0, size: 1, proof: [], root: []))
    let word = Array("don't care 2".utf8)
    #expect(
      !MerkleVerifier.extends(
        firstSize: 1, firstRoot: word, secondSize: 1, secondRoot: word, proof: []))
    #expect(
      !MerkleVerifier.includes(
        leafHash: empty, index: .max, size: .max, proof: [], root: empty))
  }

  /// All trees up to 40 leaves: 820 proofs of either kind hold, and no change of one does.
  @Test func acceptsEveryProofAndNoChangeOfOne() throws {
    var tree = MerkleTree()
    for number in 0..<40 { tree.append([UInt8(number)]) }
    var accepted = 0
    var mutations = 0
    for size in UInt64(1)...40 {
      let root = try #require(tree.root(at: size)).bytes
      for index in 0..<size {
        let leaf = MerkleVerifier.leafHash([UInt8(index)])
        let proof = try #require(tree.inclusionProof(of: index, in: size)).map(\.bytes)
        func holds(_ proof: [[UInt8]]) -> Bool {
          MerkleVerifier.includes(
            leafHash: leaf, index: index, size: size, proof: proof, root: root)
        }
        #expect(holds(proof))
        accepted += 1
        for changed in changes(of: proof) {
          #expect(!holds(changed))
          mutations += 1
        }
        let other = MerkleVerifier.includes(
          leafHash: leaf, index: index + 1, size: size, proof: proof, root: root)
        #expect(!other)
      }
      for first in 1...size {
        let old = try #require(tree.root(at: first)).bytes
        let proof = try #require(tree.consistencyProof(from: first, to: size)).map(\.bytes)
        func holds(_ proof: [[UInt8]]) -> Bool {
          MerkleVerifier.extends(
            firstSize: first, firstRoot: old, secondSize: size, secondRoot: root, proof: proof)
        }
        #expect(holds(proof))
        accepted += 1
        for changed in changes(of: proof) {
          #expect(!holds(changed))
          mutations += 1
        }
      }
    }
    #expect(accepted == 1640)
    #expect(mutations > 5000)
  }

  /// One more, one fewer, and a changed bit in the first and last digest.
  private func changes(of proof: [[UInt8]]) -> [[[UInt8]]] {
    var found = [proof + [[UInt8](repeating: 7, count: 32)]]
    guard !proof.isEmpty else { return found }
    found.append(Array(proof.dropLast()))
    for index in Set([0, proof.count - 1]) {
      var changed = proof
      changed[index][5] ^= 1
      found.append(changed)
    }
    return found
  }
}

@Suite struct DigestTests {
  /// FIPS 180-4 examples: "abc" and the two-block message.
  @Test(arguments: [
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func agreesWithTheStandard(text: String, hex: String) {
    #expect(Digest(of: Array(text.utf8)).description == hex)
    let stream = DigestStream()
    for byte in text.utf8 { stream.update([byte]) }
    #expect(stream.finish().description == hex)
    #expect(stream.finish() == Digest(of: []), "begins anew")
  }

  @Test func writesValuesInOneWayOnly() {
    var bytes = CanonicalBytes()
    bytes.append("é")
    bytes.append(Int64(-2))
    bytes.append(nil as String?)
    bytes.append([7])
    #expect(
      bytes.bytes == [0, 0, 0, 0, 0, 0, 0, 2, 0xC3, 0xA9]
        + [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE] + [0]
        + [0, 0, 0, 0, 0, 0, 0, 1] + [0, 0, 0, 0, 0, 0, 0, 7])
  }
}
