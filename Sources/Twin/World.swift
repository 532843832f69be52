import SalusCore

/// The twin as it could be seen from one moment: what analysis reads, and all that it reads.
///
/// Reference data (places, signals) are seen by the journal sequence alone, for a census published
/// today describes the places of last year too; values are seen by known time and sequence.
public struct World: Sendable {
  public let asOf: AsOf
  public let places: Places
  public let signals: [Signal]
  private let journal: any Journal
  private let view: View

  public init(_ journal: any Journal, asOf: AsOf, branch: ID<Branch> = Branch.main)
    throws(JournalError)
  {
    self.journal = journal
    self.asOf = asOf
    view = View(asOf, branch: branch)
    let query = EventQuery(
      branch: branch, types: [PlaceRegistered.type, SignalRegistered.type], through: view.sequence)
    var places: [Place] = []
    var signals: [ID<Signal>: Signal] = [:]
    for event in try journal.events(query) {
      if event.type == PlaceRegistered.type {
        places.append(try PlaceRegistered(event).place)
      } else {
        let signal = try SignalRegistered(event).signal
        signals[signal.id] = signal
      }
    }
    self.places = Places(places)
    self.signals = signals.values.sorted { $0.id < $1.id }
  }

  public func signal(_ id: ID<Signal>) -> Signal? {
    signals.first { $0.id == id }
  }

  /// The newest visible values of a signal on a full grid from the first date with a value to the
  /// last, places ordered by id; nil where nothing of the signal is visible.
  ///
  /// - Parameter from: leaves out earlier dates, to bound the work on long histories.
  public func panel(_ id: ID<Signal>, stratum: String = "", from: CivilDate? = nil)
    throws(JournalError) -> Panel?
  {
    guard let signal = signal(id) else { return nil }
    let rows = try journal.observations(
      ObservationQuery(signal: id, stratum: stratum, from: from), at: view)
    let known = rows.filter { $0.observation.value != nil && places[$0.observation.twin] != nil }
    guard let first = known.map(\.observation.valid.date).min(),
      let last = known.map(\.observation.valid.date).max()
    else { return nil }
    let step = signal.period.days
    let dates = stride(from: first.days, through: last.days, by: step).map { CivilDate(days: $0) }
    let present = Set(known.map(\.observation.twin)).sorted()
    let rowByTwin = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, $0) })
    var values = [Double](repeating: .nan, count: present.count * dates.count)
    for row in known {
      let offset = row.observation.valid.date - first
      guard offset % step == 0, let place = rowByTwin[row.observation.twin],
        let value = row.observation.value
      else { continue }
      values[place * dates.count + offset / step] = value
    }
    return Panel(
      signal: signal, places: present.compactMap { places[$0] }, dates: dates, values: values,
      sequence: try journal.latestSequence(of: id, at: view),
      known: rows.map(\.observation.known).max() ?? .beginning)
  }
}
