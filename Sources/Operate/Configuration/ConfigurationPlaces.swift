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
    var told: Set<ID<Twin>> = []
    for (place, position, path) in found {
      guard let parent = place.parent else { continue }
      guard known[parent] != nil else {
        let near = NearestWord.find(parent.text, among: known.keys.map(\.text).sorted())
        faults.add(
          position, path,
          "'\(place.id)' is part of '\(parent)', which is no place here"
            + (near.map { "; did you mean '\($0)'?" } ?? ""))
        continue
      }
      var trail = [place.id]
      var next: ID<Twin>? = parent
      while let id = next, !trail.contains(id) {
        trail.append(id)
        next = known[id]?.parent
      }
      guard let id = next, id == place.id, told.isDisjoint(with: trail) else { continue }
      told.formUnion(trail)
      faults.add(
        position, path,
        "places go in a circle: "
          + (trail + [place.id]).map { "'\($0)'" }.joined(separator: " is part of "))
    }
  }
}
