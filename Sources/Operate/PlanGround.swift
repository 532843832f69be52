import SalusCore
import SalusDecide
import SalusTwin

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
    let reading = try Reading(
      station.journal, asOf: asOf, version: version, capacities: station.capacities)
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
    capacity = try reading.capacity()
    orders = try Orders(reading.journal, at: reading.view)
    sequence = reading.version
    question = PlanQuestion(
      capacity: capacity, demand: demand, orders: orders, settings: settings, now: now)
  }
}
