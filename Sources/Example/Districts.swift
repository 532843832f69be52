import SalusNumerics

/// Groups wards into connected districts of similar population that keep to one bank of the river.
///
/// Every ward joins the district whose heart is the shortest walk away through neighbouring wards;
/// hearts then move to the middle of their districts and heavy districts are held back (Lloyd's
/// rounds on a graph).
struct Districts {
  /// The district of each ward.
  let ofWard: [Int]

  private static let rounds = 18
  /// Crossing the river costs as much as so many wards: never, where there is another way.
  private static let crossing = 1e3

  init(_ map: WardMap, populations: [Int], count: Int) {
    let neighbours = map.neighbours
    var hearts = Districts.hearts(map, populations: populations, count: count)
    var handicaps = [Double](repeating: 0, count: hearts.count)
    var best: (spread: Double, districts: [Int]) = (.infinity, [])
    let fair = Double(populations.reduce(0, +)) / Double(hearts.count)
    for _ in 0..<Districts.rounds {
      let districts = Districts.nearest(hearts, handicaps, map, neighbours)
      var sums = [Double](repeating: 0, count: hearts.count)
      var middles = [MapPoint](repeating: MapPoint(0, 0), count: hearts.count)
      for (ward, district) in districts.enumerated() {
        sums[district] += Double(populations[ward])
        middles[district] = middles[district] + map.sites[ward] * Double(populations[ward])
      }
      let spread = sums.reduce(0) { $0 + ($1 - fair) * ($1 - fair) }
      if spread < best.spread, !sums.contains(0) { best = (spread, districts) }
      for index in hearts.indices where sums[index] > 0 {
        handicaps[index] += 0.6 * (sums[index] / fair - 1)
        let middle = middles[index] * (1 / sums[index])
        hearts[index] =
          districts.indices.filter { districts[$0] == index }.min {
            map.sites[$0].distance(to: middle) < map.sites[$1].distance(to: middle)
          } ?? hearts[index]
      }
    }
    ofWard = best.districts.isEmpty ? [Int](repeating: 0, count: map.sites.count) : best.districts
  }

  /// Hearts far from each other, shared between the banks by population; the first of each bank is
  /// its ward nearest to the centre.
  private static func hearts(_ map: WardMap, populations: [Int], count: Int) -> [Int] {
    let wards = map.sites.indices
    let centre = MapPoint(0, 0)
    let left = wards.filter { map.isLeftBank[$0] }
    let share =
      Double(left.reduce(0) { $0 + populations[$1] }) / Double(populations.reduce(0, +))
    let leftCount = min(count - 1, max(1, Int((share * Double(count)).rounded())))
    var hearts: [Int] = []
    for (bank, wanted) in [
      (left, leftCount), (wards.filter { !map.isLeftBank[$0] }, count - leftCount),
    ] {
      guard
        var next = bank.min(by: {
          map.sites[$0].distance(to: centre) < map.sites[$1].distance(to: centre)
        })
      else { continue }
      var gaps = [Double](repeating: .infinity, count: map.sites.count)
      for _ in 0..<wanted {
        hearts.append(next)
        for ward in bank {
          gaps[ward] = min(gaps[ward], map.sites[ward].distance(to: map.sites[next]))
        }
        next = bank.max { gaps[$0] < gaps[$1] } ?? next
      }
    }
    return hearts
  }

  /// Shortest walks from all hearts at once (Dijkstra 1959), a step counted in mean ward widths.
  private static func nearest(
    _ hearts: [Int], _ handicaps: [Double], _ map: WardMap,
    _ neighbours: [[(ward: Int, isAcrossRiver: Bool)]]
  ) -> [Int] {
    let widths = neighbours.indices.map { ward in
      neighbours[ward].reduce(0) { $0 + map.sites[ward].distance(to: map.sites[$1.ward]) }
        / Double(max(1, neighbours[ward].count))
    }
    var cost = [Double](repeating: .infinity, count: map.sites.count)
    var district = [Int](repeating: 0, count: map.sites.count)
    var isDone = [Bool](repeating: false, count: map.sites.count)
    for (index, heart) in hearts.enumerated() {
      cost[heart] = handicaps[index]
      district[heart] = index
    }
    while let ward = cost.indices.filter({ !isDone[$0] && cost[$0] < .infinity }).min(by: {
      cost[$0] < cost[$1]
    }) {
      isDone[ward] = true
      for other in neighbours[ward] where !isDone[other.ward] {
        let step =
          map.sites[ward].distance(to: map.sites[other.ward])
          / (0.5 * (widths[ward] + widths[other.ward]))
          + (other.isAcrossRiver ? crossing : 0)
        if cost[ward] + step < cost[other.ward] {
          cost[other.ward] = cost[ward] + step
          district[other.ward] = district[ward]
        }
      }
    }
    return district
  }
}
