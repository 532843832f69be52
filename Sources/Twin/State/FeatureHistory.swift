import SalusCore

/// One entry in the history of a feature.
public struct HistoryEntry: Hashable, Sendable {
  public var feature: String
  public var reading: Reading
  public var isDesired: Bool
  /// The event that corrected it; nil where nobody did.
  public var supersededBy: Int64?
  /// True where its source was revoked later.
  public var isRevoked: Bool
  /// True where it was derived from data of a revoked source.
  public var isTainted: Bool

  public init(
    feature: String, reading: Reading, isDesired: Bool = false, supersededBy: Int64? = nil,
    isRevoked: Bool = false, isTainted: Bool = false
  ) {
    self.feature = feature
    self.reading = reading
    self.isDesired = isDesired
    self.supersededBy = supersededBy
    self.isRevoked = isRevoked
    self.isTainted = isTainted
  }
}

/// Which readings of a twin's past to read, newest recorded first.
public struct HistoryQuery: Hashable, Sendable {
  public var twin: ID<Twin>
  /// Nil for every feature.
  public var feature: String?
  /// Reads on with what was recorded before this sequence.
  public var before: Int64?
  /// Events to look at; the entries of one event stay together.
  public var limit: Int

  public init(of twin: ID<Twin>, feature: String? = nil, before: Int64? = nil, limit: Int = 100) {
    self.twin = twin
    self.feature = feature
    self.before = before
    self.limit = limit
  }
}
