import SalusCore
import SalusNumerics

/// Days on which a feed sends nothing, as a whole or for one district. What was held back comes
/// with the next report.
struct Silence: Sendable {
  private let seed: Seed
  private let scheme: ReportingScheme
  /// Groups that keep silent on certain days besides those of chance.
  private let planned: [Int: ClosedRange<Int>]

  init(_ seed: Seed, _ scheme: ReportingScheme, planned: [Int: ClosedRange<Int>] = [:]) {
    self.seed = seed
    self.scheme = scheme
    self.planned = planned
  }

  func isSilent(_ district: Int, on day: Int) -> Bool {
    if let days = planned[district], days.contains(day) { return true }
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
