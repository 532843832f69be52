import SalusAct
import SalusCore
import SalusTwin
import Synchronization

/// What the people on duty have before them: the folds that warnings, notices and orders rest on.
struct DutyState: Sendable {
  var warnings = Warnings()
  var notices = Notices()
  var orders = Orders()
  var feeds = FeedStandings()
  var detections = OpenDetections()
  /// The newest estimate of need.
  var demand: DemandEstimate?
  /// The newest proposal of a plan.
  var plan: Plan?
  /// Plans that were signed, refused or replaced.
  var decidedPlans: Set<ID<Twin>> = []
  var facilities: [ID<Twin>: Facility] = [:]
  var vehicles: [ID<Twin>: Vehicle] = [:]
  var vehicleReports: [ID<Twin>: Reported<VehicleReport>] = [:]
  var items: [ID<Item>: Item] = [:]
  var places = Places([])
  var signals: [ID<Signal>: Signal] = [:]
  /// The newest sequence taken in.
  var sequence: Int64 = 0

  private var registered: [Place] = []

  static let types =
    WarningEvent.types + NoticeEvent.types + Orders.types + FeedChanged.types
    + PlanDecided.Verb.allCases.map(\.eventType) + [
      DetectionFinished.type, Facility.type, Item.type, Vehicle.type, VehicleReport.type,
      PlaceRegistered.type, SignalRegistered.type,
    ]

  init() {}

  /// Brings the state from its sequence to a later one, as a view sees it.
  mutating func advance(_ journal: any Journal, at view: View, through head: Int64)
    throws(JournalError)
  {
    guard head > sequence else { return }
    func isVisible(_ event: Event) -> Bool { view.known.map { event.known <= $0 } ?? true }
    let query = EventQuery(
      branch: view.branch, types: DutyState.types, after: sequence, through: head)
    var next = self
    try next.apply(try journal.events(query).filter(isVisible))
    // Estimates and plans are large: only the newest of each is read.
    var newest = EventQuery(
      branch: view.branch, types: [DemandEstimate.type], after: sequence, through: head,
      limit: view.known == nil ? 1 : 400, isDescending: true)
    if let event = try journal.events(newest).first(where: isVisible) {
      next.demand = try DemandEstimate(event)
    }
    newest.types = [Plan.type]
    if let event = try journal.events(newest).first(where: isVisible) {
      next.plan = try Plan(event)
    }
    next.sequence = head
    self = next
  }

  /// The proposal that waits for a signature; nil for none.
  var waitingPlan: Plan? { plan.flatMap { decidedPlans.contains($0.twin) ? nil : $0 } }

  /// Takes in events newer than all before.
  mutating func apply(_ events: [Event]) throws(JournalError) {
    try warnings.apply(events)
    try notices.apply(events)
    try orders.apply(events)
    var hasPlaces = false
    for event in events {
      switch event.type {
      case DetectionFinished.type: try detections.apply(event)
      case "plan.signed", "plan.refused", "plan.superseded":
        decidedPlans.insert(event.twin)
      case Vehicle.type:
        let vehicle = try Vehicle(event)
        vehicles[vehicle.id] = vehicle
      case VehicleReport.type:
        let report = Reported(try VehicleReport(event), event)
        let known = vehicleReports[report.value.vehicle]
        if known.map({ report.valid >= $0.valid }) ?? true {
          vehicleReports[report.value.vehicle] = report
        }
      case Facility.type:
        let facility = try Facility(event)
        facilities[facility.id] = facility
      case Item.type:
        let item = try Item(event)
        items[item.id] = item
      case PlaceRegistered.type:
        registered.append(try PlaceRegistered(event).place)
        hasPlaces = true
      case SignalRegistered.type:
        let signal = try SignalRegistered(event).signal
        signals[signal.id] = signal
      default: try feeds.apply(event)
      }
      sequence = max(sequence, event.sequence)
    }
    if hasPlaces {
      places = Places(registered)
      registered = places.all
    }
  }

  /// What a facility or place is called.
  func name(of id: ID<Twin>) -> String {
    facilities[id]?.name ?? places[id]?.name ?? id.text
  }

  /// What an item or a resource is called.
  func title(of item: ID<Item>) -> String {
    items[item]?.title ?? Evidence.resourceTitle(item.text)
  }
}

/// The same folds, kept between calls and brought up to date with what came since.
final class Duty: Sendable {
  private let state = Mutex(DutyState())
  private let policy = Mutex(DutyPolicy())

  /// By what warnings and notices were last reviewed.
  var settings: DutyPolicy { policy.withLock { $0 } }

  func use(_ change: (inout DutyPolicy) -> Void) {
    policy.withLock { change(&$0) }
  }

  /// The state as of a sequence: the kept one where it is not ahead, else one folded anew.
  func current(_ journal: any Journal, through head: Int64) throws(JournalError) -> DutyState {
    let kept = try state.withLock { state throws(JournalError) -> DutyState? in
      guard state.sequence <= head else { return nil }
      try state.advance(journal, at: View(), through: head)
      return state
    }
    if let kept { return kept }
    var anew = DutyState()
    try anew.advance(journal, at: View(), through: head)
    return anew
  }
}

/// Settings that the loop last used, for what people do between its rounds.
struct DutyPolicy: Sendable {
  var warnings = WarningSettings()
  var notices = NoticeSettings()
  var zone = TimeZoneRules.utc
}
