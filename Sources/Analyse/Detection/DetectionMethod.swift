/// The detection methods by the names of the command line.
public enum DetectionMethod: String, Sendable, Codable, CaseIterable {
  case farringtonFlexible = "farrington-flexible"
  case farrington
  case earsC1 = "ears-c1"
  case earsC2 = "ears-c2"
  case earsC3 = "ears-c3"
  case earsC3R = "ears-c3-r"
}
