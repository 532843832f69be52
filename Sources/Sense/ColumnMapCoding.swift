import SalusCore

extension ColumnMap {
  public var fault: String? {
    if let fault = ColumnMap.fault(decimal: decimal, delimiter: delimiter) { return fault }
    if case .constant(let word) = place, word.isEmpty { return "place.constant is empty" }
    let ids = ([signal].compactMap { $0 } + also.map(\.signal)).map(\.id)
    if let id = ids.first(where: { !ColumnMap.isName($0.text) }) {
      return "signal '\(id)' is no name; letters, digits, '-', '_' and '.' are accepted, up to 64"
    }
    if Set(ids).count < ids.count { return "two columns give the same signal" }
    return nil
  }

  static func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0 & 0xDF) || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
      }
  }
}

/// Any key, so that unknown ones can be refused by name.
struct MapKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }

  static func refuseUnknown(_ decoder: any Decoder, accepted: [String]) throws {
    let container = try decoder.container(keyedBy: MapKey.self)
    guard let key = container.allKeys.first(where: { !accepted.contains($0.stringValue) }) else {
      return
    }
    throw fault(
      container.codingPath,
      "unknown key '\(key.stringValue)'; \(accepted.joined(separator: ", ")) are accepted")
  }

  static func fault(_ path: [any CodingKey], _ reason: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: path, debugDescription: reason))
  }

  static func words(_ error: DecodingError) -> String {
    func at(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "" : path.map(\.stringValue).joined(separator: ".") + ": "
    }
    switch error {
    case .keyNotFound(let key, let context):
      return at(context.codingPath) + "the key '\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return at(context.codingPath) + "the value is of the wrong kind"
    case .dataCorrupted(let context):
      return at(context.codingPath) + context.debugDescription
    @unknown default:
      return "it cannot be read"
    }
  }
}

extension ColumnMap: SavedMap {
  private enum Key: String, CodingKey, CaseIterable {
    case signal, place, date, value, also, stratum, known, missing, decimal, delimiter, values, keep
  }

  public init(from decoder: any Decoder) throws {
    try MapKey.refuseUnknown(decoder, accepted: Key.allCases.map(\.rawValue))
    let body = try decoder.container(keyedBy: Key.self)
    self.init(
      signal: try body.decodeIfPresent(SignalWords.self, forKey: .signal),
      place: try body.decode(Source.self, forKey: .place),
      date: try body.decode(DateColumn.self, forKey: .date),
      value: try body.decode(String.self, forKey: .value),
      also: try body.decodeIfPresent([Companion].self, forKey: .also) ?? [],
      stratum: try body.decodeIfPresent(Source.self, forKey: .stratum),
      known: try body.decodeIfPresent(KnownColumn.self, forKey: .known),
      missing: try body.decodeIfPresent([String].self, forKey: .missing),
      decimal: try body.decodeIfPresent(String.self, forKey: .decimal),
      delimiter: try body.decodeIfPresent(String.self, forKey: .delimiter),
      values: try body.decodeIfPresent([String: [String: String]].self, forKey: .values) ?? [:],
      keep: try body.decodeIfPresent([String: [String]].self, forKey: .keep) ?? [:])
  }

  public func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: Key.self)
    try body.encodeIfPresent(signal, forKey: .signal)
    try body.encode(place, forKey: .place)
    try body.encode(date, forKey: .date)
    try body.encode(value, forKey: .value)
    if !also.isEmpty { try body.encode(also, forKey: .also) }
    try body.encodeIfPresent(stratum, forKey: .stratum)
    try body.encodeIfPresent(known, forKey: .known)
    try body.encodeIfPresent(missing, forKey: .missing)
    try body.encodeIfPresent(decimal, forKey: .decimal)
    try body.encodeIfPresent(delimiter, forKey: .delimiter)
    if !values.isEmpty { try body.encode(values, forKey: .values) }
    if !keep.isEmpty { try body.encode(keep, forKey: .keep) }
  }
}

extension ColumnMap.Source: Codable {
  private enum Key: String, CodingKey, CaseIterable { case column, constant }

  /// A bare word is a column.
  public init(from decoder: any Decoder) throws {
    if let word = try? decoder.singleValueContainer().decode(String.self) {
      self = .column(word)
      return
    }
    try MapKey.refuseUnknown(decoder, accepted: Key.allCases.map(\.rawValue))
    let body = try decoder.container(keyedBy: Key.self)
    let column = try body.decodeIfPresent(String.self, forKey: .column)
    let constant = try body.decodeIfPresent(String.self, forKey: .constant)
    switch (column, constant) {
    case (let column?, nil): self = .column(column)
    case (nil, let constant?): self = .constant(constant)
    default: throw MapKey.fault(decoder.codingPath, "either column or constant is accepted")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: Key.self)
    switch self {
    case .column(let name): try body.encode(name, forKey: .column)
    case .constant(let word): try body.encode(word, forKey: .constant)
    }
  }
}

