import SalusCore
import SalusOperate
import SalusTwin

/// The addresses of the twin's data, version 1. They only ever grow.
public struct TwinRoutes: Sendable {
  private let model: ReadModel
  private let programVersion: String
  private let station: Station?
  private let subjects: [Route]

  /// - Parameters:
  ///   - programVersion: of this build, as `salus version` prints it.
  ///   - station: whose loop the health check asks.
  ///   - subjects: routes that belong into the same description.
  public init(
    _ model: ReadModel, programVersion: String, station: Station? = nil, subjects: [Route] = []
  ) {
    self.model = model
    self.station = station
    self.programVersion = programVersion
    self.subjects = subjects
  }

  /// All data routes, the stream, the health check and the OpenAPI document.
  public var routes: [Route] {
    let data =
      [
        summary, places, signals, geo, cube, cubeTable, series, detections, evidence, reproduction,
        forecasts, forecast, stream, health,
      ] + subjects
    let description = Route(
      .get, "/api/v1/openapi.json", "This description (OpenAPI 3.1)", answer: .events)
    let document = OpenAPI.document(version: programVersion, routes: data + [description])
    return data + [
      Route(
        .get, description.pattern, description.summary, answer: .fixed(Response(document)))
    ]
  }

  /// A hub that feeds event streams from the model's journal.
  ///
  /// - Parameter heartbeat: seconds between signs of life.
  public func hub(heartbeat: Double = 15) -> EventHub {
    let model = model
    let source: EventHub.Source = { after, limit in
      try model.events(after: after, limit: limit).map {
        StreamEvent(sequence: $0.sequence, topic: $0.topic.rawValue, data: $0.data)
      }
    }
    let hub = EventHub(heartbeat: heartbeat, head: { model.version }, source: source)
    model.onCommit { [weak hub] in hub?.wake() }
    return hub
  }

  private func reading(
    _ pattern: String, _ summary: String, _ parameters: [Parameter] = [],
    formats: [Format] = [.json], schema: JSON,
    _ body: @escaping @Sendable (ReadModel, Reading, Request) throws -> Response
  ) -> Route {
    .reading(model, pattern, summary, parameters, formats: formats, schema: schema, body)
  }

  // MARK: - What there is

  private var summary: Route {
    let station = station
    return reading(
      "/summary", "Headline numbers, what changed, and what waits",
      [
        .query("geo", "Id, code or name of a place; the whole without it"),
        .query("since", "Tells changes after that sequence only"),
      ], schema: Schema.summary
    ) { _, reading, request in
      let summary = try reading.summary(
        geo: request["geo"], since: request.number("since", in: 0...Int64.max))
      // The clock on the wall needs no telling, and an answer that is kept could not tell it.
      let clock = station?.clockAnswer ?? .null
      let isExample = clock["isExample"]?.bool == true
      return Response(
        .object((summary.members ?? []) + [JSON.Member("clock", isExample ? clock : .null)]))
    }
  }

  private var places: Route {
    reading(
      "/places", "Places and their hierarchy", [Parameter.level], formats: [.json, .csv],
      schema: Schema.places
    ) { _, reading, request in
      let answer = try reading.places(level: request["level"])
      guard request.format == .csv else { return Response(answer) }
      return Response(csv: CSVText.rows(answer["places"]), name: "places")
    }
  }

  private var signals: Route {
    reading(
      "/signals", "What is measured", formats: [.json, .csv],
      schema: Schema.list("signals", Schema.signal)
    ) { _, reading, request in
      let answer = try reading.signals()
      guard request.format == .csv else { return Response(answer) }
      return Response(csv: CSVText.rows(answer["signals"]), name: "signals")
    }
  }

  private var geo: Route {
    reading(
      "/geo/{level}", "Boundaries of a level, projected to whole numbers, y down",
      [.path("level", "Level of places", values: Place.Level.allCases.map(\.rawValue))],
      schema: Schema.geo
    ) { model, reading, request in
      Response(try model.geo(level: request.capture("level"), in: reading))
    }
  }

  private var cube: Route {
    reading(
      "/cube/{signal}", "A class for each date and region: one byte, dates outermost",
      [
        .path("signal", "Id of a signal"), Parameter.level, Parameter.from, Parameter.to,
      ], formats: [.bytes], schema: [:]
    ) { model, reading, request in
      let cube = try model.cube(
        signal: request.capture("signal"), level: request["level"] ?? "ward",
        from: request.date("from"), to: request.date("to"), in: reading)
      return Response(
        type: Format.bytes.rawValue,
        headers: [Response.Header("Salus-Cube", cube.head.description)], body: cube.classes)
    }
  }

  private var cubeTable: Route {
    reading(
      "/cube/{signal}/table", "The numbers behind one date of a cube",
      [
        .path("signal", "Id of a signal"), Parameter.level,
        .query("day", "The date; the newest without it"),
      ], formats: [.json, .csv], schema: Schema.cubeTable
    ) { model, reading, request in
      let signal = request.capture("signal")
      let answer = try model.cubeTable(
        signal: signal, level: request["level"] ?? "ward", day: request.date("day"), in: reading)
      guard request.format == .csv else { return Response(answer) }
      return Response(
        csv: CSVText.rows(answer["rows"]),
        name: "\(signal)-\(answer["day"]?.string ?? "none")")
    }
  }

