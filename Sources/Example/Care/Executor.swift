import SalusCore
import SalusNumerics
import SalusTwin

/// What the world does with orders: a depot binds a vehicle, it departs, it arrives; about one order
/// in eight comes late, after a breakdown or on a blocked road.
///
/// Everything follows from the orders and the seed, so running the days again with the same orders
/// brings the same steps at the same minutes.
struct Executor: Sendable {
  /// One row of the feed `receipts`.
  struct Step: Hashable, Sendable {
    enum State: String, Sendable {
      case bound, started, received
    }

    var order: ID<Order>
    var state: State
    /// Minutes since the start of day 0.
    var minute: Int
    var executor: String
    /// What was loaded; what arrived is known once it did.
    var quantity: Int
    var arrival: CareArrival?
    var note: String?
  }

  private let network: CareNetwork
  private let seed: Seed
  private var taken: Set<ID<Order>> = []
  private var pending: [Step] = []
  /// By vehicle: the minute from which it is free.
  private var freeFrom: [Int]

  /// Chance that something goes wrong on the way.
  static let lateShare = 0.125
  /// Minutes from an order to the first hand on it, and to load or unload.
  private static let notice = 25
  private static let loading = 20
  private static let mostTrips = 60

  init(network: CareNetwork, seed: Seed) {
    self.network = network
    self.seed = seed
    freeFrom = Array(repeating: Int.min / 2, count: network.vehicles.count)
  }

  /// The steps between the morning before and the morning of a day in order of time; orders issued
  /// until then are taken up.
  ///
  /// - Parameter orders: all that were ever issued, with what is known of them.
  mutating func steps(on day: Int, orders: [Order]) -> [Step] {
    for order in orders where !taken.contains(order.id) {
      taken.insert(order.id)
      if order.isOpen { plan(order, opens: (day - 1) * 1440 + CareTimes.morning) }
    }
    // Cancelled, or received by somebody else: the lorry turns round.
    let closed = Set(orders.filter { !$0.isOpen }.map(\.id))
    pending.removeAll { closed.contains($0.order) }
    let morning = day * 1440 + CareTimes.morning
    let due = pending.filter { $0.minute < morning }.sorted {
      ($0.minute, $0.order.text, $0.state.rawValue) < ($1.minute, $1.order.text, $1.state.rawValue)
    }
    pending.removeAll { $0.minute < morning }
    return due
  }

  private mutating func plan(_ order: Order, opens: Int) {
    guard let from = network.sites.firstIndex(of: order.from),
      let to = network.sites.firstIndex(of: order.to), from != to
    else { return }
    guard order.quantity >= 1, order.quantity < 1e9 else { return }
    let quantity = Int(order.quantity)
    var draws = Stream(seed, .progression, Executor.number(order.id), 0, layer: 61)
    // Orders that a clock ahead of the example's has stamped are taken up now.
    let issued = Executor.minute(order.issued)
    let bound = max(opens, issued < opens + 1440 ? issued + Executor.notice : opens)
    let way = network.minutes[from][to] * (1 + 0.2 * draws.uniform() * draws.uniform())
    let planned = Executor.minute(order.departs)
    var departs = max(bound + Executor.loading, planned < opens + 14 * 1440 ? planned : 0)
    var executor = "Staff pool"
    if let item = CareItem.index(ID(order.item.text)) {
      guard let vehicle = vehicle(near: from) else { return }
      let depot = network.hospitals.count + depot(of: vehicle)
      let approach = network.minutes[depot][from]
      let volume = CareItem.all[item].item.volume * Double(quantity)
      departs = max(departs, freeFrom[vehicle] + Int(approach.rounded(.up)) + Executor.loading)
      departs = Executor.workingMinute(departs)
      // Nobody sends a lorry on so many trips; such an order turns late.
      guard volume <= Double(Executor.mostTrips) * network.vehicles[vehicle].capacity else {
        return
      }
      let trips = max(1, Int((volume / network.vehicles[vehicle].capacity).rounded(.up)))
      let turn = 2 * way + Double(2 * Executor.loading)
      departs += Int(Double(trips - 1) * turn)
      freeFrom[vehicle] = departs + Int(turn)
      executor = network.vehicles[vehicle].name
    } else if CareStaff.groups.contains(order.item.text) {
      departs = Executor.workingMinute(departs)
    } else {
      return
    }
    var arrives = departs + Int(way.rounded(.up)) + Executor.loading
    var note: String?
    if draws.uniform() < Executor.lateShare {
      // Late whatever the planner allowed for.
      let delay = 240 + draws.uniform(below: 960)
      let due = Executor.minute(order.due)
      arrives = max(arrives, due < arrives + 7 * 1440 ? due : 0) + delay
      note = draws.uniform() < 0.5 ? "breakdown on the way" : "road blocked"
    }
    arrives = Executor.receivingMinute(arrives)
    let arrival = CareArrival(
      order: order.id.text, item: order.item, quantity: quantity, from: from, to: to)
    for (state, minute) in [
      (Step.State.bound, min(bound, departs)), (.started, departs), (.received, arrives),
    ] {
      pending.append(
        Step(
          order: order.id, state: state, minute: minute, executor: executor, quantity: quantity,
          arrival: state == .received ? arrival : nil, note: state == .received ? note : nil))
    }
  }

  /// The vehicle that is free first, of the nearest depot that has any.
  private func vehicle(near site: Int) -> Int? {
    let hospitals = network.hospitals.count
    let depots = network.depots.indices.sorted {
      (network.minutes[site][hospitals + $0], $0) < (network.minutes[site][hospitals + $1], $1)
    }
    for wanted in depots {
      let here = network.vehicles.indices.filter { depot(of: $0) == wanted }
      if let first = here.min(by: { (freeFrom[$0], $0) < (freeFrom[$1], $1) }) { return first }
    }
    return nil
  }

  private func depot(of vehicle: Int) -> Int {
    network.depots.firstIndex { $0.id == network.vehicles[vehicle].depot } ?? 0
  }

  /// The same, or the next morning after working hours.
  private static func workingMinute(_ minute: Int) -> Int {
    let time = minute % 1440
    if time < CareTimes.firstDeparture { return minute - time + CareTimes.firstDeparture }
    return time > CareTimes.lastDeparture
      ? minute - time + 1440 + CareTimes.firstDeparture : minute
  }

  /// Goods are received by day only.
  private static func receivingMinute(_ minute: Int) -> Int {
    let time = minute % 1440
    if time < CareTimes.firstArrival { return minute - time + CareTimes.firstArrival }
    return time > CareTimes.lastArrival ? minute - time + 1440 + CareTimes.firstArrival : minute
  }

  /// Minutes since the start of day 0; 0 for anything before.
  static func minute(_ instant: Instant) -> Int {
    let seconds = instant - Instant(startOf: ExampleCalendar.dayZero)
    guard seconds > 0, seconds < 1e10 else { return 0 }
    return Int(seconds / 60)
  }

  static func instant(_ minute: Int) -> Instant {
    Instant(startOf: ExampleCalendar.dayZero) + Double(minute) * 60
  }

  /// A number of its own for an order's draws: FNV-1a of its id.
  private static func number(_ id: ID<Order>) -> Int {
    var hash: UInt32 = 2_166_136_261
    for byte in id.text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int(hash)
  }
}
