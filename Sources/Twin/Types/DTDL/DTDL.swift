import SalusCore

/// Reads and writes types as interfaces of the Digital Twins Definition Language, versions 2 and 3.
///
/// Whatever is read is written again with the same meaning; what is not understood is refused with
/// its place. The words that DTDL lacks (kind, scale, level, data class, UCUM units, codes, bounds
/// of what is plausible) are an extension with the context `dtmi:salus:context;1`.
public enum DTDL {
  /// Bytes of one document.
  public static let longest = 16 << 20

  /// The interfaces of a document: one, or a list, lists nested at will. Interfaces that stand
  /// inside others, in `extends` or as the schema of a component, come before those that hold them.
  public static func read(_ json: JSON) throws(DTDLFault) -> [TwinType] {
    var reader = DTDLReader()
    try reader.document(DTDLNode(json))
    return reader.found
  }

  /// The interfaces of a JSON text (RFC 8259) of at most 16 MiB.
  public static func read(_ bytes: [UInt8]) throws(DTDLFault) -> [TwinType] {
    guard bytes.count <= longest else {
      throw DTDLFault(
        path: "", what: "a document of \(bytes.count) bytes", accepted: "at most \(longest)")
    }
    let json: JSON
    do {
      json = try JSON(parsing: bytes)
    } catch {
      throw DTDLFault(path: "", what: error.description, accepted: "a JSON text (RFC 8259)")
    }
    return try read(json)
  }

  /// One type as an interface with its own context.
  public static func write(_ type: TwinType) -> JSON { DTDLWriter(type).interface }

  /// Types as a list of interfaces.
  public static func write(_ types: [TwinType]) -> JSON { .array(types.map { write($0) }) }
}
