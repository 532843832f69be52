import SalusCore
import SalusGovernance

/// A repository of twins: the journal with the views that are kept beside it.
///
/// Calls block until done; any thread may make them. Every reading sees every write that was
/// acknowledged before it began.
public protocol Bank: Journal {
  /// The twin at a moment; nil where there was none. One that was deleted or merged is given as
  /// such. Personal twins come sealed; `open` opens them.
  func state(of twin: ID<Twin>, at moment: Moment, on branch: ID<Branch>)
    throws(JournalError) -> TwinState?

  /// Twins in the order of their ids.
  func states(_ query: TwinQuery, on branch: ID<Branch>) throws(JournalError) -> Page<TwinState>

  /// What was said of a twin, newest recorded first.
  func history(_ query: HistoryQuery, on branch: ID<Branch>)
    throws(JournalError) -> Page<HistoryEntry>

  /// Why the current reported value of a feature is as it is.
  ///
  /// - Parameter limit: events that are listed at most.
  func lineage(of twin: ID<Twin>, feature: String, limit: Int, on branch: ID<Branch>)
    throws(JournalError) -> Lineage

  /// The twin that a name of another system means; the survivor where twins were merged.
  func resolve(_ alias: Alias, on branch: ID<Branch>) throws(JournalError) -> ID<Twin>?

  /// Every branch, the main line first, then in the order of their making.
  func branches() throws(JournalError) -> [BranchInfo]

  /// Begins a line of history that shares all events up to a point with its parent. Copies
  /// nothing.
  func fork(_ request: ForkRequest) throws(JournalError) -> BranchInfo

  /// Drops what a branch holds and keeps its name and head.
  func discard(_ branch: ID<Branch>, reason: String, by actor: String) throws(JournalError)

  /// Gives a point of a branch a name.
  ///
  /// - Parameter sequence: nil for the newest event.
  func tag(
    _ name: String, branch: ID<Branch>, sequence: Int64?, message: String, by actor: String
  ) throws(JournalError) -> Version

  /// Named points in the order of their making.
  ///
  /// - Parameter branch: nil for those of every branch.
  func versions(of branch: ID<Branch>?) throws(JournalError) -> [Version]

  /// Twins that differ between two points, in the order of their ids.
  func diff(
    from: (branch: ID<Branch>, sequence: Int64?), to: (branch: ID<Branch>, sequence: Int64?)
  ) throws(JournalError) -> [TwinPatch]

  /// Brings what changed on a branch since its fork into its parent: property by property against
  /// the state at the fork. With a conflict that no choice settles nothing is written.
  ///
  /// - Parameter choices: by twin and path.
  func merge(_ branch: ID<Branch>, choices: [MergeTarget: MergeChoice], by actor: String)
    throws(JournalError) -> MergeResult

  /// Appends events that give every twin on a branch the values that it had at a sequence.
  func restore(_ branch: ID<Branch>, to sequence: Int64, by actor: String)
    throws(JournalError) -> [Receipt]
}

/// A property of a twin, as a merge names it.
public struct MergeTarget: Hashable, Sendable {
  public var twin: ID<Twin>
  public var path: String

  public init(_ twin: ID<Twin>, _ path: String) {
    self.twin = twin
    self.path = path
  }
}
