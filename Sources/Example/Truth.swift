import SalusCore

/// What truly happened on one day, by ward. Kept apart from the journal, to evaluate the twin with.
public struct Truth: Hashable, Sendable {
  /// New infections of the day.
  public let infections: [Int]
  /// People in each state at the end of the day.
  public let susceptible: [Int]
  public let exposed: [Int]
  public let infectious: [Int]
  /// Secondary infections of one case, if all stayed as it is on that day.
  public let reproduction: [Double]

  /// The region's reproduction number: the mean of the wards' by the infectious in them, by their
  /// people where nobody is infectious.
  public func reproduction(_ region: Region) -> Double {
    let cases = infectious.reduce(0, +)
    var sum = 0.0
    for ward in infectious.indices {
      sum +=
        reproduction[ward]
        * Double(cases > 0 ? infectious[ward] : region.wards[ward].population ?? 0)
    }
    return sum / Double(cases > 0 ? cases : Region.residents)
  }
}
