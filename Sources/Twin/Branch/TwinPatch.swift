import SalusCore

/// How one twin differs between two points of history.
public struct TwinPatch: Hashable, Sendable {
  public var twin: ID<Twin>
  /// In the order of their paths.
  public var changes: [Change]

  public init(twin: ID<Twin>, changes: [Change]) {
    self.twin = twin
    self.changes = changes
  }

  /// One property that is not the same.
  public struct Change: Hashable, Sendable {
    /// `type`, `lifecycle`, `deleted`, `mergedInto`, `reported/NAME` or `desired/NAME`.
    public var path: String
    /// Nil where it was not there.
    public var before: JSON?
    /// Nil where it is no longer there.
    public var after: JSON?

    public init(path: String, before: JSON?, after: JSON?) {
      self.path = path
      self.before = before
      self.after = after
    }
  }
}

/// A property that both lines changed since they parted, to different values.
public struct MergeConflict: Hashable, Sendable {
  public var twin: ID<Twin>
  public var path: String
  public var base: JSON?
  /// On the line that is merged into.
  public var ours: JSON?
  /// On the branch.
  public var theirs: JSON?

  public init(twin: ID<Twin>, path: String, base: JSON?, ours: JSON?, theirs: JSON?) {
    self.twin = twin
    self.path = path
    self.base = base
    self.ours = ours
    self.theirs = theirs
  }
}

/// Whose value a person chose for a property in conflict.
public enum MergeChoice: String, Sendable {
  case ours
  case theirs
}

/// What became of a merge.
public struct MergeResult: Hashable, Sendable {
  /// Empty where the merge was done; otherwise nothing was written.
  public var conflicts: [MergeConflict]
  /// Events appended to the parent, the closing one included.
  public var receipts: [Receipt]

  public init(conflicts: [MergeConflict], receipts: [Receipt]) {
    self.conflicts = conflicts
    self.receipts = receipts
  }
}
