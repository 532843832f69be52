/// How far a value can be trusted.
public enum Quality: UInt8, Sendable, CaseIterable {
  case good = 0
  case suspect = 1
  case estimated = 2
  /// The source says that there is no value.
  case missing = 3

  /// `good`, `suspect`, `estimated` or `missing`.
  public var text: String {
    switch self {
    case .good: "good"
    case .suspect: "suspect"
    case .estimated: "estimated"
    case .missing: "missing"
    }
  }

  /// Nil for any other word.
  public init?(_ text: String) {
    guard let found = Quality.allCases.first(where: { $0.text == text }) else { return nil }
    self = found
  }
}
