import SalusCore
import SalusTwin

/// Makes plans: a pure function of question, settings, the plan before and the amendments.
public struct Planner: Sendable {
  public let question: PlanQuestion
  public let settings: PlanSettings
  private let lanes: PlanLanes
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

  /// Floors that the programme could hold and that whole units and whole trips do not.
  private func missedFloors(_ plan: Plan) -> [Plan.Relaxation] {
    plan.floors.filter { floor in
      !floor.isHeld
        && !plan.relaxation.contains { $0.constraint.hasPrefix("floor/\(floor.district)/") }
    }.map { floor in
      let (held, wanted) = (Int((100 * floor.coverage).rounded(.down)), Int(100 * floor.floor))
      return Plan.Relaxation(
        constraint: "floor/\(floor.district)/all",
        words: "whole units and trips meet \(held) % of what is most lacking in "
          + "\(floor.district) and not the \(wanted) % of its floor",
        by: floor.floor - floor.coverage, unit: "1")
    }
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

  /// The relevant figures for a list of moves: what senders and receivers have, what receivers
  /// need, and the vehicles that carry.
  public func inputs(for moves: [Plan.Move]) -> PlanInputs {
    var entries: Set<PlanInputs.Entry> = []
    for move in moves {
      guard let good = question.index(ofGood: move.item) else { continue }
      let title = PlanWords.inside(question.goods[good].title)
      for id in [move.from, move.to] {
        guard let site = question.index(of: id) else { continue }
        let key = PlanQuestion.Key(site, good)
        let name = question.sites[site].name
        entries.insert(
          PlanInputs.Entry(
            kind: .stock, site: id, name: name, item: move.item, title: title,
            value: question.holdings[key]?.free ?? 0))
        guard id == move.to, let need = question.needs[key] else { continue }
        let middle = question.levels.firstIndex { $0 >= 0.5 } ?? 0
        let most = need.quantiles.map { middle < $0.count ? $0[middle] : 0 }.max() ?? 0
        entries.insert(
          PlanInputs.Entry(
            kind: .need, site: id, name: name, item: move.item, title: title, value: most))
      }
      guard move.vehicle != nil, let from = question.index(of: move.from),
        let to = question.index(of: move.to),
        let trip = Trips.loop(from: from, to: to, question, settings)
      else { continue }
      let fleet = question.fleets[trip.fleet]
      entries.insert(
        PlanInputs.Entry(
          kind: .vehicles, site: question.sites[fleet.site].id,
          name: question.sites[fleet.site].name, item: "", title: "vehicles",
          value: Double(fleet.vehicles.count)))
    }
    let ordered = entries.sorted {
      ($0.kind.rawValue, $0.site, $0.item) < ($1.kind.rawValue, $1.site, $1.item)
    }
    return PlanInputs(demand: question.demand, entries: ordered, digest: digest)
  }

  /// What is materially different from what a plan was made on, in sentences.
  public func changes(since plan: Plan) -> [String] {
    inputs(for: plan.moves).changes(
      since: plan.inputs, tolerance: settings.stockTolerance,
      needTolerance: settings.needTolerance)
  }

  // MARK: - Parts of a plan

  private func lane(_ item: String, _ from: ID<Twin>, _ to: ID<Twin>, _ day: Int)
    -> PlanLanes.Lane?
  {
    guard let good = question.index(ofGood: item), let from = question.index(of: from),
      let to = question.index(of: to)
    else { return nil }
    return PlanLanes.Lane(good: good, from: from, to: to, wave: day)
  }

  private func label(_ lane: PlanLanes.Lane) -> String {
    "\(PlanWords.inside(question.goods[lane.good].title)) from "
      + "\(question.sites[lane.from].name) to \(question.sites[lane.to].name)"
  }

  /// The most that can go over a lane: what is there and not fixed to go elsewhere, and what the
  /// day's vehicles can carry with all else left out.
  private func most(_ lane: PlanLanes.Lane, fixed: [PlanLanes.Lane: Double]) -> Double {
    let free = question.holdings[.init(lane.from, lane.good)]?.free ?? 0
    var most = free
    for (other, quantity) in fixed
    where other != lane && other.good == lane.good && other.from == lane.from {
      most -= quantity
    }
    if let volume = question.goods[lane.good].volume,
      let trip = Trips.loop(from: lane.from, to: lane.to, question, settings)
    {
      let fleet = question.fleets[trip.fleet]
      let trips = (settings.workMinutes / trip.minutes).rounded(.down)
      var space = fleet.vehicles.reduce(0) { $0 + $1.capacity } * trips
      for (other, quantity) in fixed where other != lane && other.wave == lane.wave {
        guard other.from == lane.from, other.to == lane.to else { continue }
        space -= quantity * (question.goods[other.good].volume ?? 0)
      }
      most = min(most, space / volume)
    }
    return max(0, (most + 1e-6).rounded(.down))
  }

  private func moves(
    _ allocation: Allocation, _ fixed: [PlanLanes.Lane: Double], _ amended: Set<PlanLanes.Lane>,
    _ id: ID<Plan>, before: Plan?
  ) -> [Plan.Move] {
    var known: [PlanLanes.Lane: Int] = [:]
    var next = 1
    if let before, before.id == id {
      for move in before.moves {
        guard let number = Int(move.id.text.split(separator: "/").last ?? "") else { continue }
        next = max(next, number + 1)
        if let lane = lane(move.item, move.from, move.to, move.day) { known[lane] = number }
      }
    }
    // The most saved comes first in a new plan; an amended one keeps its numbers.
    let ordered = allocation.shipments.map { shipment in
      (shipment, allocation.saving(shipment.lane, question))
    }.sorted {
      let first = $0.1 * question.goods[$0.0.lane.good].value
      let second = $1.1 * question.goods[$1.0.lane.good].value
      return first != second ? first > second : $0.0.lane < $1.0.lane
    }
    var taken: [PlanQuestion.Key: Double] = [:]
    var numbered: [(number: Int, move: Plan.Move)] = []
    for (shipment, saving) in ordered {
      let lane = shipment.lane
      guard let ride = allocation.trips.rides[lane] else { continue }
      let good = question.goods[lane.good]
      let key = PlanQuestion.Key(lane.from, lane.good)
      let number: Int
      if let kept = known[lane] {
        number = kept
      } else {
        number = next
        next += 1
      }
      numbered.append(
        (
          number,
          Plan.Move(
            id: ID("\(id)/\(number)"), item: good.id, title: good.title, unit: good.unit,
            from: question.sites[lane.from].id, to: question.sites[lane.to].id,
            quantity: shipment.quantity, most: most(lane, fixed: fixed), day: lane.wave,
            departs: ride.departs, arrives: ride.arrives,
            minutes: question.minutes[lane.from][lane.to] ?? 0,
            lots: lots(key, shipment.quantity, after: &taken),
            vehicle: ride.vehicle, onTime: onTime(lane, ride.arrives),
            why: why(lane, saving), isAmended: amended.contains(lane))
        ))
    }
    return numbered.sorted { $0.number < $1.number }.map(\.move)
  }

  /// First expiry first, after what earlier moves took.
  private func lots(
    _ key: PlanQuestion.Key, _ quantity: Double, after taken: inout [PlanQuestion.Key: Double]
  ) -> [Lot] {
    var skip = taken[key] ?? 0
    taken[key] = skip + quantity
    var left = quantity
    var parts: [Lot] = []
    for lot in question.holdings[key]?.lots ?? [] {
      let available = max(0, lot.quantity - skip)
      skip = max(0, skip - lot.quantity)
      let part = min(available, left)
      guard part > 1e-9 else { continue }
      parts.append(Lot(lot: lot.lot, quantity: part, expires: lot.expires))
      left -= part
    }
    return parts
  }

  /// Probability of a shortage on each day if nothing is done.
  private func risk(_ key: PlanQuestion.Key) -> [Double] {
    guard let need = question.needs[key] else { return [] }
    let weights = Shortage.weights(question.levels)
    return zip(need.quantiles, question.supply(key)).map { quantiles, supply in
      zip(quantiles, weights).reduce(0) { $0 + ($1.0 > supply + 1e-9 ? $1.1 : 0) }
    }
  }

  /// The share of chances in which the shortage has not begun before the arrival.
  private func onTime(_ lane: PlanLanes.Lane, _ arrival: Instant) -> Double? {
    let risk = risk(.init(lane.to, lane.good))
    guard risk.contains(where: { $0 > 0 }) else { return nil }
    let day = question.day(of: arrival)
    return 1 - (risk.prefix(day).max() ?? 0)
  }

  private func why(_ lane: PlanLanes.Lane, _ saving: Double) -> String {
    let good = question.goods[lane.good]
    let risk = risk(.init(lane.to, lane.good))
    let most = risk.max() ?? 0
    guard most > 0, let day = risk.firstIndex(where: { $0 >= min(0.5, most) }) else {
      return "set by hand; no shortage is expected at \(question.sites[lane.to].name)"
    }
    let chances = Int((20 * most).rounded())
    return "\(question.sites[lane.to].name) is short of \(PlanWords.inside(good.title)) from "
      + "\(PlanWords.day(question.dates[day])) in \(chances) of 20 chances; this "
      + PlanWords.saving(saving, good)
  }

  private func unmet(_ allocation: Allocation) -> [Plan.Unmet] {
    lanes.sinks.compactMap { key -> (Double, Plan.Unmet)? in
      guard let nothing = lanes.nothing[key] else { return nil }
      let good = question.goods[key.good]
      let after = allocation.shortages[key] ?? nothing
      let spread = nothing.spread(question.levels)
      return (
        spread.mean * good.value,
        Plan.Unmet(
          site: question.sites[key.site].id, resource: good.id, title: good.title,
          unit: PlanWords.shortUnit(good), nothing: spread,
          plan: after.spread(question.levels))
      )
    }.enumerated().sorted {
      ($1.element.0, $0.offset) < ($0.element.0, $1.offset)
    }.map(\.element.1)
  }

  /// Patient-days first, then each good that is short anywhere, then the least covered site.
  private func totals(_ allocation: Allocation, _ best: Allocation?) -> [Plan.Total] {
    func sum(_ allocation: Allocation?, good: Int?) -> Plan.Spread {
      var sum = Shortage(levels: question.levels.count)
      for key in question.needKeys where good == nil || key.good == good {
        guard let shortage = allocation?.shortages[key] ?? lanes.nothing[key] else { continue }
        sum = sum + shortage.scaled(by: good == nil ? question.goods[key.good].value : 1)
      }
      return sum.spread(question.levels)
    }
    var totals = [
      Plan.Total(
        label: "Patient-days without what they need", unit: "patient-days",
        nothing: sum(nil, good: nil), plan: sum(allocation, good: nil),
        best: best.map { sum($0, good: nil) })
    ]
    for good in question.goods.indices where lanes.sinks.contains(where: { $0.good == good }) {
      totals.append(
        Plan.Total(
          label: "\(question.goods[good].title) lacking",
          unit: PlanWords.shortUnit(question.goods[good]), nothing: sum(nil, good: good),
          plan: sum(allocation, good: good), best: best.map { sum($0, good: good) }))
    }
    return totals
  }

  private func sentence(_ plan: Plan) -> String {
    guard let total = plan.totals.first else { return "Nothing is short." }
    let days = PlanWords.plural(plan.horizonDays, "day")
    guard !plan.moves.isEmpty else {
      return total.nothing.mean < 0.5
        ? "Nothing lacks within \(days)."
        : "\(PlanWords.number(total.nothing.mean)) patient-days without what they need are "
          + "expected within \(days), and no move would help."
    }
    var amounts: [(title: String, quantity: Double, unit: String)] = []
    for move in plan.moves {
      if let index = amounts.firstIndex(where: { $0.title == move.title }) {
        amounts[index].quantity += move.quantity
      } else {
        amounts.append((move.title, move.quantity, move.unit))
      }
    }
    let parts = amounts.prefix(3).map {
      "\(PlanWords.amount($0.quantity, $0.unit)) \(PlanWords.inside($0.title))"
    }
    let rest = amounts.count > 3 ? ["\(amounts.count - 3) more"] : []
    return "Move \(PlanWords.list(parts + rest)): patient-days without what they need fall from "
      + "\(PlanWords.number(total.nothing.mean)) to \(PlanWords.number(total.plan.mean)) within "
      + "\(days) (90 % interval \(PlanWords.number(total.plan.lower)) to "
      + "\(PlanWords.number(total.plan.upper)))."
  }

  private static func digest(_ question: PlanQuestion, _ settings: PlanSettings) -> String {
    var same = question
    same.now = Instant(startOf: question.now.date)
    return JSON.object([
      JSON.Member("question", same.json), JSON.Member("settings", settings.json),
    ]).contentMark
  }
}
