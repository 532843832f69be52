import FoundationEssentials
import SalusCore

/// Says which columns of a table hold what, for tables whose headers are not the documented ones.
/// Saved as JSON5; unknown keys are refused.
public struct CapacityMap: Hashable, Sendable {
  /// By field of the table: a column of the file, or one word for all rows.
  public var columns: [String: ColumnMap.Source]
  /// How dates are written; nil for year first, or RFC 3339 times.
  public var dateFormat: DateFormat?
  /// `.` or `,`.
  public var decimal: String?
  /// One character; nil to find it in the header.
  public var delimiter: String?
  /// Words that mean "no value", compared without case; the empty cell always does.
  public var missing: [String]?
  /// By column: what to read instead of a word.
  public var values: [String: [String: String]]

  public init(
    columns: [String: ColumnMap.Source] = [:], dateFormat: DateFormat? = nil,
    decimal: String? = nil, delimiter: String? = nil, missing: [String]? = nil,
    values: [String: [String: String]] = [:]
  ) {
    self.columns = columns
    self.dateFormat = dateFormat
    self.decimal = decimal
    self.delimiter = delimiter
    self.missing = missing
    self.values = values
  }

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
      self = try decoder.decode(CapacityMap.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw .map(name: name, reason: MapKey.words(error))
    } catch {
      throw .map(name: name, reason: "it cannot be read")
    }
    if let decimal, decimal != ".", decimal != "," {
      throw .map(name: name, reason: "decimal '\(decimal)' is unknown; '.' and ',' are accepted")
    }
    if let delimiter, delimiter.utf8.count != 1 || delimiter == "\"" {
      throw .map(
        name: name, reason: "delimiter '\(delimiter)' is no single character such as ',' or ';'")
    }
  }

  /// The map as text that `init(json5:name:)` reads back; equal maps give equal bytes.
  public var json: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    // Strings and their containers always encode.
    guard let data = try? encoder.encode(self) else { return [] }
    return [UInt8](data)
  }

  /// A field that the table does not have; nil for none.
  func stray(in table: CapacityTable) -> String? {
    let names = Set(table.fields.map(\.name))
    return columns.keys.sorted().first { !names.contains($0) }
  }
}

extension CapacityMap: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case columns, dateFormat, decimal, delimiter, missing, values
  }

  public init(from decoder: any Decoder) throws {
    try MapKey.refuseUnknown(decoder, accepted: Key.allCases.map(\.rawValue))
    let body = try decoder.container(keyedBy: Key.self)
    self.init(
      columns: try body.decodeIfPresent([String: ColumnMap.Source].self, forKey: .columns) ?? [:],
      dateFormat: try body.decodeIfPresent(DateFormat.self, forKey: .dateFormat),
      decimal: try body.decodeIfPresent(String.self, forKey: .decimal),
      delimiter: try body.decodeIfPresent(String.self, forKey: .delimiter),
      missing: try body.decodeIfPresent([String].self, forKey: .missing),
      values: try body.decodeIfPresent([String: [String: String]].self, forKey: .values) ?? [:])
  }

  public func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: Key.self)
    try body.encode(columns, forKey: .columns)
    try body.encodeIfPresent(dateFormat, forKey: .dateFormat)
    try body.encodeIfPresent(decimal, forKey: .decimal)
    try body.encodeIfPresent(delimiter, forKey: .delimiter)
    try body.encodeIfPresent(missing, forKey: .missing)
    if !values.isEmpty { try body.encode(values, forKey: .values) }
  }
}

/// A map proposed from a table's header, to be looked at by a person.
public struct CapacityMapSuggestion: Hashable, Sendable {
  public var map: CapacityMap
  /// What was guessed and what must still be decided, one sentence each.
  public var notes: [String]

  public init(path: String, table: CapacityTable) throws(CSVError) {
    self.init(header: try CSVReader(path: path).header, table: table)
  }

  public init(header: [String], table: CapacityTable) {
    map = CapacityMap()
    notes = []
    var used: Set<String> = []
    let plain = header.map(CapacityMapSuggestion.plain)
    func first(_ passes: (String) -> Bool) -> String? {
      header.indices.first { !used.contains(header[$0]) && passes(plain[$0]) }.map { header[$0] }
    }
    // Whole names first for every field, so that a part of a name takes nothing from another.
    for isWhole in [true, false] {
      for field in table.fields where map.columns[field.name] == nil {
        let names = ([field.name] + field.aliases).map(CapacityMapSuggestion.plain)
        let found = first { column in
          isWhole
            ? names.contains(column)
            : names.contains {
              $0.utf8.count > 2 && column.split(separator: "_").contains(Substring($0))
            }
        }
        guard let found else { continue }
        used.insert(found)
        map.columns[field.name] = .column(found)
        notes.append("Column '\(found)' is taken for '\(field.name)'.")
      }
    }
    for field in table.fields where field.isRequired && map.columns[field.name] == nil {
      notes.append("Nothing names '\(field.name)'; add it, as a column or {constant: \"…\"}.")
    }
  }

  /// Lower case, with `_` for blanks, dots and hyphens.
  static func plain(_ name: String) -> String {
    String(name.lowercased().map { " .-".contains($0) ? "_" : $0 })
  }
}
