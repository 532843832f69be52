import SalusCore
import SalusTwin

/// Says that a job wrote something or failed, and from what: the record by which a result can be
/// traced to the run that made it. Runs that found nothing new leave no trace.
struct JobFinished: Sendable {
  static let type = "job.finished"

  let run: JobRun
  /// Of the configuration in force.
  let configuration: String

  func draft(actor: String, at moment: Instant) -> Draft {
    Draft(
      type: JobFinished.type, twin: ID("job:\(run.job.kind.rawValue)"),
      payload: [
        "id": .string(run.id), "kind": .string(run.job.kind.rawValue),
        "subject": .string(run.job.subject), "trigger": .string(run.job.trigger),
        "state": .string(run.state.rawValue), "started": JSON(run.started),
        "seconds": JSON(run.seconds.map { ($0 * 1000).rounded() / 1000 }),
        "attempt": JSON(run.attempt), "read": .array(run.read.map { .string($0) }),
        "wrote": .array(run.wrote.map { .string($0) }), "words": .string(run.words),
        "configuration": .string(configuration),
      ],
      valid: moment, known: moment, actor: actor, source: "operate/loop")
  }
}
