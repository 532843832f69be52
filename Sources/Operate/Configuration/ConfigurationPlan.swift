import SalusCore
import SalusDecide

extension PlanSettings {
  mutating func read(_ section: ConfigurationSection) {
    section.whole("horizonDays", &horizonDays, in: 1...28)
    section.whole("departureDays", &departureDays, in: 1...7)
    section.number("loadMinutes", &loadMinutes, in: 0...1440)
    section.number("workMinutes", &workMinutes, in: 0...1440)
    section.number("mostMinutes", &mostMinutes, in: 1...10_000)
    section.number("reserveShare", &reserveShare, in: 0...1)
    section.number("donorLevel", &donorLevel, in: 0.5...0.975)
    section.number("staffShare", &staffShare, in: 0...1)
    section.whole("shelfDays", &shelfDays, in: 0...365)
    section.number("floor", &floor, in: 0...1)
    section.number("vulnerableFloor", &vulnerableFloor, in: 0...1)
    var places = vulnerable.map(\.text)
    section.texts("vulnerable", &places)
    vulnerable = places.map { ID($0) }
    section.number("leastRisk", &leastRisk, in: 0...1)
    section.whole("leastRiskDays", &leastRiskDays, in: 1...28)
    section.number("keepShare", &keepShare, in: 0...1)
    section.number("leastGain", &leastGain, in: 0...1_000_000)
    section.number("leastMoveGain", &leastMoveGain, in: 0...1_000_000)
    section.number("changeCost", &changeCost, in: 0...1000)
    section.text("bedResource", &bedResource)
    section.texts("staff", &staff)
    readImportance(section.section("importance"))
    section.number("mostDaysOfUnit", &mostDaysOfUnit, in: 1...365)
    section.number("stockTolerance", &stockTolerance, in: 0...1)
    section.number("needTolerance", &needTolerance, in: 0...1)
    section.close()
  }

  /// Categories that have no weight of their own cannot be weighed.
  private mutating func readImportance(_ section: ConfigurationSection) {
    for category in importance.keys.sorted() {
      var weight = importance[category] ?? 0
      section.number(category, &weight, in: 0...1000)
      importance[category] = weight
    }
    section.close()
  }
}
