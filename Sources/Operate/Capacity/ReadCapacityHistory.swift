import SalusCore
import SalusTwin

extension Reading {
  /// Days of history that can be asked for at once.
  public static let mostHistoryDays = 1_100

  /// Beds over time: one figure a day for a unit, a hospital or all.
  ///
  /// A day shows the last report of each unit until its end (UTC), and the one before where the unit
  /// did not report; `reported` is the share of units that did.
  ///
  /// - Parameters:
  ///   - site: id or name of a hospital or unit; nil for all hospitals.
  ///   - kind: of the units; nil for all.
  public func capacityHistory(site: String?, kind: String?, days: Int) throws -> JSON {
    let capacity = try capacity()
    var units = capacity.units
    var name = "All hospitals"
    var id = ""
    if let site {
      let wanted = site.lowercased()
      let matches = { (text: String) in text.lowercased() == wanted }
      if let hospital = capacity.hospitals.first(where: { matches($0.id.text) || matches($0.name) })
      {
        units = units.filter { $0.hospital == hospital.id }
        (name, id) = (hospital.name, hospital.id.text)
      } else if let unit = units.first(where: { matches($0.id.text) }) {
        units = [unit]
        (name, id) = (unit.name, unit.id.text)
      } else {
        throw ReadError.noPlace(site)
      }
    }
    if let kind {
      guard let wanted = Unit.Kind(rawValue: kind) else {
        let accepted = Unit.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw ReadError.bad(parameter: "kind", value: kind, accepted: accepted)
      }
      units = units.filter { $0.kind == wanted }
    }
    let end = view.known.map { min($0.date, capacity.newest.date) } ?? capacity.newest.date
    let first = end - (max(1, days) - 1)
    var sums = BedSums(days: max(1, days))
    for unit in units {
      try sums.add(reports(of: unit.id, from: first, capacity: capacity), from: first)
    }
    let hasAny = sums.reported.contains { $0 > 0 }
    let start = sums.known.firstIndex { $0 > 0 } ?? sums.known.count
    func list(_ values: [Int]) -> JSON { .array(values[start...].map { JSON($0) }) }
    let share = sums.reported[start...].map { count -> JSON in
      .number(units.isEmpty ? 0 : Double(count) / Double(units.count))
    }
    return answer([
      "site": ["id": .string(id), "name": .string(name)], "kind": JSON(kind),
      "dates": .array((start..<max(start, sums.known.count)).map { JSON(first + $0) }),
      "beds": list(sums.beds), "open": list(sums.open), "occupied": list(sums.occupied),
      "reserved": list(sums.reserved), "free": list(sums.free),
      "ventilated": list(sums.ventilated), "ofOutbreak": list(sums.ofOutbreak),
      "reported": .array(share),
      "sentence": .string(
        hasAny ? sums.sentence(name) : "\(name): no beds were reported in these days."),
    ])
  }

  /// Reports of a unit that the moment allows and that count from a date on, oldest first.
  private func reports(of unit: ID<Twin>, from first: CivilDate, capacity: Capacity) throws
    -> [Reported<BedReport>]
  {
    var found: [Reported<BedReport>] = []
    var through: Int64? = version
    let page = 400
    while true {
      let events = try journal.events(
        EventQuery(
          types: [BedReport.type], twin: unit, through: through, limit: page, isDescending: true))
      for event in events where !capacity.isRetracted(event.sequence) {
        if let known = view.known, event.known > known { continue }
        found.append(Reported(try BedReport(event), event))
      }
      guard events.count == page, let last = events.last,
        !events.contains(where: { $0.valid < Instant(startOf: first) })
      else { break }
      through = last.sequence - 1
    }
    return found.sorted { ($0.valid, $0.sequence) < ($1.valid, $1.sequence) }
  }
}

/// Beds of several units by day.
private struct BedSums {
  private(set) var beds: [Int]
  private(set) var open: [Int]
  private(set) var occupied: [Int]
  private(set) var reserved: [Int]
  private(set) var free: [Int]
  private(set) var ventilated: [Int]
  private(set) var ofOutbreak: [Int]
  /// Units that reported on the day.
  private(set) var reported: [Int]
  /// Units of which anything is known on the day.
  private(set) var known: [Int]

  init(days: Int) {
    let none = [Int](repeating: 0, count: days)
    (beds, open, occupied, reserved, free) = (none, none, none, none, none)
    (ventilated, ofOutbreak, reported, known) = (none, none, none, none)
  }

  /// Adds one unit.
  mutating func add(_ reports: [Reported<BedReport>], from first: CivilDate) throws {
    var next = 0
    var current: Reported<BedReport>?
    for day in beds.indices {
      while next < reports.count, reports[next].valid.date <= first + day {
        current = reports[next]
        next += 1
      }
      guard let report = current else { continue }
      known[day] += 1
      if report.valid.date == first + day { reported[day] += 1 }
      beds[day] += report.value.beds
      open[day] += report.value.open
      occupied[day] += report.value.occupied
      reserved[day] += report.value.reserved
      free[day] += report.value.free
      ventilated[day] += report.value.ventilated ?? 0
      ofOutbreak[day] += report.value.ofOutbreak ?? 0
    }
  }

  func sentence(_ name: String) -> String {
    guard let now = occupied.last, let there = open.last else { return "" }
    let start = max(0, occupied.count - 8)
    let before = known[start] > 0 ? occupied[start] : nil
    var text = "\(name): \(now) of \(there) open beds are occupied"
    if let before, start < occupied.count - 1 {
      let change = now - before
      text +=
        change == 0
        ? ", as many as a week ago"
        : ", \(abs(change)) \(change > 0 ? "more" : "fewer") than a week ago"
    }
    return text + "."
  }
}
