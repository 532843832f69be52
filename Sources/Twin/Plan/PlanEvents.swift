import SalusCore

extension Plan {
  /// Reads the event of a proposal or an amendment.
  public init(_ event: Event) throws(JournalError) {
    guard event.type == Plan.type, let plan = Plan(payload: event.payload) else {
      throw .corrupt("event \(event.sequence) is no plan")
    }
    self = plan
  }

  /// Reads a payload of version 1; nil where something is missing or has another shape.
  public init?(payload body: JSON) {
    guard let id = body["id"]?.string, let revision = body["revision"]?.integer,
      let asOf = body["asOf"]?.string.flatMap({ AsOf($0) }),
      let sequence = body["sequence"]?.integer,
      let made = body["made"]?.string.flatMap({ Instant($0) }),
      let days = body["horizonDays"]?.integer.flatMap({ Int(exactly: $0) }),
      let inputs = body["inputs"].flatMap({ PlanInputs($0) }),
      let seconds = body["seconds"]?.double, let sentence = body["sentence"]?.string,
      let moves = body["moves"]?.array?.all(Move.init),
      let unmet = body["unmet"]?.array?.all(Unmet.init),
      let totals = body["totals"]?.array?.all(Total.init),
      let binding = body["binding"]?.array?.all(Binding.init),
      let rejected = body["rejected"]?.array?.all(Rejected.init),
      let floors = body["floors"]?.array?.all(Floor.init),
      let relaxation = body["relaxation"]?.array?.all(Relaxation.init),
      let amendments = body["amendments"]?.array?.all(Amendment.init)
    else { return nil }
    self.init(
      id: ID(id), revision: revision, asOf: asOf, sequence: sequence, made: made,
      horizonDays: days, inputs: inputs, seconds: seconds, sentence: sentence, moves: moves,
      unmet: unmet, totals: totals, binding: binding, rejected: rejected, floors: floors,
      relaxation: relaxation, amendments: amendments)
  }

  /// The payload, version 1.
  public var payload: JSON {
    [
      "id": .string(id.text), "revision": JSON(revision), "asOf": .string(asOf.description),
      "sequence": JSON(sequence), "made": JSON(made), "horizonDays": JSON(horizonDays),
      "inputs": inputs.json, "seconds": JSON(seconds), "sentence": .string(sentence),
      "moves": .array(moves.map(\.json)), "unmet": .array(unmet.map(\.json)),
      "totals": .array(totals.map(\.json)), "binding": .array(binding.map(\.json)),
      "rejected": .array(rejected.map(\.json)), "floors": .array(floors.map(\.json)),
      "relaxation": .array(relaxation.map(\.json)),
      "amendments": .array(amendments.map(\.json)),
    ]
  }

  /// The event to append; it is valid and known from the moment that the plan was made for.
  public func draft(actor: String, source: String = "decide/plan") -> Draft {
    Draft(
      type: Plan.type, twin: twin, payload: payload, valid: made, known: made, actor: actor,
      source: source)
  }
}

/// What became of a proposal: signed, refused, or replaced by a newer one.
public struct PlanDecided: Hashable, Sendable {
  /// What was decided.
  public enum Verb: String, Hashable, Sendable, CaseIterable {
    case signed, refused, superseded

    /// Type of the journal's event.
    public var eventType: String { "plan.\(rawValue)" }
  }

  public var verb: Verb
  public var plan: ID<Plan>
  /// The revision of the proposal that was decided on.
  public var revision: Int64
  public var reason: String?
  /// The plan that replaced it, where it was superseded.
  public var successor: ID<Plan>?

  public init(
    verb: Verb, plan: ID<Plan>, revision: Int64, reason: String? = nil, successor: ID<Plan>? = nil
  ) {
    self.verb = verb
    self.plan = plan
    self.revision = revision
    self.reason = reason
    self.successor = successor
  }

  public init(_ event: Event) throws(JournalError) {
    guard let verb = Verb.allCases.first(where: { $0.eventType == event.type }),
      let plan = event.payload["plan"]?.string, let revision = event.payload["revision"]?.integer
    else { throw .corrupt("event \(event.sequence) is no decision on a plan") }
    self.init(
      verb: verb, plan: ID(plan), revision: revision, reason: event.payload["reason"]?.string,
      successor: event.payload["successor"]?.string.map { ID($0) })
  }

  /// The event to append.
  ///
  /// - Parameter valid: when it was decided and known; nil for now by the journal's clock.
  public func draft(actor: String, source: String, valid: Instant? = nil) -> Draft {
    Draft(
      type: verb.eventType, twin: Plan.twin(plan),
      payload: [
        "plan": .string(plan.text), "revision": JSON(revision), "reason": JSON(reason),
        "successor": JSON(successor?.text),
      ], valid: valid, known: valid, actor: actor, source: source)
  }
}
