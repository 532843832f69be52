import SalusCore
import SalusTwin

/// What a plan stands on, and what of it is different now.
extension Planner {
  /// The relevant figures for a list of moves: what senders and receivers have, what receivers
  /// need, and the vehicles that carry.
  public func inputs(for moves: [Plan.Move]) -> PlanInputs {
    var entries: Set<PlanInputs.Entry> = []
    for move in moves {
      guard let good = question.index(ofGood: move.item) else { continue }
      let title = Words.inSentence(question.goods[good].title)
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
}
