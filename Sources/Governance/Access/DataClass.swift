/// How sensitive data are, decided before anything is done with them.
public enum DataClass: Int, Sendable, Codable, CaseIterable, Comparable {
  /// C0: anybody may see it.
  case open = 0
  /// C1: counts of people.
  case aggregate = 1
  /// C2: a record of one person without direct identifiers.
  case pseudonymous = 2
  /// C3: a record that says who.
  case identified = 3
  /// C4: neurological, psychiatric and genetic data, sexual health, children, location traces.
  /// What has no class is treated as this one.
  case special = 4

  /// `C0` to `C4`.
  public var label: String { "C\(rawValue)" }

  /// Reads `C0` to `C4`.
  public init?(label: String) {
    guard let found = DataClass.allCases.first(where: { $0.label == label }) else { return nil }
    self = found
  }

  /// True from C2 upwards: one person stands behind it, so it is sealed and read under a grant.
  public var isPersonal: Bool { self >= .pseudonymous }

  public static func < (left: DataClass, right: DataClass) -> Bool {
    left.rawValue < right.rawValue
  }
}
