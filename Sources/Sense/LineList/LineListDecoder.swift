import SalusCore
import SalusTwin

/// Turns the cells of a row into what they mean, by a profile that fits the file.
struct LineListDecoder {
  private let profile: LineListProfile
  private let header: [String]
  private let indices: [LineListField: Int]
  private let constants: [LineListField: String]
  private let forms: [LineListField: DateFormat]
  private let words: [LineListField: [String: String]]
  private let missing: Set<String>
  /// The day by which nothing can have happened yet.
  private let today: CivilDate

  /// - Parameters:
  ///   - forms: of date columns whose format the profile does not declare.
  init(
    _ profile: LineListProfile, header: [String], forms: [LineListField: DateFormat],
    today: CivilDate
  ) {
    self.profile = profile
    self.header = header
    self.today = today
    var indices: [LineListField: Int] = [:]
    var constants: [LineListField: String] = [:]
    for (field, column) in profile.columns {
      switch column {
      case .column(let name): indices[field] = LineListDecoder.index(of: name, in: header)
      case .constant(let word): constants[field] = word
      }
    }
    self.indices = indices
    self.constants = constants
    self.forms = forms
    var words: [LineListField: [String: String]] = [:]
    for field in LineListField.allCases {
      var table = field.usualValues
      for (word, meaning) in profile.values[field] ?? [:] {
        table[LetterFolding.words(word).joined()] = meaning
      }
      words[field] = table
    }
    self.words = words
    missing = Set((profile.missing?.map { $0.lowercased() } ?? []) + [""])
      .union(profile.missing == nil ? ColumnMap.usualMissing : [])
  }

  static func index(of name: String, in header: [String]) -> Int? {
    let wanted = name.lowercased()
    return header.firstIndex { $0.lowercased() == wanted }
  }

  /// The word in a field's cell; nil where it is missing.
  func word(_ field: LineListField, _ cells: [String]) -> String? {
    let text: String
    if let index = indices[field] {
      guard index < cells.count else { return nil }
      text = cells[index]
    } else if let constant = constants[field] {
      text = constant
    } else {
      return nil
    }
    return missing.contains(text.lowercased()) ? nil : text
  }

  func entry(_ row: LineListTable.Row) throws(LineListRefusal) -> LineListEntry {
    if let fault = row.fault { throw LineListRefusal(column: "", reason: fault) }
    let cells = row.cells
    var stated: Set<LineListField> = []
    for field in indices.keys where word(field, cells) != nil { stated.insert(field) }
    let disease = try disease(cells)
    var record = CaseRecord(disease: disease)
    record.infected = try date(.infected, cells)
    record.onset = try date(.onset, cells)
    record.reported = try date(.reported, cells)
    record.hospitalised = try date(.hospitalised, cells)
    record.ended = try date(.ended, cells)
    if let word = try closed(.classification, cells) {
      record.classification = CaseRecord.Classification(rawValue: word) ?? .unclassified
    }
    if let word = try closed(.outcome, cells) {
      record.outcome = CaseRecord.Outcome(rawValue: word) ?? .unknown
    }
    if let word = try closed(.investigation, cells) {
      record.investigation = CaseRecord.Investigation(rawValue: word) ?? .pending
    }
    record.clinical = try closed(.clinical, cells).map { $0 == "true" }
    record.epidemiological = try closed(.epidemiological, cells).map { $0 == "true" }
    record.laboratory = try closed(.laboratory, cells).map { $0 == "true" }
    record.hospital = word(.hospital, cells)
    record.responsible = word(.responsible, cells)
    record.actual = word(.actual, cells)
    record.outbreak = word(.outbreak, cells).map(LineListDecoder.outbreak)
    record.position = try position(cells)
    let certainty = try closed(.certainty, cells).flatMap(InfectionLink.Certainty.init(rawValue:))
    var entry = LineListEntry(
      line: row.line, record: word(.record, cells), person: try person(cells, record),
      details: record, isStated: stated, infector: word(.infector, cells),
      setting: word(.setting, cells), certainty: certainty ?? .probable)
    entry.outbreakTitle = word(.outbreak, cells)
    entry.remarks = record.contradictions
    let dates: [(LineListField, PartialDate?)] = [
      (.infected, record.infected), (.onset, record.onset), (.reported, record.reported),
      (.hospitalised, record.hospitalised), (.ended, record.ended), (.birth, entry.person.birth),
    ]
    for (field, date) in dates {
      if let date, date.earliest > today {
        throw refusal(field, "\(date) lies after \(today), when the list was known")
      }
    }
    try check(entry)
    return entry
  }

  private func check(_ entry: LineListEntry) throws(LineListRefusal) {
    switch profile.kind {
    case .links:
      guard entry.record != nil else { throw refusal(.record, "it is empty") }
      guard entry.infector != nil else { throw refusal(.infector, "it is empty") }
    case .cases:
      let isNamed =
        entry.record != nil || !entry.person.identifiers.isEmpty || entry.person.family != nil
      guard isNamed else {
        throw LineListRefusal(
          column: "", reason: "it names nobody; a record, an identifier or a family name is needed")
      }
    }
    if let infector = entry.infector, infector == entry.record {
      throw refusal(.infector, "'\(infector)' cannot have infected itself")
    }
  }

