import SalusCore
import SalusOperate
import SalusTwin

/// How twins stand to each other, and tables of counts that hide the few.
struct RelationRoutes: Sendable {
  let desk: TwinDesk

  var routes: [Route] { [list, begin, end, aggregates, define, table] }

  private var list: Route {
    let desk = desk
    return Route(
      .get, "/api/v1/relationships",
      "Relations from or to a twin; with 'depth' all that can be reached",
      parameters: [
        .query("source", "Id of the twin that they lead from"),
        .query("target", "Id of the twin that they lead to"),
        .query("name", "Names between commas, such as partOf"),
        .query("depth", "Follows relations so many steps, 1 to 100"), .at, .known, .recorded,
        .branch,
      ], schema: KernelSchema.relations,
      answer: .fresh { request in
        let names = (request["name"] ?? "").split(separator: ",").map { $0.trimmed }
        let moment = try request.moment()
        let (source, target) = (request["source"], request["target"])
        guard source != nil || target != nil else { throw ReadError.missing(parameter: "source") }
        guard let depth = try request.number("depth", in: 1...100) else {
          let found = try desk.journal.relations(
            RelationQuery(
              source: source.map { ID($0) }, target: target.map { ID($0) }, names: names),
            at: moment, on: request.branch)
          return Response(["relations": .array(found.map { TwinJSON.json($0) })])
        }
        let graph = try desk.journal.graph(
          GraphQuery(
            start: [ID(source ?? target ?? "")], names: names,
            direction: source == nil ? .back : .out, depth: Int(depth), limit: 10_000),
          at: moment, on: request.branch)
        return Response(TwinJSON.json(graph))
      })
  }

  private var begin: Route {
    let desk = desk
    return Route(
      .post, "/api/v1/relationships", "Begin a relation", parameters: [.branch],
      schema: KernelSchema.related, body: KernelSchema.relation,
      answer: .act { request in
        Response(
          try desk.relate(
            request.object(), on: request.branch, key: request.terms.key, source: "api"),
          status: 201)
      })
  }

  private var end: Route {
    let desk = desk
    return Route(
      .post, "/api/v1/relationships/{id}/end", "End a relation",
      parameters: [.path("id", "Id of a relation"), .branch], schema: KernelSchema.related,
      body: ["type": "object", "properties": ["to": Schema.time]],
      answer: .act { request in
        Response(
          try desk.unrelate(
            ID(request.capture("id")), request.object(), on: request.branch, source: "api"))
      })
  }

  private var aggregates: Route {
    let desk = desk
    return Route(
      .get, "/api/v1/aggregates", "Tables of counts that are kept", parameters: [.branch],
      schema: Schema.object(["aggregates": Schema.array(["type": "object"])]),
      answer: .fresh { request in
        let all = try desk.journal.aggregates(on: request.branch)
        return Response(["aggregates": .array(all.map { TwinJSON.json($0) })])
      })
  }

  private var define: Route {
    let desk = desk
    return Route(
      .post, "/api/v1/aggregates", "Keep a table of counts", parameters: [.branch],
      schema: Schema.object(["id": Schema.text, "sequence": Schema.whole]),
      body: KernelSchema.aggregate,
      answer: .act { request in
        Response(
          try desk.define(request.object(), on: request.branch, source: "api"), status: 201)
      })
  }

  private var table: Route {
    let desk = desk
    return Route(
      .get, "/api/v1/aggregates/{id}", "A table of counts; cells about few are hidden",
      parameters: [
        .path("id", "Id of an aggregate"), .at, .known, .recorded, .branch,
      ], schema: ["type": "object"],
      answer: .fresh { request in
        Response(
          try desk.journal.table(
            of: ID(request.capture("id")), at: request.moment(), on: request.branch
          ).json)
      })
  }
}
