import SalusCore
import SalusTwin

/// What one row, or several of one stock count, say.
struct CapacityEntry {
  var fact: any CapacityFact
  /// Nil for what holds from the beginning, and for reports without a time of their own.
  var valid: Instant?
  var known: Instant?
  /// Lines of the file that it comes from.
  var lines: [Int]
  /// Members of the payload that the row gave; nil for all.
  var given: Set<String>?
  /// Tells entries of one twin apart: group and shift of staff, id of a movement.
  var subject: String
}

/// Reads the rows of a capacity table against what is registered.
struct CapacityRows {
  typealias Fault = CapacityCells.Fault

  let table: CapacityTable
  let cells: CapacityCells
  private let capacity: Capacity
  private let facilities: NameFinder<Twin>
  private let hospitals: NameFinder<Twin>
  private let depots: NameFinder<Twin>
  private let items: NameFinder<Item>
  private let units: NameFinder<Twin>
  private let unitsByHospital: [ID<Twin>: NameFinder<Twin>]
  private var places: PlaceFinder
  /// Newest report of each unit, for what a row leaves out.
  private var lastBeds: [ID<Twin>: BedReport]
  /// How often a movement without an id of its own was seen.
  private var repeats: [String: Int] = [:]

  init(_ table: CapacityTable, cells: CapacityCells, capacity: Capacity, places: Places) {
    self.table = table
    self.cells = cells
    self.capacity = capacity
    self.places = PlaceFinder(places)
    let sites = capacity.facilities.values.sorted { $0.id < $1.id }
    facilities = NameFinder("facility", sites.map { ($0.id, $0.name) })
    hospitals = NameFinder("hospital", capacity.hospitals.map { ($0.id, $0.name) })
    depots = NameFinder("depot", capacity.depots.map { ($0.id, $0.name) })
    items = NameFinder("item", capacity.items.map { ($0.id, $0.title) })
    units = NameFinder("unit", capacity.units.map { ($0.id, $0.name) })
    unitsByHospital = Dictionary(grouping: capacity.units, by: \.hospital).mapValues {
      NameFinder("unit", $0.map { ($0.id, $0.name) })
    }
    lastBeds = capacity.beds.mapValues(\.value)
  }

  /// What the row says.
  mutating func read(_ row: CSVRow) throws(Fault) -> [CapacityEntry] {
    switch table {
    case .facilities: return [try facility(row)]
    case .units: return [try unit(row)]
    case .items: return [try item(row)]
    case .vehicles: return try vehicle(row)
    case .travel: return [try travel(row)]
    case .beds: return [try beds(row)]
    case .staff: return [try staff(row)]
    case .stock: return [try stock(row)]
    case .moves: return [try move(row)]
    }
  }

  private func entry<Fact: CapacityFact>(
    _ fact: Fact, _ row: CSVRow, subject: String = "", given: Set<String>? = nil
  ) throws(Fault) -> CapacityEntry {
    if let reason = fact.fault { throw Fault(column: "", reason: reason) }
    return CapacityEntry(
      fact: fact, valid: try cells.instant(row, "at"), known: try cells.instant(row, "known"),
      lines: [row.line], given: given, subject: subject)
  }

  // MARK: - Registrations

  private mutating func facility(_ row: CSVRow) throws(Fault) -> CapacityEntry {
    var place: ID<Twin>?
    if let word = cells.text(row, "district") { place = try found(word, "district") }
    var catchment: [Facility.Share] = []
    for part in (cells.text(row, "catchment") ?? "").split(whereSeparator: { " ;".contains($0) }) {
      let pieces = part.split(separator: ":")
      guard pieces.count == 2, let share = Double(pieces[1]) else {
        throw cells.fault(
          "catchment", "'\(PlaceFinder.cut(String(part)))' is no share; PLACE:0.6 is accepted")
      }
      catchment.append(.init(place: try found(String(pieces[0]), "catchment"), share: share))
    }
    return try entry(
      Facility(
        id: ID(try cells.name(row, "id")), name: try cells.required(row, "name"),
        kind: try cells.choice(row, "kind"), place: place, x: try cells.number(row, "x"),
        y: try cells.number(row, "y"), catchment: catchment), row)
  }

  private mutating func found(_ word: String, _ field: String) throws(Fault) -> ID<Twin> {
    switch places.find(word) {
    case .success(let id): return id
    case .failure(let unknown): throw cells.fault(field, unknown.reason)
    }
  }

  private func unit(_ row: CSVRow) throws(Fault) -> CapacityEntry {
    try entry(
      Unit(
        id: ID(try cells.name(row, "id")), hospital: try one(row, "hospital", hospitals),
        name: try cells.required(row, "name"), kind: try cells.choice(row, "kind")), row)
  }

  private func item(_ row: CSVRow) throws(Fault) -> CapacityEntry {
    let unit = try cells.required(row, "unit")
    do throws(UnitProblem) {
      _ = try UnitCode(unit)
    } catch {
      throw cells.fault("unit", error.description)
    }
    return try entry(
      Item(
        id: ID(try cells.name(row, "id")), title: try cells.required(row, "title"), unit: unit,
        category: try cells.choice(row, "category", default: .other),
        isReusable: try cells.flag(row, "reusable") ?? false,
        volume: try cells.quantity(row, "volume") ?? 0.01), row)
  }

