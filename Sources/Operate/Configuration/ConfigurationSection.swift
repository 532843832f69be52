import SalusCore

/// One object of a configuration while it is read: hands out values by key, notes what is wrong
/// with them, and remembers what it handed out, defaults included.
///
/// A value that is missing or wrong leaves the variable as it was, so one reading finds all faults.
/// Used on one thread, for as long as the file is read.
final class ConfigurationSection {
  /// `feeds[2]`; empty for the whole file.
  let path: String
  let position: TextPosition
  let faults: ConfigurationFaults
  private let members: [LocatedJSON.Member]
  private var asked: [String] = []
  private var shown: [(key: String, value: () -> JSON)] = []

  /// A section that is not in the file: every value is its default.
  private init(emptyAt position: TextPosition, _ path: String, _ faults: ConfigurationFaults) {
    self.path = path
    self.position = position
    self.faults = faults
    members = []
  }

  init(_ node: LocatedJSON, path: String, faults: ConfigurationFaults) {
    self.path = path
    self.faults = faults
    position = node.position
    members = node.members ?? []
    if node.members == nil {
      faults.add(node.position, path, "this is \(node.kind); an object { … } is expected")
    }
  }

  /// The values in force, in the order in which they were asked for.
  var effective: JSON { .object(shown.map { JSON.Member($0.key, $0.value()) }) }

  /// The keys that stand in the file.
  var keys: [String] { members.map(\.name) }

  func has(_ key: String) -> Bool { members.contains { $0.name == key } }

  func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Notes a fault at a key's value, or at the section where the key is missing.
  func fault(_ key: String, _ words: String) {
    faults.add(member(key)?.value.position ?? position, path(of: key), words)
  }

  /// Refuses keys that nobody asked for; to be called once all were.
  func close() {
    for member in members where !asked.contains(member.name) {
      let near = faults.isFull ? nil : NearestWord.find(member.name, among: asked)
      let guess = near.map { "did you mean '\($0)'?" }
      let all = "accepted are \(asked.joined(separator: ", "))"
      faults.add(
        member.position, path(of: member.name), "there is no such key; \(guess ?? all)")
    }
  }

  // MARK: - Values

  func text(_ key: String, _ value: inout String, most: Int = 500) {
    var optional: String? = value
    text(key, &optional, most: most)
    if let optional { value = optional }
  }

  func text(_ key: String, _ value: inout String?, most: Int = 500) {
    read(key, "a text") { node in
      guard let text = node.string else { return nil }
      guard (1...most).contains(text.utf8.count) else {
        return self.refused(key, "the text has \(text.utf8.count) bytes; 1 to \(most) are accepted")
      }
      value = text
      return ()
    }
    show(key, JSON(value))
  }

  /// A text that must be there.
  func required(_ key: String) -> String {
    var value: String?
    text(key, &value)
    if value == nil, !has(key) { fault(key, "this is needed and missing") }
    return value ?? ""
  }

  func flag(_ key: String, _ value: inout Bool) {
    read(key, "true or false") { node in
      guard case .bool(let flag) = node.value else { return nil }
      value = flag
      return ()
    }
    show(key, .bool(value))
  }

  func whole(_ key: String, _ value: inout Int, in range: ClosedRange<Int>) {
    var optional: Int? = value
    whole(key, &optional, in: range)
    if let optional { value = optional }
  }

  func whole(_ key: String, _ value: inout Int?, in range: ClosedRange<Int>) {
    let accepted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    read(key, accepted) { node in
      guard case .integer(let number) = node.value else { return nil }
      guard let whole = Int(exactly: number), range.contains(whole) else {
        return self.refused(key, "\(number) is out of range; \(accepted) is accepted")
      }
      value = whole
      return ()
    }
    show(key, JSON(value))
  }

  func number(_ key: String, _ value: inout Double, in range: ClosedRange<Double>) {
    var optional: Double? = value
    number(key, &optional, in: range)
    if let optional { value = optional }
  }

  func number(_ key: String, _ value: inout Double?, in range: ClosedRange<Double>) {
    let accepted =
      "a number from \(Format.number(range.lowerBound)) to \(Format.number(range.upperBound))"
    read(key, accepted) { node in
      guard let number = node.json.double else { return nil }
      guard range.contains(number) else {
        return self.refused(
          key, "\(Format.number(number)) is out of range; \(accepted) is accepted")
      }
      value = number
      return ()
    }
    show(key, JSON(value))
  }

  /// Seconds of a length of time such as `"15m"`.
  func length(_ key: String, _ seconds: inout Int, in range: ClosedRange<Int>) {
    let bounds =
      "\(Schedule.words(seconds: range.lowerBound)) to \(Schedule.words(seconds: range.upperBound))"
    let accepted = "a length of time from \(bounds), such as \"15m\", \"2h\" or \"1d\","
    read(key, accepted) { node in
      guard let text = node.string else { return nil }
      guard let length = Schedule.seconds(text), range.contains(length) else {
        return self.refused(key, "'\(text)' is not accepted; \(accepted) is")
      }
      seconds = length
      return ()
    }
    show(key, .string(Schedule.words(seconds: seconds)))
  }

  /// A length of time in another unit: hours by 3600, days by 86 400.
  func length(
    _ key: String, _ value: inout Double, unit: Double, in range: ClosedRange<Int>
  ) {
    var seconds = Int((value * unit).rounded())
    length(key, &seconds, in: range)
    value = Double(seconds) / unit
  }

  func schedule(_ key: String, _ value: inout Schedule) {
    var optional: Schedule? = value
    schedule(key, &optional)
    if let optional { value = optional }
  }

