import Glibc

/// A point of the example region's map, in kilometres east and north of the city's centre.
public struct MapPoint: Hashable, Sendable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  /// Straight-line distance in kilometres.
  public func distance(to other: MapPoint) -> Double {
    (self - other).length
  }

  var length: Double { (x * x + y * y).squareRoot() }

  /// To the metre, so that the text of a boundary is short and shared corners stay shared.
  var rounded: MapPoint {
    MapPoint((x * 1000).rounded() / 1000, (y * 1000).rounded() / 1000)
  }

  static func + (left: MapPoint, right: MapPoint) -> MapPoint {
    MapPoint(left.x + right.x, left.y + right.y)
  }

  static func - (left: MapPoint, right: MapPoint) -> MapPoint {
    MapPoint(left.x - right.x, left.y - right.y)
  }

  static func * (point: MapPoint, factor: Double) -> MapPoint {
    MapPoint(point.x * factor, point.y * factor)
  }

  /// Twice the signed area of the triangle of the origin and two points: positive where `right`
  /// lies counter-clockwise of `left`.
  static func cross(_ left: MapPoint, _ right: MapPoint) -> Double {
    left.x * right.y - left.y * right.x
  }

  static func dot(_ left: MapPoint, _ right: MapPoint) -> Double {
    left.x * right.x + left.y * right.y
  }

  /// The angle at this point between the directions to two others, 0 to pi.
  func angle(_ left: MapPoint, _ right: MapPoint) -> Double {
    let (a, b) = (left - self, right - self)
    return atan2(abs(MapPoint.cross(a, b)), MapPoint.dot(a, b))
  }
}

/// A closed ring of points, the first not repeated at the end; counter-clockwise around what it
/// encloses, clockwise around a hole.
public struct Ring: Hashable, Sendable {
  public let points: [MapPoint]

  public init(_ points: [MapPoint]) {
    self.points = points
  }

  /// Square kilometres, negative for a clockwise ring (shoelace formula).
  public var signedArea: Double {
    var twice = 0.0
    for (index, point) in points.enumerated() {
      twice += MapPoint.cross(point, points[(index + 1) % points.count])
    }
    return twice / 2
  }

  /// Even-odd rule; a point on the line belongs to one side or the other.
  public func contains(_ point: MapPoint) -> Bool {
    var isInside = false
    for (index, a) in points.enumerated() {
      let b = points[(index + 1) % points.count]
      guard (a.y > point.y) != (b.y > point.y) else { continue }
      if point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x { isInside.toggle() }
    }
    return isInside
  }

  /// Centre of mass of the enclosed area.
  public var centroid: MapPoint {
    var sum = MapPoint(0, 0)
    var twice = 0.0
    for (index, a) in points.enumerated() {
      let b = points[(index + 1) % points.count]
      let cross = MapPoint.cross(a, b)
      sum = sum + (a + b) * cross
      twice += cross
    }
    return twice == 0 ? points[0] : sum * (1 / (3 * twice))
  }
}
