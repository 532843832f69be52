import Glibc
import SalusCore
import SalusNumerics
import SalusTwin

/// The hospitals and depots of the example region: one hospital a district, three of them large,
/// and three depots with their vehicles.
///
/// Sizes are *assumed*: 2.6 general and 0.14 intensive-care beds per 1 000 residents in all, in
/// proportion to the people of the district, the large hospitals counted more than twofold.
public struct CareNetwork: Sendable {
  /// In the order of their ids.
  public let hospitals: [CareHospital]
  public let depots: [CareDepot]
  public let vehicles: [Vehicle]
  /// Minutes by road between sites: hospitals first, then depots.
  public let minutes: [[Double]]
  /// For each ward the share of its patients that goes to each hospital; adds up to 1.
  public let shares: [[Double]]
  /// Where roads cross the river.
  public let bridges: [MapPoint]
  let districtOfWard: [Int]
  let wardPeople: [Double]

  static let generalBeds = 2_600
  static let intensiveBeds = 140
  /// Minutes before a road leads anywhere, and for each kilometre as the crow flies: roads are 1.3
  /// times as long, driven at 50 km/h.
  private static let startMinutes = 4.0
  private static let minutesPerKilometre = 1.3 / 50 * 60
  /// Kilometres along the river between the bridge in the middle and those beside it.
  private static let bridgeGap = 13.0
  /// Minutes of travel over which the pull of a hospital falls by e; lesser shares go to others.
  private static let reach = 9.0
  private static let leastShare = 0.04

  public init(_ region: Region) {
    let bridges = CareNetwork.bridges(over: region.river)
    let (general, intensive, large) = CareNetwork.sizes(region)
    var hospitals: [CareHospital] = []
    for district in region.districts.indices {
      let ward = CareNetwork.seat(in: district, of: region)
      hospitals.append(
        CareHospital(
          number: district + 1, district: region.districts[district],
          isLarge: large.contains(district), position: region.centres[ward],
          isLeftBank: region.isLeftBank[ward], generalBeds: general[district],
          intensiveBeds: intensive[district]))
    }
    let depots = CareNetwork.depots(region, hospitals)
    let sites =
      hospitals.map { ($0.position, $0.isLeftBank) } + depots.map { ($0.position, $0.isLeftBank) }
    func way(_ a: (MapPoint, Bool), _ b: (MapPoint, Bool)) -> Double {
      CareNetwork.minutes(a.0, a.1, b.0, b.1, bridges)
    }
    minutes = sites.map { a in sites.map { b in way(a, b).rounded() } }
    shares = region.wards.indices.map { ward in
      let home = (region.centres[ward], region.isLeftBank[ward])
      let pulls = hospitals.map { hospital in
        pow(Double(hospital.generalBeds), 0.5)
          * exp(-way(home, (hospital.position, hospital.isLeftBank)) / CareNetwork.reach)
      }
      let kept = pulls.map { $0 >= CareNetwork.leastShare * pulls.reduce(0, +) ? $0 : 0 }
      let sum = kept.reduce(0, +)
      return kept.map { $0 / sum }
    }
    self.hospitals = hospitals
    self.depots = depots
    self.bridges = bridges
    vehicles = CareNetwork.vehicles(depots)
    districtOfWard = region.districtOfWard
    wardPeople = region.wards.map { Double($0.population ?? 0) }
  }

  /// Ids of all sites, in the order of `minutes`.
  public var sites: [ID<Twin>] { hospitals.map(\.id) + depots.map(\.id) }