  private func vehicle(_ row: CSVRow) throws(Fault) -> [CapacityEntry] {
    let id = ID<Twin>(try cells.name(row, "id"))
    guard let space = try cells.quantity(row, "capacity") else {
      throw cells.fault("capacity", "the capacity is missing")
    }
    let vehicle = Vehicle(
      id: id, name: cells.text(row, "name") ?? id.text, depot: try one(row, "depot", depots),
      capacity: space)
    var entries = [try entry(vehicle, row)]
    if cells.text(row, "status") != nil {
      let status: Vehicle.Status = try cells.choice(row, "status")
      entries.append(try entry(VehicleReport(vehicle: id, status: status), row))
    }
    return entries
  }

  private func travel(_ row: CSVRow) throws(Fault) -> CapacityEntry {
    let from = try one(row, "from", facilities)
    let to = try one(row, "to", facilities)
    guard let minutes = try cells.quantity(row, "minutes") else {
      throw cells.fault("minutes", "the minutes are missing")
    }
    return try entry(
      TravelTable(rows: [Travel(from: from, to: to, minutes: minutes)]), row,
      subject: "\(from)>\(to)")
  }

  // MARK: - Reports

  private mutating func beds(_ row: CSVRow) throws(Fault) -> CapacityEntry {
    var finder = units
    if cells.text(row, "hospital") != nil {
      finder = unitsByHospital[try one(row, "hospital", hospitals)] ?? NameFinder("unit", [])
    }
    let id = try one(row, "unit", finder)
    let last = lastBeds[id]
    var given: Set<String> = ["unit", "occupied"]
    func value(_ field: String, _ member: String, _ kept: Int?) throws(Fault) -> Int? {
      guard let count = try cells.count(row, field) else { return kept }
      given.insert(member)
      return count
    }
    guard let beds = try value("beds", "beds", last?.beds) else {
      throw cells.fault("beds", "the number of beds is missing, and no earlier report has it")
    }
    guard let occupied = try cells.count(row, "occupied") else {
      throw cells.fault("occupied", "the number of occupied beds is missing")
    }
    let report = BedReport(
      unit: id, beds: beds, closed: try value("closed", "closed", last?.closed) ?? 0,
      occupied: occupied, reserved: try value("reserved", "reserved", last?.reserved) ?? 0,
      ventilated: try value("ventilated", "ventilated", nil),
      ofOutbreak: try value("outbreak", "ofOutbreak", nil))
    let entry = try entry(report, row, given: given)
    lastBeds[id] = report
    return entry
  }

  private func staff(_ row: CSVRow) throws(Fault) -> CapacityEntry {
    guard let onShift = try cells.count(row, "on_shift") else {
      throw cells.fault("on_shift", "the number on shift is missing")
    }
    let report = StaffReport(
      hospital: try one(row, "hospital", hospitals), group: try cells.name(row, "group"),
      shift: try cells.choice(row, "shift", default: .all), onShift: onShift,
      absent: try cells.count(row, "absent"))
    return try entry(report, row, subject: "\(report.group)/\(report.shift.rawValue)")
  }

  private func stock(_ row: CSVRow) throws(Fault) -> CapacityEntry {
    let item = try one(row, "item", items)
    guard let quantity = try cells.quantity(row, "quantity") else {
      throw cells.fault("quantity", "the quantity is missing")
    }
    let lot = Lot(
      lot: cells.text(row, "lot") ?? "", quantity: try converted(quantity, row, item),
      expires: try cells.date(row, "expires"))
    return try entry(
      StockCount(facility: try one(row, "facility", facilities), item: item, lots: [lot]), row)
  }

  private mutating func move(_ row: CSVRow) throws(Fault) -> CapacityEntry {
    let item = try one(row, "item", items)
    guard let quantity = try cells.quantity(row, "quantity") else {
      throw cells.fault("quantity", "the quantity is missing")
    }
    let from = cells.text(row, "from") == nil ? nil : try one(row, "from", facilities)
    let to = cells.text(row, "to") == nil ? nil : try one(row, "to", facilities)
    let usual: StockMove.Reason = from == nil ? .receipt : to == nil ? .issue : .transfer
    var move = StockMove(
      id: "", item: item, lot: cells.text(row, "lot"),
      quantity: try converted(quantity, row, item), from: from, to: to,
      reason: try cells.choice(row, "reason", default: usual),
      order: cells.text(row, "order").map { ID($0) }, expires: try cells.date(row, "expires"))
    if let id = cells.text(row, "id") {
      move.id = id
    } else {
      // Without an id of its own a movement is known by what it says; the n-th of equal ones is
      // the n-th of equal ones when the file is read again.
      let words = "\(move.payload) \(try cells.instant(row, "at")?.description ?? "")"
      let count = repeats[words, default: 0]
      repeats[words] = count + 1
      move.id = JSON.array([.string(words), JSON(count)]).contentMark
    }
    return try entry(move, row, subject: move.id)
  }

  /// The quantity in the unit of the item.
  private func converted(_ quantity: Double, _ row: CSVRow, _ item: ID<Item>) throws(Fault)
    -> Double
  {
    guard let text = cells.text(row, "unit"), let target = capacity.itemsByID[item]?.unit,
      text != target
    else { return quantity }
    do throws(UnitProblem) {
      return try UnitCode(text).convert(quantity, to: try UnitCode(target))
    } catch {
      throw cells.fault("unit", "\(item) is kept in \(target): \(error)")
    }
  }

  private func one<Owner>(_ row: CSVRow, _ field: String, _ finder: NameFinder<Owner>)
    throws(Fault) -> ID<Owner>
  {
    let word = try cells.required(row, field)
    guard let id = finder.find(word) else { throw cells.fault(field, finder.reason(word)) }
    return id
  }
}
