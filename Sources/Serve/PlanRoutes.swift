import SalusCore
import SalusDecide
import SalusOperate
import SalusTwin

/// The addresses of plans: what is proposed, why, and what a person decides on it.
struct PlanRoutes: Sendable {
  let model: ReadModel
  /// Nil where nothing can be changed.
  let station: Station?

  var routes: [Route] { [list, detail] + (station.map(actions) ?? []) }

  // MARK: - Reading

  private var list: Route {
    .reading(
      model, "/plans", "Plans, newest first",
      [
        .query("state", "Which ones; all without it", values: PlanThread.State.names), .limit,
        .cursor,
      ], formats: [.json, .csv], schema: PlanRoutes.listSchema
    ) { _, reading, request in
      let state = try request["state"].map {
        _ in try request.word("state", of: PlanThread.State.names)
      }
      let answer = try reading.plans(
        state: state.flatMap(PlanThread.State.init(rawValue:)), limit: request.limit(),
        cursor: request["cursor"])
      guard request.format == .csv else { return Response(answer) }
      return Response(csv: CSVText.rows(answer["plans"]), name: "plans")
    }
  }

  /// What has changed since depends on the loop's clock, so the answer is made anew each time.
  private var detail: Route {
    let (model, station) = (model, station)
    return Route(
      .get, "/api/v1/plans/{id}",
      "A plan: moves, what they buy, what holds it back, why not otherwise, what has changed since",
      parameters: [
        .path("id", "Id of a plan; 'latest' for the one that waits, else the newest"),
        .query("revision", "As it was proposed or amended at that revision"), .asOf,
      ], formats: [.json, .csv], schema: PlanRoutes.planAnswer,
      answer: .fresh { request in
        let answer = try model.plan(
          request.capture("id"), revision: request.number("revision", in: 1...Int64.max),
          settings: station?.planSettings ?? PlanSettings(), now: station?.loopTime(),
          in: model.reading(request.asOf()))
        guard request.format == .csv else { return Response(answer) }
        return Response(
          csv: CSVText.rows(PlanRoutes.moves(answer)), name: "plan-\(request.capture("id"))")
      })
  }

  /// Moves without their lots and positions, for a table.
  private static func moves(_ answer: JSON) -> JSON {
    let skipped = ["lots", "fromXY", "toXY"]
    return .array(
      (answer["plan"]?["moves"]?.array ?? []).map { move in
        .object(
          (move.members ?? []).filter { !skipped.contains($0.name) }.map { member in
            guard member.name == "vehicle" else { return member }
            return JSON.Member("vehicle", member.value["id"] ?? .null)
          })
      })
  }

  // MARK: - Deciding

  private func actions(_ station: Station) -> [Route] {
    [propose(station), amend(station), decide(station)]
  }

  private func propose(_ station: Station) -> Route {
    let model = model
    return .action(
      "/plans", "Proposes a plan on today's figures", takes: ["type": "object"],
      schema: PlanRoutes.planAnswer
    ) { body, _ in
      try Payload(body).accept("seen")
      return try PlanRoutes.answered { try station.proposeAnswer(model: model) }
    }
  }

  private func amend(_ station: Station) -> Route {
    let model = model
    return .action(
      "/plans/{id}/amend", "Sets quantities of a waiting plan and solves the rest around them",
      [.path("id", "Id of a plan")],
      takes: Schema.object([
        "revision": Schema.whole,
        "changes": Schema.array(Schema.object(["move": Schema.text, "quantity": Schema.number])),
      ]), schema: PlanRoutes.planAnswer
    ) { body, request in
      let payload = Payload(body)
      try payload.accept("revision", "changes", "seen")
      let revision = Int64(try payload.count("revision"))
      var changes: [(move: String, quantity: Double)] = []
      for change in try payload.list("changes") {
        try change.accept("move", "quantity")
        changes.append((try change.text("move"), try change.number("quantity")))
      }
      return try PlanRoutes.answered {
        _ = try station.amendPlan(
          ID(request.capture("id")), revision: revision, changes: changes)
        return try station.planAnswer(request.capture("id"), model: model)
      }
    }
  }

  private func decide(_ station: Station) -> Route {
    let model = model
    return .action(
      "/plans/{id}/decision",
      "Signs a waiting plan, which makes its orders and reserves what they take, or refuses it",
      [.path("id", "Id of a plan")],
      takes: Schema.object([
        "verb": ["enum": ["sign", "refuse"]], "reason": Schema.text, "revision": Schema.whole,
      ]), schema: PlanRoutes.decisionAnswer
    ) { body, request in
      let payload = Payload(body)
      try payload.accept("verb", "reason", "revision", "seen")
      let verb = try payload.text("verb")
      let reason = try payload.optionalText("reason") ?? ""
      let revision = Int64(try payload.count("revision"))
      return try PlanRoutes.answered {
        try station.decidePlan(
          request.capture("id"), verb: verb, reason: reason, revision: revision, model: model)
      }
    }
  }

