import SalusCore

/// Checks the geometry of a GeoJSON feature (RFC 7946): only areas, only closed rings, only
/// positions that can be drawn.
struct GeoJSONGeometry {
  /// Whether positions are degrees; otherwise any finite coordinates do.
  let isDegrees: Bool

  struct Fault: Error {
    let reason: String
  }

  /// The geometry with positions of two numbers and nothing else.
  func checked(_ geometry: JSON?) throws(Fault) -> JSON {
    guard let type = geometry?["type"]?.string else {
      throw Fault(reason: "the feature has no geometry")
    }
    guard let coordinates = geometry?["coordinates"]?.array else {
      throw Fault(reason: "the geometry has no coordinates")
    }
    switch type {
    case "Polygon":
      return ["type": "Polygon", "coordinates": .array(try rings(coordinates))]
    case "MultiPolygon":
      var polygons: [JSON] = []
      for polygon in coordinates {
        guard let parts = polygon.array else {
          throw Fault(reason: "a part of the geometry is no polygon")
        }
        polygons.append(.array(try rings(parts)))
      }
      guard !polygons.isEmpty else { throw Fault(reason: "the geometry has no polygon") }
      return ["type": "MultiPolygon", "coordinates": .array(polygons)]
    default:
      throw Fault(
        reason: "the geometry is a \(PlaceFinder.cut(type)); Polygon and MultiPolygon are accepted")
    }
  }

  private func rings(_ rings: [JSON]) throws(Fault) -> [JSON] {
    guard !rings.isEmpty else { throw Fault(reason: "a polygon has no ring") }
    var checked: [JSON] = []
    for ring in rings {
      guard let positions = ring.array, positions.count >= 4 else {
        throw Fault(reason: "a ring has fewer than four positions")
      }
      var points: [JSON] = []
      points.reserveCapacity(positions.count)
      for position in positions { points.append(try point(position)) }
      guard points.first == points.last else {
        throw Fault(reason: "a ring is not closed: its first and last positions differ")
      }
      guard Set(points).count >= 3 else {
        throw Fault(reason: "a ring has fewer than three different positions")
      }
      checked.append(.array(points))
    }
    return checked
  }

  private func point(_ position: JSON) throws(Fault) -> JSON {
    guard let numbers = position.array, numbers.count >= 2, let x = numbers[0].double,
      let y = numbers[1].double, x.isFinite, y.isFinite
    else { throw Fault(reason: "a position is not two numbers") }
    if isDegrees {
      guard abs(x) <= 180, abs(y) <= 90 else {
        throw Fault(reason: "the position \(x), \(y) is no longitude and latitude in degrees")
      }
    } else {
      guard abs(x) <= 1e9, abs(y) <= 1e9 else {
        throw Fault(reason: "the position \(x), \(y) is out of range")
      }
    }
    return [.number(x), .number(y)]
  }
}
