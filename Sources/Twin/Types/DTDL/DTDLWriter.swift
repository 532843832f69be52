import SalusCore

/// Writes a type as an interface, members in a fixed order, so that equal types give equal bytes.
struct DTDLWriter {
  private let type: TwinType
  private let context: DTDLContext
  /// Identifiers of the schemas that are written once and referred to.
  private let shared: Set<TypeName>

  init(_ type: TwinType) {
    self.type = type
    let words = DTDLWords(of: type)
    context = DTDLContext(
      dialect: type.dialect, hasQuantities: type.dialect == .v2 || words.hasQuantities,
      hasSalus: words.hasSalus)
    shared = Set(type.schemas.compactMap(\.labels.id))
  }

  var interface: JSON {
    var members: [JSON.Member] = [
      JSON.Member("@context", context.json), JSON.Member("@id", .string(type.name.text)),
      JSON.Member("@type", "Interface"),
    ]
    members += DTDLWriter.labels(
      Labels(
        displayName: type.displayName, description: type.description, comment: type.comment))
    if !type.extends.isEmpty {
      members.append(JSON.Member("extends", .array(type.extends.map { .string($0.text) })))
    }
    if type.kind != .physical { members.append(JSON.Member("kind", .string(type.kind.rawValue))) }
    if let scale = type.scale { members.append(JSON.Member("scale", .string(scale.rawValue))) }
    if let level = type.level { members.append(JSON.Member("level", DTDLWriter.json(level))) }
    if let dataClass = type.dataClass {
      members.append(JSON.Member("dataClass", .string(dataClass.label)))
    }
    members += DTDLWriter.codes(type.codes)
    if !type.contents.isEmpty {
      members.append(JSON.Member("contents", .array(type.contents.map { content($0) })))
    }
    if !type.schemas.isEmpty {
      members.append(
        JSON.Member("schemas", .array(type.schemas.map { schema($0, isDefinition: true) })))
    }
    return .object(members)
  }

  private func content(_ content: Content) -> JSON {
    var members: [JSON.Member] = [
      JSON.Member("@type", DTDLWriter.type(content.kind.rawValue, content.rule)),
      JSON.Member("name", .string(content.name)),
    ]
    members += DTDLWriter.labels(content.labels)
    if let dataClass = content.dataClass {
      members.append(JSON.Member("dataClass", .string(dataClass.label)))
    }
    switch content.form {
    case .property(let rule, let isWritable):
      members += self.rule(rule)
      if isWritable { members.append(JSON.Member("writable", true)) }
    case .telemetry(let rule): members += self.rule(rule)
    case .command(let request, let response):
      if let request { members.append(JSON.Member("request", field(request, "CommandRequest"))) }
      if let response {
        members.append(JSON.Member("response", field(response, "CommandResponse")))
      }
    case .relationship(let edge):
      if let target = edge.target { members.append(JSON.Member("target", .string(target.text))) }
      if let least = edge.minimum { members.append(JSON.Member("minMultiplicity", JSON(least))) }
      if let most = edge.maximum { members.append(JSON.Member("maxMultiplicity", JSON(most))) }
      if edge.isWritable { members.append(JSON.Member("writable", true)) }
      if !edge.properties.isEmpty {
        members.append(JSON.Member("properties", .array(edge.properties.map { self.content($0) })))
      }
    case .component(let name): members.append(JSON.Member("schema", .string(name.text)))
    }
    return .object(members)
  }

  private func rule(_ rule: ValueRule) -> [JSON.Member] {
    var members = [JSON.Member("schema", schema(rule.schema))]
    if let unit = rule.unit {
      if let quantity = rule.quantity, let name = DTDLUnits.name(of: unit, of: quantity) {
        members.append(JSON.Member("unit", .string(name)))
      } else {
        members.append(JSON.Member("ucum", .string(unit.text)))
      }
    }
    members += DTDLWriter.codes(rule.codes)
    if let plausible = rule.plausible {
      let ends = [("low", plausible.low), ("high", plausible.high)]
      members.append(
        JSON.Member(
          "plausible",
          .object(ends.compactMap { end in end.1.map { JSON.Member(end.0, .number($0)) } })))
    }
    return members
  }

  private func field(_ field: Field, _ className: String) -> JSON {
    var members: [JSON.Member] = []
    // The class of a named value is known from its place, unless a semantic type stands beside it.
    if field.rule.quantity != nil {
      members.append(JSON.Member("@type", DTDLWriter.type(className, field.rule)))
    }
    members.append(JSON.Member("name", .string(field.name)))
    return .object(members + DTDLWriter.labels(field.labels) + rule(field.rule))
  }

