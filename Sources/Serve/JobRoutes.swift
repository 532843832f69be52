import SalusCore
import SalusOperate
import SalusTwin

/// What the loop did, does and will do, and how the program is.
struct JobRoutes: Sendable {
  let station: Station
  let meter: RequestMeter
  /// Whether anyone on this machine may read the figures, without the start token.
  let opensMetrics: Bool

  var routes: [Route] { [jobs, request, metrics] }

  private var jobs: Route {
    let station = station
    return Route(
      .get, "/api/v1/jobs", "The running job, those that wait, and the last ones, newest first",
      parameters: [.limit], schema: JobRoutes.list,
      answer: .fresh { request in
        let runs = try station.jobs(limit: request.limit())
        let head = try station.journal.head(of: Branch.main)
        return Response([
          "version": JSON(head.sequence), "status": station.loopStatus().json,
          "jobs": .array(runs.map(\.json)),
        ])
      })
  }

  private var request: Route {
    let station = station
    return .action(
      "/jobs/{kind}", "Has a job done now",
      [.path("kind", "What to do", values: JobKind.allCases.map(\.rawValue))],
      takes: ["type": "object", "properties": ["subject": ["type": "string"]]], schema: [:]
    ) { body, request in
      guard let kind = JobKind(rawValue: request.capture("kind")) else {
        throw Refusal(
          404, "there is no job '\(request.capture("kind"))'",
          hint: "There are: \(JobKind.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      try station.requestJob(kind, subject: body["subject"]?.string)
      return ["requested": .string(kind.rawValue)]
    }
  }

  private var metrics: Route {
    let (station, meter) = (station, meter)
    return Route(
      .get, "/metrics", "Figures of the running program (Prometheus text format 0.0.4)",
      formats: [.metrics], access: opensMetrics ? .open : .token,
      answer: .fresh { _ in
        var metrics = Metrics()
        try station.write(into: &metrics)
        meter.write(into: &metrics)
        return Response(
          type: "text/plain; version=0.0.4; charset=utf-8", body: metrics.text, caching: .never)
      })
  }

  private static let list: JSON = [
    "type": "object",
    "required": ["version", "jobs"],
    "properties": [
      "version": ["type": "integer"],
      "status": ["type": "object"],
      "jobs": [
        "type": "array",
        "items": [
          "type": "object",
          "required": ["id", "kind", "title", "state", "attempt", "words"],
          "properties": [
            "id": ["type": "string"], "kind": ["type": "string"], "title": ["type": "string"],
            "state": ["enum": ["queued", "running", "done", "failed", "retrying"]],
            "trigger": ["type": "string"], "started": ["type": ["string", "null"]],
            "finished": ["type": ["string", "null"]], "seconds": ["type": ["number", "null"]],
            "attempt": ["type": "integer"], "progress": ["type": ["number", "null"]],
            "read": ["type": "array", "items": ["type": "string"]],
            "wrote": ["type": "array", "items": ["type": "string"]],
            "words": ["type": "string"],
          ],
        ],
      ],
    ],
  ]
}