  /// An amendment that cannot be done breaks a rule.
  private static func answered(_ body: () throws -> JSON) throws -> JSON {
    do {
      return try body()
    } catch let error as PlanError {
      switch error {
      case .tooMuch, .noSuchDay, .tooManyTrips, .impossible:
        throw Refusal(422, error.description, hint: error.hint)
      default: throw error
      }
    }
  }

  // MARK: - Shapes

  private static let ref = Schema.object(["id": Schema.text, "name": Schema.text])

  private static let spread = Schema.object([
    "mean": Schema.number, "median": Schema.number, "lower": Schema.number,
    "upper": Schema.number,
  ])

  private static let head: KeyValuePairs<String, JSON> = [
    "id": Schema.text, "revision": Schema.whole, "state": ["enum": .array(PlanThread.State.json)],
    "made": Schema.time, "moves": Schema.whole, "words": Schema.text,
  ]

  private static let listSchema: JSON = Schema.object([
    "version": Schema.whole, "asOf": Schema.text, "plans": Schema.array(Schema.object(head)),
    "next": Schema.textOrNull,
  ])

  private static let move = Schema.object([
    "id": Schema.text, "item": Schema.text, "title": Schema.text, "unit": Schema.text,
    "from": ref, "to": ref, "quantity": Schema.number, "most": Schema.number,
    "day": Schema.whole, "departs": Schema.time, "arrives": Schema.time,
    "minutes": Schema.number, "vehicle": Schema.orNull(ref), "onTime": Schema.numberOrNull,
    "lots": Schema.array(
      Schema.object([
        "lot": Schema.text, "quantity": Schema.number, "expires": Schema.dateOrNull,
      ])), "why": Schema.text, "isAmended": Schema.flag,
    "fromXY": Schema.orNull(Schema.array(Schema.whole)),
    "toXY": Schema.orNull(Schema.array(Schema.whole)),
  ])

  private static let plan = Schema.object([
    "id": Schema.text, "revision": Schema.whole, "state": ["enum": .array(PlanThread.State.json)],
    "made": Schema.time, "words": Schema.text, "sequence": Schema.whole, "asOf": Schema.text,
    "seconds": Schema.number, "horizonDays": Schema.whole, "actor": Schema.text,
    "demand": Schema.text, "sentence": Schema.text, "moves": Schema.array(move),
    "unmet": Schema.array(
      Schema.object([
        "site": ref, "resource": Schema.text, "title": Schema.text, "unit": Schema.text,
        "nothing": spread, "plan": spread,
      ])),
    "totals": Schema.array(
      Schema.object([
        "label": Schema.text, "unit": Schema.text, "nothing": spread, "plan": spread,
        "best": Schema.orNull(spread),
      ])),
    "binding": Schema.array(
      Schema.object(["words": Schema.text, "gain": Schema.numberOrNull, "unit": Schema.text])),
    "rejected": Schema.array(
      Schema.object([
        "item": Schema.text, "title": Schema.text, "from": ref, "to": ref, "why": Schema.text,
      ])),
    "floors": Schema.array(
      Schema.object([
        "place": ref, "coverage": Schema.number, "floor": Schema.number, "isHeld": Schema.flag,
        "isVulnerable": Schema.flag,
      ])),
    "relaxation": Schema.array(
      Schema.object([
        "constraint": Schema.text, "words": Schema.text, "by": Schema.number,
        "unit": Schema.text,
      ])), "changed": Schema.array(Schema.text), "will": Schema.array(Schema.text),
    "notify": Schema.array(Schema.text),
    "decisions": Schema.array(
      Schema.object([
        "at": Schema.time, "actor": Schema.text, "verb": Schema.text,
        "reason": Schema.textOrNull,
      ])), "secondSigner": Schema.text,
  ])

  private static let planAnswer: JSON = Schema.object([
    "version": Schema.whole, "plan": Schema.orNull(plan),
  ])

  private static let decisionAnswer: JSON = Schema.object([
    "version": Schema.whole, "plan": plan, "orders": Schema.array(DutySchema.order),
  ])
}

extension PlanThread.State {
  fileprivate static let names = allCases.map(\.rawValue)
  fileprivate static let json = names.map { JSON.string($0) }
}
