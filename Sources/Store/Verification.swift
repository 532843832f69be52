import SalusCore
import SalusGovernance
import SalusTwin

/// What a walk through the whole journal found.
public struct Verification: Sendable {
  /// Events on the main branch.
  public var events: Int64
  /// Observations, all versions.
  public var observations: Int64
  /// The newest event of the main branch.
  public var head: Head
  /// Root of the Merkle tree (RFC 6962) over the canonical bytes of the main branch's events.
  public var root: Digest
  /// The first event that is not as it was written; nil where all are.
  public var damage: Damage?
  /// Tables that do not say what the events say; `rebuild` makes them anew.
  public var staleProjections: [String]

  public var isWhole: Bool { damage == nil && staleProjections.isEmpty }

  /// An event that is missing or was changed after it was written.
  public struct Damage: Hashable, Sendable {
    public var branch: ID<Branch>
    public var sequence: Int64
    public var reason: String
  }
}

extension Verification.Damage: CustomStringConvertible {
  public var description: String { "event \(sequence) on '\(branch)': \(reason)" }
}

extension StoredJournal {
  /// Walks the whole journal: file structure, gapless sequences, revisions, the hash chain, every
  /// payload and observation against its digest, and the tables that are made from them.
  ///
  /// - Parameter trusted: an earlier head from elsewhere, which must be part of the journal. Only
  ///   so is it found that the newest events were cut off.
  public func verify(against trusted: Head? = nil) throws(JournalError) -> Verification {
    try read { (reader) throws(JournalError) in
      var verifier = Verifier(reader)
      return try verifier.run(against: trusted)
    }
  }
}
