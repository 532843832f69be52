/// A part of the world that reports are about: a nation, a state, a district, a ward.
///
/// A place is a twin, so its id is a twin's.
public struct Place: Hashable, Sendable, Codable {
  public let id: ID<Twin>
  public var name: String
  public var level: Level
  /// The place that this one is part of; nil for the top of a hierarchy.
  public var parent: ID<Twin>?
  /// Residents; nil where nobody said.
  public var population: Int?
  /// Other names by system, such as `fips: 01`, `postal: AL`.
  public var codes: [String: String]
  /// IANA name of the zone whose days, shifts and deadlines are local here.
  public var timeZone: String

  public enum Level: String, Sendable, Codable, CaseIterable, Comparable {
    case nation, region, state, district, ward, hospital

    /// Coarser levels come first.
    public static func < (left: Level, right: Level) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }

  public init(
    id: ID<Twin>, name: String, level: Level, parent: ID<Twin>? = nil, population: Int? = nil,
    codes: [String: String] = [:], timeZone: String = "UTC"
  ) {
    self.id = id
    self.name = name
    self.level = level
    self.parent = parent
    self.population = population
    self.codes = codes
    self.timeZone = timeZone
  }
}

/// The living counterpart of something in the world; what it is comes from its type.
public enum Twin {}
