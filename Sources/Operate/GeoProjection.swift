import Glibc

/// Lays positions out on a plane: kilometres as they are, longitude and latitude without
/// distorting areas.
enum GeoProjection: Sendable {
  /// Local coordinates, x east and y north, in any unit.
  case plane
  /// Albers' equal-area conic on the sphere (Snyder 1987, USGS Professional Paper 1395, equations
  /// 14-1 to 14-6), for regions as large as countries. Angles in radians.
  case conic(meridian: Double, cone: Double, constant: Double)
  /// Longitudes shrunk by the cosine of the middle latitude, for smaller regions.
  case shrunk(meridian: Double, factor: Double)

  /// Chooses by extent.
  ///
  /// - Parameter box: least and greatest longitude, least and greatest latitude, degrees.
  static func fitting(west: Double, east: Double, south: Double, north: Double) -> GeoProjection {
    let meridian = (west + east) / 2
    let height = north - south
    guard height > 4 || east - west > 8 else {
      return .shrunk(meridian: meridian, factor: cos(radians((south + north) / 2)))
    }
    // Standard parallels a sixth of the height inside the edges.
    return conic(meridian: meridian, south: south + height / 6, north: north - height / 6)
  }

  /// - Parameters: the middle meridian and the two standard parallels, degrees.
  static func conic(meridian: Double, south: Double, north: Double) -> GeoProjection {
    let first = radians(south)
    let second = radians(north)
    let cone = (sin(first) + sin(second)) / 2
    guard abs(cone) > 0.02 else {
      // A cone over the equator is a cylinder.
      return .shrunk(meridian: meridian, factor: cos(first))
    }
    let constant = cos(first) * cos(first) + 2 * cone * sin(first)
    return .conic(meridian: radians(meridian), cone: cone, constant: constant)
  }

  /// Position on the plane, y to the north; in earth radii for longitude and latitude.
  func callAsFunction(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    switch self {
    case .plane: return (x, y)
    case .shrunk(let meridian, let factor):
      let offset = GeoProjection.wrapped(x - meridian)
      return (GeoProjection.radians(offset) * factor, GeoProjection.radians(y))
    case .conic(let meridian, let cone, let constant):
      let degrees = GeoProjection.wrapped(x - meridian * 180 / Double.pi)
      let angle = cone * GeoProjection.radians(degrees)
      let radius = sqrt(max(0, constant - 2 * cone * sin(GeoProjection.radians(y)))) / cone
      return (radius * sin(angle), -radius * cos(angle))
    }
  }

  private static func radians(_ degrees: Double) -> Double { degrees * Double.pi / 180 }

  /// Into -180 ..< 180, so that a region across the date line stays in one piece.
  private static func wrapped(_ degrees: Double) -> Double {
    degrees - 360 * ((degrees + 180) / 360).rounded(.down)
  }
}
