import SalusCore
import SalusGovernance

/// Reads what stands inside an interface: names, words for people, schemas, units, codes.
struct DTDLElement {
  let context: DTDLContext
  /// Schemas with an identifier, in the order of the document.
  let schemas: [(name: String, node: DTDLNode)]
  /// Those that are being read, to find one that holds itself.
  private var open: [String] = []
  private let budget = Budget()

  /// Counts the schemas of an interface, each as often as it is referred to, since a few that refer
  /// to each other could stand for more than any memory holds.
  private final class Budget {
    var spent = 0
    /// Schemas with an identifier that were read, with what each costs.
    var read: [String: (schema: DataSchema, cost: Int)] = [:]
  }

  init(context: DTDLContext, schemas: [(String, DTDLNode)]) {
    self.context = context
    self.schemas = schemas.map { (name: $0.0, node: $0.1) }
  }

  /// Members that the extension adds to whatever has values.
  var valueWords: [String] { context.hasSalus ? ["ucum", "codes", "plausible"] : [] }

  /// All schemas with an identifier.
  func readShared() throws(DTDLFault) -> [DataSchema] {
    var read: [DataSchema] = []
    for schema in schemas {
      let value = try named(schema.name, schema.node)
      guard value.depth > 0 else {
        throw schema.node.fault("a schema without parts", accepted: "Array, Enum, Map or Object")
      }
      read.append(value)
    }
    return read
  }

  func name(_ node: DTDLNode) throws(DTDLFault) -> String {
    let accepted =
      "a letter, then letters, digits and underscores, at most \(context.longestName), "
      + "not ending with an underscore"
    let member = try node.required("name", accepted: accepted)
    let name = try member.text(accepted)
    guard ModelName.isWellFormed(name), name.utf8.count <= context.longestName else {
      throw member.fault("'\(name.prefix(60))'", accepted: accepted)
    }
    return name
  }

  /// Words for people. `known` is the identifier where it was read before.
  func labels(_ node: DTDLNode, with known: TypeName? = nil) throws(DTDLFault) -> Labels {
    var labels = Labels()
    if known == nil, let id = node.member("@id") {
      labels.id = try id.type(atMost: TypeName.longestElement)
    }
    labels.displayName = try text(node, "displayName", atMost: context.longestDisplayName)
    labels.description = try text(node, "description", atMost: 512)
    labels.comment = try node.member("comment")?.text(atMost: 512)
    return labels
  }

  /// A text, or one for each language.
  private func text(_ node: DTDLNode, _ name: String, atMost limit: Int)
    throws(DTDLFault) -> LocalText
  {
    guard let member = node.member(name) else { return .none }
    guard let members = member.json.members else {
      return LocalText(try member.text("a text, or texts by language", atMost: limit))
    }
    guard members.count <= DTDLContext.mostLanguages else {
      throw member.fault("\(members.count) languages", accepted: "at most 200")
    }
    var entries: [LocalText.Entry] = []
    for language in members {
      let entry = DTDLNode(
        language.value, at: member.path + "/" + JSONPointer.escaped(language.name))
      guard DTDLElement.isLanguage(language.name),
        !entries.contains(where: { $0.language == language.name })
      else {
        throw entry.fault(
          "'\(language.name.prefix(40))'", accepted: "each language tag once, as in en or pt-BR")
      }
      entries.append(
        LocalText.Entry(language: language.name, text: try entry.text(atMost: limit)))
    }
    return LocalText(entries)
  }

