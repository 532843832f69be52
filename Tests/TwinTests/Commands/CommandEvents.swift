import SalusCore
import SalusGovernance
import SalusTwin

/// Makes events as a journal would, one second apart.
struct CommandEvents {
  static let start = Instant(microseconds: 1_700_000_000_000_000)
  private(set) var sequence: Int64 = 0
  private var revisions: [ID<Twin>: Int64] = [:]
  let branch: ID<Branch>

  init(on branch: ID<Branch> = Branch.main) {
    self.branch = branch
  }

  mutating func event(_ draft: Draft) -> Event {
    sequence += 1
    let revision = (revisions[draft.twin] ?? 0) + 1
    revisions[draft.twin] = revision
    let recorded = CommandEvents.start + Double(sequence)
    return Event(
      sequence: sequence, branch: branch, twin: draft.twin, revision: revision, type: draft.type,
      version: draft.version, valid: draft.valid ?? recorded, known: draft.known ?? recorded,
      recorded: recorded, payload: draft.payload, actor: draft.actor, purpose: draft.purpose,
      source: draft.source, causation: draft.causation, previous: .zero, hash: .zero)
  }
}

let pump = ID<Twin>("pump-3")
let opening = ID<Command>("c-1")

func request(
  _ id: ID<Command> = opening, flow: JSON = 12, tolerance: Double = 0, autonomy: Int = 4,
  lasting seconds: Double = 3600
) -> CommandRequest {
  CommandRequest(
    id: id, twin: pump, name: "setFlow", arguments: ["flow": flow],
    desired: [CommandRequest.Change("flow", flow, tolerance: tolerance)], autonomy: autonomy,
    expires: CommandEvents.start + seconds)
}

func reported(
  _ values: JSON, of twin: ID<Twin> = pump, valid: Instant? = nil, known: Instant? = nil
) -> Draft {
  Draft(
    type: StateEvent.reported, twin: twin, payload: ["values": values], valid: valid,
    known: known, actor: "gateway", source: "gateway")
}
