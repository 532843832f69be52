import SalusCore

/// A plan's whole story: what was proposed, amended, decided, by whom.
public struct PlanThread: Sendable {
  /// Where it stands.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Waits for a person.
    case proposed
    case signed, refused, superseded
  }

  /// Who did what.
  public struct Decision: Hashable, Sendable {
    public var at: Instant
    public var actor: String
    /// `propose`, `amend`, `renew` (the same moves on newer figures), `sign`, `refuse` or
    /// `supersede`.
    public var verb: String
    public var reason: String?
  }

  public let id: ID<Plan>
  /// Every proposal of it, oldest first; never empty.
  public private(set) var revisions: [Plan]
  public private(set) var state: State
  /// The revision of its newest event: what a decision must name.
  public private(set) var revision: Int64
  public private(set) var decisions: [Decision]
  /// Who made the newest proposal.
  public private(set) var actor: String

  /// The newest proposal.
  public var plan: Plan { revisions[revisions.count - 1] }

  private init(_ plan: Plan, _ event: Event) {
    id = plan.id
    revisions = [plan]
    state = .proposed
    revision = event.revision
    actor = event.actor
    decisions = [
      Decision(at: event.valid, actor: event.actor, verb: "propose", reason: nil)
    ]
  }

  /// Types of all events that a thread is folded from.
  public static let eventTypes = [Plan.type] + PlanDecided.Verb.allCases.map(\.eventType)

  /// All plans, oldest first.
  ///
  /// - Parameter events: in order of their sequence; those of other types are passed over.
  public static func all(_ events: [Event]) throws(JournalError) -> [PlanThread] {
    var threads: [PlanThread] = []
    var places: [ID<Twin>: Int] = [:]
    for event in events {
      guard eventTypes.contains(event.type) else { continue }
      if let place = places[event.twin] {
        try threads[place].apply(event)
      } else if event.type == Plan.type {
        places[event.twin] = threads.count
        threads.append(PlanThread(try Plan(event), event))
      }
    }
    return threads
  }

  /// All plans that a view of the journal shows, oldest first.
  public static func all(_ journal: any Journal, at view: View = View()) throws(JournalError)
    -> [PlanThread]
  {
    let query = EventQuery(branch: view.branch, types: eventTypes, through: view.sequence)
    return try all(
      try journal.events(query).filter { event in view.known.map { event.known <= $0 } ?? true })
  }

  /// The plan of that id; nil where the view shows none.
  public static func find(_ id: ID<Plan>, _ journal: any Journal, at view: View = View())
    throws(JournalError) -> PlanThread?
  {
    let query = EventQuery(
      branch: view.branch, types: eventTypes, twin: Plan.twin(id), through: view.sequence)
    return try all(
      try journal.events(query).filter { event in view.known.map { event.known <= $0 } ?? true }
    ).first
  }

  /// The plan that was proposed last, which is the only one that may wait: proposing supersedes.
  /// Reads no other plan.
  public static func newest(_ journal: any Journal, at view: View = View()) throws(JournalError)
    -> PlanThread?
  {
    var through = view.sequence
    while true {
      let query = EventQuery(
        branch: view.branch, types: [Plan.type], through: through, limit: 1, isDescending: true)
      guard let event = try journal.events(query).first else { return nil }
      if let known = view.known, event.known > known {
        through = event.sequence - 1
        continue
      }
      guard let id = event.payload["id"]?.string else {
        throw .corrupt("event \(event.sequence) is no plan")
      }
      return try find(ID(id), journal, at: view)
    }
  }

  private mutating func apply(_ event: Event) throws(JournalError) {
    revision = event.revision
    if event.type == Plan.type {
      let next = try Plan(event)
      let isSame =
        next.amendments == plan.amendments && next.moves.map(\.id) == plan.moves.map(\.id)
      revisions.append(next)
      state = .proposed
      actor = event.actor
      decisions.append(
        Decision(at: event.valid, actor: event.actor, verb: isSame ? "renew" : "amend", reason: nil)
      )
      return
    }
    let decided = try PlanDecided(event)
    let verb: String
    switch decided.verb {
    case .signed: (state, verb) = (.signed, "sign")
    case .refused: (state, verb) = (.refused, "refuse")
    case .superseded: (state, verb) = (.superseded, "supersede")
    }
    let reason =
      decided.reason ?? decided.successor.map { "replaced by \($0), for the inputs changed" }
    decisions.append(Decision(at: event.valid, actor: event.actor, verb: verb, reason: reason))
  }
}
