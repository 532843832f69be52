import SalusGovernance
import Testing

@Suite struct SigningTests {
  struct Example: Sendable {
    var seed: String
    var verifying: String
    var message: String
    var signature: String
  }

  /// RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc).
  static let examples = [
    Example(
      seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      verifying: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      message: "",
      signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
        + "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    Example(
      seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      verifying: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      message: "72",
      signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
        + "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    Example(
      seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      verifying: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      message: "af82",
      signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
        + "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    Example(
      seed: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
      verifying: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
      message: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
      signature: "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ec"
        + "fdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
  ]

  private func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.map { $0 < 58 ? $0 - 48 : $0 - 87 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  @Test(arguments: examples)
  func signsAsTheStandardDoes(example: Example) throws {
    let key = try #require(SigningKey(seed: bytes(example.seed)))
    let message = bytes(example.message)
    #expect(key.verifying.description == example.verifying)
    #expect(key.sign(message).description == example.signature)
    let verifying = try #require(VerifyingKey(example.verifying))
    let signature = try #require(Signature(example.signature))
    #expect(verifying.isValid(signature, for: message))
    #expect(!verifying.isValid(signature, for: message + [0]))
  }

  @Test func refusesEveryChangedBitOfASignature() throws {
    let key = SigningKey()
    let message = Array("head".utf8)
    let signature = key.sign(message)
    for bit in 0..<512 {
      var bytes = signature.bytes
      bytes[bit / 8] ^= 1 << (bit % 8)
      let changed = try #require(Signature(bytes: bytes))
      #expect(!key.verifying.isValid(changed, for: message))
    }
    #expect(!SigningKey().verifying.isValid(signature, for: message))
  }

  @Test func keysAndSignaturesReadBackAsText() throws {
    let key = SigningKey()
    let signature = key.sign([1, 2, 3])
    #expect(VerifyingKey(key.verifying.description) == key.verifying)
    #expect(VerifyingKey(key.verifying.base64) == key.verifying)
    #expect(Signature(signature.description) == signature)
    #expect(Signature(signature.base64) == signature)
    #expect(key.verifying.id.count == 16)
  }

  @Test(arguments: [
    "", "00", "zz", String(repeating: "0", count: 62), String(repeating: "=", count: 44),
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ünïcödé",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= ",
  ])
  func refusesWhatIsNoKey(text: String) {
    #expect(VerifyingKey(text) == nil)
    #expect(Signature(text) == nil)
    #expect(SigningKey(seed: Array(text.utf8)) == nil)
  }

  /// Points of small order and values out of range, which a careless verifier lets pass.
  @Test func refusesKeysThatAnybodyCouldSignFor() throws {
    let zero = try #require(VerifyingKey(bytes: [UInt8](repeating: 0, count: 32)))
    let one = try #require(VerifyingKey(bytes: [1] + [UInt8](repeating: 0, count: 31)))
    let empty = try #require(Signature(bytes: [UInt8](repeating: 0, count: 64)))
    let neutral = try #require(Signature(bytes: [1] + [UInt8](repeating: 0, count: 63)))
    for key in [zero, one] {
      for signature in [empty, neutral] {
        #expect(!key.isValid(signature, for: [1]))
      }
    }
  }
}
