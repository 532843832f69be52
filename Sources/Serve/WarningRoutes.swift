import SalusAct
import SalusCore
import SalusOperate
import SalusTwin

/// Warnings: what waits for a person, and what a person says to it.
struct WarningRoutes: Sendable {
  let model: ReadModel
  /// Nil where nothing can be decided.
  let station: Station?

  var routes: [Route] {
    [list, one] + (station.map { [decide($0)] } ?? [])
  }

  private var list: Route {
    .listing(
      model, "warnings", "Graded warnings, those that wait first", of: Reading.warningStates,
      schema: DutySchema.warnings
    ) { try $0.warnings(state: $1, limit: $2, cursor: $3) }
  }

  private var one: Route {
    .reading(
      model, "/warnings/{id}", "One warning with all that was said about it",
      [.path("id", "Id of a warning")],
      schema: DutySchema.oneWarning
    ) { _, reading, request in
      Response(try reading.warning(request.capture("id")))
    }
  }

  private func decide(_ station: Station) -> Route {
    let model = model
    return .action(
      "/warnings/{id}/decision", "Confirm, watch, shelve, dismiss or acknowledge a warning",
      [.path("id", "Id of a warning")], takes: DutySchema.decision,
      schema: DutySchema.oneWarning
    ) { body, request in
      let id = request.capture("id")
      let members = ActionBody(body)
      let verb: Warning.Verb = try members.choice("verb")
      let decision = WarningDecision(
        verb, reason: try members.optionalChoice("reason"), note: try members.text("note"),
        until: try members.moment("until", zone: station.dutyZone))
      _ = try station.decide(ID(id), decision, seen: try members.revision())
      return try model.reading().warning(id)
    }
  }
}
