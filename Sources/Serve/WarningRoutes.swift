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
    .reading(
      model, "/warnings", "Graded warnings, those that wait first",
      [
        .query("state", "Which ones; open without it", values: Reading.warningStates),
        .limit, .cursor,
      ], formats: [.json, .csv], schema: DutySchema.warnings
    ) { _, reading, request in
      let state = try request.word("state", of: Reading.warningStates)
      let answer = try reading.warnings(
        state: state, limit: request.limit(), cursor: request["cursor"])
      guard request.format == .csv else { return Response(answer) }
      return Response(csv: CSVText.rows(DutySchema.table(answer["warnings"])), name: "warnings")
    }
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
      do {
        _ = try station.decide(ID(id), decision, seen: try members.revision())
      } catch {
        if let problem = error as? DecisionError, problem.isConflict {
          throw Refusal(409, problem.description, hint: problem.hint)
        }
        throw error
      }
      return try model.reading().warning(id)
    }
  }
}
