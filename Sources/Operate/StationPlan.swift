import SalusAct
import SalusCore
import SalusDecide
import SalusStore
import SalusTwin

extension Station {
  /// Proposes what to move where, and keeps the proposal.
  ///
  /// The same inputs give the proposal that waits already. An unsigned older one is superseded only
  /// where its inputs have materially changed or much more could be saved; one that a person refused
  /// is not proposed again on the same figures. Plans for the past are made and not kept.
  ///
  /// - Returns: nil where no demand is estimated yet, or nothing is worth moving.
  @discardableResult
  public func proposePlan(_ settings: PlanSettings = .init(), asOf: AsOf = .latest) throws -> Plan?
  {
    guard let ground = try PlanGround(self, settings, asOf: asOf) else { return nil }
    let planner = Planner(ground.question, settings)
    let threads = try PlanThread.all(journal)
    let open = threads.last { $0.state == .proposed }
    let last = threads.last
    if asOf == .latest, let open, open.plan.inputs.digest == planner.inputs(for: []).digest {
      return open.plan
    }
    let before = open ?? last
    let id = ID<Plan>("P-\(threads.count + 1)")
    let start = Station.wallClock()
    var plan = try planner.plan(
      id, before: before?.plan, asOf: asOf, sequence: ground.sequence)
    plan.seconds = Station.wallClock() - start
    guard asOf == .latest, journal.isWritable else { return plan }
    let isWorthwhile = planner.isWorthwhile(plan)
    if let open {
      let changes = planner.changes(since: open.plan)
      let more = Planner.saving(plan) - planner.saving(of: open.plan)
      if changes.isEmpty, more < settings.leastGain { return open.plan }
    } else if let last, last.state == .refused, planner.changes(since: last.plan).isEmpty,
      Planner.saving(plan) - planner.saving(of: last.plan) < settings.leastGain
    {
      return nil
    }
    guard isWorthwhile || open != nil else { return nil }
    var drafts = isWorthwhile ? [plan.draft(actor: actor)] : []
    var conditions: [Condition] = isWorthwhile ? [.revision(plan.twin, 0)] : []
    if let open {
      drafts.append(
        PlanDecided(
          verb: .superseded, plan: open.id, revision: open.revision,
          reason: isWorthwhile ? nil : "nothing is worth moving any more",
          successor: isWorthwhile ? id : nil
        ).draft(actor: actor, source: "decide/plan", valid: loopTime()))
      conditions.append(.revision(Plan.twin(open.id), open.revision))
    }
    _ = try journal.append(drafts, expecting: conditions, on: Branch.main)
    return isWorthwhile ? plan : nil
  }

  /// Solves a waiting plan again around quantities that a person sets, and keeps the result as its
  /// next revision.
  ///
  /// - Parameters:
  ///   - revision: of the plan as the person saw it; nil for as it is.
  ///   - changes: a move's id and its quantity; 0 leaves the move out.
  public func amendPlan(
    _ id: ID<Plan>, revision: Int64? = nil, changes: [(move: String, quantity: Double)],
    settings: PlanSettings = .init()
  ) throws -> Plan {
    let thread = try waitingPlan(id, seen: revision)
    guard !changes.isEmpty else { throw PlanDecisionError.noChange }
    guard let ground = try PlanGround(self, settings, asOf: .latest) else {
      throw PlanDecisionError.noDemand
    }
    var amendments = thread.plan.amendments
    for change in changes {
      guard let move = thread.plan.move(ID(change.move)) else {
        throw PlanError.noSuchMove(
          change.move, in: id, known: thread.plan.moves.map(\.id.text))
      }
      amendments.removeAll {
        $0.item == move.item && $0.from == move.from && $0.to == move.to && $0.day == move.day
      }
      amendments.append(
        Plan.Amendment(
          item: move.item, from: move.from, to: move.to, day: move.day,
          quantity: change.quantity))
    }
    let start = Station.wallClock()
    var plan = try Planner(ground.question, settings).plan(
      id, revision: thread.revision + 1, before: thread.plan, amendments: amendments,
      sequence: ground.sequence)
    plan.seconds = Station.wallClock() - start
    try appendDecision([plan.draft(actor: actor)], on: thread)
    return plan
  }