  /// The share of a district's patients that goes to each hospital; adds up to 1.
  func districtShares(_ district: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: hospitals.count)
    var people = 0.0
    for ward in districtOfWard.indices where districtOfWard[ward] == district {
      people += wardPeople[ward]
      for hospital in sums.indices { sums[hospital] += wardPeople[ward] * shares[ward][hospital] }
    }
    return sums.map { $0 / max(1, people) }
  }

  /// The residents of whom a hospital takes care.
  func catchment(_ hospital: Int) -> Double {
    shares.indices.reduce(0) { $0 + wardPeople[$1] * shares[$1][hospital] }
  }

  /// Minutes by road: straight where both sites lie on one bank, over the best bridge otherwise.
  private static func minutes(
    _ a: MapPoint, _ aIsLeft: Bool, _ b: MapPoint, _ bIsLeft: Bool, _ bridges: [MapPoint]
  ) -> Double {
    if a == b { return 0 }
    let straight = a.distance(to: b)
    let length =
      aIsLeft == bIsLeft
      ? straight : bridges.map { a.distance(to: $0) + $0.distance(to: b) }.min() ?? straight
    return startMinutes + minutesPerKilometre * length
  }

  /// Points of the river: the one nearest to the centre and one up and one down the stream.
  private static func bridges(over river: [MapPoint]) -> [MapPoint] {
    guard
      let middle = river.indices.min(by: { river[$0].length < river[$1].length })
    else { return [] }
    func point(from start: Int, by step: Int) -> MapPoint {
      var index = start
      var walked = 0.0
      while walked < bridgeGap, river.indices.contains(index + step) {
        walked += river[index].distance(to: river[index + step])
        index += step
      }
      return river[index]
    }
    return [point(from: middle, by: -1), river[middle], point(from: middle, by: 1)]
  }

  /// Beds by district; the two districts in the middle and the most peopled other have the large
  /// hospitals.
  private static func sizes(_ region: Region) -> (
    general: [Int], intensive: [Int], large: Set<Int>
  ) {
    let people = region.districts.map { Double($0.population ?? 0) }
    let third = people.indices.dropFirst(2).max { people[$0] < people[$1] } ?? 2
    let large: Set<Int> = [0, 1, third]
    let general = Region.apportioned(
      generalBeds, to: people.indices.map { people[$0] * (large.contains($0) ? 2.6 : 1) },
      least: 40)
    // Intensive care is where large hospitals differ most.
    var intensive = [Int](repeating: 0, count: people.count)
    let ordered = people.indices.filter { large.contains($0) }
    for (district, beds) in zip(
      ordered, Region.apportioned(74, to: ordered.map { people[$0] }, least: 22))
    {
      intensive[district] = min(40, beds)
    }
    let small = people.indices.filter { !large.contains($0) }
    let rest = intensiveBeds - intensive.reduce(0, +)
    for (district, beds) in zip(
      small, Region.apportioned(rest, to: small.map { people[$0] }, least: 4))
    {
      intensive[district] = beds
    }
    return (general, intensive, large)
  }

  /// The ward of a district that is nearest to where its people live.
  private static func seat(in district: Int, of region: Region) -> Int {
    let wards = region.wards.indices.filter { region.districtOfWard[$0] == district }
    var middle = MapPoint(0, 0)
    var people = 0.0
    for ward in wards {
      let count = Double(region.wards[ward].population ?? 0)
      middle = middle + region.centres[ward] * count
      people += count
    }
    middle = middle * (1 / max(1, people))
    return wards.min {
      region.centres[$0].distance(to: middle) < region.centres[$1].distance(to: middle)
    } ?? 0
  }

  /// One depot near the centre on each bank, and one where the way to the others is longest.
  private static func depots(_ region: Region, _ hospitals: [CareHospital]) -> [CareDepot] {
    let wards = region.wards.indices
    func nearest(_ isLeft: Bool, _ wanted: Double) -> Int {
      wards.filter { region.isLeftBank[$0] == isLeft }.min {
        abs(region.centres[$0].length - wanted) < abs(region.centres[$1].length - wanted)
      } ?? 0
    }
    let near = [nearest(true, 6), nearest(false, 9)]
    let far =
      hospitals.indices.dropFirst(2).max { a, b in
        func gap(_ hospital: Int) -> Double {
          near.map { region.centres[$0].distance(to: hospitals[hospital].position) }.min() ?? 0
        }
        return gap(a) < gap(b)
      } ?? 2
    let outer = wards.filter { region.districtOfWard[$0] == far }.min {
      region.centres[$0].length < region.centres[$1].length
    }
    return (near + [outer ?? 0]).enumerated().map { index, ward in
      CareDepot(
        number: index + 1, name: CareNames.depots[index],
        district: region.districts[region.districtOfWard[ward]].id,
        position: region.centres[ward], isLeftBank: region.isLeftBank[ward])
    }
  }

  private static func vehicles(_ depots: [CareDepot]) -> [Vehicle] {
    [(0, 14.0), (0, 14.0), (1, 14.0), (1, 8.0), (2, 8.0)].enumerated().map { index, pair in
      Vehicle(
        id: ID("averlyn-v\(index + 1)"),
        name: "\(pair.1 > 10 ? "Lorry" : "Van") \(index + 1)", depot: depots[pair.0].id,
        capacity: pair.1)
    }
  }
}

/// Invented names of hospitals and depots.
enum CareNames {
  static let hospitals = [
    "Infirmary", "Royal", "Memorial", "General", "Cottage Hospital", "Park Hospital",
    "Hill Hospital", "District Hospital", "Meadow Hospital", "Abbey Hospital", "Bridge Hospital",
    "Grove Hospital",
  ]
  static let depots = ["Quayside Depot", "South Bank Depot", "Outer Ring Depot"]
  static let wards = ["Medicine", "Surgery", "Respiratory", "Older people"]
}
