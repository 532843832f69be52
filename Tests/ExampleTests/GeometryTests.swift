import SalusCore
import SalusNumerics
import Testing

@testable import SalusExample

@Suite struct DelaunayTests {
  static let sites: [MapPoint] = {
    var draws = Stream(5, .test)
    return (0..<150).map { _ in MapPoint(40 * draws.uniform() - 20, 30 * draws.uniform() - 15) }
  }()

  @Test func leavesNoSiteInsideACircumcircle() {
    let mesh = Delaunay(Self.sites, reach: 40)
    for triangle in 0..<mesh.triangleCount {
      let corners = mesh.corners[3 * triangle..<3 * triangle + 3]
      guard corners.allSatisfy({ $0 < mesh.siteCount }), let any = corners.first else { continue }
      let centre = mesh.circumcentre(triangle)
      let radius = centre.distance(to: mesh.points[any])
      let intruders = Self.sites.indices.filter {
        !corners.contains($0) && centre.distance(to: Self.sites[$0]) < radius * (1 - 1e-9)
      }
      #expect(intruders.isEmpty)
    }
  }

  /// Euler's formula: n sites inside one triangle make 2n + 1 triangles.
  @Test func coversTheEnclosingTriangle() {
    let mesh = Delaunay(Self.sites, reach: 40)
    #expect(mesh.triangleCount == 2 * Self.sites.count + 1)
    for (slot, other) in mesh.neighbours.enumerated() where other >= 0 {
      #expect(mesh.neighbours[3 * other..<3 * other + 3].contains(slot / 3))
    }
  }

  @Test func makesCellsThatHoldWhatIsNearest() {
    let diagram = Voronoi(Self.sites, reach: 40)
    var draws = Stream(6, .test)
    for _ in 0..<300 {
      let point = MapPoint(20 * draws.uniform() - 10, 16 * draws.uniform() - 8)
      let nearest = Self.sites.indices.min {
        Self.sites[$0].distance(to: point) < Self.sites[$1].distance(to: point)
      }
      let holders = Self.sites.indices.filter { site in
        Ring(diagram.cells[site].corners.map { diagram.corners[$0] }).contains(point)
      }
      #expect(holders == [nearest])
    }
  }
}

@Suite struct BoundaryTests {
  @Test(arguments: Examples.seeds)
  func wardsCoverTheRegionWithoutGapOrOverlap(seed: UInt64) throws {
    let region = Examples.region(seed)
    let outline = try #require(region.boundaries[region.top.id])
    #expect(outline.count == 1)
    let rings = try region.wards.map { try #require(region.boundaries[$0.id]) }
    #expect(rings.allSatisfy { $0.count == 1 && $0[0].signedArea > 0 })
    let parts = rings.reduce(0) { $0 + $1[0].signedArea }
    #expect(abs(parts - outline[0].signedArea) < 1e-6)
    var draws = Stream(Seed(seed), .test)
    var inside = 0
    for _ in 0..<400 {
      let point = MapPoint(84 * draws.uniform() - 42, 60 * draws.uniform() - 30)
      let holders = rings.count { $0[0].contains(point) }
      #expect(holders == (outline[0].contains(point) ? 1 : 0))
      inside += holders
    }
    #expect(inside > 150)
  }

  @Test(arguments: Examples.seeds)
  func districtsAreTheUnionOfTheirWards(seed: UInt64) throws {
    let region = Examples.region(seed)
    for (index, district) in region.districts.enumerated() {
      let members = region.wards.indices.filter { region.districtOfWard[$0] == index }
      let parts = members.reduce(0) {
        $0 + (region.boundaries[region.wards[$1].id]?[0].signedArea ?? 0)
      }
      let rings = try #require(region.boundaries[district.id])
      #expect(abs(rings.reduce(0) { $0 + $1.signedArea } - parts) < 1e-6)
      #expect(Self.isConnected(members, region.neighbours))
    }
  }

  @Test(arguments: Examples.seeds)
  func ringsNeverCrossThemselves(seed: UInt64) {
    for (_, rings) in Examples.region(seed).boundaries {
      for ring in rings where ring.points.count < 200 {
        let points = ring.points
        #expect(Set(points).count == points.count)
        for i in points.indices {
          for j in points.indices.dropFirst(i + 2) where (j + 1) % points.count != i {
            #expect(
              !Self.cross(
                points[i], points[i + 1], points[j], points[(j + 1) % points.count]))
          }
        }
      }
    }
  }

  @Test(arguments: Examples.seeds)
  func theRiverRunsAlongBordersFromEdgeToEdge(seed: UInt64) throws {
    let region = Examples.region(seed)
    let outline = try #require(region.boundaries[region.top.id])[0]
    let corners = Set(region.wards.flatMap { region.boundaries[$0.id]?[0].points ?? [] })
    #expect(region.river.allSatisfy { corners.contains($0) })
    let (first, last) = try (#require(region.river.first), #require(region.river.last))
    #expect(outline.points.contains(first))
    #expect(outline.points.contains(last))
    #expect(first.distance(to: last) > 30)
    #expect(Set(region.river).count == region.river.count)
    for (a, b) in zip(region.river, region.river.dropFirst()) { #expect(a.distance(to: b) < 2) }
  }

  @Test(arguments: Examples.seeds)
  func theCentreIsDenser(seed: UInt64) {
    let region = Examples.region(seed)
    func density(_ range: Range<Double>) -> Double {
      let wards = region.wards.indices.filter { range.contains(region.centres[$0].length) }
      let people = wards.reduce(0) { $0 + (region.wards[$1].population ?? 0) }
      let area = wards.reduce(0) {
        $0 + (region.boundaries[region.wards[$1].id]?[0].signedArea ?? 0)
      }
      return Double(people) / area
    }
    #expect(density(0..<4) > 4 * density(16..<50))
  }

  private static func isConnected(_ members: [Int], _ neighbours: [[Int]]) -> Bool {
    var left = Set(members.dropFirst())
    var open = Array(members.prefix(1))
    while let ward = open.popLast() {
      for other in neighbours[ward] where left.remove(other) != nil { open.append(other) }
    }
    return left.isEmpty
  }

  private static func cross(_ a: MapPoint, _ b: MapPoint, _ c: MapPoint, _ d: MapPoint) -> Bool {
    func side(_ p: MapPoint, _ q: MapPoint, _ r: MapPoint) -> Double {
      MapPoint.cross(q - p, r - p)
    }
    return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
  }
}