  /// The shape of a BCP 47 tag: subtags of one to eight letters and digits, the first of letters.
  private static func isLanguage(_ tag: String) -> Bool {
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, (2...8).contains(first.utf8.count) else { return false }
    return ModelName.isWellFormed(first) && !first.contains { $0.isNumber || $0 == "_" }
      && parts.allSatisfy {
        (1...8).contains($0.utf8.count)
          && $0.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
          }
      }
  }

  /// The class that `@type` names and the semantic type beside it.
  func types(_ node: DTDLNode, among classes: [String], isRequired: Bool)
    throws(DTDLFault) -> (className: String, quantity: String?)
  {
    let accepted = classes.joined(separator: ", ")
    guard let member = node.member("@type") else {
      if isRequired { throw node.fault("no '@type'", accepted: accepted) }
      return (classes[0], nil)
    }
    var found: String?
    var quantity: String?
    for element in member.elements {
      let word = try element.text(accepted)
      if classes.contains(word), found == nil {
        found = word
      } else if context.hasQuantities, DTDLUnits.isQuantity(word, context.dialect),
        quantity == nil
      {
        quantity = word
      } else {
        throw element.fault(
          "'\(word.prefix(60))' is not understood",
          accepted: "one of \(accepted), and at most one semantic type"
            + (context.hasQuantities ? "" : " under \(DTDLContext.quantities)"))
      }
    }
    guard let found else { throw member.fault("no class", accepted: accepted) }
    return (found, quantity)
  }

  /// A named value; `className` is what its `@type` must be where it has one.
  func field(_ node: DTDLNode, className: String) throws(DTDLFault) -> Field {
    try node.only(
      DTDLReader.labels + ["name", "schema"] + (context.dialect == .v3 ? ["unit"] : [])
        + valueWords)
    let words = try types(node, among: [className], isRequired: false)
    if words.quantity != nil, context.dialect == .v2 {
      throw node.fault(
        "a \(className) with a semantic type",
        accepted: "one on properties and telemetries in DTDL 2")
    }
    return Field(
      try name(node), try rule(node, words.quantity), labels: try labels(node))
  }

  /// Schema, unit and codes of whatever has values.
  func rule(_ node: DTDLNode, _ quantity: String?) throws(DTDLFault) -> ValueRule {
    let member = try node.required("schema", accepted: "a schema")
    var rule = ValueRule(try schema(member), quantity: quantity)
    guard rule.schema.depth <= context.deepestSchema else {
      throw member.fault(
        "schemas nested \(rule.schema.depth) deep", accepted: "at most \(context.deepestSchema)")
    }
    rule.unit = try unit(node, quantity, rule.schema)
    if context.hasSalus {
      rule.codes = try DTDLElement.codes(node)
      if let plausible = node.member("plausible") {
        rule.plausible = try DTDLElement.bounds(plausible)
        guard rule.schema.isNumeric else {
          throw plausible.fault("bounds of what is no number", accepted: "them with numbers")
        }
      }
    }
    return rule
  }

  private func unit(_ node: DTDLNode, _ quantity: String?, _ schema: DataSchema)
    throws(DTDLFault) -> UnitCode?
  {
    let named = node.member("unit")
    let ucum = context.hasSalus ? node.member("ucum") : nil
    if let quantity {
      guard case .primitive(let primitive) = schema, primitive.isNumeric else {
        throw node.fault(
          "'\(quantity)' with a schema that is no number",
          accepted: "double, float, integer or long with it")
      }
      let names = DTDLUnits.names(of: quantity)
      guard let named else {
        throw node.fault("'\(quantity)' without 'unit'", accepted: Words.list(names, most: 40))
      }
      if let ucum { throw ucum.fault("two units", accepted: "'unit' or 'ucum'") }
      let word = try named.text()
      guard let unit = DTDLUnits.unit(word, of: quantity) else {
        throw named.fault(
          DTDLUnits.withoutUnit.contains(word)
            ? "'\(word)' has no UCUM unit that converts" : "'\(word.prefix(60))' of \(quantity)",
          accepted: names.isEmpty ? "no unit of it" : Words.list(names, most: 40))
      }
      return unit
    }
    if let named {
      throw named.fault(
        "a unit without a semantic type",
        accepted: "a semantic type in '@type', or 'ucum' under \(DTDLContext.salus)")
    }
    guard let ucum else { return nil }
    guard schema.isNumeric else {
      throw ucum.fault("a unit of what is no number", accepted: "a number or a list of numbers")
    }
    let text = try ucum.text("a UCUM unit")
    guard let unit = try? UnitCode(text) else {
      throw ucum.fault("'\(text.prefix(64))'", accepted: "a UCUM unit such as Cel or {beds}")
    }
    return unit
  }

  /// A schema by name or standing here.
  func schema(_ node: DTDLNode) throws(DTDLFault) -> DataSchema {
    try spend(1, at: node)
    if let word = node.json.string { return try named(word, node) }
    let classes = ["Array", "Enum", "Map", "Object"]
    guard node.json.members != nil else { throw node.fault(node.sort, accepted: "a schema") }
    let own = ["elementSchema", "enumValues", "valueSchema", "mapKey", "mapValue", "fields"]
    let sort = try types(node, among: classes, isRequired: true)
    if sort.quantity != nil {
      throw node.fault("a schema with a semantic type", accepted: "one beside the schema")
    }
    let used: [String] =
      switch sort.className {
      case "Array": [own[0]]
      case "Enum": [own[1], own[2]]
      case "Map": [own[3], own[4]]
      default: [own[5]]
      }
    try node.only(DTDLReader.labels + used)
    let labels = try labels(node)
    switch sort.className {
    case "Array":
      let element = try node.required("elementSchema", accepted: "a schema")
      return .array(ArraySchema(of: try schema(element), labels: labels))
    case "Enum": return .choice(try choice(node, labels))
    case "Map": return .map(try map(node, labels))
    default:
      let list = try node.required("fields", accepted: "a list of fields")
      var fields: [Field] = []
      var names: Set<String> = []
      let members = try list.list("a list of fields")
      try check(members.count, atMost: context.mostParts.fields, list, "fields")
      for member in members {
        let field = try field(member, className: "Field")
        guard names.insert(field.name).inserted else {
          throw member.fault("'\(field.name)' comes twice", accepted: "each name once")
        }
        fields.append(field)
      }
      return .object(ObjectSchema(fields, labels: labels))
    }
  }

  private func named(_ word: String, _ node: DTDLNode) throws(DTDLFault) -> DataSchema {
    if let primitive = DataSchema.Primitive(rawValue: word) { return .primitive(primitive) }
    if let shape = DataSchema.Shape(rawValue: word) { return .shape(shape) }
    let iri = "dtmi:standard:schema:geospatial:"
    if word.hasPrefix(iri), word.hasSuffix(";\(context.dialect.rawValue)"),
      let shape = DataSchema.Shape(rawValue: String(word.dropFirst(iri.count).dropLast(2)))
    {
      return .shape(shape)
    }
    let words =
      DataSchema.Primitive.allCases.map(\.rawValue) + DataSchema.Shape.allCases.map(\.rawValue)
    guard let shared = schemas.first(where: { $0.name == word }) else {
      let near = NearestWord.find(word, among: words + schemas.map(\.name))
      throw node.fault(
        "'\(word.prefix(60))' is no schema here" + (near.map { " (meant '\($0)'?)" } ?? ""),
        accepted: Words.list(words, most: 40) + ", or one of this interface's 'schemas'")
    }
    if let known = budget.read[word] {
      try spend(known.cost, at: node)
      return known.schema
    }
    guard !open.contains(word) else {
      throw node.fault("'\(word)' holds itself", accepted: "schemas that end")
    }
    guard open.count <= context.deepestSchema else {
      throw node.fault(
        "schemas nested over more than \(context.deepestSchema) names",
        accepted: "at most \(context.deepestSchema)")
    }
    var inner = self
    inner.open.append(word)
    let before = budget.spent
    let schema = try inner.schema(shared.node)
    budget.read[word] = (schema, budget.spent - before)
    return schema
  }

  private func spend(_ cost: Int, at node: DTDLNode) throws(DTDLFault) {
    budget.spent += cost
    guard budget.spent <= DTDLContext.mostElements else {
      throw node.fault(
        "more than \(DTDLContext.mostElements) schemas, each counted where it is referred to",
        accepted: "at most so many in an interface")
    }
  }

  private func choice(_ node: DTDLNode, _ labels: Labels) throws(DTDLFault) -> EnumSchema {
    let sort = try node.required("valueSchema", accepted: "integer, string")
    guard sort.json == "integer" || sort.json == "string" else {
      throw sort.fault(sort.sort, accepted: "integer, string")
    }
    var schema = EnumSchema(isText: sort.json == "string", values: [], labels: labels)
    let list = node.member("enumValues")
    if list == nil, context.dialect == .v2 {
      throw node.fault("no 'enumValues'", accepted: "a list of values")
    }
    let members = try list?.list("a list of values") ?? []
    try check(members.count, atMost: context.mostParts.values, list ?? node, "values")
    var names: Set<String> = []
    var values: Set<JSON> = []
    for member in members {
      try member.only(
        DTDLReader.labels + ["name", "enumValue"] + (context.hasSalus ? ["codes"] : []))
      if try types(member, among: ["EnumValue"], isRequired: false).quantity != nil {
        throw member.fault("a value with a semantic type", accepted: "EnumValue")
      }
      let accepted = schema.isText ? "a text" : "a whole number of 32 bits"
      let value = try member.required("enumValue", accepted: accepted)
      let fits =
        schema.isText
        ? value.json.string.map { (1...512).contains($0.utf8.count) } == true
        : value.json.integer.flatMap { Int32(exactly: $0) } != nil
      guard fits else { throw value.fault(value.sort, accepted: accepted) }
      let read = EnumSchema.Value(
        try name(member),
        value: schema.isText ? value.json : value.json.integer.map { .integer($0) } ?? value.json,
        labels: try self.labels(member),
        codes: context.hasSalus ? try DTDLElement.codes(member) : [])
      guard names.insert(read.name).inserted, values.insert(read.value).inserted else {
        throw member.fault("'\(read.name)' comes twice", accepted: "each name and value once")
      }
      schema.values.append(read)
    }
    return schema
  }

  private func map(_ node: DTDLNode, _ labels: Labels) throws(DTDLFault) -> MapSchema {
    let key = try node.required("mapKey", accepted: "a key with name and schema string")
    try key.only(DTDLReader.labels + ["name", "schema"])
    _ = try types(key, among: ["MapKey"], isRequired: false)
    let schema = try key.required("schema", accepted: "string")
    guard schema.json == "string" else { throw schema.fault(schema.sort, accepted: "string") }
    let value = try node.required("mapValue", accepted: "a value with name and schema")
    return MapSchema(
      keyName: try name(key), keyLabels: try self.labels(key),
      value: try field(value, className: "MapValue"), labels: labels)
  }

  private func check(_ count: Int, atMost limit: Int, _ node: DTDLNode, _ what: String)
    throws(DTDLFault)
  {
    guard count <= limit else {
      throw node.fault("\(count) \(what)", accepted: "at most \(limit)")
    }
  }
}
