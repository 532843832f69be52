import SalusCore
import SalusGovernance

/// The one place where everything that happens is written; all else is a view of it.
///
/// Calls block until done; any thread may make them. What `append` returned is durable.
public protocol Journal: Sendable {
  /// Appends all drafts in one commit, or none.
  ///
  /// A draft whose (source, key) is known already writes nothing and returns the stored receipt.
  /// A draft with observations of which none is new writes nothing either, unless it has a key;
  /// its receipt then names the sequence of the newest event.
  func append(_ drafts: [Draft], expecting: [Condition], on branch: ID<Branch>)
    throws(JournalError) -> [Receipt]

  /// Events in order of their sequence.
  func events(_ query: EventQuery) throws(JournalError) -> [Event]

  /// For each (twin, stratum, valid) the value with the greatest known time that the view allows,
  /// corrections winning over what they replace; ordered by twin, stratum, valid. Withdrawn
  /// values come as nil.
  func observations(_ query: ObservationQuery, at view: View)
    throws(JournalError) -> [StoredObservation]

  /// Every version that the view allows, ordered by twin, stratum, valid, known, sequence.
  func vintages(_ query: ObservationQuery, at view: View) throws(JournalError)
    -> [StoredObservation]

  /// The greatest sequence that brought a visible value of the signal; 0 for none.
  func latestSequence(of signal: ID<Signal>, at view: View) throws(JournalError) -> Int64

  func head(of branch: ID<Branch>) throws(JournalError) -> Head

  /// Calls `body` after every commit of this process, and of other servers where the journal is
  /// shared by several, on an unspecified thread.
  func onCommit(_ body: @escaping @Sendable (Head) -> Void)
}

extension Journal {
  public func append(_ draft: Draft) throws(JournalError) -> Receipt {
    let receipts = try append([draft], expecting: [], on: Branch.main)
    guard let receipt = receipts.first else { throw .corrupt("no receipt for a draft") }
    return receipt
  }
}

/// The newest event of a branch.
public struct Head: Hashable, Sendable {
  /// 0 for an empty journal.
  public var sequence: Int64
  public var hash: Digest
  public var recorded: Instant

  public init(sequence: Int64, hash: Digest, recorded: Instant) {
    self.sequence = sequence
    self.hash = hash
    self.recorded = recorded
  }
}

/// Which events to read.
public struct EventQuery: Sendable {
  public var branch: ID<Branch>
  /// Exact types; empty for all.
  public var types: [String]
  public var twin: ID<Twin>?
  public var source: String?
  /// Exclusive lower bound of the sequence.
  public var after: Int64
  /// Inclusive upper bound of the sequence; nil for none.
  public var through: Int64?
  public var limit: Int?
  /// Newest first instead of oldest first.
  public var isDescending: Bool

  public init(
    branch: ID<Branch> = Branch.main, types: [String] = [], twin: ID<Twin>? = nil,
    source: String? = nil, after: Int64 = 0, through: Int64? = nil, limit: Int? = nil,
    isDescending: Bool = false
  ) {
    self.branch = branch
    self.types = types
    self.twin = twin
    self.source = source
    self.after = after
    self.through = through
    self.limit = limit
    self.isDescending = isDescending
  }
}

/// Which observations to read.
public struct ObservationQuery: Sendable {
  public var signal: ID<Signal>
  /// Nil for every place.
  public var twin: ID<Twin>?
  /// Nil for every stratum.
  public var stratum: String?
  public var from: CivilDate?
  public var through: CivilDate?

  public init(
    signal: ID<Signal>, twin: ID<Twin>? = nil, stratum: String? = "", from: CivilDate? = nil,
    through: CivilDate? = nil
  ) {
    self.signal = signal
    self.twin = twin
    self.stratum = stratum
    self.from = from
    self.through = through
  }
}

/// Why the journal could not do what was asked.
public enum JournalError: Problem, Hashable {
  /// Another server holds the data directory; `holder` is its process, where that is known.
  case locked(path: String, holder: String? = nil)
  case missing(path: String)
  /// The file that a journal should be restored from is not there.
  case noBackup(path: String)
  case readOnly(path: String)
  case full(path: String)
  /// A file that must not be replaced is there already.
  case exists(path: String)
  case newer(path: String, version: Int, supported: Int)
  /// The file is no journal, or is damaged.
  case corrupt(String)
  /// Same source and key, other content.
  case conflictingKey(source: String, key: String)
  case staleRevision(ID<Twin>, expected: Int64, current: Int64)
  /// What was asked of a state does not hold.
  case conditionFailed(String)
  case refused(type: String, reason: String)
  /// What the draft says cannot follow on what the journal holds.
  case conflict(String)
  /// What is asked for was destroyed for good.
  case redacted(ID<Twin>)
  case noBranch(ID<Branch>)
  case failed(String)
  /// The database of the journal does not answer or went away.
  case unreachable(path: String, reason: String)

  public var kind: ProblemKind {
    switch self {
    case .missing, .noBackup, .noBranch, .redacted: .notFound
    case .staleRevision, .conditionFailed: .stale
    case .conflict: .conflict
    default: .failed
    }
  }

  public var description: String {
    switch self {
    case .locked(let path, let holder):
      "the data directory \(path) is served by another process"
        + (holder.map { ", \($0)" } ?? "")
    case .missing(let path): "there is no journal in \(path)"
    case .noBackup(let path): "there is no backup \(path)"
    case .readOnly(let path): "the data directory \(path) cannot be written"
    case .full(let path):
      "no space is left for the journal in \(path); the last step was not written"
    case .exists(let path): "\(path) exists already and is not replaced"
    case .newer(let path, let version, let supported):
      "the journal in \(path) has format \(version), written by a newer Salus; this one reads up to \(supported)"
    case .corrupt(let reason): "the journal is damaged: \(reason)"
    case .conflictingKey(let source, let key):
      "source '\(source)' used the key '\(key)' before with other content"
    case .staleRevision(let twin, let expected, let current):
      "\(twin) is at revision \(current), not \(expected)"
    case .conditionFailed(let text): "what was demanded does not hold: \(text)"
    case .redacted(let twin): "what was known of \(twin) was erased for good"
    case .noBranch(let branch): "there is no branch '\(branch)'"
    case .refused(let type, let reason): "an event '\(type)' was refused: \(reason)"
    case .conflict(let words): words
    case .failed(let reason): "the journal failed: \(reason)"
    case .unreachable(let path, let reason): "the database \(path) does not answer: \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .locked: "Stop the other server, or choose another directory with --data."
    case .missing: "Create one with 'salus example' or 'salus import'."
    case .noBackup: "Name a file that 'salus journal backup' wrote."
    case .readOnly: "Check owner and mode of the directory, or choose another with --data."
    case .full: "Free some space and repeat; what was recorded before it stays."
    case .exists: "Choose another name; 'salus journal restore --yes' alone replaces a journal."
    case .newer: "Use the newer Salus, or restore a backup made by this version."
    case .corrupt: "Restore a backup with 'salus journal restore'."
    case .unreachable: "Start the database or check its address; nothing needs to be repaired."
    case .noBranch: "List the branches with 'salus branch list'."
    case .staleRevision, .conditionFailed: "Read it again and decide on what you see."
    default: nil
    }
  }
}
