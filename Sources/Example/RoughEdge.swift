import Glibc
import SalusNumerics

/// A straight border made to look grown: its middle is moved aside, then the middles of both
/// halves, and so on (midpoint displacement, Fournier, Fussell and Carpenter 1982).
///
/// The line stays in a rhombus inside the two triangles that the edge spans with the sites on its
/// sides. Those triangles of different edges do not overlap, so neither do the lines.
struct RoughEdge {
  private let start: MapPoint
  private let end: MapPoint
  /// Half the angle of the rhombus at both ends, radians.
  private let opening: Double

  /// Kilometres below which a piece is left straight.
  private static let shortest = 0.28

  init(
    from start: MapPoint, to end: MapPoint, beside site: MapPoint, _ other: MapPoint?, cap: Double
  ) {
    self.start = start
    self.end = end
    var least = cap
    for site in [site, other].compactMap({ $0 }) {
      least = min(least, 0.85 * start.angle(end, site), 0.85 * end.angle(start, site))
    }
    opening = least
  }

  func points(_ stream: Stream) -> [MapPoint] {
    var draws = stream
    var line = [start]
    split(start, end, opening, &draws, &line)
    return line
  }

  /// Appends the line after `a` up to and with `b`.
  private func split(
    _ a: MapPoint, _ b: MapPoint, _ opening: Double, _ draws: inout Stream,
    _ line: inout [MapPoint]
  ) {
    let along = b - a
    let length = along.length
    guard length > RoughEdge.shortest else {
      line.append(b)
      return
    }
    // A half tilted by `tilt` keeps the rest of the opening, so it cannot leave the rhombus.
    let tilt = opening * 0.7 * (2 * draws.uniform() - 1)
    let aside = MapPoint(-along.y, along.x) * (tan(tilt) / 2)
    let middle = (a + b) * 0.5 + aside
    let rest = opening - abs(tilt)
    split(a, middle, rest, &draws, &line)
    split(middle, b, rest, &draws, &line)
  }
}