  private func schema(_ schema: DataSchema, isDefinition: Bool = false) -> JSON {
    if !isDefinition, let id = schema.labels.id, shared.contains(id) { return .string(id.text) }
    func object(_ name: String, _ members: [JSON.Member]) -> JSON {
      .object(
        [JSON.Member("@type", .string(name))] + DTDLWriter.labels(schema.labels) + members)
    }
    switch schema {
    case .primitive(let primitive): return .string(primitive.rawValue)
    case .shape(let shape): return .string(shape.rawValue)
    case .array(let array):
      return object("Array", [JSON.Member("elementSchema", self.schema(array.element))])
    case .choice(let choice):
      return object(
        "Enum",
        [
          JSON.Member("valueSchema", choice.isText ? "string" : "integer"),
          JSON.Member("enumValues", .array(choice.values.map { DTDLWriter.json($0) })),
        ])
    case .map(let map):
      let key =
        [JSON.Member("name", .string(map.keyName))] + DTDLWriter.labels(map.keyLabels)
        + [JSON.Member("schema", "string")]
      return object(
        "Map",
        [
          JSON.Member("mapKey", .object(key)),
          JSON.Member("mapValue", field(map.value, "MapValue")),
        ])
    case .object(let body):
      return object(
        "Object", [JSON.Member("fields", .array(body.fields.map { field($0, "Field") }))])
    }
  }

  private static func json(_ value: EnumSchema.Value) -> JSON {
    .object(
      [JSON.Member("name", .string(value.name))] + labels(value.labels)
        + [JSON.Member("enumValue", value.value)] + codes(value.codes))
  }

  private static func type(_ className: String, _ rule: ValueRule?) -> JSON {
    guard let quantity = rule?.quantity else { return .string(className) }
    return [.string(className), .string(quantity)]
  }

  private static func labels(_ labels: Labels) -> [JSON.Member] {
    var members: [JSON.Member] = []
    if let id = labels.id { members.append(JSON.Member("@id", .string(id.text))) }
    for (name, text) in [
      ("displayName", labels.displayName), ("description", labels.description),
    ] where !text.isEmpty {
      let isPlain = text.texts.count == 1 && text.texts[0].language == "en"
      members.append(
        JSON.Member(
          name,
          isPlain
            ? .string(text.texts[0].text)
            : .object(text.texts.map { JSON.Member($0.language, .string($0.text)) })))
    }
    if let comment = labels.comment { members.append(JSON.Member("comment", .string(comment))) }
    return members
  }

  private static func codes(_ codes: [CodeBinding]) -> [JSON.Member] {
    codes.isEmpty
      ? [] : [JSON.Member("codes", .array(codes.map { .string($0.description) }))]
  }

  private static func json(_ level: Level) -> JSON {
    var members = [JSON.Member("autonomy", JSON(level.autonomy.rawValue))]
    let fidelity = level.fidelity
    if let detail = fidelity.spatialDetail {
      members.append(JSON.Member("spatialDetail", .string(detail.rawValue)))
    }
    for (name, seconds) in [
      ("temporalDetail", fidelity.temporalDetail), ("updatePeriod", fidelity.updatePeriod),
      ("latency", fidelity.latency),
    ] {
      guard let seconds else { continue }
      members.append(JSON.Member(name, .string(ISODuration(seconds: seconds).description)))
    }
    return .object(members)
  }
}

/// Which extensions a type needs to say what it is.
private struct DTDLWords {
  private(set) var hasQuantities = false
  private(set) var hasSalus = false

  init(of type: TwinType) {
    hasSalus =
      type.kind != .physical || type.scale != nil || type.level != nil || type.dataClass != nil
      || !type.codes.isEmpty
    for content in type.contents { add(content) }
    for schema in type.schemas { add(schema) }
  }

  private mutating func add(_ content: Content) {
    if content.dataClass != nil { hasSalus = true }
    switch content.form {
    case .property(let rule, _), .telemetry(let rule): add(rule)
    case .command(let request, let response):
      for field in [request, response] { if let field { add(field.rule) } }
    case .relationship(let edge):
      if let least = edge.minimum, least > 0 { hasSalus = true }
      for property in edge.properties { add(property) }
    case .component: break
    }
  }

  private mutating func add(_ rule: ValueRule) {
    if rule.quantity != nil { hasQuantities = true }
    if let unit = rule.unit,
      rule.quantity.flatMap({ DTDLUnits.name(of: unit, of: $0) }) == nil
    {
      hasSalus = true
    }
    if !rule.codes.isEmpty || rule.plausible != nil { hasSalus = true }
    add(rule.schema)
  }

  private mutating func add(_ schema: DataSchema) {
    switch schema {
    case .primitive, .shape: break
    case .array(let array): add(array.element)
    case .choice(let choice):
      if choice.values.contains(where: { !$0.codes.isEmpty }) { hasSalus = true }
    case .map(let map): add(map.value.rule)
    case .object(let object): for field in object.fields { add(field.rule) }
    }
  }
}
