import SalusCore
import SalusSense
import SalusTwin

extension Region {
  /// What the journal is told of the region: its places, their boundaries and the river.
  ///
  /// - `place.boundary`: `geometry` is a GeoJSON Polygon (RFC 7946: closed rings, outer ones
  ///   counter-clockwise, holes clockwise) whose positions are kilometres east and north.
  /// - `region.line`: likewise a LineString with a `name`.
  public func drafts(actor: String, source: String) -> [Draft] {
    let registered = places.map { PlaceRegistered($0).draft(actor: actor, source: source) }
    let bounded = places.map { place in
      let rings = (boundaries[place.id] ?? []).map { Region.positions($0.points, isClosed: true) }
      return Draft(
        type: Boundaries.type, twin: place.id,
        payload: [
          "geometry": ["type": "Polygon", "coordinates": .array(rings)],
          "crs": .string(Region.coordinates),
        ],
        known: .beginning, actor: actor, source: source)
    }
    let line = Draft(
      type: "region.line", twin: top.id,
      payload: [
        "name": .string(riverName),
        "geometry": [
          "type": "LineString", "coordinates": Region.positions(river, isClosed: false),
        ],
        "crs": .string(Region.coordinates),
      ],
      known: .beginning, actor: actor, source: source)
    return (registered + bounded + [line]).map { draft in
      var draft = draft
      // The same region again is no new fact; another seed's is.
      draft.key = "\(draft.type)/\(draft.twin)/\(seed.value)"
      return draft
    }
  }

  /// Kilometres east and north of the city's centre; no place on Earth.
  public static let coordinates = "local-km"

  public var riverName: String { PlaceNames.river }

  private static func positions(_ points: [MapPoint], isClosed: Bool) -> JSON {
    let closed = isClosed ? points + points.prefix(1) : points
    return .array(closed.map { .array([.number($0.x), .number($0.y)]) })
  }
}
