import SalusCore
import SalusLogistics
import SalusTwin

/// What goes where, in whole units and whole trips, and what it leaves unmet.
struct Allocation: Sendable {
  var shipments: [Trips.Shipment] = []
  var trips: Trips
  /// The shortage of each need that a shipment changes; others are as if nothing was done.
  var shortages: [PlanQuestion.Key: Shortage] = [:]
  /// Rules that gave way, with the amount.
  var relaxed: [(rule: AllocationProgramme.Rule, amount: Double)] = []
  /// Limits that hold the programme back, with the patient-days that its price says a unit saves.
  var prices: [(rule: AllocationProgramme.Rule, price: Double)] = []
  /// What one forced unit over an unused lane would cost, in patient-days.
  var reducedCosts: [PlanLanes.Lane: Double] = [:]
  /// Lanes that were closed since their trips did not fit into the day.
  var crowded: Set<PlanLanes.Lane> = []
  /// Lanes that were closed since they save too little.
  var idle: Set<PlanLanes.Lane> = []

  /// Shipments as they are, with their trips and what they leave unmet.
  init(
    _ shipments: [Trips.Shipment], _ question: PlanQuestion, _ settings: PlanSettings,
    extra: Int? = nil, isWithoutFleets: Bool = false
  ) {
    self.shipments = shipments
    trips = Trips(
      shipments, question, settings, extra: extra, isWithoutFleets: isWithoutFleets)
    evaluate(question)
  }

  /// Expected patient-days without what they need, all needs together.
  func cost(_ question: PlanQuestion, _ lanes: PlanLanes) -> Double {
    let weights = Shortage.weights(question.levels)
    return question.needKeys.reduce(0) { sum, key in
      let shortage = shortages[key] ?? lanes.nothing[key]
      return sum + question.goods[key.good].value * (shortage?.mean(weights) ?? 0)
    }
  }

  /// Computes what stays unmet, with the days on which things really arrive.
  private mutating func evaluate(_ question: PlanQuestion) {
    shortages = [:]
    var touched: Set<PlanQuestion.Key> = []
    for shipment in shipments {
      touched.insert(.init(shipment.lane.to, shipment.lane.good))
      touched.insert(.init(shipment.lane.from, shipment.lane.good))
    }
    for key in touched {
      shortages[key] = shortage(key, question, without: nil)
    }
  }

  /// The shortage at one site, leaving one shipment out.
  private func shortage(
    _ key: PlanQuestion.Key, _ question: PlanQuestion, without left: PlanLanes.Lane?
  ) -> Shortage? {
    guard let need = question.needs[key] else { return nil }
    var supply = question.supply(key)
    for shipment in shipments where shipment.lane.good == key.good && shipment.lane != left {
      guard let ride = trips.rides[shipment.lane] else { continue }
      if shipment.lane.to == key.site {
        for day in supply.indices where day >= question.day(of: ride.arrives) {
          supply[day] += shipment.quantity
        }
      } else if shipment.lane.from == key.site {
        for day in supply.indices where day >= question.day(of: ride.departs) {
          supply[day] -= shipment.quantity
        }
      }
    }
    return Shortage(
      need: need, supply: supply, isConsumed: question.goods[key.good].isConsumed)
  }

  /// Units, or unit-days, that a shipment alone saves where it goes.
  func saving(_ lane: PlanLanes.Lane, _ question: PlanQuestion) -> Double {
    let key = PlanQuestion.Key(lane.to, lane.good)
    let weights = Shortage.weights(question.levels)
    guard let with = shortages[key], let without = shortage(key, question, without: lane) else {
      return 0
    }
    return without.mean(weights) - with.mean(weights)
  }

  func small(
    _ question: PlanQuestion, _ settings: PlanSettings, _ lanes: PlanLanes,
    fixed: [PlanLanes.Lane: Double]
  ) -> Set<PlanLanes.Lane> {
    Set(
      shipments.map(\.lane).filter { lane in
        fixed[lane] == nil
          && saving(lane, question) * question.goods[lane.good].value < settings.leastMoveGain
      })
  }

  /// Lanes to close because the trips of a fleet do not fit: the stops that save least, until the
  /// rest fits.
  func surplus(
    _ question: PlanQuestion, _ settings: PlanSettings, _ lanes: PlanLanes,
    fixed: [PlanLanes.Lane: Double], extra: Int?
  ) -> Set<PlanLanes.Lane> {
    var closed: Set<PlanLanes.Lane> = []
    for over in trips.overloaded {
      struct Stop: Hashable {
        var from: Int
        var to: Int
      }
      var stops: [Stop: (minutes: Double, saving: Double, lanes: [PlanLanes.Lane])] = [:]
      var volumes: [Stop: Double] = [:]
      for shipment in shipments where shipment.lane.wave == over.wave {
        let lane = shipment.lane
        guard let volume = question.goods[lane.good].volume,
          let trip = Trips.loop(from: lane.from, to: lane.to, question, settings),
          trip.fleet == over.fleet
        else { continue }
        let stop = Stop(from: lane.from, to: lane.to)
        volumes[stop, default: 0] += volume * shipment.quantity
        var entry = stops[stop] ?? (trip.minutes, 0, [])
        entry.saving +=
          fixed[lane] != nil
          ? .infinity : saving(lane, question) * question.goods[lane.good].value
        entry.lanes.append(lane)
        stops[stop] = entry
      }
      let fleet = question.fleets[over.fleet]
      let vehicles = Double(fleet.vehicles.count + (extra == over.fleet ? 1 : 0))
      func minutes(_ stop: Stop) -> Double {
        let trips = fleet.space > 0 ? ((volumes[stop] ?? 0) / fleet.space).rounded(.up) : 1
        return max(1, trips) * (stops[stop]?.minutes ?? 0)
      }
      let ordered = stops.keys.sorted {
        let first = (stops[$0]?.saving ?? 0) / max(minutes($0), 1)
        let second = (stops[$1]?.saving ?? 0) / max(minutes($1), 1)
        return (first, $0.from, $0.to) < (second, $1.from, $1.to)
      }
      var total = ordered.reduce(0) { $0 + minutes($1) }
      for stop in ordered {
        guard let entry = stops[stop], entry.saving < .infinity else { continue }
        // At least one goes, for vehicles are not one long one.
        if !closed.isEmpty && total <= vehicles * settings.workMinutes { break }
        closed.formUnion(entry.lanes)
        total -= minutes(stop)
      }
    }
    return closed
  }

  mutating func drop(
    _ closed: Set<PlanLanes.Lane>, _ question: PlanQuestion, _ settings: PlanSettings,
    _ lanes: PlanLanes, extra: Int?
  ) {
    shipments.removeAll { closed.contains($0.lane) }
    trips = Trips(shipments, question, settings, extra: extra)
    evaluate(question)
  }

  mutating func explain(
    _ built: AllocationProgramme, _ solution: ProgrammeSolution, _ loosened: [Int: Double],
    _ question: PlanQuestion
  ) {
    relaxed = built.rules.compactMap { rule, row in loosened[row].map { (rule, $0) } }
    prices = built.rules.compactMap { rule, row in
      let price = -solution.duals[row]
      return price > 1e-6 ? (rule, price) : nil
    }
    for (lane, column) in built.columns where solution.values[column] < 1e-6 {
      reducedCosts[lane] = solution.reducedCosts[column]
    }
  }
}
