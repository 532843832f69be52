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
  /// The estimate for the newest day; of several the newest.
  var demand: DemandEstimate?
  /// When the newest plan was proposed.
  var planned: Instant?
  var facilities: [ID<Twin>: Facility] = [:]
  var items: [ID<Item>: Item] = [:]
  var places = Places([])
  var signals: [ID<Signal>: Signal] = [:]
  /// The newest sequence taken in.
  var sequence: Int64 = 0

  private var registered: [Place] = []

  static let types =
    WarningEvent.types + NoticeEvent.types + Orders.types + FeedChanged.types + [
      DetectionFinished.type, DemandEstimate.type, Plan.type, Facility.type, Item.type,
      PlaceRegistered.type, SignalRegistered.type,
    ]

  init() {}

  /// All that a view shows.
  init(_ journal: any Journal, at view: View, through head: Int64) throws(JournalError) {
    let query = EventQuery(
      branch: view.branch, types: DutyState.types, through: min(view.sequence ?? head, head))
    try apply(
      try journal.events(query).filter { event in view.known.map { event.known <= $0 } ?? true })
    sequence = min(view.sequence ?? head, head)
  }

  /// Takes in events newer than all before.
  mutating func apply(_ events: [Event]) throws(JournalError) {
    try warnings.apply(events)
    try notices.apply(events)
    try orders.apply(events)
    var hasPlaces = false
    for event in events {
      switch event.type {
      case DetectionFinished.type: try detections.apply(event)
      case DemandEstimate.type:
        let estimate = try DemandEstimate(event)
        if demand.map({ estimate.day >= $0.day }) ?? true { demand = estimate }
      case Plan.type:
        planned = max(planned ?? event.valid, event.valid)
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

/// The same folds as of now, kept between calls and brought up to date with what came since.
final class Duty: Sendable {
  private let state = Mutex(DutyState())

  /// The state as of the journal's head.
  func current(_ journal: any Journal) throws -> DutyState {
    try state.withLock { state in
      let head = try journal.head(of: Branch.main).sequence
      if head > state.sequence {
        let events = try journal.events(
          EventQuery(types: DutyState.types, after: state.sequence, through: head))
        var next = state
        try next.apply(events)
        next.sequence = head
        state = next
      }
      return state
    }
  }
}
