import SalusCore
import SalusTwin

/// What there is, written for pages, tables and the command line.
struct CapacityWords {
  let capacity: Capacity
  let places: Places
  let cover: EstimatedCover?
  /// The moment at which ages are told.
  let now: Instant
  let settings: CapacitySettings

  var day: CivilDate { now.date }

  func reference(_ id: ID<Twin>?) -> JSON {
    guard let id else { return .null }
    let name = capacity.facilities[id]?.name ?? places[id]?.name ?? id.text
    return ["id": .string(id.text), "name": .string(name)]
  }

  private func age<Value>(_ report: Reported<Value>?) -> Double? {
    report.map { ($0.ageHours(at: now) * 10).rounded() / 10 }
  }

  // MARK: - Beds and staff

  func unit(_ unit: Unit) -> JSON {
    let report = capacity.beds[unit.id]
    let bed = report?.value ?? BedReport(unit: unit.id, beds: 0, occupied: 0)
    let hours = age(report)
    return [
      "id": .string(unit.id.text), "name": .string(unit.name), "kind": .string(unit.kind.rawValue),
      "beds": JSON(bed.beds), "open": JSON(bed.open), "occupied": JSON(bed.occupied),
      "reserved": JSON(bed.reserved), "closed": JSON(bed.closed), "free": JSON(bed.free),
      "ventilated": JSON(bed.ventilated), "ofOutbreak": JSON(bed.ofOutbreak),
      "at": JSON(report?.valid), "ageHours": JSON(hours),
      "isStale": .bool(hours.map { $0 > settings.bedsDueHours } ?? true),
      "isOver": .bool(bed.free < 0), "actor": JSON(report?.actor), "source": JSON(report?.source),
      "revision": JSON(report?.revision ?? 0), "sequence": JSON(report?.sequence ?? 0),
    ]
  }

  func staff(_ report: Reported<StaffReport>) -> JSON {
    let hours = age(report) ?? 0
    return [
      "group": .string(report.value.group),
      "title": .string(CapacityWords.title(report.value.group)),
      "shift": .string(report.value.shift.rawValue), "onShift": JSON(report.value.onShift),
      "absent": JSON(report.value.absent), "at": JSON(report.valid), "ageHours": JSON(hours),
      "isStale": .bool(hours > settings.staffDueHours), "actor": .string(report.actor),
    ]
  }

  /// `icu-nurse` reads `ICU nurse`.
  static func title(_ group: String) -> String {
    let words = group.split { $0 == "-" || $0 == "_" }.map { $0 == "icu" ? "ICU" : String($0) }
    let text = words.joined(separator: " ")
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  // MARK: - Stock

  func stock(_ site: ID<Twin>, _ item: ID<Item>, _ state: StockState) -> JSON {
    let known = capacity.itemsByID[item]
    let hours = (max(0, (now - state.changed) / 3600) * 10).rounded() / 10
    return [
      "item": .string(item.text), "title": .string(known?.title ?? item.text),
      "unit": .string(known?.unit ?? "1"), "category": .string(known?.category.rawValue ?? "other"),
      "quantity": .number(state.quantity), "usable": .number(state.usable(on: day)),
      "reserved": .number(state.reserved), "free": .number(state.free(on: day)),
      "at": JSON(state.changed), "counted": JSON(state.counted), "ageHours": JSON(hours),
      "isStale": .bool(hours > settings.stockDueHours),
      "coverDays": fan(coverDays(site, item, state)),
      "nextExpiry": state.nextExpiry(on: day).map { lot in
        [
          "lot": .string(lot.lot), "date": JSON(lot.expires), "quantity": .number(lot.quantity),
        ]
      } ?? .null,
      "lots": .array(
        state.lots.map { lot in
          [
            "lot": .string(lot.lot), "quantity": .number(lot.quantity),
            "expires": JSON(lot.expires),
          ]
        }),
      "actor": .string(state.actor), "sequence": JSON(state.sequence),
    ]
  }

  private func fan(_ cover: DemandCover?) -> JSON {
    guard let cover else { return .null }
    func tenth(_ value: Double) -> JSON { .number((value * 10).rounded() / 10) }
    return [
      "median": tenth(cover.median), "lower": tenth(cover.lower), "upper": tenth(cover.upper),
    ]
  }

  /// How many days the usable stock lasts: by the newest estimate of demand, else at the mean use
  /// of the last 14 days, with the 90 % interval of that mean (normal approximation).
  func coverDays(_ site: ID<Twin>, _ item: ID<Item>, _ state: StockState) -> DemandCover? {
    guard capacity.itemsByID[item]?.isReusable != true else { return nil }
    let usable = state.usable(on: day)
    if let cover = cover?.cover(site, item, usable: usable, on: day) { return cover }
    let days = 14
    // The use of today is not over, so the window ends yesterday.
    let uses = (1...days).map { state.used[day - $0] ?? 0 }
    let mean = uses.reduce(0, +) / Double(days)
    guard mean > 0 else { return nil }
    let square = uses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = 1.645 * (square / Double(days - 1) / Double(days)).squareRoot()
    let most = 365.0
    return DemandCover(
      median: min(most, usable / mean), lower: min(most, usable / (mean + error)),
      upper: mean > error ? min(most, usable / (mean - error)) : most)
  }

  // MARK: - What does not agree

  var discrepancies: [JSON] {
    var found = capacity.discrepancies.map { entry -> JSON in
      let unit = capacity.unitsByID[entry.subject]
      let link = unit.map { "/watch/beds?hospital=\($0.hospital)" } ?? "/watch/beds?tab=stock"
      return [
        "words": .string(entry.words), "at": JSON(entry.at), "link": .string(link),
        "kind": .string(entry.kind.rawValue),
      ]
    }
    for site in capacity.stockedFacilities {
      for (item, state) in capacity.stock(of: site) {
        let expired = state.quantity - state.usable(on: day)
        guard expired > 1e-9 else { continue }
        let place = capacity.facilities[site]?.name ?? site.text
        let title = capacity.itemsByID[item]?.title ?? item.text
        found.append([
          "words": .string(
            "\(place): \(Amount(expired)) of \(Amount(state.quantity)) \(title) have expired"),
          "at": JSON(state.changed), "link": "/watch/beds?tab=stock", "kind": "expired",
        ])
      }
    }
    return found
  }
}
