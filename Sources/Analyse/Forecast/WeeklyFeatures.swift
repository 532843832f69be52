import Glibc
import SalusCore

/// What the pooled learners know of a place in a week: 20 numbers about its recent course, its
/// neighbours and the time of year, all on the root scale.
///
/// 0 Z; 1 to 3 its last three weekly changes; 4 the change of the change; 5 slope over 4 weeks;
/// 6 mean of 4 weeks; 7 highest of 26 weeks less Z; 8 Z less lowest of 26 weeks; 9, 10 change of
/// the mean of all places over 1 and 2 weeks; 11 that mean; 12, 13 change of the region's mean over
/// 1 and 2 weeks; 14 the region's mean less Z; 15 season week; 16 its distance from week 22;
/// 17 log(1 + count); 18 log population; 19 change over 52 weeks.
struct WeeklyFeatures: Sendable {
  static let count = 20
  /// Features before this one must be known.
  static let needed = 18
  /// Weeks before which the history is too short for features.
  static let firstWeek = 6

  let weeks: Int
  let seasonWeeks: [Int]
  /// Z with gaps of up to three weeks filled by the value before them; nil for places without any
  /// value.
  let filled: [[Double]]
  /// Z as reported.
  let reported: [[Double]]
  let scales: [RootScale?]
  /// Place-major, then week, then feature.
  private let values: [Double]

  init(_ input: ForecastInput) {
    weeks = input.dates.count
    seasonWeeks = input.dates.map(SeasonWeek.number(of:))
    let scales = zip(input.counts, input.locations).map {
      RootScale(counts: $0, population: $1.population)
    }
    self.scales = scales
    let reported = zip(input.counts, scales).map { counts, scale in
      counts.map { scale?.value($0) ?? .nan }
    }
    self.reported = reported
    let filled = reported.map(WeeklyFeatures.fill)
    self.filled = filled

    let parts = input.locations.indices.filter { !input.locations[$0].isAggregate }
    let everywhere = WeeklyFeatures.mean(filled, of: parts, weeks: weeks)
    var regions: [String: [Double]] = [:]
    for region in Set(input.locations.compactMap(\.region)) {
      let members = parts.filter { input.locations[$0].region == region }
      regions[region] = WeeklyFeatures.mean(filled, of: members, weeks: weeks)
    }
    var values = [Double](
      repeating: .nan, count: input.locations.count * weeks * WeeklyFeatures.count)
    for (place, location) in input.locations.enumerated() {
      guard let scale = scales[place] else { continue }
      let region = location.isAggregate ? nil : location.region.flatMap { regions[$0] }
      let population = log(Double(max(location.population ?? 100_000, 1)))
      for week in 0..<weeks where !filled[place][week].isNaN {
        let row = WeeklyFeatures.row(
          filled[place], everywhere: everywhere, region: region ?? everywhere, week: week)
        let start = (place * weeks + week) * WeeklyFeatures.count
        for (index, value) in row.enumerated() { values[start + index] = value }
        let season = Double(seasonWeeks[week])
        values[start + 15] = season
        values[start + 16] = abs(season - 22)
        values[start + 17] = log(1 + scale.count(filled[place][week]))
        values[start + 18] = population
        if week >= 52 {
          values[start + 19] = filled[place][week] - filled[place][week - 52]
        }
      }
    }
    self.values = values
  }

  /// The features of a place in a week; some are not-a-number where history is missing.
  func row(place: Int, week: Int) -> ArraySlice<Double> {
    let start = (place * weeks + week) * WeeklyFeatures.count
    return values[start..<start + WeeklyFeatures.count]
  }

  /// True where all features that must be known are.
  func isUsable(place: Int, week: Int) -> Bool {
    guard week >= WeeklyFeatures.firstWeek else { return false }
    return row(place: place, week: week).prefix(WeeklyFeatures.needed).allSatisfy { !$0.isNaN }
  }

  private static func row(
    _ own: [Double], everywhere: [Double], region: [Double], week: Int
  ) -> [Double] {
    func back(_ series: [Double], _ weeks: Int) -> Double {
      week >= weeks ? series[week - weeks] : .nan
    }
    let z0 = own[week]
    let z1 = back(own, 1)
    let z2 = back(own, 2)
    let z3 = back(own, 3)
    let recent = own[max(0, week - 25)...week].filter { !$0.isNaN }
    let highest = recent.max() ?? .nan
    let lowest = recent.count >= 4 ? recent.min() ?? .nan : .nan
    return [
      z0, z0 - z1, z1 - z2, z2 - z3, (z0 - z1) - (z1 - z2),
      (1.5 * z0 + 0.5 * z1 - 0.5 * z2 - 1.5 * z3) / 5, (z0 + z1 + z2 + z3) / 4,
      highest - z0, z0 - lowest, everywhere[week] - back(everywhere, 1),
      everywhere[week] - back(everywhere, 2), everywhere[week],
      region[week] - back(region, 1), region[week] - back(region, 2), region[week] - z0,
    ]
  }

  private static func fill(_ series: [Double]) -> [Double] {
    var filled = series
    var gap = 0
    for week in series.indices.dropFirst() {
      gap = series[week].isNaN ? gap + 1 : 0
      if gap > 0, gap <= 3 { filled[week] = filled[week - 1] }
    }
    return filled
  }

  private static func mean(_ series: [[Double]], of members: [Int], weeks: Int) -> [Double] {
    (0..<weeks).map { week in
      var sum = 0.0
      var count = 0.0
      for member in members where !series[member][week].isNaN {
        sum += series[member][week]
        count += 1
      }
      return count > 0 ? sum / count : .nan
    }
  }
}
