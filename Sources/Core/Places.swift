/// The places of a bank, found by id, by any code and by name.
public struct Places: Sendable {
  /// Ordered by id, so that every run walks them alike.
  public let all: [Place]
  private let indexByID: [ID<Twin>: Int]
  private let idByName: [String: ID<Twin>]
  private let childrenByID: [ID<Twin>: [ID<Twin>]]

  /// A later entry of one id replaces an earlier one.
  public init(_ places: [Place]) {
    var latest: [ID<Twin>: Place] = [:]
    for place in places { latest[place.id] = place }
    all = latest.values.sorted { $0.id < $1.id }
    indexByID = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1.id, $0) })
    var names: [String: ID<Twin>] = [:]
    var children: [ID<Twin>: [ID<Twin>]] = [:]
    for place in all {
      // Codes win over names, and ids over both, where two places share a word.
      names[Places.folded(place.name), default: place.id] = place.id
    }
    for place in all {
      for code in place.codes.values { names[Places.folded(code)] = place.id }
      if let parent = place.parent { children[parent, default: []].append(place.id) }
    }
    for place in all { names[Places.folded(place.id.text)] = place.id }
    idByName = names
    childrenByID = children
  }

  public subscript(id: ID<Twin>) -> Place? {
    indexByID[id].map { all[$0] }
  }

  /// The place that a feed means by `word`: an id, a code (FIPS with or without its leading zero,
  /// postal, …) or a name, blind to case and surrounding space.
  public func find(_ word: String) -> Place? {
    let key = Places.folded(word)
    if let id = idByName[key] { return self[id] }
    // Spreadsheets lose leading zeros: FIPS "1" is "01".
    if key.utf8.count == 1, key.utf8.allSatisfy({ (48...57).contains($0) }),
      let id = idByName["0" + key]
    {
      return self[id]
    }
    return nil
  }

  /// The direct parts of a place, ordered by id.
  public func children(of id: ID<Twin>) -> [Place] {
    (childrenByID[id] ?? []).compactMap { self[$0] }
  }

  /// Places without a known parent: the tops of the hierarchy.
  public var roots: [Place] {
    all.filter { place in place.parent.map { self[$0] == nil } ?? true }
  }

  /// Places of a level, ordered by id.
  public func at(_ level: Place.Level) -> [Place] {
    all.filter { $0.level == level }
  }

  static func folded(_ text: String) -> String {
    var scalars = text.lowercased()[...]
    while scalars.first?.isWhitespace == true { scalars.removeFirst() }
    while scalars.last?.isWhitespace == true { scalars.removeLast() }
    return String(scalars)
  }
}
