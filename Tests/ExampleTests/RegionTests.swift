import SalusCore
import SalusNumerics
import SalusTwin
import Testing

@testable import SalusExample

@Suite struct RegionTests {
  @Test(arguments: Examples.seeds)
  func holdsAMillionPeopleIn420WardsAnd12Districts(seed: UInt64) {
    let region = Examples.region(seed)
    #expect(region.wards.count == 420)
    #expect(region.districts.count == 12)
    #expect(region.top.population == 1_000_000)
    #expect(region.wards.reduce(0) { $0 + ($1.population ?? 0) } == 1_000_000)
    #expect(region.districts.reduce(0) { $0 + ($1.population ?? 0) } == 1_000_000)
    for (index, district) in region.districts.enumerated() {
      let members = region.wards.filter { $0.parent == district.id }
      #expect(members.count == region.districtOfWard.count { $0 == index })
      #expect(members.reduce(0) { $0 + ($1.population ?? 0) } == district.population)
      #expect((40_000...140_000).contains(district.population ?? 0))
    }
  }

  @Test(arguments: Examples.seeds)
  func namesEveryPlaceOnce(seed: UInt64) {
    let region = Examples.region(seed)
    #expect(Set(region.places.map(\.id)).count == 433)
    #expect(Set(region.places.map { $0.name.lowercased() }).count == 433)
    #expect(region.places.map(\.id) == region.places.map(\.id).sorted { $0.text < $1.text })
    let places = Places(region.places)
    #expect(places.find("W117")?.id == region.wards[116].id)
    #expect(places.find(region.wards[7].name)?.id == region.wards[7].id)
    #expect(places.roots.map(\.id) == [region.top.id])
  }

  @Test func neighboursAreMutual() {
    let region = Examples.region()
    for (ward, others) in region.neighbours.enumerated() {
      #expect(!others.contains(ward) && !others.isEmpty)
      #expect(others.allSatisfy { region.neighbours[$0].contains(ward) })
    }
  }

  @Test func followsFromItsSeed() {
    let again = Region(seed: 1)
    let texts = [again, Examples.region(1), Examples.region(2)].map { region in
      region.drafts(actor: "a", source: "s").map { $0.payload.description }
    }
    #expect(texts[0] == texts[1])
    #expect(texts[0] != texts[2])
  }

  @Test func describesBoundariesAsClosedPolygons() throws {
    let region = Examples.region()
    let drafts = region.drafts(actor: "a", source: "s")
    #expect(Set(drafts.compactMap(\.key)).count == drafts.count)
    let boundaries = drafts.filter { $0.type == "place.boundary" }
    #expect(boundaries.count == 433)
    for draft in boundaries {
      let geometry = try #require(draft.payload["geometry"])
      #expect(geometry["type"] == "Polygon")
      #expect(draft.payload["crs"] == "local-km")
      for ring in geometry["coordinates"]?.array ?? [] {
        let positions = ring.array ?? []
        #expect(positions.count >= 4 && positions.first == positions.last)
      }
    }
    let lines = drafts.filter { $0.type == "region.line" }
    #expect(lines.count == 1)
    #expect(lines[0].payload["geometry"]?["type"] == "LineString")
    #expect(lines[0].payload["name"] == "River Aver")
  }

  /// Hamilton's method: shares add up and lie less than one from the exact quota.
  @Test(arguments: [1, 10, 999])
  func apportionsExactly(total: Int) {
    let weights = [0.1, 3, 2.5, 0.7, 1.7]
    let shares = Region.apportioned(total, to: weights, least: 0)
    #expect(shares.reduce(0, +) == total)
    for (share, weight) in zip(shares, weights) {
      #expect(abs(Double(share) - Double(total) * weight / 8) < 1)
    }
  }
}
