/// The Delaunay triangulation of sites in the plane, built point by point (Bowyer 1981, Watson
/// 1981): no site lies inside the circle through the corners of a triangle.
///
/// Sites must be distinct; four on one circle are resolved arbitrarily but without gaps.
struct Delaunay {
  /// The sites, then three far corners that enclose them all.
  let points: [MapPoint]
  /// Three a triangle, counter-clockwise.
  private(set) var corners: [Int] = []
  /// Three a triangle: the triangle across the edge opposite to the corner; -1 for none.
  private(set) var neighbours: [Int] = []
  let siteCount: Int

  var triangleCount: Int { corners.count / 3 }

  /// - Parameter reach: kilometres within which all sites lie around the origin.
  init(_ sites: [MapPoint], reach: Double) {
    siteCount = sites.count
    let far = reach * 40
    points = sites + [MapPoint(-far, -far), MapPoint(far, -far), MapPoint(0, far)]
    corners = [sites.count, sites.count + 1, sites.count + 2]
    neighbours = [-1, -1, -1]
    corners.reserveCapacity(sites.count * 6 + 3)
    neighbours.reserveCapacity(sites.count * 6 + 3)
    var start = 0
    for site in sites.indices { start = insert(site, from: start) }
  }

  /// Centre of the circle through the corners of a triangle.
  func circumcentre(_ triangle: Int) -> MapPoint {
    let a = points[corners[3 * triangle]]
    let b = points[corners[3 * triangle + 1]] - a
    let c = points[corners[3 * triangle + 2]] - a
    let twice = 2 * MapPoint.cross(b, c)
    let (bb, cc) = (MapPoint.dot(b, b), MapPoint.dot(c, c))
    return a + MapPoint(c.y * bb - b.y * cc, b.x * cc - c.x * bb) * (1 / twice)
  }

  private mutating func insert(_ site: Int, from start: Int) -> Int {
    let point = points[site]
    var cavity = [locate(point, from: start)]
    var isDead: Set<Int> = [cavity[0]]
    var border: [(from: Int, to: Int, outside: Int)] = []
    var next = 0
    while next < cavity.count {
      let triangle = cavity[next]
      next += 1
      for side in 0..<3 {
        let outside = neighbours[3 * triangle + side]
        if outside >= 0, isDead.contains(outside) { continue }
        if outside >= 0, encloses(outside, point) {
          isDead.insert(outside)
          cavity.append(outside)
        } else {
          border.append(
            (
              corners[3 * triangle + (side + 1) % 3], corners[3 * triangle + (side + 2) % 3],
              outside
            ))
        }
      }
    }
    return fill(border, in: cavity, around: site)
  }

  /// Replaces the triangles of a cavity by a fan from `site` to its border.
  private mutating func fill(
    _ border: [(from: Int, to: Int, outside: Int)], in cavity: [Int], around site: Int
  ) -> Int {
    var slots = cavity
    while slots.count < border.count {
      slots.append(triangleCount)
      corners.append(contentsOf: [0, 0, 0])
      neighbours.append(contentsOf: [-1, -1, -1])
    }
    var startingAt: [Int: Int] = [:]
    for (edge, slot) in zip(border, slots) { startingAt[edge.from] = slot }
    for (edge, slot) in zip(border, slots) {
      corners[3 * slot] = edge.from
      corners[3 * slot + 1] = edge.to
      corners[3 * slot + 2] = site
      neighbours[3 * slot + 2] = edge.outside
      if edge.outside >= 0 {
        for side in 0..<3
        where corners[3 * edge.outside + (side + 1) % 3] == edge.to
          && corners[3 * edge.outside + (side + 2) % 3] == edge.from
        {
          neighbours[3 * edge.outside + side] = slot
        }
      }
      if let after = startingAt[edge.to] {
        neighbours[3 * slot] = after
        neighbours[3 * after + 1] = slot
      }
    }
    return slots[0]
  }

  /// Walks towards the point; rotating the first side tried rules out going in circles.
  private func locate(_ point: MapPoint, from start: Int) -> Int {
    var triangle = start
    for step in 0..<(4 * triangleCount + 16) {
      var moved = false
      for turn in 0..<3 {
        let side = (turn + step) % 3
        let a = points[corners[3 * triangle + (side + 1) % 3]]
        let b = points[corners[3 * triangle + (side + 2) % 3]]
        let beyond = neighbours[3 * triangle + side]
        if beyond >= 0, MapPoint.cross(b - a, point - a) < 0 {
          triangle = beyond
          moved = true
          break
        }
      }
      if !moved { return triangle }
    }
    return triangle
  }

  private func encloses(_ triangle: Int, _ point: MapPoint) -> Bool {
    let a = points[corners[3 * triangle]] - point
    let b = points[corners[3 * triangle + 1]] - point
    let c = points[corners[3 * triangle + 2]] - point
    let determinant =
      MapPoint.dot(a, a) * MapPoint.cross(b, c) + MapPoint.dot(b, b) * MapPoint.cross(c, a)
      + MapPoint.dot(c, c) * MapPoint.cross(a, b)
    return determinant > 0
  }
}
