import SalusCore

/// What was signed to be done: one move of a plan, followed to its receipts.
public struct Order: Hashable, Sendable {
  /// `O-7`; the twin of its events is `order:O-7`.
  public let id: ID<Order>
  public var plan: ID<Plan>
  /// Revision of the plan that was signed.
  public var planRevision: Int64
  /// The move of the plan: `P-1/3`.
  public var move: String
  /// A stock item, or a resource such as `icu-nurse`.
  public var item: ID<Item>
  /// In the unit of the item, positive.
  public var quantity: Double
  public var from: ID<Twin>
  public var to: ID<Twin>
  public var issued: Instant
  public var departs: Instant
  /// When it should have arrived.
  public var due: Instant
  public var vehicle: ID<Twin>?

  public internal(set) var stage: Stage
  /// Who carries it out; nil until somebody is bound.
  public internal(set) var executor: String?
  /// Sum of the receipts; may exceed what was ordered, for receipts are the truth.
  public internal(set) var received: Double
  public internal(set) var bound: Instant?
  /// When the last receipt completed it.
  public internal(set) var executed: Instant?
  /// Since when it is known to be late; stays after a late receipt.
  public internal(set) var lateSince: Instant?
  /// In order of arrival.
  public internal(set) var receipts: [Receipt]
  public internal(set) var history: [Entry]
  /// Of the order's twin, for conditions.
  public internal(set) var revision: Int64
  /// Of the newest event of the order.
  public internal(set) var sequence: Int64

  /// How far an order came, whatever its punctuality.
  public enum Stage: String, Sendable, Codable, CaseIterable {
    case issued, bound, sent, executing, executed, cancelled
  }

  /// What a screen shows.
  public enum State: String, Sendable, Codable, CaseIterable {
    case issued, bound, sent, executing, executed, late, cancelled
  }

  /// Goods that arrived.
  public struct Receipt: Hashable, Sendable {
    /// Given by the field; the same id again changes nothing.
    public var id: String
    public var quantity: Double
    public var at: Instant
  }

  /// One step of an order's life.
  public struct Entry: Hashable, Sendable {
    /// When it was so.
    public var at: Instant
    public var recorded: Instant
    public var verb: String
    public var actor: String
    public var words: String
  }

  public init(
    id: ID<Order>, plan: ID<Plan>, planRevision: Int64, move: String, item: ID<Item>,
    quantity: Double, from: ID<Twin>, to: ID<Twin>, issued: Instant, departs: Instant,
    due: Instant, vehicle: ID<Twin>? = nil
  ) {
    self.id = id
    self.plan = plan
    self.planRevision = planRevision
    self.move = move
    self.item = item
    self.quantity = quantity
    self.from = from
    self.to = to
    self.issued = issued
    self.departs = departs
    self.due = due
    self.vehicle = vehicle
    stage = .issued
    executor = nil
    received = 0
    bound = nil
    executed = nil
    lateSince = nil
    receipts = []
    history = []
    revision = 0
    sequence = 0
  }

  /// The twin that an order's events are of.
  public static func twin(of id: ID<Order>) -> ID<Twin> { ID("order:\(id)") }

  public var twin: ID<Twin> { Order.twin(of: id) }

  /// Neither executed nor cancelled.
  public var isOpen: Bool { stage != .executed && stage != .cancelled }

  public var isLate: Bool { isOpen && lateSince != nil }

  public var state: State {
    if isLate { return .late }
    return State(rawValue: stage.rawValue) ?? .issued
  }

  /// What is still under way or to be sent; 0 for orders that are done or cancelled.
  public var remaining: Double { isOpen ? max(0, quantity - received) : 0 }
}
