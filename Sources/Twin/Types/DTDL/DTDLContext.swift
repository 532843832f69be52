import SalusCore

/// What a document says about the words it uses: the language version and its extensions.
struct DTDLContext: Hashable {
  var dialect: TwinType.Dialect
  /// Semantic types and units: part of version 2, an extension in version 3.
  var hasQuantities: Bool
  /// This program's own words.
  var hasSalus: Bool

  static let quantities = "dtmi:dtdl:extension:quantitativeTypes;1"
  static let salus = "dtmi:salus:context;1"

  init(dialect: TwinType.Dialect, hasQuantities: Bool, hasSalus: Bool) {
    self.dialect = dialect
    self.hasQuantities = hasQuantities
    self.hasSalus = hasSalus
  }

  /// Reads `@context`: the language first, extensions after it.
  init(_ node: DTDLNode) throws(DTDLFault) {
    var words: [(text: String, node: DTDLNode)] = []
    for element in node.elements { words.append((try element.text("a context"), element)) }
    guard let language = words.first,
      let dialect = TwinType.Dialect.allCases.first(where: {
        "dtmi:dtdl:context;\($0.rawValue)" == language.text
      })
    else {
      throw (words.first?.node ?? node).fault(
        "'\(words.first?.text ?? "")' is no language that is understood",
        accepted: "dtmi:dtdl:context;2 or dtmi:dtdl:context;3, before any extension")
    }
    self.init(dialect: dialect, hasQuantities: dialect == .v2, hasSalus: false)
    for word in words.dropFirst() {
      switch (word.text, dialect) {
      case (DTDLContext.quantities, .v3): hasQuantities = true
      case (DTDLContext.salus, _): hasSalus = true
      default:
        throw word.node.fault(
          "'\(word.text)' is no extension that is understood in version \(dialect.rawValue)",
          accepted: (dialect == .v3 ? DTDLContext.quantities + " or " : "") + DTDLContext.salus)
      }
    }
  }

  var json: JSON {
    var words: [JSON] = [.string("dtmi:dtdl:context;\(dialect.rawValue)")]
    if dialect == .v3, hasQuantities { words.append(.string(DTDLContext.quantities)) }
    if hasSalus { words.append(.string(DTDLContext.salus)) }
    return words.count == 1 ? words[0] : .array(words)
  }

  /// The longest name of an element, in characters.
  var longestName: Int { dialect == .v2 ? 64 : 512 }
  /// The longest display name, in characters.
  var longestDisplayName: Int { dialect == .v2 ? 64 : 512 }
  /// Languages of one text.
  static let mostLanguages = 200
  /// Codes of one thing.
  static let mostCodes = 100
  /// Schemas of an interface, counted wherever they are referred to (DTDL 3 has this limit).
  static let mostElements = 100_000

  /// Schemas nested in each other.
  var deepestSchema: Int { 5 }
  /// Types that one may extend directly.
  var mostBases: Int { dialect == .v2 ? 2 : 1024 }
  /// Contents of a type's own.
  var mostContents: Int { dialect == .v2 ? 300 : TypeRegistry.mostContents }
  /// Fields of an object and values of an enumeration.
  var mostParts: (fields: Int, values: Int) {
    dialect == .v2 ? (30, 100) : (TypeRegistry.mostContents, TypeRegistry.mostContents)
  }
}
