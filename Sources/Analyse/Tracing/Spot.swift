import Glibc

/// A point as metres in space: on the earth's sphere, or on a plane such as a town's grid.
///
/// Distances on the sphere are great circles on the mean radius of the earth (6 371 008.8 m, Moritz
/// 2000), 0.5 % off the ellipsoid at worst. Two points of different kinds have no distance.
public struct Spot: Hashable, Sendable {
  @usableFromInline let x: Double
  @usableFromInline let y: Double
  @usableFromInline let z: Double
  @usableFromInline let isPlanar: Bool

  /// Nil outside -90…90 and -180…180 degrees.
  public init?(latitude: Double, longitude: Double) {
    guard abs(latitude) <= 90, abs(longitude) <= 180 else { return nil }
    let (phi, lambda) = (latitude * .pi / 180, longitude * .pi / 180)
    x = Spot.radius * cos(phi) * cos(lambda)
    y = Spot.radius * cos(phi) * sin(lambda)
    z = Spot.radius * sin(phi)
    isPlanar = false
  }

  /// A point of a plane, in metres; nil for numbers that are not finite or beyond 1e8.
  public init?(east: Double, north: Double) {
    guard abs(east) <= 1e8, abs(north) <= 1e8 else { return nil }
    x = east
    y = north
    z = 0
    isPlanar = true
  }

  /// In metres; infinite between a point of the earth and one of a plane.
  public func distance(to other: Spot) -> Double {
    guard isPlanar == other.isPlanar else { return .infinity }
    let chord = chordSquared(to: other).squareRoot()
    return isPlanar ? chord : Spot.arc(chord)
  }

  @inlinable
  func chordSquared(to other: Spot) -> Double {
    let (dx, dy, dz) = (x - other.x, y - other.y, z - other.z)
    return dx * dx + dy * dy + dz * dz
  }

  /// The straight line through the earth that belongs to a distance along it.
  static func chord(_ distance: Double) -> Double {
    2 * radius * sin(min(distance / (2 * radius), .pi / 2))
  }

  /// The distance along the earth that belongs to a straight line through it.
  static func arc(_ chord: Double) -> Double {
    2 * radius * asin(min(1, chord / (2 * radius)))
  }

  static let radius = 6_371_008.8
}
