import FoundationEssentials
import SalusCore

/// A map of columns as people save it: JSON5 in which unknown keys are refused.
public protocol SavedMap: Codable {
  /// What is wrong with the map whatever the table; nil for nothing.
  var fault: String? { get }
}

extension SavedMap {
  /// Reads a saved map (JSON5).
  public init(path: String) throws(ImportError) {
    var bytes: [UInt8] = []
    do throws(CSVError) {
      let input = try FileInput(path: path)
      guard input.size <= 1 << 20 else {
        throw CSVError.unreadable(path: path, reason: "it is larger than 1 MiB")
      }
      while try input.read(FileInput.piece, into: &bytes) > 0 {}
    } catch {
      throw .file(error)
    }
    try self.init(json5: bytes, name: FileInput.name(of: path))
  }

  /// - Parameter name: stands for the file's name in messages.
  public init(json5 bytes: [UInt8], name: String) throws(ImportError) {
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    do {
      self = try decoder.decode(Self.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw .map(name: name, reason: MapKey.words(error))
    } catch {
      throw .map(name: name, reason: "it cannot be read")
    }
    if let reason = fault { throw .map(name: name, reason: reason) }
  }

  /// The map as text that `init(json5:name:)` reads back; equal maps give equal bytes.
  public var json: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    // Strings, integers and their containers always encode.
    guard let data = try? encoder.encode(self) else { return [] }
    return [UInt8](data)
  }

  /// What is wrong with the signs of a table; nil for nothing.
  static func fault(decimal: String?, delimiter: String?) -> String? {
    if let decimal, decimal != ".", decimal != "," {
      return "decimal '\(decimal)' is unknown; '.' and ',' are accepted"
    }
    if let delimiter, delimiter.utf8.count != 1 || delimiter == "\"" {
      return "delimiter '\(delimiter)' is no single character such as ',' or ';'"
    }
    if let decimal, let delimiter, decimal == delimiter {
      return "decimal and delimiter cannot both be '\(decimal)'"
    }
    return nil
  }
}
