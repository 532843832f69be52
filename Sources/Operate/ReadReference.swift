import SalusCore
import SalusTwin

extension Reading {
  /// Places, coarse levels first, then by id: `places` of id, name, level, parent, population.
  ///
  /// - Parameter level: only places of that level; nil for all.
  public func places(level: String?) throws -> JSON {
    let wanted = try level.map { try Reading.level($0) }
    let places = world.places.all.filter { wanted == nil || $0.level == wanted }
      .sorted { ($0.level, $0.id) < ($1.level, $1.id) }
    return answer([
      "places": .array(places.map(Reading.json)),
      "mapped": .array(try mappedLevels().map { .string($0.rawValue) }),
    ])
  }

  /// What is measured: `signals` with levels and the range of dates that have values.
  public func signals() throws -> JSON {
    answer(["signals": .array(try world.signals.map { try json($0) })])
  }

  /// Levels of which some place has boundaries, so that nobody asks in vain for a map.
  private func mappedLevels() throws -> [Place.Level] {
    let query = EventQuery(types: [GeoMap.boundaryType], through: version)
    let levels = Set(try journal.events(query).compactMap { world.places[$0.twin]?.level })
    return levels.sorted()
  }

  static func level(_ name: String) throws(ReadError) -> Place.Level {
    guard let level = Place.Level(rawValue: name) else { throw .noLevel(name) }
    return level
  }

  static func json(_ place: Place) -> JSON {
    [
      "id": .string(place.id.text), "name": .string(place.name),
      "level": .string(place.level.rawValue), "parent": JSON(place.parent?.text),
      "population": JSON(place.population),
    ]
  }

  func json(_ signal: Signal) throws -> JSON {
    let grid = try grid(signal)
    return [
      "id": .string(signal.id.text), "title": .string(signal.title),
      "unit": .string(signal.unit), "period": .string(signal.period.rawValue),
      "measure": .string(signal.measure.rawValue),
      "sourceClass": .string(signal.sourceClass.rawValue),
      "levels": .array((grid?.levelsWithSums ?? []).map { .string($0.rawValue) }),
      "from": JSON(grid?.dates.first), "through": JSON(grid?.dates.last),
    ]
  }

  /// The place that stands for the whole bank: the coarsest of the tops.
  var top: Place? {
    world.places.roots.min {
      ($0.level, -($0.population ?? 0), $0.id) < ($1.level, -($1.population ?? 0), $1.id)
    }
  }
}