  private func disease(_ cells: [String]) throws(LineListRefusal) -> String {
    guard let word = word(.disease, cells) else { throw refusal(.disease, "it is empty") }
    let meant = words[.disease]?[LetterFolding.words(word).joined()] ?? word
    if let known = Disease.find(meant) { return known.code }
    guard (6...18).contains(meant.utf8.count), meant.utf8.allSatisfy({ (48...57).contains($0) })
    else {
      throw refusal(
        .disease,
        "'\(word)' is no disease; a SNOMED CT code or one of "
          + Disease.known.map(\.title).joined(separator: ", ") + " is accepted")
    }
    return meant
  }

  private func person(_ cells: [String], _ record: CaseRecord) throws(LineListRefusal)
    -> PersonDetails
  {
    var person = PersonDetails(
      given: word(.given, cells), family: word(.family, cells),
      birth: try date(.birth, cells),
      sex: try closed(.sex, cells).flatMap(PersonDetails.Sex.init(rawValue:)),
      place: word(.place, cells), phone: word(.phone, cells))
    if person.family == nil, person.given == nil, let name = word(.name, cells) {
      (person.given, person.family) = LineListDecoder.split(name)
    }
    if let identifier = word(.identifier, cells) {
      person.identifiers = [
        .init(system: profile.identifierSystem ?? profile.source, value: identifier)
      ]
    }
    if let text = word(.age, cells) {
      guard let age = NumberText.number(Array(text.utf8)[...]), (0...130).contains(age) else {
        throw refusal(.age, "'\(text)' is no age; years from 0 to 130 are accepted")
      }
      let day = record.bestDate?.latest ?? today
      if person.birth == nil {
        person.birthYears = PersonDetails.birthYears(age: Int(age), on: min(day, today))
      }
    }
    return person
  }

  /// The id of an outbreak that a list calls by its name; an id stays as it is.
  static func outbreak(_ word: String) -> ID<Twin> {
    word.contains(":")
      ? ID(word) : ID("outbreak:" + LetterFolding.words(word).joined(separator: "-"))
  }

  /// `Family, Given`, or the last word as the family name.
  static func split(_ name: String) -> (given: String?, family: String?) {
    if let comma = name.firstIndex(of: ",") {
      let family = String(name[..<comma]).trimmingBlanks
      let given = String(name[name.index(after: comma)...]).trimmingBlanks
      return (given.isEmpty ? nil : given, family.isEmpty ? nil : family)
    }
    guard let blank = name.lastIndex(of: " ") else { return (nil, name) }
    return (
      String(name[..<blank]).trimmingBlanks, String(name[name.index(after: blank)...])
    )
  }

  private func position(_ cells: [String]) throws(LineListRefusal) -> CaseRecord.Position? {
    func degrees(_ field: LineListField) throws(LineListRefusal) -> Double? {
      guard let text = word(field, cells) else { return nil }
      guard let value = NumberText.number(Array(text.utf8)[...]) else {
        throw refusal(field, "'\(text)' is no number of degrees")
      }
      return value
    }
    guard let latitude = try degrees(.latitude), let longitude = try degrees(.longitude) else {
      return nil
    }
    guard let position = CaseRecord.Position(latitude: latitude, longitude: longitude) else {
      throw refusal(
        .latitude, "\(latitude), \(longitude) is nowhere; -90 to 90 and -180 to 180 are accepted")
    }
    return position
  }

  private func date(_ field: LineListField, _ cells: [String]) throws(LineListRefusal)
    -> PartialDate?
  {
    guard let text = word(field, cells) else { return nil }
    let form = profile.dateFormats[field] ?? profile.dateFormat ?? forms[field] ?? .iso
    guard let date = LineListDates.date(text, form) else {
      throw refusal(
        field,
        "'\(text)' is no date; \(form.pattern), or the year or month alone, is accepted")
    }
    return date
  }

  /// The meaning of a word of a closed list.
  private func closed(_ field: LineListField, _ cells: [String]) throws(LineListRefusal) -> String?
  {
    guard let text = word(field, cells) else { return nil }
    if let meaning = words[field]?[LetterFolding.words(text).joined()] { return meaning }
    let accepted = field.accepted
    if accepted.contains(text) { return text }
    throw refusal(
      field,
      "'\(text)' is not known; \(accepted.joined(separator: ", ")) are accepted, "
        + "others by a value map")
  }

  private func refusal(_ field: LineListField, _ reason: String) -> LineListRefusal {
    var column = field.rawValue
    if let index = indices[field] { column = header[index] }
    return LineListRefusal(column: column, reason: reason)
  }
}
