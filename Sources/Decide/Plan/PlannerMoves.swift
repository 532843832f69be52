import SalusCore
import SalusTwin

/// The moves of a plan, each with its lots, its chance to be in time and its reason.
extension Planner {
  /// The most that can go over a lane: what is there and not fixed to go elsewhere, and what the
  /// day's vehicles can carry with all else left out.
  func most(_ lane: PlanLanes.Lane, fixed: [PlanLanes.Lane: Double]) -> Double {
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

  func moves(
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
    return "\(question.sites[lane.to].name) is short of \(Words.inSentence(good.title)) from "
      + "\(Words.day(question.dates[day])) in \(Words.chances(most)); this "
      + PlanWords.saving(saving, good)
  }
}
