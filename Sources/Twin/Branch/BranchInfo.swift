import SalusCore
import SalusGovernance

/// What is known of a line of history.
public struct BranchInfo: Hashable, Sendable {
  public var id: ID<Branch>
  /// Nil for the main line and for what came from another bank.
  public var parent: ID<Branch>?
  /// Sequence of the newest event that it shares with its parent.
  public var fork: Int64
  public var purpose: String
  public var owner: String
  public var seed: Int64?
  /// When it may be discarded without asking.
  public var expiry: Instant?
  public var status: Status
  /// Its newest event; for one that was discarded, the last that it had.
  public var head: Head
  /// How many forks lie between it and a line without parent.
  public var depth: Int

  /// Whether it can still grow.
  public enum Status: String, Sendable, CaseIterable {
    case open
    case merged
    case discarded
    /// It came from another bank and stays as it came.
    case foreign
  }

  public init(
    id: ID<Branch>, parent: ID<Branch>?, fork: Int64, purpose: String, owner: String,
    seed: Int64? = nil, expiry: Instant? = nil, status: Status = .open, head: Head, depth: Int
  ) {
    self.id = id
    self.parent = parent
    self.fork = fork
    self.purpose = purpose
    self.owner = owner
    self.seed = seed
    self.expiry = expiry
    self.status = status
    self.head = head
    self.depth = depth
  }
}

/// What a new branch is to be.
public struct ForkRequest: Hashable, Sendable {
  public var id: ID<Branch>
  public var parent: ID<Branch>
  /// The newest event that the branch shares with its parent; nil for the parent's newest.
  public var at: Int64?
  public var purpose: String
  public var owner: String
  public var seed: Int64?
  public var expiry: Instant?

  public init(
    _ id: ID<Branch>, from parent: ID<Branch> = Branch.main, at: Int64? = nil,
    purpose: String = "what-if", owner: String, seed: Int64? = nil, expiry: Instant? = nil
  ) {
    self.id = id
    self.parent = parent
    self.at = at
    self.purpose = purpose
    self.owner = owner
    self.seed = seed
    self.expiry = expiry
  }
}

/// A named point of a branch.
public struct Version: Hashable, Sendable {
  public var name: String
  public var branch: ID<Branch>
  public var sequence: Int64
  public var hash: Digest
  public var author: String
  public var message: String
  public var recorded: Instant

  public init(
    name: String, branch: ID<Branch>, sequence: Int64, hash: Digest, author: String,
    message: String, recorded: Instant
  ) {
    self.name = name
    self.branch = branch
    self.sequence = sequence
    self.hash = hash
    self.author = author
    self.message = message
    self.recorded = recorded
  }
}
