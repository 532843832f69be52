import SalusCore

/// One reported value of a signal for a place and period, with the time when it was published.
public struct Observation: Hashable, Sendable {
  public var twin: ID<Twin>
  public var signal: ID<Signal>
  /// Part of the population, such as an age band; empty for the whole.
  public var stratum: String
  /// When it was so in the world: the first moment (UTC) of the date that names the period, which
  /// is the day itself or the Saturday that ends the epidemiological week.
  public var valid: Instant
  /// When its source published it. Equal (twin, signal, stratum, valid) with different known
  /// times are the vintages of one value.
  public var known: Instant
  /// Nil where the source withdrew the value or said that it is missing.
  public var value: Double?
  public var quality: Quality

  public enum Quality: UInt8, Sendable, Codable {
    case good = 0
    case suspect = 1
    case estimated = 2
  }

  public init(
    twin: ID<Twin>, signal: ID<Signal>, stratum: String = "", valid: Instant, known: Instant,
    value: Double?, quality: Quality = .good
  ) {
    self.twin = twin
    self.signal = signal
    self.stratum = stratum
    self.valid = valid
    self.known = known
    self.value = value
    self.quality = quality
  }
}

/// An observation as the journal keeps it: with the sequence of the event that brought it.
public struct StoredObservation: Hashable, Sendable {
  public var observation: Observation
  public var sequence: Int64

  public init(_ observation: Observation, sequence: Int64) {
    self.observation = observation
    self.sequence = sequence
  }
}
