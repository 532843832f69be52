import SalusCore

/// The types and patterns that a bank knows: the shipped ones and what its events registered.
public struct TypeCatalogue: Sendable {
  public private(set) var types: TypeRegistry
  /// By id; of several events about one id the last counts.
  public private(set) var protos: [ID<ProtoTwin>: ProtoTwin] = [:]

  /// Types of the events that change a catalogue.
  public static let eventTypes = [TypeRegistered.type, ProtoTwinRegistered.type]

  public init(types: TypeRegistry = .shipped) {
    self.types = types
  }

  /// Takes in an event in the order of its sequence; other events change nothing.
  public mutating func take(_ event: Event) throws(JournalError) {
    switch event.type {
    case TypeRegistered.type:
      let said = try TypeRegistered(event)
      do {
        try types.register(said.registered, migration: said.migration)
      } catch {
        throw .corrupt("event \(event.sequence): \(error)")
      }
    case ProtoTwinRegistered.type:
      let proto = try ProtoTwinRegistered(event).proto
      protos[proto.id] = proto
    default: break
    }
  }

  /// Registers types, all or none, and gives the events that say so; none for types that were known
  /// in the same words.
  public mutating func register(
    _ added: [TwinType], migrations: [Migration] = [], actor: String, source: String
  ) throws(TypeProblem) -> [Draft] {
    let known = types
    try types.register(added, migrations: migrations)
    var drafts: [Draft] = []
    var told: Set<TypeName> = []
    // Earlier versions first, so that the events can be taken in one by one.
    for type in added.sorted(by: { $0.name < $1.name })
    where known[type.name] == nil && told.insert(type.name).inserted {
      let migration = migrations.first { $0.to == type.name }
      drafts.append(
        TypeRegistered(type, migration: migration).draft(actor: actor, source: source))
    }
    return drafts
  }

  /// Registers a pattern that its type takes, and gives the event that says so.
  public mutating func register(_ proto: ProtoTwin, actor: String, source: String)
    throws(ProtoTwinError) -> Draft
  {
    let fault: TypeFault?
    do {
      fault = try proto.fault(in: types)
    } catch {
      throw .type(error)
    }
    if let fault { throw .value(fault) }
    protos[proto.id] = proto
    return ProtoTwinRegistered(proto).draft(actor: actor, source: source)
  }
}