  func schedule(_ key: String, _ value: inout Schedule?) {
    read(key, Schedule.accepted) { node in
      guard let text = node.string else { return nil }
      guard let schedule = Schedule(text) else {
        return self.refused(key, "'\(text)' is no schedule; \(Schedule.accepted) is accepted")
      }
      value = schedule
      return ()
    }
    show(key, JSON(value?.description))
  }

  /// Seconds after local midnight of a time of day such as `"22:00"`.
  func timeOfDay(_ key: String, _ second: inout Int?) {
    read(key, "a time of day such as \"22:00\"") { node in
      guard let text = node.string else { return nil }
      guard case .daily(let time) = Schedule(text) else {
        return self.refused(key, "'\(text)' is no time of day; \"00:00\" to \"23:59\" is accepted")
      }
      second = time
      return ()
    }
    show(key, JSON(second.map { Schedule.daily(second: $0).description }))
  }

  /// One word of a closed list.
  func choice<Value: RawRepresentable & CaseIterable>(_ key: String, _ value: inout Value)
  where Value.RawValue == String {
    var optional: Value? = value
    choice(key, &optional)
    if let optional { value = optional }
  }

  func choice<Value: RawRepresentable & CaseIterable>(_ key: String, _ value: inout Value?)
  where Value.RawValue == String {
    let words = Value.allCases.map(\.rawValue)
    read(key, "one of \(words.joined(separator: ", "))") { node in
      guard let text = node.string else { return nil }
      guard let choice = Value(rawValue: text) else {
        let near = NearestWord.find(text, among: words)
        return self.refused(
          key,
          "'\(text)' is not accepted"
            + (near.map { " (did you mean '\($0)'?)" } ?? "")
            + "; \(words.joined(separator: ", ")) are")
      }
      value = choice
      return ()
    }
    show(key, JSON(value?.rawValue))
  }

  /// Several texts; a single one may stand without its brackets.
  func texts(_ key: String, _ values: inout [String]) {
    read(key, "a text or a list of texts") { node in
      if let text = node.string {
        values = [text]
        return ()
      }
      guard let elements = node.elements else { return nil }
      let read = elements.compactMap(\.string)
      guard read.count == elements.count else { return nil }
      values = read
      return ()
    }
    show(key, .array(values.map { .string($0) }))
  }

  // MARK: - Sections

  /// The object under a key; one of defaults where there is none.
  func section(_ key: String) -> ConfigurationSection {
    ask(key)
    let section =
      member(key).map { ConfigurationSection($0.value, path: path(of: key), faults: faults) }
      ?? ConfigurationSection(emptyAt: position, path(of: key), faults)
    shown.append((key, { section.effective }))
    return section
  }

  /// The objects of a list; none where the key is missing.
  func sections(_ key: String) -> [ConfigurationSection] {
    var sections: [ConfigurationSection] = []
    read(key, "a list of objects") { node in
      guard let elements = node.elements else { return nil }
      sections = elements.enumerated().map {
        ConfigurationSection($1, path: "\(self.path(of: key))[\($0)]", faults: self.faults)
      }
      return ()
    }
    shown.append((key, { .array(sections.map(\.effective)) }))
    return sections
  }

  /// The objects under keys that the file chooses, such as one for each signal.
  func named(_ key: String) -> [(name: String, section: ConfigurationSection)] {
    var sections: [(name: String, section: ConfigurationSection)] = []
    read(key, "an object with an object for each name") { node in
      guard let members = node.members else { return nil }
      sections = members.map {
        (
          $0.name,
          ConfigurationSection(
            $0.value, path: "\(self.path(of: key)).\($0.name)", faults: self.faults)
        )
      }
      return ()
    }
    shown.append((key, { .object(sections.map { JSON.Member($0.name, $0.section.effective) }) }))
    return sections
  }

  /// Any value, with its positions; nil where the key is missing.
  func node(_ key: String) -> LocatedJSON? {
    ask(key)
    return member(key)?.value
  }

  /// Says what is in force under a key that was read by `node`.
  func show(_ key: String, _ value: JSON) {
    shown.append((key, { value }))
  }

  // MARK: - Reading

  private func ask(_ key: String) {
    if !asked.contains(key) { asked.append(key) }
  }

  private func member(_ key: String) -> LocatedJSON.Member? { members.first { $0.name == key } }

  private func refused(_ key: String, _ words: String) -> Void? {
    fault(key, words)
    return ()
  }

  /// - Parameter take: nil where the value is of another sort than accepted.
  private func read(_ key: String, _ accepted: String, _ take: (LocatedJSON) -> Void?) {
    ask(key)
    guard let node = member(key)?.value else { return }
    if take(node) == nil { fault(key, "this is \(node.kind); \(accepted) is accepted") }
  }
}

/// The faults found while a configuration is read; used on one thread.
final class ConfigurationFaults {
  /// Nobody reads more; what is beyond is counted.
  static let mostKept = 100

  private(set) var list: [ConfigurationFault] = []
  private(set) var others = 0

  /// Whether another one would only be counted.
  var isFull: Bool { list.count >= ConfigurationFaults.mostKept }

  func add(_ position: TextPosition?, _ path: String, _ words: String) {
    if isFull {
      others += 1
    } else {
      list.append(ConfigurationFault(position, path, words))
    }
  }

  /// In the order of the file; those of other files last.
  var sorted: [ConfigurationFault] {
    list.enumerated().sorted {
      let (left, right) = ($0.element.position, $1.element.position)
      let last = TextPosition(line: .max, column: .max)
      return (left ?? last, $0.offset) < (right ?? last, $1.offset)
    }.map(\.element)
  }
}
