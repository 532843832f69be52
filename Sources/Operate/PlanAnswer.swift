import SalusCore
import SalusDecide
import SalusTwin

/// A plan as pages and the command line show it, with every name and sentence.
struct PlanAnswer {
  let thread: PlanThread
  let plan: Plan
  /// What is materially different now.
  let changed: [String]
  let names: SiteNames

  var json: JSON {
    .object(
      Reading.head(thread, plan).filter { $0.name != "moves" }
        + [
          JSON.Member("sequence", JSON(plan.sequence)),
          JSON.Member("asOf", .string(plan.asOf.description)),
          JSON.Member("seconds", JSON(plan.seconds)),
          JSON.Member("horizonDays", JSON(plan.horizonDays)),
          JSON.Member("actor", .string(thread.actor)),
          JSON.Member("demand", .string(plan.inputs.demand)),
          JSON.Member("sentence", .string(plan.sentence)),
          JSON.Member("moves", .array(plan.moves.map(move))),
          JSON.Member("unmet", .array(plan.unmet.map(unmet))),
          JSON.Member("totals", .array(plan.totals.map(\.json))),
          JSON.Member("binding", .array(plan.binding.map(\.json))),
          JSON.Member("rejected", .array(plan.rejected.map(rejected))),
          JSON.Member("floors", .array(plan.floors.map(floor))),
          JSON.Member("relaxation", .array(plan.relaxation.map(relaxation))),
          JSON.Member("changed", .array(changed.map { .string($0) })),
          JSON.Member("will", .array(will.map { .string($0) })),
          JSON.Member("notify", .array(notify.map { .string($0) })),
          JSON.Member("decisions", .array(thread.decisions.map(decision))),
          JSON.Member("secondSigner", .string(PlanAnswer.secondSigner)),
        ])
  }

  private static let secondSigner =
    "Four-eyes sign-off is off: until there are accounts, one person cannot be told from another."

  private func move(_ move: Plan.Move) -> JSON {
    [
      "id": .string(move.id.text), "item": .string(move.item), "title": .string(move.title),
      "unit": .string(move.unit), "from": names.ref(move.from), "to": names.ref(move.to),
      "quantity": JSON(move.quantity), "most": JSON(move.most), "day": JSON(move.day),
      "departs": JSON(move.departs), "arrives": JSON(move.arrives),
      "minutes": JSON(move.minutes), "vehicle": move.vehicle.map(names.ref) ?? .null,
      "onTime": JSON(move.onTime.map(Reading.rounded)),
      "lots": .array(
        move.lots.map {
          [
            "lot": .string($0.lot), "quantity": JSON($0.quantity), "expires": JSON($0.expires),
          ]
        }),
      "why": .string(move.why), "isAmended": JSON(move.isAmended),
      "fromXY": names.position(move.from), "toXY": names.position(move.to),
    ]
  }

  private func unmet(_ unmet: Plan.Unmet) -> JSON {
    [
      "site": names.ref(unmet.site), "resource": .string(unmet.resource),
      "title": .string(unmet.title), "unit": .string(unmet.unit),
      "nothing": unmet.nothing.json, "plan": unmet.plan.json,
    ]
  }

  private func rejected(_ rejected: Plan.Rejected) -> JSON {
    [
      "item": .string(rejected.item), "title": .string(rejected.title),
      "from": names.ref(rejected.from), "to": names.ref(rejected.to),
      "why": .string(rejected.why),
    ]
  }

  private func floor(_ floor: Plan.Floor) -> JSON {
    [
      "place": names.ref(floor.district), "coverage": JSON(Reading.rounded(floor.coverage)),
      "floor": JSON(floor.floor), "isHeld": JSON(floor.isHeld),
      "isVulnerable": JSON(floor.isVulnerable),
    ]
  }

  private func relaxation(_ relaxation: Plan.Relaxation) -> JSON {
    // The engine knows districts by their ids only.
    let parts = relaxation.constraint.split(separator: "/").map(String.init)
    var words = relaxation.words
    if parts.first == "floor", parts.count > 1 {
      words = words.replacing(" in \(parts[1]) ", with: " in \(names.name(ID(parts[1]))) ")
    }
    return [
      "constraint": .string(relaxation.constraint), "words": .string(words),
      "by": JSON(relaxation.by), "unit": .string(relaxation.unit),
    ]
  }

  private func decision(_ decision: PlanThread.Decision) -> JSON {
    [
      "at": JSON(decision.at), "actor": .string(decision.actor),
      "verb": .string(decision.verb), "reason": JSON(decision.reason),
    ]
  }

  /// What signing does.
  private var will: [String] {
    guard !plan.moves.isEmpty else { return [] }
    var lines = ["create \(Words.plural(plan.moves.count, "order"))"]
    var reserved: [(title: String, at: ID<Twin>, quantity: Double, unit: String)] = []
    for move in plan.moves where move.vehicle != nil || !move.lots.isEmpty {
      if let index = reserved.firstIndex(where: { $0.title == move.title && $0.at == move.from }) {
        reserved[index].quantity += move.quantity
      } else {
        reserved.append((move.title, move.from, move.quantity, move.unit))
      }
    }
    lines += reserved.map {
      "reserve \(Words.goods($0.quantity, $0.title, unit: $0.unit)) at \(names.name($0.at))"
    }
    let vehicles = Set(plan.moves.compactMap(\.vehicle))
    if !vehicles.isEmpty { lines.append("send \(Words.plural(vehicles.count, "vehicle"))") }
    return lines
  }

  /// Who has something to do.
  private var notify: [String] {
    var seen: Set<ID<Twin>> = []
    return plan.moves.flatMap { [$0.from, $0.to] }.filter { seen.insert($0).inserted }
      .map(names.name)
  }
}
