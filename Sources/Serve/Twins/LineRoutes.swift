import SalusCore
import SalusOperate
import SalusTwin

/// Streams of lines: events out, observations in.
struct LineRoutes: Sendable {
  let desk: TwinDesk

  var routes: [Route] { [events, observations] }

  /// About 300 000 observations.
  static let observationBytes = 64 << 20

  private var events: Route {
    let desk = desk
    return Route(
      .get, "/api/v1/events", "Events as JSON lines, or as they come (text/event-stream)",
      parameters: [
        .query("from", "The first sequence wanted; 1 without it"),
        .query("limit", "At most so many, 1 to 10000, usually 1000"),
        .query("types", "Types between commas"), .query("twin", "Those of one twin"), .branch,
      ], formats: [.lines, .events],
      answer: .eventsOr { request in
        let from = try request.number("from", in: 0...Int64.max) ?? 1
        let limit = Int(try request.number("limit", in: 1...10_000) ?? 1_000)
        let types = (request["types"] ?? "").split(separator: ",").map { $0.trimmed }
        let events = try desk.journal.events(
          EventQuery(
            branch: request.branch, types: types, twin: request["twin"].map { ID($0) },
            after: max(from - 1, 0), limit: limit))
        var body: [UInt8] = []
        body.reserveCapacity(events.count * 500)
        for event in events {
          TwinJSON.json(event).write(to: &body)
          body.append(0x0A)
        }
        let head = try desk.journal.head(of: request.branch).sequence
        let next = events.count == limit ? (events.last?.sequence ?? head) + 1 : head + 1
        return Response(
          type: Format.lines.rawValue,
          headers: [Response.Header("Salus-Next", String(next))], body: body)
      })
  }

  private var observations: Route {
    let desk = desk
    return Route(
      .post, "/api/v1/observations", "Take observations, a JSON object a line",
      parameters: [.query("source", "Who measured; api without it"), .branch],
      schema: KernelSchema.counts, body: KernelSchema.observation, takes: .lines,
      bodyBytes: Self.observationBytes,
      answer: .act { request in
        Response(
          try desk.take(
            request.body, source: request["source"] ?? "api", on: request.branch,
            key: request.terms.key
          ).json)
      })
  }
}
