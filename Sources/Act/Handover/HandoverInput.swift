import SalusCore
import SalusTwin

/// All that a hand-over note is made of. Gathered outside; nothing here reads a journal.
public struct HandoverInput: Sendable {
  public var from: Instant
  public var to: Instant
  public var fromSequence: Int64
  public var toSequence: Int64
  public var zone: TimeZoneRules
  /// Events of the shift, in the order of the journal.
  public var events: [Event] = []
  public var warnings = Warnings()
  public var orders = Orders()
  public var notices = Notices()
  public var feeds = FeedStandings()
  /// The proposal that waits for a signature.
  public var waitingPlan: Plan?
  public var demand: DemandEstimate?
  /// The estimate that there was when the shift began.
  public var demandBefore: DemandEstimate?
  /// Names of facilities and places.
  public var names: [ID<Twin>: String] = [:]
  /// Titles of items, resources and signals.
  public var titles: [String: String] = [:]
  /// Why a new plan is suggested; nil for not.
  public var replan: String?
  /// When beds and stock were last reported; nil for never.
  public var newestBeds: Instant?
  public var newestStock: Instant?
  public var written: [Handover.Signature] = []

  public init(
    from: Instant, to: Instant, fromSequence: Int64, toSequence: Int64, zone: TimeZoneRules
  ) {
    self.from = from
    self.to = to
    self.fromSequence = fromSequence
    self.toSequence = toSequence
    self.zone = zone
  }

  /// Types of the events that a note tells of.
  public static let types =
    WarningEvent.types + Orders.types + PlanThread.eventTypes + ["import.finished", "feed.back"]

  func name(_ id: ID<Twin>) -> String { names[id] ?? id.text }

  func title(_ item: String) -> String { titles[item] ?? Evidence.resourceTitle(item) }

  /// `1 antiviral`.
  func goods(_ quantity: Double, _ item: ID<Item>) -> String {
    Words.goods(quantity, title(item.text))
  }

  func moment(_ instant: Instant) -> String { Words.moment(instant, zone) }
}
