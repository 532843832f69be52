import SalusCore
import SalusGovernance

/// Walks a document and gathers the interfaces in it.
struct DTDLReader {
  private(set) var found: [TwinType] = []
  /// Where in `found` a name is.
  private var places: [TypeName: Int] = [:]

  static let labels = ["@type", "@id", "comment", "description", "displayName"]

  /// An interface, or a list of them at any depth.
  mutating func document(_ node: DTDLNode) throws(DTDLFault) {
    guard node.json.array != nil else {
      _ = try interface(node, within: nil)
      return
    }
    for element in node.elements { try document(element) }
  }

  /// Reads an interface and all that stand inside it; gives its name.
  mutating func interface(_ node: DTDLNode, within outer: DTDLContext?)
    throws(DTDLFault) -> TypeName
  {
    guard node.json.members != nil else { throw node.fault(node.sort, accepted: "an interface") }
    let context: DTDLContext
    if let own = node.member("@context") {
      context = try DTDLContext(own)
    } else if let outer {
      context = outer
    } else {
      throw node.fault("no '@context'", accepted: "dtmi:dtdl:context;2 or dtmi:dtdl:context;3")
    }
    try node.only(
      DTDLReader.labels + ["@context", "contents", "extends", "schemas"]
        + (context.hasSalus ? ["kind", "scale", "level", "dataClass", "codes"] : []))
    let className = try node.required("@type", accepted: "Interface")
    guard className.elements.map(\.json) == ["Interface"] else {
      throw className.fault(className.sort, accepted: "Interface")
    }
    let name = try node.required("@id", accepted: "a name such as dtmi:com:example:Pump;1").type()
    if context.dialect == .v2, name.minor > 0 {
      throw node.fault("a minor version", accepted: "a whole version in DTDL 2, as in ;1")
    }
    let element = DTDLElement(context: context, schemas: try sharedSchemas(node))
    let labels = try element.labels(node, with: name)
    var type = TwinType(
      name: name, displayName: labels.displayName, description: labels.description,
      comment: labels.comment, dialect: context.dialect)
    type.schemas = try element.readShared()
    try words(of: node, in: context, into: &type)
    type.extends = try bases(of: node, in: context)
    type.contents = try contents(of: node, element)
    if let place = places[name] {
      guard found[place] == type else {
        throw node.fault("'\(name)' comes twice", accepted: "each interface once")
      }
    } else {
      places[name] = found.count
      found.append(type)
    }
    return name
  }

  /// The members of the extension.
  private func words(of node: DTDLNode, in context: DTDLContext, into type: inout TwinType)
    throws(DTDLFault)
  {
    guard context.hasSalus else { return }
    if let kind = node.member("kind") { type.kind = try kind.choice(TwinType.Kind.self) }
    if let scale = node.member("scale") { type.scale = try scale.choice(Scale.self) }
    if let level = node.member("level") { type.level = try DTDLElement.level(level) }
    type.dataClass = try DTDLElement.dataClass(node)
    type.codes = try DTDLElement.codes(node)
  }

  /// Schemas of the interface by identifier, unread.
  private func sharedSchemas(_ node: DTDLNode) throws(DTDLFault) -> [(String, DTDLNode)] {
    var schemas: [(String, DTDLNode)] = []
    var names: Set<String> = []
    for schema in try node.member("schemas")?.list("a list of schemas") ?? [] {
      let id = try schema.required("@id", accepted: "a name such as dtmi:com:example:reading;1")
      let name = try id.type(atMost: TypeName.longestElement).text
      guard names.insert(name).inserted else {
        throw id.fault("'\(name)' comes twice", accepted: "each schema once")
      }
      schemas.append((name, schema))
    }
    return schemas
  }

  private mutating func bases(of node: DTDLNode, in context: DTDLContext)
    throws(DTDLFault) -> [TypeName]
  {
    guard let extends = node.member("extends") else { return [] }
    var names: [TypeName] = []
    guard extends.elements.count <= context.mostBases else {
      throw extends.fault(
        "\(extends.elements.count) interfaces", accepted: "at most \(context.mostBases)")
    }
    for base in extends.elements {
      let name = try reference(base, within: context)
      guard !names.contains(name) else {
        throw base.fault("'\(name)' comes twice", accepted: "each interface once")
      }
      names.append(name)
    }
    return names
  }

  /// An interface by name, or standing here.
  private mutating func reference(_ node: DTDLNode, within context: DTDLContext)
    throws(DTDLFault) -> TypeName
  {
    node.json.members != nil ? try interface(node, within: context) : try node.type()
  }

  private mutating func contents(of node: DTDLNode, _ element: DTDLElement)
    throws(DTDLFault) -> [Content]
  {
    guard let list = node.member("contents") else { return [] }
    var contents: [Content] = []
    var names: Set<String> = []
    for member in try list.list("a list of contents") {
      let content = try self.content(member, element)
      guard names.insert(content.name).inserted else {
        throw member.fault("'\(content.name)' comes twice", accepted: "each name once")
      }
      contents.append(content)
    }
    guard contents.count <= element.context.mostContents else {
      throw list.fault(
        "\(contents.count) contents", accepted: "at most \(element.context.mostContents)")
    }
    return contents
  }

