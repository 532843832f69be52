import SalusCore
import SalusSense

/// Places of a configuration: the names of tables, or the places themselves.
extension Configuration {
  mutating func readPlaces(_ section: ConfigurationSection) {
    guard let node = section.node("places") else {
      section.show("places", [])
      return
    }
    section.show("places", node.json)
    let entries = node.elements ?? [node]
    var found: [(place: Place, position: TextPosition, path: String)] = []
    for (index, entry) in entries.enumerated() {
      let path = node.elements == nil ? "places" : "places[\(index)]"
      if let table = entry.string {
        placeTables.append(self.path(table))
        do {
          for place in try PlaceTable.read(path: self.path(table)) {
            found.append((place, entry.position, path))
          }
        } catch {
          section.faults.add(entry.position, path, "\(error)")
        }
      } else if entry.members != nil {
        let own = ConfigurationSection(entry, path: path, faults: section.faults)
        let place = readPlace(own)
        places.append(place)
        found.append((place, entry.position, path))
      } else {
        section.faults.add(
          entry.position, path,
          "this is \(entry.kind); the name of a table or an object with id, name and level is accepted"
        )
      }
    }
    checkPlaces(found, section.faults)
  }

  private func readPlace(_ section: ConfigurationSection) -> Place {
    var place = Place(
      id: ID(section.required("id")), name: "", level: .district, timeZone: zone.name)
    place.name = section.required("name")
    section.choice("level", &place.level)
    if !section.has("level") { section.fault("level", "this is needed and missing") }
    var parent: String?
    section.text("parent", &parent)
    place.parent = parent.map { ID($0) }
    section.whole("population", &place.population, in: 0...10_000_000_000)
    section.text("timeZone", &place.timeZone)
    do {
      _ = try TimeZoneRules(named: place.timeZone)
    } catch {
      section.fault("timeZone", error.description)
    }
    for member in section.node("codes")?.members ?? [] {
      if let code = member.value.string {
        place.codes[member.name] = code
      } else {
        section.faults.add(
          member.value.position, "\(section.path).codes.\(member.name)", "a code is a text")
      }
    }
    section.close()
    return place
  }

  /// One place of an id, every parent known, and no place inside itself.
  private func checkPlaces(
    _ found: [(place: Place, position: TextPosition, path: String)],
    _ faults: ConfigurationFaults
  ) {
    var known: [ID<Twin>: Place] = [:]
    for (place, position, path) in found {
      if known.updateValue(place, forKey: place.id) != nil {
        faults.add(position, path, "the place '\(place.id)' is there twice")
      }
    }
    for (place, position, path) in found {
      guard let parent = place.parent, known[parent] == nil else { continue }
      // A guess looks at every place: where nobody will read it, none is made.
      let near =
        faults.isFull
        ? nil
        : NearestWord.find(
          parent.text, among: known.keys.map(\.text).filter { $0 != place.id.text }.sorted())
      faults.add(
        position, path,
        "'\(place.id)' is part of '\(parent)', which is no place here"
          + (near.map { "; did you mean '\($0)'?" } ?? ""))
    }
    for circle in Configuration.circles(found.map(\.place.id), known) {
      guard let first = found.first(where: { $0.place.id == circle[0] }) else { continue }
      let shown = circle.prefix(Configuration.mostShown).map { "'\($0)'" }
      let rest = circle.count - shown.count
      faults.add(
        first.position, first.path,
        "places go in a circle: "
          + (shown + (rest > 0 ? ["\(rest) more"] : []) + ["'\(circle[0])'"])
          .joined(separator: " is part of "))
    }
  }

  /// Places of a circle that its fault names.
  private static let mostShown = 10

  /// Every circle once, from its first place in the given order; each place is walked once.
  private static func circles(
    _ ids: [ID<Twin>], _ places: [ID<Twin>: Place]
  ) -> [[ID<Twin>]] {
    var circles: [[ID<Twin>]] = []
    var order: [ID<Twin>: Int] = [:]
    for (index, id) in ids.enumerated() where order[id] == nil { order[id] = index }
    var walks: [ID<Twin>: Int] = [:]
    for (walk, id) in ids.enumerated() {
      var trail: [ID<Twin>] = []
      var next: ID<Twin>? = id
      while let id = next, walks[id] == nil {
        walks[id] = walk
        trail.append(id)
        next = places[id]?.parent
      }
      guard let end = next, walks[end] == walk, let start = trail.firstIndex(of: end) else {
        continue
      }
      let circle = trail[start...]
      let first =
        circle.indices.min { order[circle[$0], default: 0] < order[circle[$1], default: 0] }
        ?? start
      circles.append(Array(circle[first...] + circle[..<first]))
    }
    return circles
  }
}
