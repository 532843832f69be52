import SalusCore
import SalusTwin

/// Says what the columns of a line list mean. Saved under a name as JSON5; unknown keys are refused.
public struct LineListProfile: Hashable, Sendable {
  /// Letters, digits, `-`, `_` and `.`.
  public var name: String
  /// What each row is.
  public var kind: Kind
  /// The feed: record names are unique within it.
  public var source: String
  /// By field: a column of the file, or one word for all rows.
  public var columns: [LineListField: ColumnMap.Source]
  /// How dates are written; nil to find it in the file.
  public var dateFormat: DateFormat?
  /// The same for single fields.
  public var dateFormats: [LineListField: DateFormat]
  /// By field: what to read instead of a word, compared without case, accents and punctuation.
  public var values: [LineListField: [String: String]]
  /// Words that mean "no value", compared without case; the empty cell always does.
  public var missing: [String]?
  /// One character; nil to find it in the header.
  public var delimiter: String?
  /// Who gives out the identifiers of the column `identifier`.
  public var identifierSystem: String?

  public enum Kind: String, Sendable, CaseIterable {
    /// A case, perhaps with its infector.
    case cases
    /// Nothing but who infected whom.
    case links
  }

  public init(
    name: String, kind: Kind = .cases, source: String,
    columns: [LineListField: ColumnMap.Source] = [:], dateFormat: DateFormat? = nil,
    dateFormats: [LineListField: DateFormat] = [:],
    values: [LineListField: [String: String]] = [:], missing: [String]? = nil,
    delimiter: String? = nil, identifierSystem: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.source = source
    self.columns = columns
    self.dateFormat = dateFormat
    self.dateFormats = dateFormats
    self.values = values
    self.missing = missing
    self.delimiter = delimiter
    self.identifierSystem = identifierSystem
  }

  /// What is wrong whatever the file; nil for nothing.
  public var fault: String? {
    guard ColumnMap.isName(name) else {
      return "'\(name)' is no name; letters, digits, '-', '_' and '.' are accepted, up to 64"
    }
    guard !source.isEmpty else { return "source is empty" }
    if let fault = LineListProfile.fault(decimal: nil, delimiter: delimiter) { return fault }
    for field in LineListField.allCases {
      let accepted = field.accepted
      guard !accepted.isEmpty, let words = values[field] else { continue }
      for word in words.values.sorted() where !accepted.contains(word) {
        return "'\(word)' is no \(field.rawValue); \(accepted.joined(separator: ", ")) are accepted"
      }
    }
    switch kind {
    case .links:
      guard columns[.record] != nil, columns[.infector] != nil else {
        return "links need the fields record and infector"
      }
    case .cases:
      guard
        [LineListField.record, .identifier, .family, .name].contains(where: { columns[$0] != nil })
      else { return "cases need one of the fields record, identifier, family and name" }
    }
    guard columns[.disease] != nil else {
      return "the field disease is needed; for one disease write {constant: \"Measles\"}"
    }
    if case .constant(let word) = columns[.disease], Disease.find(word) == nil, !isCode(word) {
      let known = Disease.known.map(\.title).joined(separator: ", ")
      return "'\(word)' is no disease; a SNOMED CT code or one of \(known) is accepted"
    }
    return nil
  }

  private func isCode(_ word: String) -> Bool {
    (6...18).contains(word.utf8.count) && word.utf8.allSatisfy { (48...57).contains($0) }
  }
}

extension LineListProfile: SavedMap {
  private enum Key: String, CodingKey, CaseIterable {
    case name, kind, source, columns, dateFormat, dateFormats, values, missing, delimiter
    case identifierSystem
  }

  public init(from decoder: any Decoder) throws {
    try MapKey.refuseUnknown(decoder, accepted: Key.allCases.map(\.rawValue))
    let body = try decoder.container(keyedBy: Key.self)
    let kind = try body.decodeIfPresent(String.self, forKey: .kind) ?? Kind.cases.rawValue
    guard let known = Kind(rawValue: kind) else {
      throw MapKey.fault(
        decoder.codingPath + [Key.kind], "'\(kind)' is unknown; cases and links are accepted")
    }
    self.init(
      name: try body.decode(String.self, forKey: .name), kind: known,
      source: try body.decode(String.self, forKey: .source),
      columns: try LineListProfile.fields(body, .columns, ColumnMap.Source.self),
      dateFormat: try body.decodeIfPresent(DateFormat.self, forKey: .dateFormat),
      dateFormats: try LineListProfile.fields(body, .dateFormats, DateFormat.self),
      values: try LineListProfile.fields(body, .values, [String: String].self),
      missing: try body.decodeIfPresent([String].self, forKey: .missing),
      delimiter: try body.decodeIfPresent(String.self, forKey: .delimiter),
      identifierSystem: try body.decodeIfPresent(String.self, forKey: .identifierSystem))
  }

  public func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: Key.self)
    try body.encode(name, forKey: .name)
    try body.encode(kind.rawValue, forKey: .kind)
    try body.encode(source, forKey: .source)
    try body.encode(LineListProfile.names(columns), forKey: .columns)
    try body.encodeIfPresent(dateFormat, forKey: .dateFormat)
    if !dateFormats.isEmpty {
      try body.encode(LineListProfile.names(dateFormats), forKey: .dateFormats)
    }
    if !values.isEmpty { try body.encode(LineListProfile.names(values), forKey: .values) }
    try body.encodeIfPresent(missing, forKey: .missing)
    try body.encodeIfPresent(delimiter, forKey: .delimiter)
    try body.encodeIfPresent(identifierSystem, forKey: .identifierSystem)
  }

  private static func names<Value>(_ table: [LineListField: Value]) -> [String: Value] {
    Dictionary(uniqueKeysWithValues: table.map { ($0.key.rawValue, $0.value) })
  }

  private static func fields<Value: Decodable>(
    _ body: KeyedDecodingContainer<Key>, _ key: Key, _ type: Value.Type
  ) throws -> [LineListField: Value] {
    var table: [LineListField: Value] = [:]
    for (name, value) in try body.decodeIfPresent([String: Value].self, forKey: key) ?? [:] {
      guard let field = LineListField(rawValue: name) else {
        let near = NearestWord.find(name, among: LineListField.allCases.map(\.rawValue))
        throw MapKey.fault(
          body.codingPath + [key],
          "'\(name)' is no field" + (near.map { "; did you mean '\($0)'?" } ?? ""))
      }
      table[field] = value
    }
    return table
  }
}
