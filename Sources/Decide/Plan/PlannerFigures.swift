import SalusCore
import SalusTwin

/// What a plan buys and what it leaves: unmet need, totals, floors that are missed, the sentence.
extension Planner {
  func unmet(_ allocation: Allocation) -> [Plan.Unmet] {
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

  /// Patient-days first, then each good that is short anywhere.
  func totals(_ allocation: Allocation, _ best: Allocation?) -> [Plan.Total] {
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

  func sentence(_ plan: Plan) -> String {
    guard let total = plan.totals.first else { return "Nothing is short." }
    let days = Words.plural(plan.horizonDays, "day")
    guard !plan.moves.isEmpty else {
      return total.nothing.mean < 0.5
        ? "Nothing lacks within \(days)."
        : "\(Words.number(total.nothing.mean)) patient-days without what they need are "
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
      Words.goods($0.quantity, $0.title, unit: $0.unit)
    }
    let rest = amounts.count > 3 ? ["\(amounts.count - 3) more"] : []
    return "Move \(Words.list(parts + rest)): patient-days without what they need fall from "
      + "\(Words.number(total.nothing.mean)) to \(Words.number(total.plan.mean)) within "
      + "\(days) (90 % interval \(Words.number(total.plan.lower)) to "
      + "\(Words.number(total.plan.upper)))."
  }

  /// Floors that the programme could hold and that whole units and whole trips do not.
  func missedFloors(_ plan: Plan) -> [Plan.Relaxation] {
    plan.floors.filter { floor in
      !floor.isHeld
        && !plan.relaxation.contains { $0.constraint.hasPrefix("floor/\(floor.district)/") }
    }.map { floor in
      let held = Int((100 * floor.coverage).rounded(.down))
      let wanted = Int((100 * floor.floor).rounded())
      return Plan.Relaxation(
        constraint: "floor/\(floor.district)/all",
        words: "whole units and trips meet \(held) % of what is most lacking in "
          + "\(floor.district) and not the \(wanted) % of its floor",
        by: floor.floor - floor.coverage, unit: "1")
    }
  }
}
