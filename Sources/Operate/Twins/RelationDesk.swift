import SalusCore
import SalusGovernance
import SalusStore
import SalusTwin

extension TwinDesk {
  /// Begins a relation from an object with `source`, `name`, `target` and any of `id`,
  /// `properties`, `from`, `to`.
  public func relate(
    _ body: JSON, on branch: ID<Branch> = Branch.main, key: String? = nil,
    source: String = "manual"
  ) throws -> JSON {
    try checkBranch(branch)
    let ends = (
      try TwinDesk.text(body, "source", "the id of a twin"),
      try TwinDesk.text(body, "name", "a name such as partOf"),
      try TwinDesk.text(body, "target", "the id of a twin")
    )
    let id = body["id"]?.string ?? "relation:\(ends.0):\(ends.1):\(ends.2)"
    let began = try RelationBegan(twin: ID(id), payload: body, valid: clock())
    return try related(began.draft(actor: actor, source: source, key: key), on: branch)
  }

  /// Ends a relation at `to`, or now.
  public func unrelate(
    _ id: ID<Twin>, _ body: JSON, on branch: ID<Branch> = Branch.main, source: String = "manual"
  ) throws -> JSON {
    try checkBranch(branch)
    let ended = RelationEnded(id: id, to: try TwinDesk.time(body, "to") ?? clock())
    return try related(ended.draft(actor: actor, source: source), on: branch)
  }

  private func related(_ draft: Draft, on branch: ID<Branch>) throws -> JSON {
    let receipts = try journal.append([draft], expecting: [], on: branch)
    return [
      "id": .string(draft.twin.text), "sequence": JSON(receipts.first?.sequence),
      "replayed": JSON(receipts.first?.isReplay ?? false),
    ]
  }

  /// Defines a table of counts from an object with `id`, `members` (a filter) and any of `title`,
  /// `groups`, `measures`, `floor`, `rounding`.
  public func define(
    _ body: JSON, on branch: ID<Branch> = Branch.main, source: String = "manual"
  ) throws -> JSON {
    try checkBranch(branch)
    let id = try TwinDesk.text(body, "id", "a name")
    let defined = try AggregateDefined(twin: ID(id), payload: body)
    let receipts = try journal.append(
      [defined.draft(actor: actor, source: source)], expecting: [], on: branch)
    return ["id": .string(id), "sequence": JSON(receipts.first?.sequence)]
  }
}

extension TwinJSON {
  public static func json(_ relation: Relation) -> JSON {
    [
      "id": .string(relation.id.text), "source": .string(relation.source.text),
      "name": .string(relation.name), "target": .string(relation.target.text),
      "properties": relation.properties, "from": JSON(relation.from), "to": JSON(relation.to),
      "event": .integer(relation.event),
    ]
  }

  public static func json(_ graph: Graph) -> JSON {
    [
      "steps": .array(
        graph.steps.map { step in
          [
            "twin": .string(step.twin.text), "generation": JSON(step.generation),
            "before": JSON(step.before), "relation": step.relation.map { json($0) } ?? .null,
          ]
        }), "cut": .bool(graph.isCut),
    ]
  }

  public static func json(_ aggregate: Aggregate) -> JSON {
    .object([JSON.Member("id", .string(aggregate.id.text))] + (aggregate.payload.members ?? []))
  }
}
