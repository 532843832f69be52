import SalusCore
import SalusTwin

/// What the journal holds already of the facts that a file brings, from the same source.
struct KnownFacts {
  /// What became of a fact.
  enum Standing {
    case new
    /// It was said before, with the same numbers.
    case same
    /// It was said before, with others.
    case other
  }

  private struct Key: Hashable {
    var type: String
    var twin: ID<Twin>
    var subject: String
    var valid: Instant?
  }

  private var found: [Key: JSON] = [:]
  private let capacity: Capacity

  /// A feed usually repeats its last few reports, so little is read at first.
  private static let firstPage = 8
  private static let longestPage = 256
  /// How far back a movement without a time of its own is looked for, in seconds.
  private static let window = 60.0 * 86_400
  /// How far before its own moment the id of a movement must not have stood for another.
  private static let reach = 5.0 * 86_400

  init(capacity: Capacity) {
    self.capacity = capacity
  }

  /// Reads what the journal holds of these entries' twins, as far back as the entries go.
  ///
  /// - Parameter now: stands for the time of entries that have none.
  mutating func load(
    _ entries: [CapacityEntry], source: String, now: Instant, journal: any Journal
  ) throws(JournalError) {
    struct Thread: Hashable {
      var type: String
      var twin: ID<Twin>
    }
    var oldest: [Thread: Instant] = [:]
    for entry in entries {
      let type = Swift.type(of: entry.fact).type
      guard KnownFacts.isReport(type) else { continue }
      let thread = Thread(type: type, twin: entry.fact.twin)
      // A movement may come again with another date, and one that is repeated without a date was
      // recorded at the moment of its first import.
      let back = entry.valid == nil ? KnownFacts.window : KnownFacts.reach
      let valid = (entry.valid ?? now) + (type == StockMove.type ? -back : 0)
      oldest[thread] = min(oldest[thread] ?? valid, valid)
    }
    for (thread, valid) in oldest {
      var before: Int64?
      var page = KnownFacts.firstPage
      while true {
        let events = try journal.events(
          EventQuery(
            types: [thread.type], twin: thread.twin, source: source,
            through: before.map { $0 - 1 }, limit: page, isDescending: true))
        for event in events where !capacity.isRetracted(event.sequence) {
          let key = KnownFacts.key(event)
          // The newest word on a moment counts.
          if found[key] == nil { found[key] = event.payload }
        }
        guard events.count == page, let last = events.last,
          !events.contains(where: { $0.valid < valid })
        else { break }
        before = last.sequence
        page = min(KnownFacts.longestPage, page * 4)
      }
    }
  }

  /// How a fact stands to what was said before.
  ///
  /// - Parameter valid: of the entry, or the moment of the import.
  func standing(_ entry: CapacityEntry, valid: Instant) -> Standing {
    let fact = entry.fact
    switch fact {
    case let facility as Facility:
      return compare(facility, capacity.facilities[facility.id])
    case let unit as Unit: return compare(unit, capacity.unitsByID[unit.id])
    case let item as Item: return compare(item, capacity.itemsByID[item.id])
    case let vehicle as Vehicle: return compare(vehicle, capacity.vehiclesByID[vehicle.id])
    case let report as VehicleReport:
      return compare(report, capacity.vehicleStatus[report.vehicle]?.value)
    case let table as TravelTable:
      guard let row = table.rows.first, let minutes = capacity.way(row.from, row.to) else {
        return .new
      }
      return minutes == row.minutes ? .same : .other
    default:
      let key = Key(
        type: type(of: fact).type, twin: fact.twin, subject: entry.subject,
        valid: fact is StockMove ? nil : valid)
      guard let payload = found[key] else { return .new }
      // By their text: a whole number comes back from the journal as an integer.
      let isSame =
        entry.given.map { names in
          names.allSatisfy { payload[$0]?.bytes == fact.payload[$0]?.bytes }
        } ?? (payload.bytes == fact.payload.bytes)
      return isSame ? .same : .other
    }
  }

  private func compare<Fact: CapacityFact>(_ fact: Fact, _ known: Fact?) -> Standing {
    guard let known else { return .new }
    return known == fact ? .same : .other
  }

  private static func isReport(_ type: String) -> Bool {
    [BedReport.type, StaffReport.type, StockCount.type, StockMove.type].contains(type)
  }

  private static func key(_ event: Event) -> Key {
    let body = event.payload
    var subject = ""
    if event.type == StaffReport.type {
      subject = "\(body["group"]?.string ?? "")/\(body["shift"]?.string ?? "")"
    } else if event.type == StockMove.type {
      subject = body["id"]?.string ?? ""
    }
    return Key(
      type: event.type, twin: event.twin, subject: subject,
      valid: event.type == StockMove.type ? nil : event.valid)
  }
}