  private mutating func content(_ node: DTDLNode, _ element: DTDLElement)
    throws(DTDLFault) -> Content
  {
    guard node.json.members != nil else { throw node.fault(node.sort, accepted: "a content") }
    let kinds = Content.Kind.allCases.map(\.rawValue)
    let words = try element.types(node, among: kinds, isRequired: true)
    guard let kind = Content.Kind(rawValue: words.className) else {
      throw node.fault("'\(words.className)'", accepted: kinds.joined(separator: ", "))
    }
    let context = element.context
    let own: [String] =
      switch kind {
      case .property: ["schema", "writable", "unit"] + element.valueWords
      case .telemetry: ["schema", "unit"] + element.valueWords
      case .command: ["request", "response"] + (context.dialect == .v2 ? ["commandType"] : [])
      case .relationship:
        ["target", "minMultiplicity", "maxMultiplicity", "properties", "writable"]
      case .component: ["schema"]
      }
    try node.only(
      DTDLReader.labels + ["name"] + own + (context.hasSalus ? ["dataClass"] : []))
    if words.quantity != nil, kind != .property, kind != .telemetry {
      throw node.fault(
        "a \(kind.rawValue) with a semantic type", accepted: "one on properties and telemetries")
    }
    var content = Content(
      try element.name(node), try form(kind, node, words.quantity, element),
      labels: try element.labels(node))
    content.dataClass = context.hasSalus ? try DTDLElement.dataClass(node) : nil
    return content
  }

  private mutating func form(
    _ kind: Content.Kind, _ node: DTDLNode, _ quantity: String?, _ element: DTDLElement
  ) throws(DTDLFault) -> Content.Form {
    switch kind {
    case .property:
      let rule = try element.rule(node, quantity)
      if element.context.dialect == .v2, rule.schema.holdsArray {
        throw node.fault(
          "a property with a list or a geometry", accepted: "one in DTDL 3, or a telemetry")
      }
      return .property(rule, isWritable: try node.member("writable")?.flag() ?? false)
    case .telemetry: return .telemetry(try element.rule(node, quantity))
    case .command:
      // DTDL 2 keeps this word and says that it means nothing.
      if let mode = node.member("commandType"),
        !["synchronous", "asynchronous"].contains(mode.json.string)
      {
        throw mode.fault(mode.sort, accepted: "synchronous, asynchronous")
      }
      let isOld = element.context.dialect == .v2
      return .command(
        request: try node.member("request").map { request throws(DTDLFault) in
          try element.field(request, className: isOld ? "CommandPayload" : "CommandRequest")
        },
        response: try node.member("response").map { response throws(DTDLFault) in
          try element.field(response, className: isOld ? "CommandPayload" : "CommandResponse")
        })
    case .relationship: return .relationship(try edge(node, element))
    case .component:
      let schema = try node.required("schema", accepted: "an interface")
      return .component(try reference(schema, within: element.context))
    }
  }

  private mutating func edge(_ node: DTDLNode, _ element: DTDLElement)
    throws(DTDLFault) -> Content.Edge
  {
    var edge = Content.Edge()
    if let target = node.member("target") {
      edge.target = try target.type(atMost: TypeName.longestElement)
    }
    if let least = node.member("minMultiplicity") {
      edge.minimum = try least.integer(from: 0, accepted: "a whole number from 0")
      if !element.context.hasSalus, edge.minimum != 0 {
        throw least.fault("\(least.json)", accepted: "0, or more under \(DTDLContext.salus)")
      }
    }
    if let most = node.member("maxMultiplicity") {
      edge.maximum = try most.integer(
        from: max(1, edge.minimum ?? 0),
        accepted: "a whole number from 1, not below minMultiplicity")
    }
    edge.isWritable = try node.member("writable")?.flag() ?? false
    var names: Set<String> = []
    for property in try node.member("properties")?.list("a list of properties") ?? [] {
      let content = try content(property, element)
      guard content.kind == .property else {
        throw property.fault("a \(content.kind.rawValue)", accepted: "a Property")
      }
      guard names.insert(content.name).inserted else {
        throw property.fault("'\(content.name)' comes twice", accepted: "each name once")
      }
      edge.properties.append(content)
    }
    return edge
  }
}

extension DataSchema {
  /// A list or a geometry, which is one, anywhere in it.
  fileprivate var holdsArray: Bool {
    switch self {
    case .array, .shape: true
    case .primitive, .choice: false
    case .map(let map): map.value.rule.schema.holdsArray
    case .object(let object): object.fields.contains { $0.rule.schema.holdsArray }
    }
  }
}