  /// Signs a waiting plan: its moves become orders, and what they take is reserved, all at once.
  ///
  /// Refused where the figures that the plan stands on have materially changed.
  ///
  /// - Parameter reason: why the person agrees; required.
  public func signPlan(
    _ id: ID<Plan>, revision: Int64? = nil, reason: String, settings: PlanSettings = .init()
  ) throws -> [Order] {
    let thread = try waitingPlan(id, seen: revision)
    try Station.check(reason: reason)
    let plan = thread.plan
    guard !plan.moves.isEmpty else { throw PlanDecisionError.empty(id) }
    guard let ground = try PlanGround(self, settings, asOf: .latest) else {
      throw PlanDecisionError.noDemand
    }
    let changes = Planner(ground.question, settings).changes(since: plan)
    guard changes.isEmpty else { throw PlanDecisionError.changed(id, changes) }
    let now = loopTime()
    var drafts = [
      PlanDecided(verb: .signed, plan: id, revision: thread.revision, reason: reason)
        .draft(actor: actor, source: "act/plan", valid: now)
    ]
    var conditions: [Condition] = []
    var orders: [Order] = []
    // A plan signed hours after it was made cannot depart before that.
    let delay = max(0, now - plan.made)
    for (offset, move) in plan.moves.enumerated() {
      let order = Order(
        id: ground.orders.nextID(offset), plan: id, planRevision: thread.revision,
        move: move.id.text, item: ID(move.item), quantity: move.quantity, from: move.from,
        to: move.to, issued: now, departs: move.departs + delay, due: move.arrives + delay,
        vehicle: move.vehicle)
      orders.append(order)
      drafts.append(OrderIssued(order).draft(actor: actor))
      conditions.append(.revision(order.twin, 0))
      guard ground.capacity.itemsByID[order.item] != nil else { continue }
      drafts.append(
        StockReservation(
          id: order.id.text, facility: move.from, item: order.item, quantity: move.quantity
        ).draft(actor: actor, source: "act/plan", valid: now))
    }
    try appendDecision(drafts, on: thread, conditions)
    return orders
  }

  /// Refuses a waiting plan; it is not proposed again on the same figures.
  public func refusePlan(_ id: ID<Plan>, revision: Int64? = nil, reason: String) throws {
    let thread = try waitingPlan(id, seen: revision)
    try Station.check(reason: reason)
    let decided = PlanDecided(
      verb: .refused, plan: id, revision: thread.revision, reason: reason)
    try appendDecision(
      [decided.draft(actor: actor, source: "act/plan", valid: loopTime())], on: thread)
  }

  private static func check(reason: String) throws(PlanDecisionError) {
    guard !reason.allSatisfy(\.isWhitespace) else { throw .noReason }
    guard reason.utf8.count <= 2000 else { throw .longReason }
  }

  /// The plan of that id, where it waits for a person and is as the person saw it.
  private func waitingPlan(_ id: ID<Plan>, seen revision: Int64?) throws -> PlanThread {
    let threads = try PlanThread.all(journal)
    guard let thread = threads.first(where: { $0.id == id }) else {
      throw PlanDecisionError.unknown(id.text, known: threads.map(\.id.text))
    }
    guard thread.state == .proposed else { throw PlanDecisionError.decided(thread) }
    if let revision, revision != thread.revision {
      throw PlanDecisionError.stale(id, meanwhile: thread.meanwhile)
    }
    return thread
  }

  /// Appends where nobody was faster; else says who was.
  private func appendDecision(
    _ drafts: [Draft], on thread: PlanThread, _ conditions: [Condition] = []
  ) throws {
    let expected = [Condition.revision(Plan.twin(thread.id), thread.revision)] + conditions
    var isLate = false
    do {
      _ = try journal.append(drafts, expecting: expected, on: Branch.main)
    } catch {
      guard error.kind == .stale else { throw error }
      isLate = true
    }
    guard isLate else { return }
    let now = try PlanThread.all(journal).first { $0.id == thread.id } ?? thread
    throw PlanDecisionError.stale(thread.id, meanwhile: now.meanwhile)
  }
}

