import SalusCore

/// One signal for many places on one regular time axis, as a view of the twin saw it.
public struct Panel: Sendable {
  public let signal: Signal
  public let places: [Place]
  /// Days, or Saturdays that end epidemiological weeks, without gaps, oldest first.
  public let dates: [CivilDate]
  /// Place-major, `places.count * dates.count`; not-a-number where nothing is known.
  public let values: [Double]
  /// The greatest journal sequence that the view saw of this signal.
  public let sequence: Int64
  /// The latest time at which a value that the view saw was published.
  public let known: Instant

  public init(
    signal: Signal, places: [Place], dates: [CivilDate], values: [Double], sequence: Int64,
    known: Instant = .beginning
  ) {
    precondition(values.count == places.count * dates.count, "a panel is a full grid")
    self.signal = signal
    self.places = places
    self.dates = dates
    self.values = values
    self.sequence = sequence
    self.known = known
  }

  /// Value of the place at index `place` on the date at index `date`; not-a-number for none.
  public subscript(place: Int, date: Int) -> Double {
    values[place * dates.count + date]
  }

  /// All values of the place at index `place`, one a date.
  public func series(_ place: Int) -> ArraySlice<Double> {
    values[place * dates.count..<(place + 1) * dates.count]
  }
}
