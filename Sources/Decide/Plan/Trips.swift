import SalusCore
import SalusTwin

/// The trips that carry a plan: whole vehicles, one after the other, each back before the next.
struct Trips: Sendable {
  /// A whole number of units over a lane.
  struct Shipment: Hashable, Sendable {
    var lane: PlanLanes.Lane
    var quantity: Double
  }

  /// When a shipment goes and comes.
  struct Ride: Hashable, Sendable {
    var departs: Instant
    var arrives: Instant
    var vehicle: ID<Twin>?
  }

  /// One a shipment.
  var rides: [PlanLanes.Lane: Ride] = [:]
  /// Fleets and days whose trips do not fit into the day.
  var overloaded: [(fleet: Int, wave: Int)] = []

  private struct Stop: Hashable {
    var fleet: Int
    var wave: Int
    var from: Int
    var to: Int
  }

  /// - Parameter extra: a fleet with one vehicle more than it has.
  init(
    _ shipments: [Shipment], _ question: PlanQuestion, _ settings: PlanSettings,
    extra: Int? = nil, isWithoutFleets: Bool = false
  ) {
    var stops: [Stop: [Shipment]] = [:]
    for shipment in shipments {
      let lane = shipment.lane
      if !isWithoutFleets, question.goods[lane.good].volume != nil,
        let trip = Trips.loop(from: lane.from, to: lane.to, question, settings)
      {
        let stop = Stop(fleet: trip.fleet, wave: lane.wave, from: lane.from, to: lane.to)
        stops[stop, default: []].append(shipment)
      } else {
        let departs = Trips.start(of: lane.wave, question, settings)
        let minutes = question.minutes[lane.from][lane.to] ?? 0
        rides[lane] = Ride(departs: departs, arrives: departs + minutes * 60, vehicle: nil)
      }
    }
    for fleet in question.fleets.indices {
      for wave in 0..<max(1, settings.departureDays) {
        let mine = stops.filter { $0.key.fleet == fleet && $0.key.wave == wave }
        guard !mine.isEmpty else { continue }
        var vehicles = question.fleets[fleet].vehicles
        if extra == fleet, let first = vehicles.first { vehicles.append(first) }
        if !ride(mine.map { ($0.key, $0.value) }, vehicles, question, settings) {
          overloaded.append((fleet, wave))
        }
      }
    }
  }

  /// Sends the vehicles of one fleet on one day, the nearest stop first.
  ///
  /// - Returns: false where some trip does not end within the day's work.
  private mutating func ride(
    _ stops: [(Stop, [Shipment])], _ vehicles: [Vehicle], _ question: PlanQuestion,
    _ settings: PlanSettings
  ) -> Bool {
    guard !vehicles.isEmpty else { return false }
    var busy = [Double](repeating: 0, count: vehicles.count)
    let start = Trips.start(of: stops[0].0.wave, question, settings)
    let ordered = stops.map { stop in
      (stop, Trips.loop(from: stop.0.from, to: stop.0.to, question, settings)?.minutes ?? 0)
    }.sorted { ($0.1, $0.0.0.from, $0.0.0.to) < ($1.1, $1.0.0.from, $1.0.0.to) }
    var fits = true
    for ((stop, shipments), loop) in ordered {
      var left = shipments.reduce(0) {
        $0 + $1.quantity * (question.goods[$1.lane.good].volume ?? 0)
      }
      let minutes = question.minutes[stop.from][stop.to] ?? 0
      let approach = Trips.approach(stop.from, stop.fleet, question)
      var departs: Double?
      var arrives = 0.0
      var first: ID<Twin>?
      repeat {
        let index = busy.indices.min { (busy[$0], $0) < (busy[$1], $1) } ?? 0
        guard vehicles[index].capacity > 0 else { return false }
        let leaves = busy[index] + approach
        if departs == nil { (departs, first) = (leaves, vehicles[index].id) }
        arrives = max(arrives, leaves + minutes)
        busy[index] += loop
        if busy[index] > settings.workMinutes + 1e-6 { fits = false }
        left -= vehicles[index].capacity
      } while left > 1e-9
      for shipment in shipments {
        rides[shipment.lane] = Ride(
          departs: start + (departs ?? 0) * 60, arrives: start + arrives * 60, vehicle: first)
      }
    }
    return fits
  }

  /// When the first vehicles of a day have been loaded.
  static func start(of wave: Int, _ question: PlanQuestion, _ settings: PlanSettings) -> Instant {
    question.now + settings.loadMinutes * 60 + Double(wave) * 86_400
  }

  /// The day of the horizon on which a shipment helps if it is among the first.
  static func earliestDay(
    _ lane: PlanLanes.Lane, _ question: PlanQuestion, _ settings: PlanSettings
  ) -> Int {
    let minutes = question.minutes[lane.from][lane.to] ?? 0
    return question.day(of: start(of: lane.wave, question, settings) + minutes * 60)
  }

  /// The fleet that serves a way, and the minutes that a vehicle is away: from its depot to the
  /// sender, on to the receiver and home, loading and unloading included. Nil where there are no
  /// vehicles, or no way for them.
  static func loop(
    from: Int, to: Int, _ question: PlanQuestion, _ settings: PlanSettings
  ) -> (fleet: Int, minutes: Double)? {
    var best: (fleet: Int, minutes: Double)?
    for (index, fleet) in question.fleets.enumerated() where !fleet.vehicles.isEmpty {
      guard let there = question.minutes[fleet.site][from], let way = question.minutes[from][to],
        let home = question.minutes[to][fleet.site]
      else { continue }
      let minutes = there + way + home + 2 * settings.loadMinutes
      // A depot sends its own vehicles.
      if fleet.site == from { return (index, minutes) }
      if best.map({ minutes < $0.minutes }) ?? true { best = (index, minutes) }
    }
    return best
  }

  private static func approach(_ from: Int, _ fleet: Int, _ question: PlanQuestion) -> Double {
    question.minutes[question.fleets[fleet].site][from] ?? 0
  }
}
