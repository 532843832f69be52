import SalusCore
import SalusOperate
import SalusTwin

/// Twins: lists, one at any moment, what was said of it, and changes under conditions.
struct TwinStateRoutes: Sendable {
  let desk: TwinDesk

  var routes: [Route] { [list, create, show, report, history, thread] }

  private static let path = "/api/v1/twins"

  private var list: Route {
    let desk = desk
    return Route(
      .get, Self.path, "Twins that a filter finds, page by page",
      parameters: [
        .query("filter", "Such as and(eq(type,Unit),gt(beds,4)); docs/filter.md has the grammar"),
        .query("sort", "Paths between commas, '-' before one for descending order"),
        .query("select", "Paths between commas: shows id, type, revision and these values"),
        .query("limit", "At most so many, 1 to 10000, usually 100"), .cursor, .branch,
      ], schema: KernelSchema.page,
      answer: .fresh { request in
        let search = try TwinSearch(
          parsing: request["filter"], select: request["select"], sort: request["sort"],
          limit: request.searchLimit(), after: request["cursor"], on: request.branch)
        let found = try desk.search(search, on: request.branch)
        return Response(
          type: Format.json.rawValue, body: TwinJSON.bytes(found, select: search.select))
      })
  }

  private var create: Route {
    let desk = desk
    return Route(
      .post, Self.path, "Make a twin", parameters: [.branch], schema: KernelSchema.written,
      body: KernelSchema.newTwin,
      answer: .act { request in
        let written = try desk.create(
          request.object(), on: request.branch, terms: request.writeTerms(), source: "api")
        let isNew = !written.receipt.isReplay && !written.receipt.isUnchanged
        return Response(written, status: isNew ? 201 : 200)
      })
  }

  private var show: Route {
    let desk = desk
    return Route(
      .get, Self.path + "/{id}", "A twin now or at any moment; a personal one for a purpose",
      parameters: [.twin, .at, .known, .recorded, .revision, .branch],
      schema: KernelSchema.twin,
      answer: .fresh { request in
        let state = try desk.twin(
          ID(request.capture("id")), at: request.moment(), on: request.branch, pass: request.pass)
        var response = Response(type: Format.json.rawValue, body: TwinJSON.bytes(state))
        response.tag = "W/\"\(state.revision)\""
        // What was opened for one purpose stays with who asked.
        if state.subject != nil { response.caching = .never }
        return response
      })
  }

  private var report: Route {
    let desk = desk
    return Route(
      .post, Self.path + "/{id}", "Report values of a twin, correct them, or delete it",
      parameters: [.twin, .branch], schema: KernelSchema.written, body: KernelSchema.report,
      answer: .act { request in
        Response(
          try desk.report(
            ID(request.capture("id")), request.object(), on: request.branch,
            terms: request.writeTerms(), source: "api"))
      })
  }

  private var history: Route {
    let desk = desk
    return Route(
      .get, Self.path + "/{id}/history", "What was said of a twin, newest first",
      parameters: [
        .twin, .feature, .query("before", "Goes on before that sequence: 'next' of the answer"),
        .limit, .branch,
      ], schema: KernelSchema.history,
      answer: .fresh { request in
        let page = try desk.history(
          HistoryQuery(
            of: ID(request.capture("id")), feature: request["feature"],
            before: request.number("before", in: 1...Int64.max), limit: request.limit()),
          on: request.branch, pass: request.pass)
        return Response([
          "history": .array(page.items.map { TwinJSON.json($0) }),
          "next": page.hasMore ? JSON(page.items.last?.reading.event) : .null,
        ])
      })
  }

  private var thread: Route {
    let desk = desk
    return Route(
      .get, Self.path + "/{id}/thread",
      "Why a feature is as it is, down to source rows; without one the events of the twin",
      parameters: [
        .twin, .feature, .query("after", "Goes on after that sequence: 'next' of the answer"),
        .limit, .branch,
      ], schema: KernelSchema.thread,
      answer: .fresh { request in
        let twin = ID<Twin>(request.capture("id"))
        let limit = try request.limit()
        if let feature = request["feature"] {
          let lineage = try desk.lineage(
            of: twin, feature: feature, limit: limit, on: request.branch)
          return Response(TwinJSON.json(lineage))
        }
        let events = try desk.events(
          of: twin, after: request.number("after", in: 0...Int64.max) ?? 0, limit: limit,
          on: request.branch)
        return Response([
          "events": .array(events.map { TwinJSON.json($0) }),
          "next": events.count == limit ? JSON(events.last?.sequence) : .null,
        ])
      })
  }
}
