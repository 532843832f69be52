import SalusCore
import SalusNumerics
import SalusTwin
import Testing

@testable import SalusExample

@Suite struct CareNetworkTests {
  @Test(arguments: Examples.seeds)
  func givesEveryDistrictAHospital(seed: UInt64) {
    let region = Examples.region(seed)
    let network = CareNetwork(region)
    #expect(network.hospitals.map(\.district) == region.districts.map(\.id))
    #expect(network.hospitals.map(\.id.text) == (1...12).map { "averlyn-h" + Region.padded($0, 2) })
    #expect(network.hospitals.count(where: \.isLarge) == 3)
    #expect(network.hospitals.reduce(0) { $0 + $1.generalBeds } == 2_600)
    #expect(network.hospitals.reduce(0) { $0 + $1.intensiveBeds } == 140)
    for hospital in network.hospitals {
      #expect((hospital.isLarge ? 22...40 : 4...12).contains(hospital.intensiveBeds))
      let wards = hospital.units.filter { $0.kind == .ward }
      #expect((2...4).contains(wards.count))
      #expect(wards.reduce(0) { $0 + $1.beds } == hospital.generalBeds)
      #expect(hospital.units.count == wards.count + 2)
    }
    let names =
      region.places.map(\.name) + network.hospitals.map(\.name) + network.depots.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(network.depots.map(\.district)).count > 1)
  }

  @Test(arguments: Examples.seeds)
  func sharesOutThePatientsOfEveryPlace(seed: UInt64) {
    let region = Examples.region(seed)
    let network = CareNetwork(region)
    for shares in network.shares + region.districts.indices.map({ network.districtShares($0) }) {
      #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
      #expect(shares.allSatisfy { $0 >= 0 })
    }
    let people = network.hospitals.indices.reduce(0) { $0 + network.catchment($1) }
    #expect(abs(people - 1e6) < 1e-3)
    // Most people of a district with a hospital go there.
    for district in region.districts.indices {
      #expect(network.districtShares(district)[district] > 0.3)
    }
  }

  @Test(arguments: Examples.seeds)
  func leadsOverBridges(seed: UInt64) {
    let network = CareNetwork(Examples.region(seed))
    let sites =
      network.hospitals.map { ($0.position, $0.isLeftBank) }
      + network.depots.map { ($0.position, $0.isLeftBank) }
    #expect(Set(network.bridges).count == 3)
    for a in sites.indices {
      #expect(network.minutes[a][a] == 0)
      for b in sites.indices where a != b {
        let straight = 4 + sites[a].0.distance(to: sites[b].0) * 1.56
        #expect(network.minutes[a][b] == network.minutes[b][a])
        #expect(network.minutes[a][b] >= (straight - 0.5).rounded(.down))
        if sites[a].1 == sites[b].1 { #expect(network.minutes[a][b] <= straight + 0.5) }
      }
    }
  }

  /// The journal's own reader finds what was drafted.
  @Test func describesItselfToTheTwin() throws {
    let region = Examples.region()
    let network = CareNetwork(region)
    let drafts = network.drafts(region, actor: "a", source: "s")
    #expect(Set(drafts.compactMap(\.key)).count == drafts.count)
    let facilities = try drafts.filter { $0.type == Facility.type }.map {
      try Facility(checked: $0.payload)
    }
    #expect(facilities.count == 15)
    for district in region.districts {
      let shares = facilities.flatMap(\.catchment).filter { $0.place == district.id }
      #expect(abs(shares.reduce(0) { $0 + $1.share } - 1) < 0.01)
    }
    let travel = try TravelTable(checked: #require(drafts.last).payload)
    #expect(travel.rows.count == 15 * 14 && travel.assumption != nil)
    #expect(drafts.count { $0.type == Item.type } == 10)
    for draft in drafts where draft.type == Item.type {
      _ = try UnitCode(Item(checked: draft.payload).unit)
    }
  }
}
