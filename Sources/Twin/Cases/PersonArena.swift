import SalusCore

/// Persons as compact rows for comparing: folded names in one run of bytes, the rest as numbers.
struct PersonArena: Sendable {
  /// One person; names are slices of `letters`.
  struct Row: Sendable {
    var family: (start: Int32, count: Int32)
    var given: (start: Int32, count: Int32)
    /// Days since 1970 of a full birth date; `Row.unknown` for none.
    var birth: Int32
    /// The same with day and month exchanged, where the calendar has that day.
    var swapped: Int32
    var firstYear: Int16
    var lastYear: Int16
    /// Index of `PersonDetails.Sex`, 0 for unknown.
    var sex: UInt8
    /// Number of the folded place, -1 for unknown.
    var place: Int32
    /// Last digits as a number, 0 for unknown.
    var phone: UInt64
    /// Slice of `identifiers`.
    var identifiers: (start: Int32, count: Int32)

    static let unknown = Int32.min
  }

  private(set) var rows: [Row] = []
  private(set) var letters: [UInt8] = []
  /// System and value, each a number of its own.
  private(set) var identifiers: [(system: Int32, value: Int32)] = []
  private var places: [String: Int32] = [:]
  private var systems: [String: Int32] = [:]
  private var values: [String: Int32] = [:]

  var count: Int { rows.count }

  /// Adds a person and returns the row's number.
  mutating func append(_ person: PersonDetails) -> Int32 {
    rows.append(row(person, isKept: true))
    return Int32(rows.count - 1)
  }

  mutating func replace(_ index: Int32, with person: PersonDetails) {
    rows[Int(index)] = row(person, isKept: true)
  }

  /// Calls `body` with the row of a person who is not kept, and forgets the row afterwards.
  mutating func withRow<Result>(of person: PersonDetails, _ body: (Row, PersonArena) -> Result)
    -> Result
  {
    let (lettersBefore, identifiersBefore) = (letters.count, identifiers.count)
    let row = row(person, isKept: false)
    let result = body(row, self)
    letters.removeLast(letters.count - lettersBefore)
    identifiers.removeLast(identifiers.count - identifiersBefore)
    return result
  }

  private mutating func row(_ person: PersonDetails, isKept: Bool) -> Row {
    let birth = person.birth
    let date = birth?.date
    var swapped: CivilDate?
    if let birth, let month = birth.month, let day = birth.day {
      swapped = CivilDate(year: birth.year, month: day, day: month)
    }
    let years = birth.map { $0.year...$0.year } ?? person.birthYears
    let start = Int32(identifiers.count)
    for identifier in person.identifiers {
      let value = PersonDetails.plainValue(identifier.value)
      guard !value.isEmpty else { continue }
      identifiers.append(
        (
          PersonArena.number(identifier.system, in: &systems, isKept),
          PersonArena.number(value, in: &values, isKept)
        ))
    }
    return Row(
      family: slice(person.family), given: slice(person.given),
      birth: date.map { Int32($0.days) } ?? Row.unknown,
      swapped: swapped.map { Int32($0.days) } ?? Row.unknown,
      firstYear: Int16(years?.lowerBound ?? 0), lastYear: Int16(years?.upperBound ?? 0),
      sex: person.sex.flatMap { PersonDetails.Sex.allCases.firstIndex(of: $0) }
        .map { UInt8($0 + 1) } ?? 0,
      place: placeNumber(person.place, isKept),
      phone: person.phone.flatMap(PersonDetails.phoneDigits).flatMap { UInt64($0) } ?? 0,
      identifiers: (start, Int32(identifiers.count) - start))
  }

  private mutating func placeNumber(_ place: String?, _ isKept: Bool) -> Int32 {
    guard let place else { return -1 }
    let words = LetterFolding.words(place)
    return words.isEmpty
      ? -1 : PersonArena.number(words.joined(separator: " "), in: &places, isKept)
  }

  private mutating func slice(_ name: String?) -> (Int32, Int32) {
    let start = Int32(letters.count)
    if let name { letters.append(contentsOf: LetterFolding.sorted(name).utf8) }
    return (start, Int32(letters.count) - start)
  }

  /// Words that nobody kept has share a number that agrees with none.
  private static func number(_ word: String, in table: inout [String: Int32], _ isKept: Bool)
    -> Int32
  {
    if let known = table[word] { return known }
    guard isKept else { return Int32.max }
    table[word] = Int32(table.count)
    return Int32(table.count - 1)
  }
}