extension ColumnMap.DateColumn: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case column, format, shiftDays, year, week, yearWeek, system
  }

  /// A bare word is a column of dates.
  public init(from decoder: any Decoder) throws {
    if let word = try? decoder.singleValueContainer().decode(String.self) {
      self = .date(column: word)
      return
    }
    try MapKey.refuseUnknown(decoder, accepted: Key.allCases.map(\.rawValue))
    let body = try decoder.container(keyedBy: Key.self)
    let forms: [[Key]] = [
      [.column, .format, .shiftDays], [.year, .week, .system], [.yearWeek, .system],
    ]
    guard let form = forms.first(where: { body.contains($0[0]) }),
      let stray = Optional(body.allKeys.first { !form.contains($0) })
    else {
      throw MapKey.fault(
        decoder.codingPath, "one of column, year with week, or yearWeek is needed")
    }
    if let stray {
      throw MapKey.fault(
        decoder.codingPath, "'\(stray.rawValue)' does not go together with '\(form[0].rawValue)'")
    }
    let system = try body.decodeIfPresent(WeekSystem.self, forKey: .system) ?? .mmwr
    switch form[0] {
    case .column:
      self = .date(
        column: try body.decode(String.self, forKey: .column),
        format: try body.decodeIfPresent(DateFormat.self, forKey: .format),
        shiftDays: try body.decodeIfPresent(Int.self, forKey: .shiftDays) ?? 0)
    case .year:
      self = .week(
        year: try body.decode(String.self, forKey: .year),
        week: try body.decode(String.self, forKey: .week), system: system)
    default:
      self = .yearWeek(column: try body.decode(String.self, forKey: .yearWeek), system: system)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: Key.self)
    switch self {
    case .date(let column, let format, let shift):
      try body.encode(column, forKey: .column)
      try body.encodeIfPresent(format, forKey: .format)
      if shift != 0 { try body.encode(shift, forKey: .shiftDays) }
    case .week(let year, let week, let system):
      try body.encode(year, forKey: .year)
      try body.encode(week, forKey: .week)
      try body.encode(system, forKey: .system)
    case .yearWeek(let column, let system):
      try body.encode(column, forKey: .yearWeek)
      try body.encode(system, forKey: .system)
    }
  }
}

extension ColumnMap.KnownColumn: Codable {
  private enum Key: String, CodingKey, CaseIterable { case column, format, shiftDays }

  /// A bare word is a column.
  public init(from decoder: any Decoder) throws {
    if let word = try? decoder.singleValueContainer().decode(String.self) {
      self.init(column: word)
      return
    }
    try MapKey.refuseUnknown(decoder, accepted: Key.allCases.map(\.rawValue))
    let body = try decoder.container(keyedBy: Key.self)
    self.init(
      column: try body.decode(String.self, forKey: .column),
      format: try body.decodeIfPresent(DateFormat.self, forKey: .format),
      shiftDays: try body.decodeIfPresent(Int.self, forKey: .shiftDays) ?? 0)
  }

  public func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: Key.self)
    try body.encode(column, forKey: .column)
    try body.encodeIfPresent(format, forKey: .format)
    if shiftDays != 0 { try body.encode(shiftDays, forKey: .shiftDays) }
  }
}

extension ColumnMap.Companion: Codable {
  private enum Key: String, CodingKey, CaseIterable { case column, signal }

  public init(from decoder: any Decoder) throws {
    try MapKey.refuseUnknown(decoder, accepted: Key.allCases.map(\.rawValue))
    let body = try decoder.container(keyedBy: Key.self)
    self.init(
      column: try body.decode(String.self, forKey: .column),
      signal: try body.decode(ColumnMap.SignalWords.self, forKey: .signal))
  }

  public func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: Key.self)
    try body.encode(column, forKey: .column)
    try body.encode(signal, forKey: .signal)
  }
}

extension ColumnMap.SignalWords: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case id, title, unit, period, measure, sourceClass
  }

  /// A bare word is the name of a signal.
  public init(from decoder: any Decoder) throws {
    if let word = try? decoder.singleValueContainer().decode(String.self) {
      self.init(id: ID(word))
      return
    }
    try MapKey.refuseUnknown(decoder, accepted: Key.allCases.map(\.rawValue))
    let body = try decoder.container(keyedBy: Key.self)
    self.init(
      id: try body.decode(ID<Signal>.self, forKey: .id),
      title: try body.decodeIfPresent(String.self, forKey: .title),
      unit: try body.decodeIfPresent(String.self, forKey: .unit),
      period: try MapKey.choice(body, .period), measure: try MapKey.choice(body, .measure),
      sourceClass: try MapKey.choice(body, .sourceClass))
  }

  public func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: Key.self)
    try body.encode(id, forKey: .id)
    try body.encodeIfPresent(title, forKey: .title)
    try body.encodeIfPresent(unit, forKey: .unit)
    try body.encodeIfPresent(period, forKey: .period)
    try body.encodeIfPresent(measure, forKey: .measure)
    try body.encodeIfPresent(sourceClass, forKey: .sourceClass)
  }
}

extension MapKey {
  /// A word out of a fixed list; others are refused with the list.
  static func choice<Choice: RawRepresentable & CaseIterable, Key: CodingKey>(
    _ body: KeyedDecodingContainer<Key>, _ key: Key
  ) throws -> Choice? where Choice.RawValue == String {
    guard let word = try body.decodeIfPresent(String.self, forKey: key) else { return nil }
    if let choice = Choice(rawValue: word) { return choice }
    let accepted = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw fault(body.codingPath + [key], "'\(word)' is unknown; \(accepted) are accepted")
  }
}
