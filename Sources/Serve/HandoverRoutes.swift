import SalusAct
import SalusCore
import SalusOperate
import SalusTwin

/// The note from one shift to the next.
struct HandoverRoutes: Sendable {
  let model: ReadModel
  /// Nil where nothing can be signed.
  let station: Station?

  private static let hours = 12.0

  var routes: [Route] { [note] + (station.map { [write($0)] } ?? []) }

  private var note: Route {
    let zone: @Sendable () -> TimeZoneRules = { [station] in station?.dutyZone ?? .utc }
    return .reading(
      model, "/handover", "What changed, what was decided, what is open, what comes next",
      [
        .query("since", "The journal's sequence when the shift began"),
        .query("hours", "Length of the shift in hours, 1 to 168; 12 without it"),
      ], schema: DutySchema.handoverAnswer
    ) { _, reading, request in
      let hours = try request.number("hours", in: 1...168).map(Double.init) ?? Self.hours
      return Response(
        try reading.handoverAnswer(
          since: request.number("since", in: 0...Int64.max), hours: hours, zone: zone()))
    }
  }

  private func write(_ station: Station) -> Route {
    let model = model
    return .action(
      "/handover", "Sign the note, and send it by mail where wished", takes: DutySchema.signature,
      schema: Schema.object(["version": Schema.whole, "handover": DutySchema.handover])
    ) { body, _ in
      let members = ActionBody(body)
      let since = try members.whole("since")
      let hours = try members.number("hours") ?? Self.hours
      guard (1...168).contains(hours), since.map({ $0 >= 0 }) ?? true else {
        throw Refusal(400, "the shift is not understood", hint: "Accepted: 1 to 168 hours.")
      }
      let note = try station.handOver(
        since: since, hours: hours, note: try members.text("note"), mail: try members.flag("mail"))
      return [
        "version": JSON(try model.reading().version),
        "handover": note.json(in: station.dutyZone),
      ]
    }
  }
}
