import Glibc
import SalusCore
import SalusNumerics

/// Sites that do not move while the wards are relaxed: pairs mirrored at the outline and at the
/// river, so that both lines become borders.
struct Pins {
  let inside: [MapPoint]
  let outside: [MapPoint]

  /// Kilometres between the middles of neighbouring wards where settlement has density 1.
  private static let spacing = 0.97

  /// Kilometres between the middles of neighbouring wards around a point.
  static func width(_ land: Landscape, _ point: MapPoint) -> Double {
    spacing / land.density(point).squareRoot()
  }

  init(_ seed: Seed, _ land: Landscape) {
    var draws = Stream(seed, .geography, 3)
    // A little uneven: four sites on one circle would leave the order of corners to rounding.
    func uneven() -> Double { 0.96 + 0.08 * draws.uniform() }
    let mouth = Pins.crossing(land, towards: 1)
    let source = Pins.crossing(land, towards: -1)
    var inside: [MapPoint] = []
    var outside: [MapPoint] = []
    // Two arcs from bank to bank with half a step at their ends: no pin lies on the river.
    let first = Pins.angle(land.river(source))
    var last = Pins.angle(land.river(mouth))
    if last < first { last += 2 * .pi }
    for (from, to) in [(first, last), (last, first + 2 * .pi)] {
      for angle in Pins.even(from, to, step: 0.82, land, land.outline) {
        let point = land.outline(angle)
        let tangent = land.outline(angle + 0.01) - land.outline(angle - 0.01)
        let normal = MapPoint(tangent.y, -tangent.x) * (1 / tangent.length)
        let aside = 0.43 * Pins.width(land, point)
        outside.append(point + normal * (aside * uneven()))
        inside.append(point - normal * (aside * uneven()))
      }
    }
    let stops = Pins.even(source, mouth, step: 0.74, land) { land.river($0) }
    for along in stops.dropFirst().dropLast() {
      let aside = 0.40 * Pins.width(land, land.river(along))
      inside.append(land.river(along, aside: aside * uneven()))
      inside.append(land.river(along, aside: -aside * uneven()))
    }
    self.inside = inside
    self.outside = outside
  }

  /// Parameters of points on a curve about `step` ward widths apart, half a step off its ends.
  private static func even(
    _ from: Double, _ to: Double, step: Double, _ land: Landscape, _ curve: (Double) -> MapPoint
  ) -> [Double] {
    let pieces = 1500
    var lengths = [0.0]
    var last = curve(from)
    for piece in 1...pieces {
      let point = curve(from + (to - from) * Double(piece) / Double(pieces))
      lengths.append(lengths[piece - 1] + point.distance(to: last) / width(land, point))
      last = point
    }
    let count = max(1, Int((lengths[pieces] / step).rounded()))
    var piece = 0
    return (0..<count).map { index in
      let wanted = (Double(index) + 0.5) / Double(count) * lengths[pieces]
      while lengths[piece + 1] < wanted { piece += 1 }
      let part = (wanted - lengths[piece]) / (lengths[piece + 1] - lengths[piece])
      return from + (to - from) * (Double(piece) + part) / Double(pieces)
    }
  }

  /// Where the river leaves the region, kilometres along it (bisection).
  private static func crossing(_ land: Landscape, towards sign: Double) -> Double {
    var (near, far) = (0.0, 60.0)
    for _ in 0..<50 {
      let middle = (near + far) / 2
      if land.remoteness(land.river(sign * middle)) < 1 { near = middle } else { far = middle }
    }
    return sign * near
  }

  private static func angle(_ point: MapPoint) -> Double {
    atan2(point.y / 24, point.x / 34)
  }
}
