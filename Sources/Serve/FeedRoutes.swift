import SalusCore
import SalusOperate
import SalusTwin

/// How the data come in: feeds, the filling up of reports, and what was refused.
struct FeedRoutes: Sendable {
  let station: Station
  let model: ReadModel

  var routes: [Route] { [feeds, pull, pause, triangle, quarantine] }

  private var feeds: Route {
    let (station, model) = (station, model)
    return Route(
      .get, "/api/v1/feeds", "How each feed stands, and what it brought", parameters: [.asOf],
      formats: [.json, .csv], schema: FeedSchema.feeds,
      answer: .fresh { request in
        let reading = try model.reading(request.asOf())
        let answer = try station.feedAnswer(reading)
        guard request.format == .csv else { return Response(answer) }
        let rows = (answer["feeds"]?.array ?? []).map { feed in
          JSON.object(
            (feed.members ?? []).filter { !["days", "quarantine"].contains($0.name) })
        }
        return Response(csv: CSVText.rows(.array(rows)), name: "feeds")
      })
  }

  private static let name = Parameter.path("name", "Name of a feed")

  private var pull: Route {
    let (station, model) = (station, model)
    return .action(
      "/feeds/{name}/pull", "Fetches a feed, or looks into its folder, now", [FeedRoutes.name],
      takes: ["type": "object"], schema: FeedSchema.pulled
    ) { _, request in
      let desk = try station.requireFeeds()
      let results = try desk.work(request.capture("name"))
      return [
        "version": JSON(model.version), "results": .array(results.map(\.json)),
        "words": .string(
          results.isEmpty
            ? "nothing new lies in the folder" : results.map(\.words).joined(separator: "; ")),
      ]
    }
  }

  private var pause: Route {
    let (station, model) = (station, model)
    return .action(
      "/feeds/{name}/pause", "Stops a feed, or starts it again", [FeedRoutes.name],
      takes: [
        "type": "object", "required": ["paused"], "properties": ["paused": ["type": "boolean"]],
      ], schema: FeedSchema.paused
    ) { body, request in
      guard let isPaused = body["paused"]?.bool else {
        throw Refusal(400, "'paused' is missing", hint: "true and false are accepted.")
      }
      let name = request.capture("name")
      try station.requireFeeds().setPaused(name, isPaused, actor: station.actor)
      return [
        "version": JSON(model.version), "name": .string(name), "paused": .bool(isPaused),
      ]
    }
  }

  private var triangle: Route {
    .reading(
      model, "/triangle", "How values of a signal filled up after their dates",
      [
        .query("signal", "Id of a signal", isRequired: true), .place,
        .query("days", "Newest dates shown, 1 to 120, usually 28"),
      ], formats: [.json, .csv], schema: FeedSchema.triangle
    ) { _, reading, request in
      let signal = try request.required("signal")
      let days = Int(try request.number("days", in: 1...120) ?? 28)
      let answer = try reading.triangle(signal: signal, place: request["place"], days: days)
      guard request.format == .csv else { return Response(answer) }
      let delays = (answer["delays"]?.array ?? []).compactMap(\.integer)
      let rows = zip(answer["dates"]?.array ?? [], answer["counts"]?.array ?? []).map { date, row in
        JSON.object(
          [JSON.Member("date", date)]
            + zip(delays, row.array ?? []).map { JSON.Member("after \($0) d", $1) })
      }
      return Response(csv: CSVText.rows(.array(rows)), name: "\(signal)-triangle")
    }
  }

  private var quarantine: Route {
    let station = station
    return Route(
      .get, "/api/v1/imports/{id}/quarantine", "Rows that an import could not use",
      parameters: [.path("id", "Id of an import")], formats: [.json, .csv],
      schema: FeedSchema.quarantine,
      answer: .kept { request in
        let id = request.capture("id")
        if request.format == .csv {
          return Response(csv: try station.quarantine(of: id), name: "\(id)-quarantine")
        }
        return Response(["rows": .array(try station.quarantineRows(of: id))])
      })
  }
}

/// JSON Schemas of what feeds answer.
enum FeedSchema {
  private static let timeOrNull: JSON = ["type": ["string", "null"], "format": "date-time"]

  private static let day = Schema.object([
    "date": Schema.date, "state": ["enum": ["good", "late", "missing", "partial", "none"]],
    "rows": Schema.whole, "quarantined": Schema.whole,
  ])

  private static let feed = Schema.object([
    "name": Schema.text, "title": Schema.text, "kind": ["enum": ["watch", "pull"]],
    "from": Schema.text, "reports": Schema.text,
    "state": ["enum": ["healthy", "late", "failing", "silent", "paused", "waiting"]],
    "words": Schema.text, "due": timeOrNull, "next": timeOrNull, "lastAttempt": timeOrNull,
    "lastReport": timeOrNull, "lagHours": Schema.numberOrNull,
    "completeness": Schema.numberOrNull, "read": Schema.whole, "accepted": Schema.whole,
    "duplicate": Schema.whole, "corrected": Schema.whole, "quarantined": Schema.whole,
    "days": Schema.array(day),
    "quarantine": Schema.array(
      Schema.object([
        "import": Schema.text, "file": Schema.text, "rows": Schema.whole, "reason": Schema.text,
        "at": Schema.time,
      ])), "affects": Schema.array(Schema.text),
  ])

  static let feeds = Schema.object([
    "version": Schema.whole, "asOf": Schema.text, "feeds": Schema.array(feed),
    "clock": clock,
  ])

  static let clock = Schema.object([
    "now": Schema.time, "rate": Schema.textOrNull, "isExample": Schema.flag,
  ])

  static let pulled = Schema.object([
    "version": Schema.whole, "results": Schema.array(["type": "object"]), "words": Schema.text,
  ])

  static let paused = Schema.object([
    "version": Schema.whole, "name": Schema.text, "paused": Schema.flag,
  ])

  static let triangle = Schema.object([
    "version": Schema.whole, "asOf": Schema.text, "signal": Schema.text,
    "place": Schema.object(["id": Schema.text, "name": Schema.text]),
    "dates": Schema.array(Schema.date), "delays": Schema.array(Schema.whole),
    "counts": Schema.array(Schema.array(Schema.numberOrNull)),
    "share": Schema.array(Schema.numberOrNull), "sentence": Schema.text,
  ])

  static let quarantine = Schema.object([
    "rows": Schema.array(
      Schema.object([
        "file": Schema.text, "line": Schema.whole, "column": Schema.text, "reason": Schema.text,
        "row": Schema.text,
      ]))
  ])
}
