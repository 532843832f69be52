import SalusCore
import SalusTwin

extension Reading {
  private func words(at now: Instant?, _ settings: CapacitySettings) throws -> CapacityWords {
    let capacity = try capacity()
    return CapacityWords(
      capacity: capacity, places: world.places, cover: try estimatedCover(),
      now: moment(now, capacity), settings: settings)
  }

  /// When ages are told: the end of an as-of date, else the given moment, and for an earlier
  /// version or without a moment the newest report.
  private func moment(_ now: Instant?, _ capacity: Capacity) -> Instant {
    switch asOf {
    case .date: view.known ?? capacity.newest
    case .latest: max(now ?? capacity.newest, capacity.newest)
    case .version: capacity.newest
    }
  }

  /// Hospitals with units, staff and stock, depots with stock and vehicles, totals by kind of unit
  /// and what does not agree.
  ///
  /// - Parameter now: the loop's time; nil for that of the newest report.
  public func capacity(at now: Instant?, settings: CapacitySettings = .init()) throws -> JSON {
    let words = try words(at: now, settings)
    let capacity = words.capacity
    let unitsByHospital = Dictionary(grouping: capacity.units, by: \.hospital)
    func stock(_ site: ID<Twin>) -> JSON {
      .array(capacity.stock(of: site).map { words.stock(site, $0.item, $0.state) })
    }
    let hospitals = capacity.hospitals.map { hospital -> JSON in
      [
        "id": .string(hospital.id.text), "name": .string(hospital.name),
        "place": words.reference(hospital.place), "x": JSON(hospital.x), "y": JSON(hospital.y),
        "units": .array((unitsByHospital[hospital.id] ?? []).map(words.unit)),
        "staff": .array(capacity.staff(of: hospital.id).map(words.staff)),
        "stock": stock(hospital.id),
      ]
    }
    let vehicles = Dictionary(grouping: capacity.vehicles, by: \.depot)
    let depots = capacity.depots.map { depot -> JSON in
      [
        "id": .string(depot.id.text), "name": .string(depot.name),
        "place": words.reference(depot.place), "x": JSON(depot.x), "y": JSON(depot.y),
        "stock": stock(depot.id),
        "vehicles": .array(
          (vehicles[depot.id] ?? []).map { vehicle in
            [
              "id": .string(vehicle.id.text), "name": .string(vehicle.name),
              "capacity": .number(vehicle.capacity),
              "status": .string(capacity.status(of: vehicle.id).rawValue),
              "at": JSON(capacity.vehicleStatus[vehicle.id]?.valid),
            ]
          }),
      ]
    }
    return answer([
      "at": JSON(words.now), "hospitals": .array(hospitals), "depots": .array(depots),
      "items": .array(
        capacity.items.map { item in
          [
            "id": .string(item.id.text), "title": .string(item.title), "unit": .string(item.unit),
            "category": .string(item.category.rawValue), "isReusable": .bool(item.isReusable),
          ]
        }), "totals": .array(Reading.totals(capacity)),
      "discrepancies": .array(words.discrepancies),
    ])
  }

  /// Beds of all reported units by kind.
  private static func totals(_ capacity: Capacity) -> [JSON] {
    Unit.Kind.allCases.compactMap { kind -> JSON? in
      let beds = capacity.units.filter { $0.kind == kind }.compactMap {
        capacity.beds[$0.id]?.value
      }
      guard !beds.isEmpty else { return nil }
      func sum(_ value: (BedReport) -> Int) -> JSON { JSON(beds.reduce(0) { $0 + value($1) }) }
      return [
        "kind": .string(kind.rawValue), "beds": sum(\.beds), "open": sum(\.open),
        "occupied": sum(\.occupied), "reserved": sum(\.reserved), "closed": sum(\.closed),
        "free": sum(\.free),
      ]
    }
  }

  /// One row a unit, for tables: hospital, unit and figures.
  public func bedRows(at now: Instant?, settings: CapacitySettings = .init()) throws -> [JSON] {
    let words = try words(at: now, settings)
    return words.capacity.units.map { unit in
      .object(
        [
          .init("hospital", .string(unit.hospital.text)),
          .init(
            "hospitalName",
            .string(words.capacity.facilities[unit.hospital]?.name ?? unit.hospital.text)),
        ] + (words.unit(unit).members ?? []))
    }
  }

  /// One row for each item of each facility; `lots` is left out.
  public func stockRows(at now: Instant?, settings: CapacitySettings = .init()) throws -> [JSON] {
    let words = try words(at: now, settings)
    return words.capacity.stockedFacilities.flatMap { site in
      words.capacity.stock(of: site).map { item, state -> JSON in
        let members = words.stock(site, item, state).members ?? []
        let name = words.capacity.facilities[site]?.name ?? site.text
        return .object(
          [.init("facility", .string(site.text)), .init("facilityName", .string(name))]
            + members.filter { $0.name != "lots" })
      }
    }
  }

  /// The stock of all facilities as a list.
  public func stock(at now: Instant?, settings: CapacitySettings = .init()) throws -> JSON {
    answer(["stock": .array(try stockRows(at: now, settings: settings))])
  }

  /// The units that a report by hand was about, in their new state.
  public func units(_ ids: [ID<Twin>], at now: Instant?, settings: CapacitySettings = .init())
    throws -> JSON
  {
    let words = try words(at: now, settings)
    return answer([
      "units": .array(ids.compactMap { words.capacity.unitsByID[$0] }.map(words.unit))
    ])
  }

  /// The staff of some hospitals in its new state.
  public func staff(_ ids: [ID<Twin>], at now: Instant?, settings: CapacitySettings = .init())
    throws -> JSON
  {
    let words = try words(at: now, settings)
    return answer([
      "hospitals": .array(
        Array(Set(ids)).sorted().map { id in
          [
            "id": .string(id.text),
            "staff": .array(words.capacity.staff(of: id).map(words.staff)),
          ]
        })
    ])
  }

  /// What of an item is in some facilities in its new state.
  public func stock(
    of item: ID<Item>, in sites: [ID<Twin>], at now: Instant?,
    settings: CapacitySettings = .init()
  ) throws -> [JSON] {
    let words = try words(at: now, settings)
    return sites.map { site in
      let state = words.capacity.stock(site, item)
      return .object(
        [.init("facility", .string(site.text))] + (words.stock(site, item, state).members ?? []))
    }
  }
}
