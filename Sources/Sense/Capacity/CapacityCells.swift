import SalusCore

/// Where the fields of a table stand in a file, and how their cells are written.
struct CapacityCells {
  /// What is wrong with a cell.
  struct Fault: Error {
    var column: String
    var reason: String
  }

  private enum Source {
    case column(Int)
    case constant(String)
  }

  private let header: [String]
  private let sources: [String: Source]
  private let missing: Set<String>
  private let decimal: UInt8
  private let format: DateFormat?
  private let values: [Int: [String: String]]

  /// - Parameter name: the file's, for messages.
  init(_ map: CapacityMap, table: CapacityTable, header: [String], name: String)
    throws(ImportError)
  {
    if let stray = map.stray(in: table) {
      let known = table.fields.map(\.name).joined(separator: ", ")
      throw .map(name: name, reason: "\(table.rawValue) has no '\(stray)'; \(known) are accepted")
    }
    let plain = header.map(CapacityMapSuggestion.plain)
    func index(_ names: [String]) -> Int? {
      for name in names {
        let wanted = CapacityMapSuggestion.plain(name)
        if let index = plain.firstIndex(of: wanted) { return index }
      }
      return nil
    }
    var sources: [String: Source] = [:]
    var lacking: [String] = []
    for field in table.fields {
      switch map.columns[field.name] {
      case .constant(let word): sources[field.name] = .constant(word)
      case .column(let column):
        if let found = index([column]) {
          sources[field.name] = .column(found)
        } else {
          lacking.append(column)
        }
      case nil:
        // A column that the map names for one field is not taken for another by its header.
        let taken = map.columns.values.compactMap { source -> Int? in
          if case .column(let column) = source { index([column]) } else { nil }
        }
        if let found = index([field.name] + field.aliases), !taken.contains(found) {
          sources[field.name] = .column(found)
        } else if field.isRequired {
          lacking.append(field.name)
        }
      }
    }
    guard lacking.isEmpty else {
      throw .columns(name: name, format: table.rawValue, missing: lacking, found: header)
    }
    self.header = header
    self.sources = sources
    missing = map.missing.map { Set($0.map { $0.lowercased() } + [""]) } ?? ColumnMap.usualMissing
    decimal = map.decimal == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
    format = map.dateFormat
    var values: [Int: [String: String]] = [:]
    for (column, words) in map.values {
      guard let found = index([column]) else {
        throw .columns(name: name, format: table.rawValue, missing: [column], found: header)
      }
      values[found] = words
    }
    self.values = values
  }

  func has(_ field: String) -> Bool { sources[field] != nil }

  func fault(_ field: String, _ reason: String) -> Fault {
    if case .column(let index) = sources[field] {
      return Fault(column: header[index], reason: reason)
    }
    return Fault(column: field, reason: reason)
  }

  /// The word of a cell; nil where it is missing.
  func text(_ row: CSVRow, _ field: String) -> String? {
    switch sources[field] {
    case .constant(let word): return word
    case .column(let index):
      let word = row.text(index)
      let read = values[index]?[word] ?? word
      return missing.contains(read.lowercased()) ? nil : read
    case nil: return nil
    }
  }

  func required(_ row: CSVRow, _ field: String) throws(Fault) -> String {
    guard let text = text(row, field) else { throw fault(field, "the \(field) is missing") }
    return text
  }

  func name(_ row: CSVRow, _ field: String) throws(Fault) -> String {
    let text = try required(row, field)
    guard ColumnMap.isName(text) else {
      throw fault(
        field, "'\(PlaceFinder.cut(text))' is no id; letters, digits, '-', '_' and '.' are accepted"
      )
    }
    return text
  }

  func number(_ row: CSVRow, _ field: String) throws(Fault) -> Double? {
    guard let text = text(row, field) else { return nil }
    guard let value = NumberText.number(Array(text.utf8)[...], decimal: decimal) else {
      throw fault(field, "'\(PlaceFinder.cut(text))' is no number")
    }
    return value
  }

  /// A quantity that is not negative.
  func quantity(_ row: CSVRow, _ field: String) throws(Fault) -> Double? {
    guard let value = try number(row, field) else { return nil }
    guard value >= 0 else {
      throw fault(field, "'\(CSVWriter.text(value))' is negative; 0 or more is accepted")
    }
    return value
  }

  func count(_ row: CSVRow, _ field: String) throws(Fault) -> Int? {
    guard let value = try quantity(row, field) else { return nil }
    guard let count = Int(exactly: value), count <= 1_000_000_000 else {
      throw fault(field, "'\(CSVWriter.text(value))' is no whole number")
    }
    return count
  }

  func date(_ row: CSVRow, _ field: String) throws(Fault) -> CivilDate? {
    guard let text = text(row, field) else { return nil }
    let bytes = Array(text.utf8)[...]
    let formats = format.map { [$0] } ?? DateFormat.undeclared
    for format in formats {
      if let date = format.date(bytes) { return date }
    }
    let accepted = format?.pattern ?? "YYYY-MM-DD"
    throw fault(field, "'\(PlaceFinder.cut(text))' is no date; \(accepted) is accepted")
  }

  /// A moment: RFC 3339, or a date, which means its first moment in UTC.
  func instant(_ row: CSVRow, _ field: String) throws(Fault) -> Instant? {
    guard let text = text(row, field) else { return nil }
    if let instant = Instant(text) { return instant }
    return try date(row, field).map { Instant(startOf: $0) }
  }

  func choice<Value: RawRepresentable & CaseIterable>(
    _ row: CSVRow, _ field: String, _ type: Value.Type = Value.self, default standard: Value? = nil
  ) throws(Fault) -> Value where Value.RawValue == String {
    guard let text = text(row, field) else {
      guard let standard else { throw fault(field, "the \(field) is missing") }
      return standard
    }
    let wanted = text.lowercased()
    if let value = Value.allCases.first(where: { $0.rawValue.lowercased() == wanted }) {
      return value
    }
    let accepted = Value.allCases.map(\.rawValue).joined(separator: ", ")
    throw fault(field, "'\(PlaceFinder.cut(text))' is no \(field); \(accepted) are accepted")
  }

  func flag(_ row: CSVRow, _ field: String) throws(Fault) -> Bool? {
    guard let text = text(row, field) else { return nil }
    switch text.lowercased() {
    case "true", "yes", "y", "1": return true
    case "false", "no", "n", "0": return false
    default: throw fault(field, "'\(PlaceFinder.cut(text))' is neither true nor false")
    }
  }
}
