import SalusCore
import SalusTwin

/// Makes plans: a pure function of question, settings, the plan before and the amendments.
public struct Planner: Sendable {
  public let question: PlanQuestion
  public let settings: PlanSettings
  let lanes: PlanLanes
  /// Digest over all that a plan follows from but the hour.
  public let digest: String

  public init(_ question: PlanQuestion, _ settings: PlanSettings = PlanSettings()) {
    self.question = question
    self.settings = settings
    lanes = PlanLanes(question, settings)
    digest = Planner.digest(question, settings)
  }

  /// The plan that saves most, with its reasons.
  ///
  /// - Parameters:
  ///   - before: the newest plan, from which this one differs no more than it must.
  ///   - amendments: quantities that a person set.
  ///   - asOf, sequence: what of the journal the question shows.
  ///   - keepsMoves: the moves of the plan before, as they are and no others.
  public func plan(
    _ id: ID<Plan>, revision: Int64 = 1, before: Plan? = nil, amendments: [Plan.Amendment] = [],
    keepsMoves: Bool = false, asOf: AsOf = .latest, sequence: Int64 = 0
  ) throws(PlanError) -> Plan {
    var previous: Set<PlanLanes.Lane> = []
    var fixed: [PlanLanes.Lane: Double] = [:]
    for move in before?.moves ?? [] {
      guard let lane = lane(move.item, move.from, move.to, 0) else { continue }
      previous.insert(lane)
    }
    for amendment in amendments {
      guard let lane = lane(amendment.item, amendment.from, amendment.to, amendment.day) else {
        continue
      }
      // Plans may reach less far than when the move was made.
      guard 0..<max(1, settings.departureDays) ~= lane.wave else {
        throw .noSuchDay(move: label(lane), day: lane.wave)
      }
      fixed[lane] = amendment.quantity
    }
    // Who sets a quantity means it: the same way is not filled up on another day.
    for lane in fixed.keys.sorted() {
      for wave in 0..<max(1, settings.departureDays) where wave != lane.wave {
        let other = PlanLanes.Lane(good: lane.good, from: lane.from, to: lane.to, wave: wave)
        let isPlanned = (before?.moves ?? []).contains {
          self.lane($0.item, $0.from, $0.to, $0.day) == other
        }
        if fixed[other] == nil, !isPlanned { fixed[other] = 0 }
      }
    }
    let amended = Set(fixed.keys)
    if keepsMoves {
      for lane in lanes.lanes { fixed[lane] = 0 }
      for move in before?.moves ?? [] {
        guard let lane = lane(move.item, move.from, move.to, move.day) else { continue }
        fixed[lane] = move.quantity
      }
    }
    for (lane, quantity) in fixed.sorted(by: { $0.key < $1.key }) {
      let most = most(lane, fixed: fixed)
      guard quantity >= 0, quantity.isFinite else { throw .notAQuantity(quantity) }
      let unit = question.goods[lane.good].unit
      if quantity != quantity.rounded(), unit.contains("{") {
        throw .notWhole(quantity, unit: unit)
      }
      if quantity > most + 1e-9 {
        throw .tooMuch(
          move: label(lane), asked: quantity, most: most, unit: question.goods[lane.good].unit)
      }
    }
    var allocator = Allocator(question, settings, lanes, fixed: fixed, before: previous)
    let allocation = try allocator.solve(AllocationProgramme.Choice())
    var best: Allocation?
    if question.fleets.contains(where: { !$0.vehicles.isEmpty }) {
      var free = allocator
      best = try free.solve(AllocationProgramme.Choice(isWithoutFleets: true))
    }
    let reasoner = PlanReasoner(
      question: question, settings: settings, lanes: lanes, allocator: allocator,
      allocation: allocation)
    var plan = Plan(
      id: id, revision: revision, asOf: asOf, sequence: sequence, made: question.now,
      horizonDays: question.dates.count,
      inputs: PlanInputs(demand: question.demand, entries: [], digest: digest))
    plan.moves = moves(allocation, fixed, amended, id, before: before)
    plan.amendments = amendments
    plan.inputs = inputs(for: plan.moves)
    plan.unmet = unmet(allocation)
    plan.totals = totals(allocation, best)
    plan.binding = try reasoner.binding()
    plan.rejected = reasoner.rejected()
    plan.relaxation = reasoner.relaxation()
    plan.floors = Floors.held(Floors.of(question, settings, lanes), question) { key in
      allocation.shortages[key] ?? lanes.nothing[key] ?? Shortage(levels: question.levels.count)
    }
    plan.relaxation += missedFloors(plan)
    plan.sentence = sentence(plan)
    return plan
  }

  /// Expected patient-days without what they need if nothing is done.
  public var nothing: Double {
    let weights = Shortage.weights(question.levels)
    return question.needKeys.reduce(0) { sum, key in
      sum + question.goods[key.good].value * (lanes.nothing[key]?.mean(weights) ?? 0)
    }
  }

  /// Expected patient-days that a plan's first total says it saves.
  public static func saving(_ plan: Plan) -> Double {
    guard let total = plan.totals.first else { return 0 }
    return total.nothing.mean - total.plan.mean
  }

  /// Expected patient-days that an earlier plan would save on this question.
  public func saving(of plan: Plan) -> Double {
    var shipments: [Trips.Shipment] = []
    for move in plan.moves {
      guard let lane = lane(move.item, move.from, move.to, move.day) else { continue }
      shipments.append(.init(lane: lane, quantity: move.quantity))
    }
    let allocation = Allocation(shipments.sorted { $0.lane < $1.lane }, question, settings)
    return nothing - allocation.cost(question, lanes)
  }

  /// Whether a plan is worth a person's time.
  public func isWorthwhile(_ plan: Plan) -> Bool {
    !plan.moves.isEmpty && Planner.saving(plan) >= settings.leastGain
  }

  func lane(_ item: String, _ from: ID<Twin>, _ to: ID<Twin>, _ day: Int)
    -> PlanLanes.Lane?
  {
    guard let good = question.index(ofGood: item), let from = question.index(of: from),
      let to = question.index(of: to)
    else { return nil }
    return PlanLanes.Lane(good: good, from: from, to: to, wave: day)
  }

  func label(_ lane: PlanLanes.Lane) -> String {
    "\(Words.inSentence(question.goods[lane.good].title)) from "
      + "\(question.sites[lane.from].name) to \(question.sites[lane.to].name)"
  }

  private static func digest(_ question: PlanQuestion, _ settings: PlanSettings) -> String {
    var same = question
    same.now = Instant(startOf: question.now.date)
    return JSON.object([
      JSON.Member("question", same.json), JSON.Member("settings", settings.json),
    ]).contentMark
  }
}
