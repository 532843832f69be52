import SalusCore

/// When a twin is looked at.
public enum Moment: Hashable, Sendable {
  /// All that is recorded, however it is dated.
  case latest
  /// As it was in the world at a time, by what had been published until `known`: what analysis
  /// reads.
  case valid(Instant, known: Instant)
  /// As it was in the world at a time, by what the bank had recorded up to an event: what audit
  /// reads.
  case audited(Instant, through: Int64)
  /// All that was recorded up to an event of that sequence.
  case version(Int64)
  /// The twin after so many of its events; there is none before the first and after the last.
  case revision(Int64)

  /// As `audited`, in the words of `valid`.
  public static func valid(_ time: Instant, recorded sequence: Int64) -> Moment {
    .audited(time, through: sequence)
  }
}

/// Bounds on which facts of a thread are seen.
public struct Sight: Hashable, Sendable {
  /// What became so later is invisible; nil for no bound.
  public var valid: Instant?
  /// What was published later is invisible; nil for no bound.
  public var known: Instant?
  /// What was recorded later is invisible; nil for no bound.
  public var sequence: Int64?

  public init(valid: Instant? = nil, known: Instant? = nil, sequence: Int64? = nil) {
    self.valid = valid
    self.known = known
    self.sequence = sequence
  }

  /// Sees everything.
  public static let all = Sight()

  /// True where nothing bounds the sight.
  public var isUnbounded: Bool { valid == nil && known == nil && sequence == nil }

  /// True where a fact of that valid time is seen.
  public func sees(valid time: Instant) -> Bool { valid.map { time <= $0 } ?? true }

  /// True where a fact published then is seen.
  public func sees(known time: Instant) -> Bool { known.map { time <= $0 } ?? true }

  /// True where an event of that sequence is seen.
  public func sees(sequence: Int64) -> Bool { self.sequence.map { sequence <= $0 } ?? true }
}
