import SalusCore

/// A figure with who said it and when.
public struct Reported<Value: Hashable & Sendable>: Hashable, Sendable {
  public var value: Value
  /// When it was so.
  public var valid: Instant
  /// When its source published it.
  public var known: Instant
  public var recorded: Instant
  public var source: String
  public var actor: String
  public var sequence: Int64
  /// Of the twin that the event is of, for conditions of the next write.
  public var revision: Int64

  public init(_ value: Value, _ event: Event) {
    self.value = value
    valid = event.valid
    known = event.known
    recorded = event.recorded
    source = event.source
    actor = event.actor
    sequence = event.sequence
    revision = event.revision
  }

  /// Hours from the moment it was so until `now`; never negative.
  public func ageHours(at now: Instant) -> Double {
    max(0, (now - valid) / 3600)
  }

  func replaces(_ other: Reported?) -> Bool {
    guard let other else { return true }
    return (valid, sequence) > (other.valid, other.sequence)
  }
}
