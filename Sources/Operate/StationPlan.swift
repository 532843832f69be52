import SalusAct
import SalusCore
import SalusDecide
import SalusStore
import SalusTwin

extension Station {
  /// Those of the running loop, else the defaults.
  public var planSettings: PlanSettings { configuration.plan }

  /// Proposes what to move where, and keeps the proposal.
  ///
  /// The same inputs give the proposal that waits already. An unsigned older one is kept, renewed
  /// where its figures have changed, while it saves nearly as much as a new one would; one that a
  /// person refused is not proposed again on the same figures. Plans for the past are made and not kept.
  ///
  /// - Returns: nil where no demand is estimated yet, or nothing is worth moving.
  @discardableResult
  public func proposePlan(_ settings: PlanSettings? = nil, asOf: AsOf = .latest) throws -> Plan? {
    let settings = settings ?? planSettings
    guard let ground = try PlanGround(self, settings, asOf: asOf) else { return nil }
    let planner = Planner(ground.question, settings)
    let last = try PlanThread.newest(journal)
    let open = last.flatMap { $0.state == .proposed ? $0 : nil }
    if asOf == .latest, let open, open.plan.inputs.digest == planner.digest {
      return open.plan
    }
    let number = last.flatMap { Int($0.id.text.dropFirst(2)) } ?? 0
    let id = ID<Plan>("P-\(number + 1)")
    let start = Station.wallClock()
    var plan = try planner.plan(
      id, before: last?.plan, asOf: asOf, sequence: ground.sequence)
    plan.seconds = Station.wallClock() - start
    guard asOf == .latest, journal.isWritable else { return plan }
    let isWorthwhile = planner.isWorthwhile(plan)
    if let open {
      if let kept = try kept(open, planner, ground, besides: plan) { return kept }
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

  /// The waiting plan, where it still saves nearly as much as a new one would: as it is, or with the
  /// same moves on today's figures where those have changed, so that it can be signed. Nil where
  /// its moves cannot be made any more or too little speaks for them.
  private func kept(
    _ open: PlanThread, _ planner: Planner, _ ground: PlanGround, besides fresh: Plan
  ) throws -> Plan? {
    let settings = planner.settings
    let saving = planner.saving(of: open.plan)
    let best = Planner.saving(fresh)
    guard saving >= settings.leastGain / 2,
      saving >= settings.keepShare * best || best - saving < settings.leastGain
    else { return nil }
    guard !planner.changes(since: open.plan).isEmpty else { return open.plan }
    let start = Station.wallClock()
    let same: Plan
    do {
      same = try planner.plan(
        open.id, revision: open.revision + 1, before: open.plan,
        amendments: open.plan.amendments, keepsMoves: true, sequence: ground.sequence)
    } catch {
      // What it takes is no longer there, or does not fit into the day.
      return nil
    }
    guard same.moves.count == open.plan.moves.count else { return nil }
    var plan = same
    // What limits a plan of today, and what speaks against other ways, is what the new one says.
    plan.binding = fresh.binding
    plan.rejected = fresh.rejected.filter { other in
      !plan.moves.contains { $0.item == other.item && $0.from == other.from && $0.to == other.to }
    }
    for index in plan.totals.indices {
      plan.totals[index].best =
        fresh.totals.first { $0.label == plan.totals[index].label }?.best
    }
    plan.seconds = Station.wallClock() - start
    try appendDecision([plan.draft(actor: actor)], on: open)
    return plan
  }

  /// Solves a waiting plan again around quantities that a person sets, and keeps the result as its
  /// next revision.
  ///
  /// - Parameters:
  ///   - revision: of the plan as the person saw it; nil for as it is.
  ///   - changes: a move's id and its quantity; 0 leaves the move out.
  public func amendPlan(
    _ id: ID<Plan>, revision: Int64? = nil, changes: [(move: String, quantity: Double)],
    settings: PlanSettings? = nil
  ) throws -> Plan {
    let settings = settings ?? planSettings
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
    _ id: ID<Plan>, revision: Int64? = nil, reason: String, settings: PlanSettings? = nil
  ) throws -> [Order] {
    let settings = settings ?? planSettings
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
        ).draft(actor: actor, source: "act/plan", valid: now, known: now))
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
    guard let thread = try PlanThread.find(id, journal) else {
      let known = try PlanThread.newest(journal).map { [$0.id.text] } ?? []
      throw PlanDecisionError.unknown(id.text, known: known)
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
    let now = try PlanThread.find(thread.id, journal) ?? thread
    throw PlanDecisionError.stale(thread.id, meanwhile: now.meanwhile)
  }
}
