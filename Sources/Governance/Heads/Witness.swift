import SalusCore

/// Keeps the last head of a log and co-signs only heads that continue it, so that a log which shows
/// different histories to different people, or shortens its own, is found out.
///
/// A witness belongs on another host, and better to another organisation, than the log it watches.
/// Save `last` before handing out a co-signature.
public struct Witness: Sendable {
  public let origin: String
  public let logKey: VerifyingKey
  private let key: SigningKey
  /// Nil before the first head, which is taken as it comes.
  public private(set) var last: SignedTreeHead?

  /// - Parameter last: what an earlier run of the witness kept.
  public init(
    origin: String, logKey: VerifyingKey, key: SigningKey, last: SignedTreeHead? = nil
  ) {
    self.origin = origin
    self.logKey = logKey
    self.key = key
    self.last = last
  }

  /// Checks that a head continues the last one, keeps it, and co-signs it. What is refused changes
  /// nothing.
  ///
  /// - Parameters:
  ///   - proof: consistency from the last head's size to this one's; empty for the first head and
  ///     for an equal size.
  ///   - time: now.
  public mutating func cosign(
    _ head: SignedTreeHead, proof: [[UInt8]], at time: Instant
  ) throws(WitnessError) -> Cosignature {
    try check(head, proof: proof)
    last = head
    let bytes = head.canonicalBytes(witness: key.verifying.id, time: time)
    return Cosignature(witness: key.verifying.id, time: time, signature: key.sign(bytes))
  }

  private func check(_ new: SignedTreeHead, proof: [[UInt8]]) throws(WitnessError) {
    guard new.head.origin == origin else {
      throw .otherLog(wanted: origin, found: new.head.origin)
    }
    guard new.isValid(under: logKey) else { throw .badSignature }
    guard new.head.size > 0 || new.head.root == MerkleHash.empty else { throw .badSignature }
    guard let old = last, old.head.size > 0 else { return }
    guard new.head.size >= old.head.size else { throw .shrunk(kept: old, shown: new) }
    let isContinued = MerkleVerifier.extends(
      firstSize: old.head.size, firstRoot: old.head.root.bytes, secondSize: new.head.size,
      secondRoot: new.head.root.bytes, proof: proof)
    guard isContinued else {
      if new.head.size == old.head.size, new.head.root != old.head.root {
        throw .forked(kept: old, shown: new)
      }
      throw .notContinued(kept: old, shown: new)
    }
  }
}

/// Why a witness refuses a head. Where both heads carry the log's signature, the two together prove
/// to anybody that it broke its word.
public enum WitnessError: Problem, Hashable {
  case otherLog(wanted: String, found: String)
  case badSignature
  case shrunk(kept: SignedTreeHead, shown: SignedTreeHead)
  /// Two roots at one size.
  case forked(kept: SignedTreeHead, shown: SignedTreeHead)
  case notContinued(kept: SignedTreeHead, shown: SignedTreeHead)

  public var kind: ProblemKind { .denied }

  public var description: String {
    switch self {
    case .otherLog(let wanted, let found):
      "the head is of the log '\(found)', and '\(wanted)' is watched"
    case .badSignature: "the head is not signed by its log"
    case .shrunk(let kept, let shown):
      "the log had \(kept.head.size) entries and now shows \(shown.head.size)"
    case .forked(let kept, let shown):
      "the log shows two histories of \(kept.head.size) entries: \(kept.head.root) and \(shown.head.root)"
    case .notContinued(let kept, let shown):
      "no proof was given that the log of \(shown.head.size) entries continues the one of \(kept.head.size)"
    }
  }
}

/// Whose word makes a head good: the log's own, and that of enough witnesses.
public struct HeadTrust: Sendable, Hashable {
  public var origin: String
  public var logKey: VerifyingKey
  public var witnesses: [VerifyingKey]
  /// How many different witnesses must have co-signed.
  public var quorum: Int

  public init(origin: String, logKey: VerifyingKey, witnesses: [VerifyingKey], quorum: Int) {
    self.origin = origin
    self.logKey = logKey
    self.witnesses = witnesses
    self.quorum = quorum
  }

  public func accepts(_ head: SignedTreeHead, cosigned: [Cosignature]) -> Bool {
    guard head.head.origin == origin, head.isValid(under: logKey) else { return false }
    let good = Set(witnesses).filter { key in
      // The log cannot be its own witness.
      key != logKey && cosigned.contains { $0.isValid(for: head, under: key) }
    }
    return good.count >= quorum
  }
}