/// What a plan stands on: the question, and what of the twin it was read from.
struct PlanGround {
  let question: PlanQuestion
  let capacity: Capacity
  let orders: Orders
  let sequence: Int64

  /// Nil where no demand is estimated yet.
  init?(_ station: Station, _ settings: PlanSettings, asOf: AsOf) throws {
    let head = try station.journal.head(of: Branch.main).sequence
    let version = if case .version(let sequence) = asOf { min(sequence, head) } else { head }
    let reading = try Reading(station.journal, asOf: asOf, version: version)
    let now: Instant =
      switch asOf {
      case .date(let date): Instant(startOf: date) + 6 * 3600
      case .latest, .version: station.loopTime()
      }
    try self.init(reading, settings, now: now)
  }

  /// - Parameter now: from when things can depart.
  init?(_ reading: Reading, _ settings: PlanSettings, now: Instant) throws {
    guard let demand = try reading.demandEstimate() else { return nil }
    capacity = try Capacity(reading.journal, at: reading.view)
    orders = try Orders(reading.journal, at: reading.view)
    sequence = reading.version
    question = PlanQuestion(
      capacity: capacity, demand: demand, orders: orders, settings: settings, now: now)
  }
}

extension PlanThread {
  /// Who did what last, for somebody who saw an earlier state.
  var meanwhile: String {
    guard let last = decisions.last else { return "\(id) has changed" }
    let verb =
      switch last.verb {
      case "propose": "proposed"
      case "amend": "amended"
      case "sign": "signed"
      case "refuse": "refused"
      default: "superseded"
      }
    return "\(last.actor) \(verb) \(id) at \(last.at)" + (last.reason.map { " (\($0))" } ?? "")
      + "; it is now at revision \(revision)"
  }
}

/// Why a decision on a plan is not taken.
public enum PlanDecisionError: Problem {
  case unknown(String, known: [String])
  case decided(PlanThread)
  case stale(ID<Plan>, meanwhile: String)
  /// The figures that the plan stands on are others now.
  case changed(ID<Plan>, [String])
  case empty(ID<Plan>)
  case noReason
  case longReason
  case noChange
  case noDemand

  public var kind: ProblemKind {
    switch self {
    case .unknown: .notFound
    case .decided, .empty: .failed
    case .stale, .changed: .stale
    case .noReason, .longReason, .noChange: .usage
    case .noDemand: .notFound
    }
  }

  /// Whether the plan's state stands against it, rather than the question.
  public var isConflict: Bool {
    switch self {
    case .decided, .empty: true
    default: false
    }
  }

  public var description: String {
    switch self {
    case .unknown(let name, _): "there is no plan '\(name)'"
    case .decided(let thread): "\(thread.id) is \(thread.state.rawValue): \(thread.meanwhile)"
    case .stale(_, let meanwhile): meanwhile
    case .changed(let id, let changes):
      "the figures that \(id) stands on have changed: \(changes.joined(separator: "; "))"
    case .empty(let id): "\(id) moves nothing, so there is nothing to sign"
    case .noReason: "a reason is missing"
    case .longReason: "the reason is longer than 2000 characters"
    case .noChange: "no move is named"
    case .noDemand: "no demand is estimated, so there is nothing to plan for"
    }
  }

  public var hint: String? {
    switch self {
    case .unknown(_, let known):
      known.isEmpty
        ? "None has been proposed yet; 'salus plan propose' does."
        : "There are \(known.suffix(8).joined(separator: ", "))."
    case .decided: nil
    case .stale: "Look at it again and decide on what you see."
    case .changed: "Propose again, or amend the plan: both start from today's figures."
    case .empty: "Refuse it, or amend it."
    case .noReason: "Say in a sentence why you decide so."
    case .longReason: "Shorten it."
    case .noChange: "Name a move and its quantity."
    case .noDemand: "'salus demand' estimates it; hospitals and stock must be known."
    }
  }
}
