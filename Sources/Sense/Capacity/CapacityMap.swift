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

  public var fault: String? { CapacityMap.fault(decimal: decimal, delimiter: delimiter) }

  /// A field that the table does not have; nil for none.
  func stray(in table: CapacityTable) -> String? {
    let names = Set(table.fields.map(\.name))
    return columns.keys.sorted().first { !names.contains($0) }
  }
}

extension CapacityMap: SavedMap {
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
