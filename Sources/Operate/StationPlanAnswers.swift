import SalusCore
import SalusDecide
import SalusTwin

/// Decisions on plans with the answers that pages and the command line show.
extension Station {
  /// The plan of that id as it stands; `latest` for the newest.
  public func planAnswer(_ id: String, revision: Int64? = nil, model: ReadModel? = nil) throws
    -> JSON
  {
    let model = try model ?? ReadModel(journal)
    return try model.plan(
      id, revision: revision, settings: planSettings, now: loopTime(), in: model.reading())
  }

  /// Proposes now.
  ///
  /// - Returns: the waiting plan; a null plan and a sentence where nothing is worth moving.
  public func proposeAnswer(model: ReadModel? = nil) throws -> JSON {
    if let plan = try proposePlan() {
      return try planAnswer(plan.id.text, model: model)
    }
    let model = try model ?? ReadModel(journal)
    let reading = try model.reading()
    let words =
      try reading.demandEstimate() == nil
      ? PlanDecisionError.noDemand.description : "nothing is worth moving now"
    return reading.answer(["plan": .null, "words": .string(words)])
  }

  /// Signs or refuses a plan.
  ///
  /// - Parameter verb: `sign` or `refuse`.
  /// - Returns: the plan as it stands then, and the orders that signing made.
  public func decidePlan(
    _ id: String, verb: String, reason: String, revision: Int64?, model: ReadModel? = nil
  ) throws -> JSON {
    var orders: [Order] = []
    switch verb {
    case "sign": orders = try signPlan(ID(id), revision: revision, reason: reason)
    case "refuse": try refusePlan(ID(id), revision: revision, reason: reason)
    default:
      throw ReadError.bad(parameter: "verb", value: verb, accepted: "sign, refuse")
    }
    let model = try model ?? ReadModel(journal)
    let answer = try planAnswer(id, model: model)
    let told = try model.reading().orders(orders.map(\.id))
    return .object((answer.members ?? []) + [JSON.Member("orders", told)])
  }
}
