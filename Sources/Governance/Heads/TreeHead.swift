import SalusCore

/// What a log says of itself at one moment: who it is, how many entries it has, and their root.
public struct TreeHead: Hashable, Sendable {
  /// The log's own name, such as `bank/log`.
  public var origin: String
  public var size: UInt64
  public var root: Digest
  public var time: Instant

  public init(origin: String, size: UInt64, root: Digest, time: Instant) {
    self.origin = origin
    self.size = size
    self.root = root
    self.time = time
  }

  /// The bytes that are signed: `salus.head.1`, origin, size, root, time, key.
  ///
  /// - Parameter key: `VerifyingKey.id` of the signer.
  public func canonicalBytes(key: String) -> [UInt8] {
    var bytes = CanonicalBytes()
    bytes.append("salus.head.1")
    bytes.append(origin)
    bytes.append(size)
    bytes.append(root)
    bytes.append(time.microseconds)
    bytes.append(key)
    return bytes.bytes
  }

  /// Signs it with the log's key.
  public func signed(by key: SigningKey) -> SignedTreeHead {
    let id = key.verifying.id
    return SignedTreeHead(head: self, key: id, signature: key.sign(canonicalBytes(key: id)))
  }
}

/// A head with the signature of its log: nobody else can have said it, and the log cannot deny it.
public struct SignedTreeHead: Hashable, Sendable {
  public let head: TreeHead
  /// `VerifyingKey.id` of the signer.
  public let key: String
  public let signature: Signature

  public init(head: TreeHead, key: String, signature: Signature) {
    self.head = head
    self.key = key
    self.signature = signature
  }

  /// True where the owner of `key` signed exactly this head.
  public func isValid(under key: VerifyingKey) -> Bool {
    self.key == key.id && key.isValid(signature, for: head.canonicalBytes(key: self.key))
  }

  /// The bytes that a witness signs: `salus.cosign.1`, the signed bytes, the signature, the
  /// witness's key and time.
  func canonicalBytes(witness: String, time: Instant) -> [UInt8] {
    var bytes = CanonicalBytes()
    bytes.append("salus.cosign.1")
    bytes.append(Digest(of: head.canonicalBytes(key: key)))
    bytes.append(Digest(of: signature.bytes))
    bytes.append(witness)
    bytes.append(time.microseconds)
    return bytes.bytes
  }
}

extension SignedTreeHead {
  public var json: JSON {
    [
      "origin": .string(head.origin), "size": .string(String(head.size)),
      "root": .string(head.root.description), "time": JSON(head.time), "key": .string(key),
      "signature": .string(signature.base64),
    ]
  }

  /// Reads what `json` writes. The size is a text, since JSON's numbers end before 2^64.
  public init(json: JSON) throws(MalformedMember) {
    let members = try JSONMembers(json, at: "head")
    head = TreeHead(
      origin: try members.text("origin"),
      size: try members.value("size", "a whole number as a text") { UInt64($0) },
      root: try members.value("root", "64 hexadecimal digits") { Digest(hex: $0) },
      time: try members.value("time", "a time") { Instant($0) })
    key = try members.text("key")
    signature = try members.value("signature", "an Ed25519 signature") { Signature($0) }
  }
}

/// A witness's word that a head continues every head it saw before.
public struct Cosignature: Hashable, Sendable {
  /// `VerifyingKey.id` of the witness.
  public let witness: String
  public let time: Instant
  public let signature: Signature

  public init(witness: String, time: Instant, signature: Signature) {
    self.witness = witness
    self.time = time
    self.signature = signature
  }

  /// True where the owner of `key` co-signed exactly this signed head.
  public func isValid(for head: SignedTreeHead, under key: VerifyingKey) -> Bool {
    witness == key.id
      && key.isValid(signature, for: head.canonicalBytes(witness: witness, time: time))
  }
}

extension Cosignature {
  public var json: JSON {
    [
      "witness": .string(witness), "time": JSON(time), "signature": .string(signature.base64),
    ]
  }

  public init(json: JSON) throws(MalformedMember) {
    let members = try JSONMembers(json, at: "cosignature")
    witness = try members.text("witness")
    time = try members.value("time", "a time") { Instant($0) }
    signature = try members.value("signature", "an Ed25519 signature") { Signature($0) }
  }
}
