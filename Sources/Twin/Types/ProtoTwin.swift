import SalusCore

/// A pattern from which individuals are made: a type with values to begin with and the processes
/// that move them on.
public struct ProtoTwin: Hashable, Sendable {
  public var id: ID<ProtoTwin>
  public var type: TypeName
  public var displayName: LocalText
  public var description: LocalText
  /// What an individual begins with, in the declared units, by name of the content.
  public var values: [String: JSON]
  public var processes: [Process]

  /// Something that changes individuals over time, by the name of the engine that knows it.
  public struct Process: Hashable, Sendable {
    /// `physiology.resting`, `epidemic.seir`.
    public var name: String
    public var parameters: [String: JSON]

    public init(_ name: String, parameters: [String: JSON] = [:]) {
      self.name = name
      self.parameters = parameters
    }
  }

  public init(
    id: ID<ProtoTwin>, type: TypeName, displayName: LocalText = .none,
    description: LocalText = .none, values: [String: JSON] = [:], processes: [Process] = []
  ) {
    self.id = id
    self.type = type
    self.displayName = displayName
    self.description = description
    self.values = values
    self.processes = processes
  }

  /// The twin that stands for the pattern itself, which individuals are derived from.
  public var twin: ID<Twin> { ID("proto:\(id)") }

  /// The first value that the type does not take; nil where the pattern fits.
  public func fault(in registry: TypeRegistry) throws(TypeProblem) -> TypeFault? {
    try registry.complete(type).fault(in: values)
  }

  /// Describes an individual: the pattern's values, those given in their place, and where it comes
  /// from.
  ///
  /// - Parameters:
  ///   - values: what this one has otherwise, in the declared units.
  ///   - type: a later minor version or a type that extends the pattern's; nil for its own.
  public func individual(
    _ twin: ID<Twin>, values own: [String: JSON] = [:], type wanted: TypeName? = nil,
    in registry: TypeRegistry
  ) throws(ProtoTwinError) -> Individual {
    let resolved: ResolvedType
    do {
      resolved = try registry.complete(wanted ?? type)
    } catch {
      throw .type(error)
    }
    guard resolved.isA(type) else { throw .otherType(resolved.name, pattern: id, of: type) }
    var kept: [String: JSON] = [:]
    for (name, value) in values.merging(own, uniquingKeysWith: { $1 }).sorted(by: {
      $0.key < $1.key
    }) {
      do {
        kept[name] = try resolved.conform(value, to: name)
      } catch {
        throw .value(error)
      }
    }
    return Individual(
      twin: twin, type: resolved.name, values: kept, processes: processes, derivedFrom: self.twin)
  }
}

/// A twin that is to be made: its type, what it begins with and the pattern it was made from.
public struct Individual: Hashable, Sendable {
  public let twin: ID<Twin>
  public let type: TypeName
  /// By name of the content, in the declared units.
  public let values: [String: JSON]
  public let processes: [ProtoTwin.Process]
  /// Target of the relationship `derivedFrom`.
  public let derivedFrom: ID<Twin>
}

/// Why no individual can be made.
public enum ProtoTwinError: Problem, Hashable {
  case type(TypeProblem)
  case value(TypeFault)
  case otherType(TypeName, pattern: ID<ProtoTwin>, of: TypeName)

  public var kind: ProblemKind {
    switch self {
    case .type(let problem): problem.kind
    case .value(let fault): fault.kind
    case .otherType: .usage
    }
  }

  public var description: String {
    switch self {
    case .type(let problem): problem.description
    case .value(let fault): fault.description
    case .otherType(let wanted, let pattern, let type):
      "\(wanted) is no \(type), of which the pattern \(pattern) is; "
        + "a type that extends it is accepted"
    }
  }
}
