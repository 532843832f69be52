import SalusCore

/// Why a value is as it is: the event that brought it and all that it was made from, down to
/// events that were made from nothing.
public struct Lineage: Hashable, Sendable {
  /// The value's own event first, then its causes and inputs, breadth first, each once.
  public var steps: [Step]
  /// True where more lies behind what is listed.
  public var isCut: Bool

  public init(steps: [Step], isCut: Bool = false) {
    self.steps = steps
    self.isCut = isCut
  }

  /// One event on the way down.
  public struct Step: Hashable, Sendable {
    public var event: Event
    /// 0 for the value's own event.
    public var depth: Int
    /// Sequences of the events that it answers or was computed from.
    public var inputs: [Int64]
    public var provenance: Provenance?
    /// True where a revoked source stands behind it.
    public var isTainted: Bool

    public init(
      event: Event, depth: Int, inputs: [Int64], provenance: Provenance? = nil,
      isTainted: Bool = false
    ) {
      self.event = event
      self.depth = depth
      self.inputs = inputs
      self.provenance = provenance
      self.isTainted = isTainted
    }
  }
}

/// How a value was computed; the member `provenance` of a payload.
public struct Provenance: Hashable, Sendable {
  /// Sequences of the events that it was computed from.
  public var inputs: [Int64]
  public var model: String?
  public var version: String?
  public var parameters: JSON?
  public var seed: Int64?

  public init(
    inputs: [Int64], model: String? = nil, version: String? = nil, parameters: JSON? = nil,
    seed: Int64? = nil
  ) {
    self.inputs = inputs
    self.model = model
    self.version = version
    self.parameters = parameters
    self.seed = seed
  }

  /// Nil where the payload names no provenance.
  public init?(payload: JSON) {
    guard let found = payload["provenance"], found.members != nil else { return nil }
    self.init(
      inputs: (found["inputs"]?.array ?? []).compactMap(\.integer), model: found["model"]?.string,
      version: found["version"]?.string, parameters: found["parameters"],
      seed: found["seed"]?.integer)
  }

  /// Members in name order.
  public var json: JSON {
    var members = [JSON.Member("inputs", .array(inputs.map { .integer($0) }))]
    if let model { members.append(JSON.Member("model", .string(model))) }
    if let parameters { members.append(JSON.Member("parameters", parameters)) }
    if let seed { members.append(JSON.Member("seed", .integer(seed))) }
    if let version { members.append(JSON.Member("version", .string(version))) }
    return .object(members)
  }
}
