import Glibc
import SalusCore
import SalusNumerics

/// The synthetic metropolitan region: places with people, their borders and a river.
///
/// Equal seeds give equal regions. Nothing in it stands for any real place.
public struct Region: Sendable {
  public let seed: Seed
  /// The region itself.
  public let top: Place
  /// Twelve, in the order of their ids.
  public let districts: [Place]
  /// Four hundred and twenty, in the order of their ids.
  public let wards: [Place]
  /// For each ward the index of its district.
  public let districtOfWard: [Int]
  /// For each ward where its middle lies.
  public let centres: [MapPoint]
  /// For each ward the wards that share a border with it, ascending.
  public let neighbours: [[Int]]
  /// For each ward which bank of the river it is on.
  public let isLeftBank: [Bool]
  /// For each place id the rings of its boundary: one outer ring, then holes.
  public let boundaries: [ID<Twin>: [Ring]]
  /// The river from end to end.
  public let river: [MapPoint]

  public static let wardCount = 420
  public static let districtCount = 12
  public static let residents = 1_000_000

  public init(seed: Seed) {
    self.seed = seed
    let map = WardMap(seed, wards: Region.wardCount)
    let rings = map.sites.indices.map { ward in map.rings { $0 == ward } }
    let people = Region.people(seed, map, areas: rings.map { $0.first?.signedArea ?? 0 })
    let grouped = Districts(map, populations: people, count: Region.districtCount).ofWard
    let order = Region.order(map, grouped)
    // `order.wards[new]` is the map's index; districts likewise.
    var newWard = [Int](repeating: 0, count: order.wards.count)
    for (new, old) in order.wards.enumerated() { newWard[old] = new }
    let names = PlaceNames.wards(seed, count: Region.wardCount)
    let top = Place(
      id: ID("averlyn"), name: PlaceNames.region, level: .region, population: Region.residents)
    let districts = order.districts.enumerated().map { new, old in
      Place(
        id: ID("averlyn-d" + Region.padded(new + 1, 2)), name: PlaceNames.districts[new],
        level: .district, parent: top.id,
        population: grouped.indices.reduce(0) { $0 + (grouped[$1] == old ? people[$1] : 0) },
        codes: ["district": "D" + Region.padded(new + 1, 2)])
    }
    var newDistrict = [Int](repeating: 0, count: order.districts.count)
    for (new, old) in order.districts.enumerated() { newDistrict[old] = new }
    let wards = order.wards.enumerated().map { new, old in
      Place(
        id: ID("averlyn-w" + Region.padded(new + 1, 3)), name: names[new], level: .ward,
        parent: districts[newDistrict[grouped[old]]].id, population: people[old],
        codes: ["ward": "W" + Region.padded(new + 1, 3)])
    }
    var boundaries: [ID<Twin>: [Ring]] = [top.id: map.rings { _ in true }]
    for (new, old) in order.districts.enumerated() {
      boundaries[districts[new].id] = map.rings { grouped[$0] == old }
    }
    for (new, old) in order.wards.enumerated() { boundaries[wards[new].id] = rings[old] }
    self.top = top
    self.districts = districts
    self.wards = wards
    self.boundaries = boundaries
    districtOfWard = order.wards.map { newDistrict[grouped[$0]] }
    centres = order.wards.map { map.sites[$0].rounded }
    let lists = map.neighbours
    neighbours = order.wards.map { old in lists[old].map { newWard[$0.ward] }.sorted() }
    isLeftBank = order.wards.map { map.isLeftBank[$0] }
    river = map.river
  }

  /// The region, its districts and its wards.
  public var places: [Place] { [top] + districts + wards }

  /// Residents by ward: dense quarters hold more, with chance on top; the sum is exact.
  private static func people(_ seed: Seed, _ map: WardMap, areas: [Double]) -> [Int] {
    let land = Landscape(seed)
    let weights = map.sites.indices.map { ward in
      var draws = Stream(seed, .population, ward)
      // The sum of six uniforms is close enough to a bell for a city's unevenness.
      let chance = (0..<6).reduce(-3.0) { sum, _ in sum + draws.uniform() } / 0.5.squareRoot()
      return areas[ward] * pow(land.density(map.sites[ward]), 1.15) * exp(0.3 * chance)
    }
    return apportioned(residents, to: weights, least: 400)
  }

  /// Whole shares of `total` in proportion to `weights`, each at least `least`, adding up exactly
  /// (largest remainders, Hamilton's method).
  static func apportioned(_ total: Int, to weights: [Double], least: Int) -> [Int] {
    let free = Double(total - least * weights.count)
    let sum = weights.reduce(0, +)
    let exact = weights.map { free * $0 / sum }
    var shares = exact.map { Int($0) }
    let missing = Int(free) - shares.reduce(0, +)
    let byRemainder = exact.indices.sorted {
      (Double(shares[$0]) - exact[$0], $0) < (Double(shares[$1]) - exact[$1], $1)
    }
    for index in byRemainder.prefix(missing) { shares[index] += 1 }
    return shares.map { $0 + least }
  }

  /// Districts from the middle outward and clockwise from the north, wards of a district from
  /// north to south, so that numbers that are close lie close.
  private static func order(_ map: WardMap, _ grouped: [Int]) -> (districts: [Int], wards: [Int]) {
    let count = (grouped.max() ?? 0) + 1
    let middles = (0..<count).map { district -> MapPoint in
      let members = grouped.indices.filter { grouped[$0] == district }
      return members.reduce(MapPoint(0, 0)) { $0 + map.sites[$1] } * (1 / Double(members.count))
    }
    let outward = middles.indices.sorted { middles[$0].length < middles[$1].length }
    let around = outward.dropFirst(2).sorted {
      atan2(-middles[$0].x, -middles[$0].y) < atan2(-middles[$1].x, -middles[$1].y)
    }
    let districts = Array(outward.prefix(2)) + around
    let wards = districts.flatMap { district in
      grouped.indices.filter { grouped[$0] == district }.sorted {
        map.sites[$0].y > map.sites[$1].y
      }
    }
    return (districts, wards)
  }

  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
