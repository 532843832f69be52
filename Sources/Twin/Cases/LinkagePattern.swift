/// How far two persons' details agree, field by field: what a comparison found and what weights
/// are given to.
public struct LinkagePattern: Hashable, Sendable {
  /// One level for each field in the order of `Field.allCases`.
  var levels: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8)

  /// What two persons are compared by.
  public enum Field: Int, Sendable, CaseIterable {
    case identifier, family, given, birth, sex, place, phone

    /// Levels that the field can have, best first, without `missing`.
    public var levels: [Level] {
      switch self {
      case .identifier, .sex, .place, .phone: [.agrees, .differs]
      case .family, .given: [.agrees, .near, .differs]
      case .birth: [.agrees, .near, .year, .differs]
      }
    }
  }

  /// How far a field agrees.
  public enum Level: UInt8, Sendable, CaseIterable {
    /// Exact, or a name at 0.92 or more by Jaro–Winkler.
    case agrees
    /// A name at 0.85 or more; a birth date with day and month swapped.
    case near
    /// Only the year of birth is the same, or possible.
    case year
    case differs
    /// One side does not say: counts neither way.
    case missing
  }

  /// Names at least this alike agree, and are near (bands of section 10 of the design).
  public static let nameAgrees = 0.92
  public static let nameNear = 0.85

  init() {
    let missing = Level.missing.rawValue
    levels = (missing, missing, missing, missing, missing, missing, missing)
  }

  /// A pattern as it is written down; fields that are left out are missing.
  public init(_ levels: [Field: Level]) {
    self.init()
    for (field, level) in levels { self[field] = level }
  }

  public subscript(field: Field) -> Level {
    get {
      let raw =
        switch field {
        case .identifier: levels.0
        case .family: levels.1
        case .given: levels.2
        case .birth: levels.3
        case .sex: levels.4
        case .place: levels.5
        case .phone: levels.6
        }
      return Level(rawValue: raw) ?? .missing
    }
    set {
      let raw = newValue.rawValue
      switch field {
      case .identifier: levels.0 = raw
      case .family: levels.1 = raw
      case .given: levels.2 = raw
      case .birth: levels.3 = raw
      case .sex: levels.4 = raw
      case .place: levels.5 = raw
      case .phone: levels.6 = raw
      }
    }
  }

  /// A number of its own for each pattern, by which patterns are put in order.
  public var code: Int {
    Field.allCases.reduce(0) { $0 * 5 + Int(self[$1].rawValue) }
  }

  public static func == (left: LinkagePattern, right: LinkagePattern) -> Bool {
    left.code == right.code
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(code)
  }
}

extension LinkagePattern: CustomStringConvertible {
  public var description: String {
    Field.allCases.filter { self[$0] != .missing }.map { "\($0) \(self[$0])" }
      .joined(separator: ", ")
  }
}