  private var series: Route {
    reading(
      "/series", "A signal in a place over time",
      [
        .query("signal", "Id of a signal", isRequired: true),
        .query("place", "Id, code or name of a place", isRequired: true), Parameter.from,
        Parameter.to,
      ], formats: [.json, .csv], schema: Schema.series
    ) { _, reading, request in
      let signal = try request.required("signal")
      let place = try request.required("place")
      let answer = try reading.series(
        signal: signal, place: place, from: request.date("from"), to: request.date("to"))
      guard request.format == .csv else { return Response(answer) }
      return Response(
        csv: CSVText.columns([
          "date": answer["dates"], "value": answer["values"],
          "provisional": answer["provisional"], "completeness": answer["completeness"],
        ]), name: "\(signal)-\(place)")
    }
  }

  // MARK: - What was found

  private var detections: Route {
    reading(
      "/detections", "Runs of alarms, open ones first",
      [
        .query("state", "Which ones; open without it", values: ["open", "all"]),
        Parameter.signal, Parameter.place, Parameter.limit, Parameter.cursor,
      ], formats: [.json, .csv], schema: Schema.detections
    ) { _, reading, request in
      let answer = try reading.detections(
        isOpenOnly: request.word("state", of: ["open", "all"]) == "open",
        signal: request["signal"], place: request["place"], limit: request.limit(),
        cursor: request["cursor"])
      guard request.format == .csv else { return Response(answer) }
      return Response(csv: CSVText.rows(answer["detections"]), name: "detections")
    }
  }

  private var evidence: Route {
    reading(
      "/detections/{id}/evidence", "What speaks for and against a detection",
      [.path("id", "Id of a detection")], schema: Schema.evidence
    ) { _, reading, request in
      Response(try reading.evidence(request.capture("id")))
    }
  }

  private var reproduction: Route {
    reading(
      "/reproduction", "The effective reproduction number over time",
      [Parameter.signal, Parameter.place], formats: [.json, .csv], schema: Schema.reproduction
    ) { _, reading, request in
      let answer = try reading.reproduction(signal: request["signal"], place: request["place"])
      guard request.format == .csv else { return Response(answer) }
      return Response(
        csv: CSVText.columns([
          "date": answer["dates"], "mean": answer["mean"], "lower": answer["lower"],
          "upper": answer["upper"], "weak": answer["weak"],
        ]), name: "reproduction")
    }
  }

  // MARK: - What may come

  private var forecasts: Route {
    reading(
      "/forecasts", "All forecasts, issued and made for the past",
      [Parameter.signal, Parameter.limit, Parameter.cursor], formats: [.json, .csv],
      schema: Schema.forecasts
    ) { _, reading, request in
      let answer = try reading.forecasts(
        signal: request["signal"], limit: request.limit(), cursor: request["cursor"])
      guard request.format == .csv else { return Response(answer) }
      return Response(csv: CSVText.rows(answer["forecasts"]), name: "forecasts")
    }
  }

  private var forecast: Route {
    reading(
      "/forecasts/{signal}", "A forecast beside what was observed and what was said before",
      [
        .path("signal", "Id of a signal"), Parameter.place,
        .query("reference", "Reference date of the forecast; the newest without it"),
      ], formats: [.json, .csv], schema: Schema.forecast
    ) { _, reading, request in
      let signal = request.capture("signal")
      let answer = try reading.forecast(
        signal: signal, place: request["place"], reference: request.date("reference"))
      guard request.format == .csv else { return Response(answer) }
      return Response(
        csv: ForecastCSV.bytes(answer),
        name: "\(signal)-\(answer["place"]?["id"]?.string ?? "")-forecast")
    }
  }

  // MARK: - What happens, and how the server is

  private var stream: Route {
    Route(
      .get, "/api/v1/stream", "What happens, as it happens (server-sent events)",
      parameters: [
        .query(
          "topics",
          "Comma-separated topics to hear of; all without it. Of: "
            + Topic.allCases.map(\.rawValue).joined(separator: ", "))
      ], formats: [.events], answer: .events)
  }

  private var health: Route {
    let (model, station) = (model, station)
    let version = programVersion
    return Route(
      .get, "/healthz", "Whether the server answers, and how its loop is", schema: Schema.health,
      access: .open,
      answer: .fresh { _ in
        let status = station?.loopStatus()
        // Words about what is wrong may name places and feeds: those need the start token.
        return Response([
          "status": .string(status?.health.rawValue ?? "ok"), "version": .string(version),
          "sequence": JSON(model.version), "lastRun": JSON(status?.lastRun),
          "jobsWaiting": JSON(status?.jobsWaiting), "troubles": JSON(status?.troubles.count ?? 0),
        ])
      })
  }
}
