/// The Voronoi diagram of sites: for each the area that is nearer to it than to any other, as the
/// dual of their Delaunay triangulation. Cells share their corners by index, so that maps made of
/// them have neither gaps nor overlaps.
struct Voronoi {
  let sites: [MapPoint]
  /// Points where three cells meet.
  let corners: [MapPoint]
  let cells: [Cell]

  struct Cell {
    /// Indices of corners, counter-clockwise.
    var corners: [Int] = []
    /// The site across the edge from each corner to the next one; indices from `sites.count` up
    /// lie beyond the map.
    var neighbours: [Int] = []
  }

  init(_ sites: [MapPoint], reach: Double) {
    self.sites = sites
    let mesh = Delaunay(sites, reach: reach)
    corners = (0..<mesh.triangleCount).map(mesh.circumcentre)
    var incident = [Int](repeating: -1, count: mesh.points.count)
    for (slot, corner) in mesh.corners.enumerated() { incident[corner] = slot / 3 }
    cells = sites.indices.map { Voronoi.cell(of: $0, from: incident[$0], in: mesh) }
  }

  private static func cell(of site: Int, from start: Int, in mesh: Delaunay) -> Cell {
    var cell = Cell()
    var triangle = start
    repeat {
      let own = (0..<3).first { mesh.corners[3 * triangle + $0] == site } ?? 0
      cell.corners.append(triangle)
      cell.neighbours.append(mesh.corners[3 * triangle + (own + 2) % 3])
      // Across the edge to the last corner, counter-clockwise around the site.
      triangle = mesh.neighbours[3 * triangle + (own + 1) % 3]
    } while triangle != start && triangle >= 0 && cell.corners.count < 1000
    return cell
  }

  /// Moves every site but the first `pinned` to the centre of mass of its cell (Lloyd 1982) under
  /// a density, inside a box of half-width and half-height.
  func relaxed(
    pinned: Int, halfWidth: Double, halfHeight: Double, density: (MapPoint) -> Double
  ) -> [MapPoint] {
    sites.indices.map { index in
      if index < pinned { return sites[index] }
      let polygon = Voronoi.clip(
        cells[index].corners.map { corners[$0] }, halfWidth: halfWidth, halfHeight: halfHeight)
      guard polygon.count > 2 else { return sites[index] }
      var sum = MapPoint(0, 0)
      var mass = 0.0
      for (corner, a) in polygon.enumerated() {
        let b = polygon[(corner + 1) % polygon.count]
        let middle = (a + b + sites[index]) * (1.0 / 3)
        let part = MapPoint.cross(a - sites[index], b - sites[index]) * density(middle)
        sum = sum + middle * part
        mass += part
      }
      return mass > 0 ? sum * (1 / mass) : sites[index]
    }
  }

  /// Cuts a convex polygon to a box around the origin (Sutherland and Hodgman 1974).
  private static func clip(_ polygon: [MapPoint], halfWidth: Double, halfHeight: Double)
    -> [MapPoint]
  {
    let sides: [(normal: MapPoint, limit: Double)] = [
      (MapPoint(1, 0), halfWidth), (MapPoint(-1, 0), halfWidth), (MapPoint(0, 1), halfHeight),
      (MapPoint(0, -1), halfHeight),
    ]
    var polygon = polygon
    for side in sides {
      var kept: [MapPoint] = []
      for (index, a) in polygon.enumerated() {
        let b = polygon[(index + 1) % polygon.count]
        let (over, next) = (
          MapPoint.dot(a, side.normal) - side.limit, MapPoint.dot(b, side.normal) - side.limit
        )
        if over <= 0 { kept.append(a) }
        if (over < 0 && next > 0) || (over > 0 && next < 0) {
          kept.append(a + (b - a) * (over / (over - next)))
        }
      }
      polygon = kept
    }
    return polygon
  }
}
