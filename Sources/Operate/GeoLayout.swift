import SalusCore

/// Fits projected shapes into whole numbers, y down; far-off parts of a country go into insets.
struct GeoLayout {
  let width: Int
  let height: Int
  private let projections: [GeoProjection]
  private let insets: [Inset?]
  private let scale: Double
  private let left: Double
  private let top: Double

  /// A part that is drawn beside the others: its own projection, shrunk and moved, in earth radii
  /// of the main map.
  struct Inset: Hashable {
    let meridian: Double
    let south: Double
    let north: Double
    let scale: Double
    let x: Double
    let y: Double
  }

  /// Alaska, Hawaii and Puerto Rico stand below the other states, as American maps have them;
  /// standard parallels of Alaska and Hawaii as in Snyder 1987, page 98.
  static func inset(for place: Place) -> Inset? {
    switch place.codes["postal"] {
    case "AK": Inset(meridian: -154, south: 55, north: 65, scale: 0.35, x: -0.25, y: -1.292)
    case "HI": Inset(meridian: -157, south: 8, north: 18, scale: 1, x: -0.12, y: 2.69)
    case "PR": Inset(meridian: -66.4, south: 8, north: 18, scale: 1, x: 0.32, y: 2.72)
    default: nil
    }
  }

  /// - Parameter shapes: for each place its inset, if it belongs in one, and its rings.
  init(_ shapes: [(inset: Inset?, rings: [[Double]])], isPlane: Bool) {
    let hasMain = shapes.contains { $0.inset == nil }
    let insets = shapes.map { isPlane || !hasMain ? nil : $0.inset }
    var west = Double.infinity
    var east = -Double.infinity
    var south = Double.infinity
    var north = -Double.infinity
    for (shape, inset) in zip(shapes, insets) where inset == nil {
      for ring in shape.rings {
        for index in stride(from: 0, to: ring.count - 1, by: 2) {
          west = min(west, ring[index])
          east = max(east, ring[index])
          south = min(south, ring[index + 1])
          north = max(north, ring[index + 1])
        }
      }
    }
    let main =
      isPlane
      ? GeoProjection.plane
      : .fitting(west: west, east: east, south: max(south, -89), north: min(north, 89))
    projections = insets.map { inset in
      inset.map { .conic(meridian: $0.meridian, south: $0.south, north: $0.north) } ?? main
    }
    self.insets = insets
    var box = (
      left: Double.infinity, right: -Double.infinity, low: Double.infinity, high: -Double.infinity
    )
    for (index, shape) in shapes.enumerated() {
      for ring in shape.rings {
        for at in stride(from: 0, to: ring.count - 1, by: 2) {
          let point = GeoLayout.moved(
            projections[index](ring[at], ring[at + 1]), insets[index])
          box.left = min(box.left, point.x)
          box.right = max(box.right, point.x)
          box.low = min(box.low, point.y)
          box.high = max(box.high, point.y)
        }
      }
    }
    let longest = max(box.right - box.left, box.high - box.low)
    scale = longest > 0 && longest.isFinite ? Double(GeoMap.extent) / longest : 1
    left = box.left
    top = box.high
    width = max(1, Int(((box.right - box.left) * scale).rounded()))
    height = max(1, Int(((box.high - box.low) * scale).rounded()))
    self.main = main
  }

  private let main: GeoProjection

  /// A closed ring without repeated points; nil where it shrank to less than a triangle.
  func ring(_ ring: [Double], of shape: Int) -> [Int]? {
    var points = laid(ring, projections[shape], insets[shape])
    // The closing point repeats the first; drawing closes by itself.
    if points.count >= 4, points[0] == points[points.count - 2],
      points[1] == points[points.count - 1]
    {
      points.removeLast(2)
    }
    return points.count >= 6 ? points : nil
  }

  /// An open path; nil for less than two points.
  func path(_ path: [Double]) -> [Int]? {
    let points = laid(path, main, nil)
    return points.count >= 4 ? points : nil
  }

  /// A single position on the main map, which may lie outside of it; nil where that is far off.
  func point(_ x: Double, _ y: Double) -> (x: Int, y: Int)? {
    let point = main(x, y)
    let (column, row) = ((point.x - left) * scale, (top - point.y) * scale)
    guard abs(column) < 1e6, abs(row) < 1e6 else { return nil }
    return (Int(column.rounded()), Int(row.rounded()))
  }

  private func laid(_ path: [Double], _ projection: GeoProjection, _ inset: Inset?) -> [Int] {
    var points: [Int] = []
    points.reserveCapacity(path.count)
    for index in stride(from: 0, to: path.count - 1, by: 2) {
      let point = GeoLayout.moved(projection(path[index], path[index + 1]), inset)
      let x = Int(((point.x - left) * scale).rounded())
      let y = Int(((top - point.y) * scale).rounded())
      if points.count >= 2, points[points.count - 2] == x, points[points.count - 1] == y {
        continue
      }
      points.append(x)
      points.append(y)
    }
    return points
  }

  private static func moved(_ point: (x: Double, y: Double), _ inset: Inset?) -> (
    x: Double, y: Double
  ) {
    guard let inset else { return point }
    return (point.x * inset.scale + inset.x, point.y * inset.scale + inset.y)
  }
}
