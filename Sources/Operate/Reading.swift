import SalusAnalyse
import SalusCore
import SalusTwin
import Synchronization

/// The twin at one version of the journal and one moment of knowledge, with what was computed from
/// it so far.
public final class Reading: Sendable {
  let journal: any Journal
  public let asOf: AsOf
  /// The journal sequence that answers reflect.
  public let version: Int64
  let world: World
  let view: View
  private let capacities: CapacityCache

  private struct Kept {
    var grids: [ID<Signal>: SignalGrid] = [:]
    var delays: [ID<Signal>: DelayProfile] = [:]
    var detections: DetectionHistory?
    var forecasts: [Event]?
    var duty: DutyState?
  }

  private let kept = Mutex(Kept())

  /// Folds that many readings share; nil folds anew.
  let duty: Duty?
  /// Likewise panels.
  private let panels: PanelCache?

  /// - Parameters:
  ///   - version: the head, or the sequence asked for.
  ///   - capacities: shared by readings of one journal, so that each folds only what is new.
  ///   - panels: shared likewise.
  init(
    _ journal: any Journal, asOf: AsOf, version: Int64, capacities: CapacityCache = CapacityCache(),
    duty: Duty? = nil, panels: PanelCache? = nil
  ) throws(JournalError) {
    self.capacities = capacities
    self.panels = panels
    self.journal = journal
    self.duty = duty
    self.asOf = asOf
    self.version = version
    // Pinning the newest version makes all parts of one answer see the same journal.
    let pinned = asOf == .latest ? AsOf.version(version) : asOf
    world = try World(journal, asOf: pinned)
    view = View(pinned)
  }

  /// Events of some types that the moment allows, oldest first.
  ///
  /// Results of analysis count as known when they were made, or, made for an earlier moment, as of
  /// that moment: `madeFor` reads it from the event.
  func events(_ types: [String], madeFor: (Event) -> AsOf? = { _ in nil }) throws(JournalError)
    -> [Event]
  {
    let events = try journal.events(EventQuery(types: types, through: version))
    guard let known = view.known else { return events }
    return events.filter { event in
      if case .date(let date) = madeFor(event) { return Instant(endOf: date) <= known }
      return event.known <= known
    }
  }

  func signal(_ name: String) throws(ReadError) -> Signal {
    guard let signal = world.signal(ID(name)) else {
      throw .noSignal(name, known: world.signals.map(\.id.text))
    }
    return signal
  }

  func place(_ name: String) throws(ReadError) -> Place {
    guard let place = world.places.find(name) else { throw .noPlace(name) }
    return place
  }

  /// Values of a signal for every place that reports it, or has parts that do; nil for none.
  func grid(_ signal: Signal) throws -> SignalGrid? {
    if let grid = kept.withLock({ $0.grids[signal.id] }) { return grid }
    guard
      let panel = try panels?.panel(signal.id, in: world, of: journal) ?? world.panel(signal.id)
    else { return nil }
    let grid = SignalGrid(panel, places: world.places)
    kept.withLock { $0.grids[signal.id] = grid }
    return grid
  }

  /// What there is to care with.
  public func capacity() throws -> Capacity {
    try capacities.capacity(of: journal, at: view, through: version)
  }

  /// Days of cover by the newest estimate of demand that the moment allows; nil for none.
  func estimatedCover() throws -> EstimatedCover? {
    try capacities.cover(of: journal, at: view, through: version)
  }

  /// How complete values of a signal are by their age.
  func delay(_ signal: Signal) throws -> DelayProfile {
    if let delay = kept.withLock({ $0.delays[signal.id] }) { return delay }
    let delay = try DelayProfile(signal, newest: grid(signal)?.dates.last, journal, at: view)
    kept.withLock { $0.delays[signal.id] = delay }
    return delay
  }

  func detections() throws -> DetectionHistory {
    if let detections = kept.withLock({ $0.detections }) { return detections }
    let events = try events([DetectionFinished.type]) { event in
      event.payload["asOf"]?.string.flatMap { AsOf($0) }
    }
    let detections = try DetectionHistory(events)
    kept.withLock { $0.detections = detections }
    return detections
  }

  /// Events that hold forecasts, oldest first.
  func forecastEvents() throws -> [Event] {
    if let events = kept.withLock({ $0.forecasts }) { return events }
    let events = try events(ForecastRecord.eventTypes) { event in
      event.payload["asOf"]?.string.flatMap { AsOf($0) }
    }
    kept.withLock { $0.forecasts = events }
    return events
  }

  func keptDuty() -> DutyState? { kept.withLock { $0.duty } }

  func keep(_ duty: DutyState) { kept.withLock { $0.duty = duty } }

  /// `version` and `asOf`, with which every answer begins.
  var stamp: [JSON.Member] {
    [
      JSON.Member("version", JSON(version)),
      JSON.Member("asOf", .string(asOf.description)),
    ]
  }

  /// An answer: the stamp and what follows.
  func answer(_ members: KeyValuePairs<String, JSON>) -> JSON {
    .object(stamp + members.map { JSON.Member($0.key, $0.value) })
  }
}
