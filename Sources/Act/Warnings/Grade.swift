/// How grave a warning is: I is the gravest, IV the mildest.
public enum Grade: Int, Sendable, Codable, CaseIterable, Comparable {
  case first = 1
  case second = 2
  case third = 3
  case fourth = 4

  /// `I` to `IV`.
  public var numeral: String {
    switch self {
    case .first: "I"
    case .second: "II"
    case .third: "III"
    case .fourth: "IV"
    }
  }

  public func isGraver(than other: Grade) -> Bool { rawValue < other.rawValue }

  /// One step milder; IV stays.
  public var milder: Grade { Grade(rawValue: rawValue + 1) ?? .fourth }

  /// Orders the gravest first.
  public static func < (left: Grade, right: Grade) -> Bool { left.rawValue < right.rawValue }
}
