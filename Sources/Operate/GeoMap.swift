import SalusCore
import SalusTwin

/// Boundaries of the places of one level, laid out in whole numbers for drawing.
struct GeoMap: Sendable {
  /// Sequence of the newest event that it depends on.
  let stamp: Int64
  let width: Int
  let height: Int
  /// Places with boundaries, by id.
  let regions: [Region]
  let lines: [Line]
  private let layout: GeoLayout

  /// One place: rings as x, y, x, y, …; outer ones and holes alike, for even-odd filling.
  struct Region: Sendable {
    let place: Place
    let rings: [[Int]]
  }

  /// A river, a road: x, y, x, y, …
  struct Line: Sendable {
    let name: String
    let path: [Int]
  }

  static let boundaryType = "place.boundary"
  static let lineType = "region.line"
  /// The longer side in units: finer than any screen.
  static let extent = 4096

  /// The newest event about places, boundaries and lines.
  static func stamp(_ journal: any Journal, through version: Int64) throws(JournalError) -> Int64 {
    let query = EventQuery(
      types: [boundaryType, lineType, PlaceRegistered.type], through: version, limit: 1,
      isDescending: true)
    return try journal.events(query).first?.sequence ?? 0
  }

  /// Nil where no place of the level has a boundary.
  init?(_ reading: Reading, level: Place.Level, stamp: Int64) throws {
    let query = EventQuery(
      types: [GeoMap.boundaryType, GeoMap.lineType], through: reading.version)
    var shapes: [ID<Twin>: [[Double]]] = [:]
    var paths: [(name: String, path: [Double])] = []
    var isPlane = true
    for event in try reading.journal.events(query) {
      guard let geometry = event.payload["geometry"] else { continue }
      let rings = GeoMap.paths(geometry["coordinates"], depth: 0)
      if event.type == GeoMap.lineType {
        let name = event.payload["name"]?.string ?? ""
        paths += rings.map { (name, $0) }
      } else if let place = reading.world.places[event.twin], place.level == level {
        shapes[place.id] = rings
        // Coordinates of GeoJSON are longitude and latitude unless they say otherwise.
        isPlane = event.payload["crs"]?.string?.hasPrefix("local") ?? false
      }
    }
    let places = reading.world.places.at(level).filter { shapes[$0.id]?.isEmpty == false }
    guard !places.isEmpty else { return nil }
    let layout = GeoLayout(
      places.map { (GeoLayout.inset(for: $0), shapes[$0.id] ?? []) }, isPlane: isPlane)
    self.stamp = stamp
    self.layout = layout
    width = layout.width
    height = layout.height
    regions = places.enumerated().map { index, place in
      Region(
        place: place,
        rings: (shapes[place.id] ?? []).compactMap { layout.ring($0, of: index) })
    }
    lines = paths.compactMap { line in
      layout.path(line.path).map { Line(name: line.name, path: $0) }
    }
  }

  /// Where a position lies on the map; nil where its coordinates are no numbers.
  func point(_ x: Double, _ y: Double) -> (x: Int, y: Int)? {
    guard x.isFinite, y.isFinite else { return nil }
    return layout.point(x, y)
  }

  /// All chains of positions in nested GeoJSON coordinates: x, y, x, y, …
  private static func paths(_ coordinates: JSON?, depth: Int) -> [[Double]] {
    guard let list = coordinates?.array, depth < 4 else { return [] }
    if let first = list.first?.array, first.first?.double != nil {
      var path: [Double] = []
      path.reserveCapacity(list.count * 2)
      for position in list {
        guard let pair = position.array, pair.count >= 2, let x = pair[0].double,
          let y = pair[1].double, x.isFinite, y.isFinite
        else { return [] }
        path.append(x)
        path.append(y)
      }
      return [path]
    }
    return list.flatMap { paths($0, depth: depth + 1) }
  }

  /// `level`, `width`, `height`, `regions`, `lines`.
  var json: [JSON.Member] {
    [
      JSON.Member("width", JSON(width)), JSON.Member("height", JSON(height)),
      JSON.Member(
        "regions",
        .array(
          regions.map { region in
            [
              "id": .string(region.place.id.text), "name": .string(region.place.name),
              "population": JSON(region.place.population),
              "rings": .array(region.rings.map(GeoMap.array)),
            ]
          })),
      JSON.Member(
        "lines",
        .array(lines.map { ["name": .string($0.name), "path": GeoMap.array($0.path)] })),
    ]
  }

  private static func array(_ numbers: [Int]) -> JSON {
    .array(numbers.map { .integer(Int64($0)) })
  }
}

extension ReadModel {
  /// The map of a level: integers, y down, already projected.
  public func geo(level name: String, in reading: Reading) throws -> JSON {
    let level = try Reading.level(name)
    guard let map = try map(of: level, in: reading) else { throw ReadError.noBoundaries(level) }
    return .object(
      [
        JSON.Member("version", JSON(reading.version)),
        JSON.Member("level", .string(level.rawValue)),
      ] + map.json)
  }
}
