/// The detection methods by the names of the command line.
public enum DetectionMethod: String, Sendable, Codable, CaseIterable {
  case farringtonFlexible = "farrington-flexible"
  case farrington
  case earsC1 = "ears-c1"
  case earsC2 = "ears-c2"
  case earsC3 = "ears-c3"
  case earsC3R = "ears-c3-r"
  case bayes
  case rki
  case cusum

  /// What the method is called on a page.
  public var title: String {
    switch self {
    case .farringtonFlexible: "Farrington flexible"
    case .farrington: "Farrington"
    case .earsC1: "EARS C1"
    case .earsC2: "EARS C2"
    case .earsC3: "EARS C3"
    case .earsC3R: "EARS C3 (R)"
    case .bayes: "Bayes"
    case .rki: "RKI"
    case .cusum: "CUSUM"
    }
  }

  /// True for methods that take counts alone; false for those that also take rates.
  public var countsOnly: Bool {
    switch self {
    case .earsC1, .earsC2, .earsC3, .earsC3R: false
    default: true
    }
  }
}

/// Named sets of settings.
public enum DetectionPreset: String, Sendable, CaseIterable {
  /// What the running twin uses.
  case product
  /// The settings of the published reference computations.
  case bench
}
