import SalusCore

/// One value of a feature with all that is known about where it comes from.
public struct Reading: Hashable, Sendable {
  public var value: JSON
  /// UCUM; nil where the value has none or its type says it.
  public var unit: String?
  /// When it was so in the world.
  public var observed: Instant
  /// When its source published it.
  public var known: Instant
  /// When the bank wrote it down.
  public var recorded: Instant
  public var quality: Quality
  public var source: String
  /// Sequence of the event that brought it.
  public var event: Int64

  public init(
    value: JSON, unit: String? = nil, observed: Instant, known: Instant, recorded: Instant,
    quality: Quality = .good, source: String, event: Int64
  ) {
    self.value = value
    self.unit = unit
    self.observed = observed
    self.known = known
    self.recorded = recorded
    self.quality = quality
    self.source = source
    self.event = event
  }

  /// True where this reading counts before `other`: the later observed one, then the later known
  /// one, then the one recorded last. A late message therefore never becomes the newest.
  public func supersedes(_ other: Reading) -> Bool {
    if observed != other.observed { return observed > other.observed }
    if known != other.known { return known > other.known }
    return event >= other.event
  }
}

/// What is reported of one property of a twin, and what is wanted.
public struct Feature: Hashable, Sendable {
  /// Changed only by a source.
  public var reported: Reading?
  /// Changed only by a command.
  public var desired: Reading?

  public init(reported: Reading? = nil, desired: Reading? = nil) {
    self.reported = reported
    self.desired = desired
  }
}
