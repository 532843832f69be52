/// The words under which a person is filed, so that whoever may be the same person is found by a
/// few look-ups and never by comparing all pairs.
///
/// Keys hold personal data in the clear: whoever stores them blinds them first (a keyed token).
public enum BlockingKeys {
  /// At most one key of each sort and identifier, in a fixed order without repeats:
  /// - `i|system|value` for every identifier,
  /// - `p|digits` for the telephone,
  /// - `f|sound|year` for each year of birth that is possible,
  /// - `b|name|date` for given and family name with the birth date, day and month in rising order so
  ///   that swapped ones meet,
  /// - `l|family|place`.
  public static func of(_ person: PersonDetails) -> [String] {
    var keys: [String] = []
    func add(_ key: String) {
      if !keys.contains(key) { keys.append(key) }
    }
    for identifier in person.identifiers {
      let value = PersonDetails.plainValue(identifier.value)
      if !value.isEmpty { add("i|\(identifier.system)|\(value)") }
    }
    if let phone = person.phone.flatMap(PersonDetails.phoneDigits) { add("p|\(phone)") }
    let family = person.family.map(LetterFolding.words) ?? []
    let given = person.given.map(LetterFolding.words) ?? []
    let sound = SoundKey.key(family)
    if !sound.isEmpty {
      for year in years(of: person) { add("f|\(sound)|\(year)") }
    }
    if let birth = person.birth, let month = birth.month, let day = birth.day {
      let date = "\(birth.year)-\(min(month, day))-\(max(month, day))"
      for name in [given.first, family.last] {
        if let name { add("b|\(name)|\(date)") }
      }
    }
    if !family.isEmpty, let place = person.place.map(LetterFolding.words), !place.isEmpty {
      add("l|\(family.sorted().joined(separator: " "))|\(place.joined(separator: " "))")
    }
    return keys
  }

  private static func years(of person: PersonDetails) -> ClosedRange<Int> {
    if let birth = person.birth { return birth.year...birth.year }
    // A range that no office would mean is not spread over the index.
    if let years = person.birthYears, years.count <= 3 { return years }
    return 0...0
  }
}
