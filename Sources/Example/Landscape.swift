import Glibc
import SalusCore
import SalusNumerics

/// The lie of the land before anyone draws borders: how dense settlement is, how the outline runs
/// and where the river flows. All follows from the seed.
struct Landscape {
  static let halfWidth = 46.0
  static let halfHeight = 34.0
  /// Beyond every site from the origin, kilometres.
  static let reach = 80.0

  struct Town {
    var centre: MapPoint
    /// Kilometres over which settlement falls to 1/e.
    var radius: Double
    /// Density above open country, which has `Landscape.openCountry`.
    var height: Double
  }

  static let openCountry = 0.055
  let towns: [Town]
  private let waves: [(count: Double, amplitude: Double, phase: Double)]
  private let meanders: [(length: Double, amplitude: Double, phase: Double)]
  private let flow: (cosine: Double, sine: Double)

  init(_ seed: Seed) {
    var draws = Stream(seed, .geography, 0)
    var towns = [Town(centre: MapPoint(0, 0), radius: 4.6, height: 1)]
    let first = draws.uniform() * 2 * .pi
    for index in 0..<6 {
      let angle = first + (Double(index) + 0.5 * draws.uniform()) * 2 * .pi / 6
      let away = 0.5 + 0.22 * draws.uniform()
      towns.append(
        Town(
          centre: MapPoint(33 * away * cos(angle), 23 * away * sin(angle)),
          radius: 1.6 + 1.3 * draws.uniform(), height: 0.25 + 0.35 * draws.uniform()))
    }
    self.towns = towns
    waves = (2...11).map { count in
      (
        Double(count), 0.17 / Double(count).squareRoot() * (draws.uniform() - 0.35),
        draws.uniform() * 2 * .pi
      )
    }
    let turn = (0.12 + 0.1 * draws.uniform()) * (draws.uniform() < 0.5 ? -1 : 1) * .pi
    flow = (cos(turn), sin(turn))
    meanders = [
      (41, 3.6, draws.uniform() * 2 * .pi), (19, 1.5, draws.uniform() * 2 * .pi),
      (9, 0.45, draws.uniform() * 2 * .pi),
    ]
  }

  /// Settlement relative to the centre of the city.
  func density(_ point: MapPoint) -> Double {
    var sum = Landscape.openCountry
    for town in towns {
      sum += town.height * exp(-point.distance(to: town.centre) / town.radius)
    }
    return sum
  }

  /// The point of the outline in a direction, in radians on the ellipse that the outline roughens.
  func outline(_ angle: Double) -> MapPoint {
    MapPoint(34 * cos(angle), 24 * sin(angle)) * edge(angle)
  }

  /// Below 1 inside the region, above 1 outside; rises along every ray from the centre.
  func remoteness(_ point: MapPoint) -> Double {
    let (across, up) = (point.x / 34, point.y / 24)
    return (across * across + up * up).squareRoot() / edge(atan2(up, across))
  }

  private func edge(_ angle: Double) -> Double {
    waves.reduce(1) { $0 + $1.amplitude * cos($1.count * angle + $1.phase) }
  }

  /// A point of the river `along` kilometres from its crossing of the centre, `aside` kilometres
  /// to the left of its line.
  func river(_ along: Double, aside: Double = 0) -> MapPoint {
    let step = 0.05
    let slope = (bend(along + step) - bend(along - step)) / (2 * step)
    let scale = 1 / (1 + slope * slope).squareRoot()
    let (u, v) = (along - aside * slope * scale, bend(along) + aside * scale)
    return MapPoint(u * flow.cosine - v * flow.sine, u * flow.sine + v * flow.cosine)
  }

  /// True on the left bank.
  func isLeftBank(_ point: MapPoint) -> Bool {
    let u = point.x * flow.cosine + point.y * flow.sine
    let v = -point.x * flow.sine + point.y * flow.cosine
    return v > bend(u)
  }

  private func bend(_ along: Double) -> Double {
    var sum = 0.0
    for wave in meanders {
      sum += wave.amplitude * (sin(2 * .pi * along / wave.length + wave.phase) - sin(wave.phase))
    }
    return sum
  }
}
