import SalusCore
import SalusTwin

/// The least share of its expected need of a good that a district is to have met.
struct Floors: Hashable, Sendable {
  var district: ID<Twin>
  var good: Int
  var share: Double
  var isVulnerable: Bool
  /// Hospitals of the district that need the good.
  var sites: [Int]
  /// Expected need over the horizon, in units or unit-days.
  var need: Double

  /// One for each district and good of which somebody there is short.
  static func of(
    _ question: PlanQuestion, _ settings: PlanSettings, _ lanes: PlanLanes
  ) -> [Floors] {
    let vulnerable = Set(settings.vulnerable)
    let short = Set(lanes.sinks)
    var found: [Floors] = []
    let districts = Set(question.sites.compactMap(\.district)).sorted()
    for district in districts {
      let isVulnerable = vulnerable.contains(district)
      let share = isVulnerable ? settings.vulnerableFloor : settings.floor
      for good in question.goods.indices {
        let sites = question.sites.indices.filter {
          question.sites[$0].district == district && question.needs[.init($0, good)] != nil
        }
        guard sites.contains(where: { short.contains(.init($0, good)) }) else { continue }
        let need = sites.reduce(0) { sum, site in
          sum + (question.needs[.init(site, good)]?.mean.reduce(0, +) ?? 0)
        }
        guard need > 0 else { continue }
        found.append(
          Floors(
            district: district, good: good, share: share, isVulnerable: isVulnerable,
            sites: sites, need: need))
      }
    }
    return found
  }

  /// The share of its need that each district with a floor gets met: of its worst good.
  static func held(
    _ floors: [Floors], _ question: PlanQuestion, shortage: (PlanQuestion.Key) -> Shortage
  ) -> [Plan.Floor] {
    let weights = Shortage.weights(question.levels)
    var found: [Plan.Floor] = []
    for floor in floors {
      let lacking = floor.sites.reduce(0) {
        $0 + shortage(.init($1, floor.good)).mean(weights)
      }
      let coverage = min(1, max(0, 1 - lacking / floor.need))
      let result = Plan.Floor(
        district: floor.district, coverage: coverage, floor: floor.share,
        isHeld: coverage >= floor.share - 1e-6, isVulnerable: floor.isVulnerable)
      if let index = found.firstIndex(where: { $0.district == floor.district }) {
        if found[index].coverage > coverage { found[index] = result }
      } else {
        found.append(result)
      }
    }
    return found
  }
}
