import SalusCore
import SalusTwin

/// What sites and resources of an estimate are called.
struct DemandNames {
  private let places: Places
  private var sites: [ID<Twin>: String] = [:]
  private var items: [String: Item] = [:]

  init(_ reading: Reading) throws {
    places = reading.world.places
    let query = EventQuery(types: [Facility.type, Item.type], through: reading.version)
    for event in try reading.journal.events(query) {
      if event.type == Facility.type {
        let facility = try Facility(event)
        sites[facility.id] = facility.name
      } else {
        let item = try Item(event)
        items[item.id.text] = item
      }
    }
  }

  func isSite(_ id: ID<Twin>) -> Bool { sites[id] != nil }

  func site(_ id: ID<Twin>) -> String {
    sites[id] ?? places[id]?.name ?? (id.text.isEmpty ? "All hospitals" : id.text)
  }

  func title(_ resource: String) -> String {
    DemandWords.standing.first { $0.id == resource }?.title ?? items[resource]?.title ?? resource
  }

  /// `patients`, `beds`, `equipment`, `staff` or `consumable`.
  func kind(_ resource: String) -> String {
    DemandWords.standing.first { $0.id == resource }?.kind ?? "consumable"
  }

  /// Each once, in the order of rows.
  static func order(_ resources: [String]) -> [String] {
    var seen: Set<String> = []
    return resources.filter { seen.insert($0).inserted }
  }
}
