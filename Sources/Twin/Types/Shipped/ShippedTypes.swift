import SalusCore

/// The types that come with the program, as DTDL interfaces in texts of this folder.
enum ShippedTypes {
  /// One DTDL document for each group.
  static let documents: [(group: String, text: String)] = [
    ("places", places), ("organisations", organisations), ("persons", persons),
    ("cases", cases), ("outbreaks", outbreaks), ("care", care), ("supplies", supplies),
    ("pathogens", pathogens),
  ]

  /// Reads a group.
  static func read(_ text: String) throws(DTDLFault) -> [TwinType] {
    try DTDL.read(Array(text.utf8))
  }
}

extension TypeRegistry {
  /// The types that come with the program. A test reads every group, so none is missing here.
  public static let shipped: TypeRegistry = {
    var registry = TypeRegistry()
    let types = ShippedTypes.documents.flatMap { (try? ShippedTypes.read($0.text)) ?? [] }
    do {
      try registry.register(types)
      return registry
    } catch {
      return TypeRegistry()
    }
  }()
}
