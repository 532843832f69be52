import SalusCore

/// The official weekly return: confirmed cases of epidemiological weeks (Sunday to Saturday) by
/// district and for the region, published on Wednesdays from what was told by the day before.
///
/// A return holds the week that ended on Saturday and those earlier ones whose numbers have grown.
struct WeeklyReturn {
  struct Entry {
    let place: Place
    /// Day number of the Saturday.
    let weekEnding: Int
    let count: Int
  }

  /// Weeks that a return may revise, besides the newest.
  private static let revised = 2
  private let reality: Reality
  private let wardsOf: [[Int]]

  init(_ reality: Reality) {
    self.reality = reality
    let region = reality.region
    wardsOf = region.districts.indices.map { district in
      region.wards.indices.filter { region.districtOfWard[$0] == district }
    }
  }

  func published(on day: Int) -> [Entry] {
    guard ExampleCalendar.weekday(day) == .wednesday else { return [] }
    var entries: [Entry] = []
    for week in 0...WeeklyReturn.revised {
      let saturday = day - 4 - 7 * week
      guard saturday - 6 >= ExampleCalendar.archiveStart else { continue }
      let now = counts(saturday, by: day - 1)
      let before = week == 0 ? [] : counts(saturday, by: day - 8)
      for (index, count) in now.enumerated() where week == 0 || before[index] != count {
        let region = reality.region
        let place = index == 0 ? region.top : region.districts[index - 1]
        entries.append(Entry(place: place, weekEnding: saturday, count: count))
      }
    }
    return entries
  }

  /// Cases of the week that ends on a day as told by day `by`: the region, then its districts.
  private func counts(_ saturday: Int, by: Int) -> [Int] {
    let districts = wardsOf.indices.map { district in
      (saturday - 6...saturday).reduce(0) { sum, date in
        if date < 0 { return sum + reality.archive.known(district, on: date, by: by) }
        return wardsOf[district].reduce(sum) { $0 + reality.cases.known($1, on: date, by: by) }
      }
    }
    return [districts.reduce(0, +)] + districts
  }
}
