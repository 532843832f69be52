import SalusCore
import SalusLogistics
import SalusTwin

/// Solves the programme of a plan again and again with other limits, each time from the last basis,
/// and makes the answers real: whole units, trips that fit, no move for too little.
struct Allocator: Sendable {
  let question: PlanQuestion
  let settings: PlanSettings
  let lanes: PlanLanes
  /// Quantities that a person set.
  let fixed: [PlanLanes.Lane: Double]
  private let built: AllocationProgramme
  private var basis: ProgrammeSolution.Basis?
  /// Upper bounds of rows that had to give way, and by how much.
  private var loosened: [Int: Double] = [:]

  init(
    _ question: PlanQuestion, _ settings: PlanSettings, _ lanes: PlanLanes,
    fixed: [PlanLanes.Lane: Double], before: Set<PlanLanes.Lane>
  ) {
    self.question = question
    self.settings = settings
    self.lanes = lanes
    self.fixed = fixed
    built = AllocationProgramme(question, settings, lanes, fixed: fixed, before: before)
  }

  /// What does not fit or is not worth its way is closed and the rest solved again, a bounded number
  /// of times.
  mutating func solve(_ chosen: AllocationProgramme.Choice) throws(PlanError) -> Allocation {
    var choice = chosen
    var crowded: Set<PlanLanes.Lane> = []
    var idle: Set<PlanLanes.Lane> = []
    var extra: Int?
    if case .fleet(let index) = chosen.extra { extra = index }
    for round in 0..<Allocator.rounds {
      let solution = try solved(choice)
      var allocation = Allocation(
        whole(solution), question, settings, extra: extra,
        isWithoutFleets: choice.isWithoutFleets)
      let isLast = round == Allocator.rounds - 1
      let full = allocation.surplus(question, settings, lanes, fixed: fixed, extra: extra)
      if full.isEmpty, !allocation.trips.overloaded.isEmpty { throw .tooManyTrips }
      crowded.formUnion(full)
      choice.closed.formUnion(full)
      if !full.isEmpty {
        guard isLast else { continue }
        allocation.drop(full, question, settings, lanes, extra: extra)
      }
      let small = allocation.small(question, settings, lanes, fixed: fixed)
      idle.formUnion(small)
      choice.closed.formUnion(small)
      if !small.isEmpty {
        guard isLast else { continue }
        allocation.drop(small, question, settings, lanes, extra: extra)
      }
      allocation.explain(built, solution, loosened, question)
      allocation.crowded = crowded
      allocation.idle = idle
      return allocation
    }
    throw .impossible
  }

  private static let rounds = 12

  private mutating func solved(_ choice: AllocationProgramme.Choice) throws(PlanError)
    -> ProgrammeSolution
  {
    var programme = built.adjusted(choice, fixed: fixed, settings)
    for (row, amount) in loosened {
      let bounds = programme.rows[row]
      programme.setRow(row, lower: bounds.lower, upper: bounds.upper + amount)
    }
    let relaxation: Relaxation?
    do {
      relaxation = try programme.solveRelaxing(built.elastic(question), from: basis)
    } catch {
      throw .solver(error)
    }
    guard let relaxation else { throw .impossible }
    for violation in relaxation.violations {
      // As much more as the relaxed programme was given, so that the next round can hold it.
      let room = violation.amount + 1e-7 * max(1, violation.amount)
      loosened[violation.row, default: 0] += room
    }
    basis = relaxation.solution.basis
    return relaxation.solution
  }

  /// Whole units by the largest remainder over the lanes of each sender, so that no more leaves
  /// than the programme sent; quantities that a person set stay as they are.
  private func whole(_ solution: ProgrammeSolution) -> [Trips.Shipment] {
    var bySender: [PlanQuestion.Key: [(lane: PlanLanes.Lane, amount: Double)]] = [:]
    var shipments: [Trips.Shipment] = []
    for (lane, column) in built.columns {
      if let quantity = fixed[lane] {
        if quantity > 0 { shipments.append(.init(lane: lane, quantity: quantity)) }
      } else if solution.values[column] > 1e-7 {
        bySender[.init(lane.from, lane.good), default: []].append(
          (lane, solution.values[column]))
      }
    }
    for (_, parts) in bySender {
      let units = WholeUnits.largestRemainder(parts.map(\.amount))
      for (part, quantity) in zip(parts, units) where quantity > 0 {
        shipments.append(.init(lane: part.lane, quantity: quantity))
      }
    }
    return shipments.sorted { $0.lane < $1.lane }
  }
}
