/// Compares two rows of an arena field by field.
struct PersonComparison {
  let letters: UnsafeBufferPointer<UInt8>
  let identifiers: UnsafeBufferPointer<(system: Int32, value: Int32)>

  func pattern(_ left: PersonArena.Row, _ right: PersonArena.Row) -> LinkagePattern {
    var pattern = LinkagePattern()
    pattern[.birth] = birth(left, right)
    pattern[.identifier] = identifier(left, right)
    pattern[.sex] =
      left.sex == 0 || right.sex == 0 ? .missing : left.sex == right.sex ? .agrees : .differs
    pattern[.place] =
      left.place < 0 || right.place < 0
      ? .missing : left.place == right.place ? .agrees : .differs
    pattern[.phone] =
      left.phone == 0 || right.phone == 0
      ? .missing : left.phone == right.phone ? .agrees : .differs
    let family = name(left.family, right.family)
    let given = name(left.given, right.given)
    pattern[.family] = family
    pattern[.given] = given
    // Forms mix the two up; crosswise agreement is worth no more than nearness.
    if family == .differs, given == .differs, name(left.family, right.given) == .agrees,
      name(left.given, right.family) == .agrees
    {
      pattern[.family] = .near
      pattern[.given] = .near
    }
    return pattern
  }

  private func birth(_ left: PersonArena.Row, _ right: PersonArena.Row) -> LinkagePattern.Level {
    guard left.firstYear > 0, right.firstYear > 0 else { return .missing }
    let unknown = PersonArena.Row.unknown
    if left.birth != unknown, right.birth != unknown {
      if left.birth == right.birth { return .agrees }
      if left.swapped == right.birth { return .near }
    }
    let overlap = left.firstYear <= right.lastYear && right.firstYear <= left.lastYear
    return overlap ? .year : .differs
  }

  private func identifier(_ left: PersonArena.Row, _ right: PersonArena.Row)
    -> LinkagePattern.Level
  {
    var level = LinkagePattern.Level.missing
    for one in 0..<Int(left.identifiers.count) {
      let a = identifiers[Int(left.identifiers.start) + one]
      for other in 0..<Int(right.identifiers.count) {
        let b = identifiers[Int(right.identifiers.start) + other]
        guard a.system == b.system else { continue }
        if a.value == b.value { return .agrees }
        level = .differs
      }
    }
    return level
  }

  private func name(_ left: (start: Int32, count: Int32), _ right: (start: Int32, count: Int32))
    -> LinkagePattern.Level
  {
    guard left.count > 0, right.count > 0 else { return .missing }
    let a = UnsafeBufferPointer(
      rebasing: letters[Int(left.start)..<Int(left.start + left.count)])
    let b = UnsafeBufferPointer(
      rebasing: letters[Int(right.start)..<Int(right.start + right.count)])
    if a.elementsEqual(b) { return .agrees }
    let likeness: Double
    if a.allSatisfy({ $0 < 0x80 }), b.allSatisfy({ $0 < 0x80 }) {
      likeness = JaroWinkler.similarity(a, b)
    } else {
      likeness = JaroWinkler.similarity(
        String(decoding: a, as: UTF8.self), String(decoding: b, as: UTF8.self))
    }
    if likeness >= LinkagePattern.nameAgrees { return .agrees }
    if likeness >= LinkagePattern.nameNear || contains(a, b) || contains(b, a) { return .near }
    return .differs
  }

  /// Whether every word of the shorter name is one of the longer's: `maria` of `anna maria`.
  private func contains(_ long: UnsafeBufferPointer<UInt8>, _ short: UnsafeBufferPointer<UInt8>)
    -> Bool
  {
    guard short.count >= 3, long.count > short.count, long.contains(0x20) else { return false }
    let words = long.split(separator: 0x20)
    return short.split(separator: 0x20).allSatisfy { word in
      words.contains { $0.elementsEqual(word) }
    }
  }
}
