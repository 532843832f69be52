import SalusCore
import SalusGovernance

/// Something that happened, as the journal keeps it for ever.
public struct Event: Hashable, Sendable {
  /// Gapless on a branch, in commit order, from 1.
  public var sequence: Int64
  public var branch: ID<Branch>
  public var twin: ID<Twin>
  /// Rises by one with each event of the twin on the branch.
  public var revision: Int64
  /// Dotted, noun first: `observations.recorded`, `forecast.issued`.
  public var type: String
  /// Version of the payload's shape; readers up-cast older ones.
  public var version: Int
  public var valid: Instant
  public var known: Instant
  /// The bank's own clock: strictly rising, whatever the wall clock does.
  public var recorded: Instant
  public var payload: JSON
  public var actor: String
  public var purpose: String
  public var source: String
  /// Idempotency key, unique per source; nil where a repeat is a new fact.
  public var key: String?
  /// The event that this one answers or corrects.
  public var causation: Int64?
  /// Observations that came with it and were new.
  public var accepted: Int
  /// Observations that came with it and that the journal held already.
  public var duplicate: Int
  /// Observations that came with it and replaced another value.
  public var corrected: Int
  /// Sequences of earlier events whose observations it took out of every later reading.
  public var retracts: [Int64]
  /// Digest of the draft, by which a repeat of the key is recognised; nil without a key.
  public var content: Digest?
  /// SHA-256 over the observations kept with it in canonical order; nil where none were.
  public var observations: Digest?
  public var previous: Digest
  public var hash: Digest
  /// Person whom the payload speaks of; nil where it holds no personal data.
  public var subject: ID<Twin>?
  /// How personal the payload is; nil for not at all.
  public var dataClass: DataClass?
  /// True where only a grant can open the payload, which is then `{"sealed":true}`.
  public var isSealed: Bool

  public init(
    sequence: Int64, branch: ID<Branch>, twin: ID<Twin>, revision: Int64, type: String,
    version: Int, valid: Instant, known: Instant, recorded: Instant, payload: JSON, actor: String,
    purpose: String, source: String, key: String? = nil, causation: Int64? = nil,
    accepted: Int = 0, duplicate: Int = 0, corrected: Int = 0, retracts: [Int64] = [],
    content: Digest? = nil, observations: Digest? = nil, previous: Digest, hash: Digest,
    subject: ID<Twin>? = nil, dataClass: DataClass? = nil, isSealed: Bool = false
  ) {
    self.sequence = sequence
    self.branch = branch
    self.twin = twin
    self.revision = revision
    self.type = type
    self.version = version
    self.valid = valid
    self.known = known
    self.recorded = recorded
    self.payload = payload
    self.actor = actor
    self.purpose = purpose
    self.source = source
    self.key = key
    self.causation = causation
    self.accepted = accepted
    self.duplicate = duplicate
    self.corrected = corrected
    self.retracts = retracts
    self.content = content
    self.observations = observations
    self.previous = previous
    self.hash = hash
    self.subject = subject
    self.dataClass = dataClass
    self.isSealed = isSealed
  }
}

/// Any line of history beside the main one: a what-if, a drill, an in-silico arm.
public enum Branch {
  public static let main = ID<Branch>("main")
}

/// What a caller asks the journal to append; sequence, revision, recorded time and hashes are the
/// journal's to give.
public struct Draft: Sendable {
  public var type: String
  public var twin: ID<Twin>
  public var version: Int
  public var payload: JSON
  /// Nil means now, by the journal's clock.
  public var valid: Instant?
  /// Nil means now, by the journal's clock.
  public var known: Instant?
  public var actor: String
  public var purpose: String
  public var source: String
  public var key: String?
  public var causation: Int64?
  /// Rows that become readable with the event. Rows that the journal holds already are dropped.
  public var observations: [Observation]
  /// Sequences of earlier events whose observations are taken out of every later reading.
  public var retracts: [Int64]
  /// Person whom the payload speaks of; nil where it holds no personal data.
  public var subject: ID<Twin>?
  /// How personal the payload is; nil for not at all. With a class the journal keeps
  /// the payload sealed under a key of (subject, source, class).
  public var dataClass: DataClass?

  public init(
    type: String, twin: ID<Twin>, version: Int = 1, payload: JSON = .object([]),
    valid: Instant? = nil, known: Instant? = nil, actor: String, purpose: String = "surveillance",
    source: String, key: String? = nil, causation: Int64? = nil,
    observations: [Observation] = [], retracts: [Int64] = [], subject: ID<Twin>? = nil,
    dataClass: DataClass? = nil
  ) {
    self.type = type
    self.twin = twin
    self.version = version
    self.payload = payload
    self.valid = valid
    self.known = known
    self.actor = actor
    self.purpose = purpose
    self.source = source
    self.key = key
    self.causation = causation
    self.observations = observations
    self.retracts = retracts
    self.subject = subject
    self.dataClass = dataClass
  }
}

/// What became of one draft.
public struct Receipt: Hashable, Sendable {
  /// Sequence of the event that holds the answer.
  public var sequence: Int64
  /// Observations new to the journal.
  public var accepted: Int
  /// Observations that the journal held already with the same value.
  public var duplicate: Int
  /// Observations that replace another value of the same source, valid and known time.
  public var corrected: Int
  /// True where source and key were known already: nothing was written, the stored answer returned.
  public var isReplay: Bool
  /// True where the twin was so already: nothing was written, and `sequence` is that of the event
  /// that made it so.
  public var isUnchanged: Bool
  /// The twin's revision afterwards; nil where it has no state.
  public var revision: Int64?

  public init(
    sequence: Int64, accepted: Int = 0, duplicate: Int = 0, corrected: Int = 0,
    isReplay: Bool = false, isUnchanged: Bool = false, revision: Int64? = nil
  ) {
    self.sequence = sequence
    self.accepted = accepted
    self.duplicate = duplicate
    self.corrected = corrected
    self.isReplay = isReplay
    self.isUnchanged = isUnchanged
    self.revision = revision
  }
}

/// What must hold for an append to happen; checked inside the write transaction.
public enum Condition: Hashable, Sendable {
  /// The twin's revision on the branch; 0 for a twin that does not exist yet.
  case revision(ID<Twin>, Int64)
  /// The twin's revision is one of these.
  case anyOf(ID<Twin>, [Int64])
  /// The twin has a state and was not deleted.
  case exists(ID<Twin>)
  /// The twin never was.
  case absent(ID<Twin>)
  /// The twin has a state, was not deleted, and meets the condition.
  case matches(ID<Twin>, StateCondition)
}
