import SalusCore

/// Says that the bank knows a type from now on, and the way to it from the version before.
public struct TypeRegistered: Sendable {
  public static let type = "type.registered"
  public let registered: TwinType
  /// With a new major version of a type that was known.
  public let migration: Migration?

  public init(_ registered: TwinType, migration: Migration? = nil) {
    self.registered = registered
    self.migration = migration
  }

  public init(_ event: Event) throws(JournalError) {
    guard let interface = event.payload["dtdl"] else {
      throw .corrupt("event \(event.sequence) is no type")
    }
    do {
      let read = try DTDL.read(interface)
      guard read.count == 1 else { throw JournalError.corrupt("it holds \(read.count) interfaces") }
      registered = read[0]
      migration = try event.payload["migration"].map { json throws(MigrationReadingError) in
        try Migration(json)
      }
    } catch {
      throw .corrupt("event \(event.sequence) is no type: \(error)")
    }
  }

  /// The twin that stands for a type; its revisions are what was said of it.
  public static func twin(of name: TypeName) -> ID<Twin> { ID("type:\(name)") }

  public func draft(actor: String, source: String) -> Draft {
    var members = [JSON.Member("dtdl", DTDL.write(registered))]
    if let migration { members.append(JSON.Member("migration", migration.json)) }
    return Draft(
      type: TypeRegistered.type, twin: TypeRegistered.twin(of: registered.name),
      payload: .object(members), known: .beginning, actor: actor, source: source)
  }
}

/// Says that individuals can be made from a pattern; a later one of the same id replaces it for
/// individuals made after it.
public struct ProtoTwinRegistered: Sendable {
  public static let type = "proto.registered"
  public let proto: ProtoTwin

  public init(_ proto: ProtoTwin) {
    self.proto = proto
  }

  public init(_ event: Event) throws(JournalError) {
    do {
      proto = try ProtoTwin(event.payload)
    } catch {
      throw .corrupt("event \(event.sequence) is no proto-twin: \(error)")
    }
  }

  public func draft(actor: String, source: String) -> Draft {
    Draft(
      type: ProtoTwinRegistered.type, twin: proto.twin, payload: proto.json, known: .beginning,
      actor: actor, source: source)
  }
}

extension ProtoTwin {
  /// As JSON, members in a fixed order.
  public var json: JSON {
    [
      "id": .string(id.text), "type": .string(type.text), "displayName": displayName.json,
      "description": description.json, "values": ProtoTwin.json(values),
      "processes": .array(
        processes.map {
          ["name": .string($0.name), "parameters": ProtoTwin.json($0.parameters)]
        }),
    ]
  }

  /// Reads what `json` wrote.
  public init(_ json: JSON) throws(PayloadError) {
    let payload = Payload(json)
    id = try payload.id("id")
    guard let name = TypeName(try payload.text("type")) else {
      throw .wrong("type", accepted: "a name such as dtmi:salus:person:Person;1")
    }
    type = name
    displayName = try LocalText(payload, "displayName")
    description = try LocalText(payload, "description")
    values = try ProtoTwin.values(payload, "values")
    processes = []
    for process in try payload.list("processes") {
      processes.append(
        Process(
          try process.text("name"), parameters: try ProtoTwin.values(process, "parameters")))
    }
  }

  private static func json(_ values: [String: JSON]) -> JSON {
    .object(values.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) })
  }

  private static func values(_ payload: Payload, _ name: String)
    throws(PayloadError) -> [String: JSON]
  {
    guard let value = payload.member(name) else { return [:] }
    guard let members = value.members else { throw .wrong(name, accepted: "an object") }
    var values: [String: JSON] = [:]
    for member in members {
      guard values.updateValue(member.value, forKey: member.name) == nil else {
        throw .wrong("\(name)/\(member.name)", accepted: "each name once")
      }
    }
    return values
  }
}

extension LocalText {
  /// Texts by language; an empty object for none.
  public var json: JSON {
    .object(texts.map { JSON.Member($0.language, .string($0.text)) })
  }

  fileprivate init(_ payload: Payload, _ name: String) throws(PayloadError) {
    var entries: [Entry] = []
    for member in payload.member(name)?.members ?? [] {
      guard let text = member.value.string else {
        throw .wrong(name, accepted: "texts by language")
      }
      entries.append(Entry(language: member.name, text: text))
    }
    self.init(entries)
  }
}
