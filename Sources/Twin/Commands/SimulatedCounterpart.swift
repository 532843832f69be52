import SalusCore

/// Who answers commands on a branch, where nothing goes out: it does at once what is wanted and
/// reports it.
public struct SimulatedCounterpart: Sendable {
  /// Source of its reports.
  public static let source = "simulated"

  public init() {}

  /// The events that answer an open command on a branch, to be appended in one commit.
  ///
  /// - Parameter now: when it does so.
  public func answer(_ command: Command, at now: Instant) -> [Draft] {
    guard !command.state.isFinal else { return [] }
    let values = command.request.desired.map { JSON.Member($0.feature, $0.value) }
    return [
      Draft(
        type: StateEvent.reported, twin: command.twin, payload: ["values": .object(values)],
        valid: now, known: now, actor: SimulatedCounterpart.source, purpose: command.purpose,
        source: SimulatedCounterpart.source, causation: command.sequence),
      CommandStep(command.id, to: .succeeded, isSimulated: true)
        .draft(
          actor: SimulatedCounterpart.source, purpose: command.purpose, at: now,
          causation: command.sequence),
    ]
  }
}
