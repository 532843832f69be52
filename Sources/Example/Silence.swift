import SalusCore
import SalusNumerics

/// Days on which a feed sends nothing, as a whole or for one district. What was held back comes
/// with the next report.
struct Silence: Sendable {
  private let seed: Seed
  private let scheme: ReportingScheme

  init(_ seed: Seed, _ scheme: ReportingScheme) {
    self.seed = seed
    self.scheme = scheme
  }

  func isSilent(_ district: Int, on day: Int) -> Bool {
    var all = Stream(seed, .reporting, day, 0, layer: scheme.layer + 32)
    if all.uniform() < scheme.silence { return true }
    var own = Stream(seed, .reporting, day, district + 1, layer: scheme.layer + 32)
    return own.uniform() < scheme.districtSilence
  }

  /// The last day before `day` on which the district sent something; nil for none since day 0.
  func lastReport(_ district: Int, before day: Int) -> Int? {
    (0..<max(0, day)).last { !isSilent(district, on: $0) }
  }
}
