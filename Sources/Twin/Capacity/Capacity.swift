import SalusCore

/// What there is to care with, as a view of the journal tells it: facilities, beds, staff, stock,
/// vehicles, and how old each figure is.
///
/// The same events give the same state in whatever order they arrive, sequences aside: figures are
/// taken in the order of (valid, sequence). Only what the view admits is taken in.
public struct Capacity: Sendable {
  public private(set) var view: View
  /// The greatest sequence taken in.
  public private(set) var sequence: Int64 = 0
  /// The greatest valid time of a report, count or movement taken in.
  public private(set) var newest: Instant = .beginning

  public private(set) var facilities: [ID<Twin>: Facility] = [:]
  public private(set) var unitsByID: [ID<Twin>: Unit] = [:]
  public private(set) var itemsByID: [ID<Item>: Item] = [:]
  public private(set) var vehiclesByID: [ID<Twin>: Vehicle] = [:]
  /// Newest report of each unit.
  public private(set) var beds: [ID<Twin>: Reported<BedReport>] = [:]
  public private(set) var vehicleStatus: [ID<Twin>: Reported<VehicleReport>] = [:]
  private var staffReports: [StaffKey: Reported<StaffReport>] = [:]
  private var ledgers: [ID<Item>: StockLedger] = [:]
  private var promises: [Promise: Double] = [:]
  private var ways: [Way: Double] = [:]
  private var retracted: Set<Int64> = []

  private struct StaffKey: Hashable, Sendable {
    var hospital: ID<Twin>
    var group: String
    var shift: StaffReport.Shift
  }

  private struct Promise: Hashable, Sendable {
    var id: String
    var facility: ID<Twin>
    var item: ID<Item>
  }

  private struct Way: Hashable, Sendable {
    var from: ID<Twin>
    var to: ID<Twin>
  }

  /// Types of the events that make it up. The last takes back what an import brought.
  public static let types = [
    Facility.type, Unit.type, Item.type, Vehicle.type, VehicleReport.type, TravelTable.type,
    BedReport.type, StaffReport.type, StockCount.type, StockMove.type, StockReservation.type,
    StockRelease.type, retraction,
  ]
  static let retraction = "import.undone"

  /// Nothing known yet.
  public init(at view: View = View()) {
    self.view = view
  }

  /// Reads all that the view admits.
  public init(_ journal: any Journal, at view: View = View()) throws(JournalError) {
    self.init(at: view)
    let events = try journal.events(
      EventQuery(branch: view.branch, types: Capacity.types, through: view.sequence))
    for event in events where admits(event) { retracted.formUnion(event.retracts) }
    _ = try apply(events)
  }

  /// Takes in more events; those of other types, known already or outside the view are passed over.
  ///
  /// - Returns: false where an event takes back what was taken in, or belongs so far back that it
  ///   cannot be put in its place: fold anew from the journal then.
  @discardableResult
  public mutating func apply(_ events: [Event]) throws(JournalError) -> Bool {
    var isWhole = true
    var touched: Set<ID<Item>> = []
    for event in events where event.sequence > sequence && admits(event) {
      sequence = event.sequence
      if event.type == Capacity.retraction {
        let isNew = event.retracts.contains { !retracted.contains($0) }
        if isNew { isWhole = false }
        retracted.formUnion(event.retracts)
        continue
      }
      guard !retracted.contains(event.sequence) else { continue }
      guard let (item, entry) = try take(event) else { continue }
      touched.insert(item)
      if !ledgers[item, default: StockLedger()].insert(entry) { isWhole = false }
    }
    for item in touched { ledgers[item]?.settle() }
    return isWhole
  }

  /// The same, ready to take in what comes after the bound of its view.
  public var unbounded: Capacity {
    var copy = self
    copy.view = View(branch: view.branch)
    return copy
  }

  /// Whether an undone import brought the event.
  public func isRetracted(_ sequence: Int64) -> Bool { retracted.contains(sequence) }

  private func admits(_ event: Event) -> Bool {
    if let bound = view.sequence, event.sequence > bound { return false }
    // What was taken back is taken back for every moment, as for observations.
    if let known = view.known, event.known > known, event.type != Capacity.retraction {
      return false
    }
    return event.branch == view.branch
  }

  /// - Returns: what belongs into the ledger of an item.
  private mutating func take(_ event: Event) throws(JournalError)
    -> (ID<Item>, StockLedger.Entry)?
  {
    switch event.type {
    case Facility.type:
      let facility = try Facility(event)
      facilities[facility.id] = facility
    case Unit.type:
      let unit = try Unit(event)
      unitsByID[unit.id] = unit
    case Item.type:
      let item = try Item(event)
      itemsByID[item.id] = item
    case Vehicle.type:
      let vehicle = try Vehicle(event)
      vehiclesByID[vehicle.id] = vehicle
    case TravelTable.type:
      for row in try TravelTable(event).rows { ways[Way(from: row.from, to: row.to)] = row.minutes }
    case BedReport.type:
      let report = Reported(try BedReport(event), event)
      newest = max(newest, event.valid)
      if report.replaces(beds[report.value.unit]) { beds[report.value.unit] = report }
    case VehicleReport.type:
      let report = Reported(try VehicleReport(event), event)
      newest = max(newest, event.valid)
      if report.replaces(vehicleStatus[report.value.vehicle]) {
        vehicleStatus[report.value.vehicle] = report
      }
    case StaffReport.type:
      let report = Reported(try StaffReport(event), event)
      let key = StaffKey(
        hospital: report.value.hospital, group: report.value.group, shift: report.value.shift)
      newest = max(newest, event.valid)
      if report.replaces(staffReports[key]) { staffReports[key] = report }
    case StockCount.type:
      let count = try StockCount(event)
      return (
        count.item, entry(.counted(facility: count.facility, lots: count.lots), event)
      )
    case StockMove.type:
      let move = try StockMove(event)
      return (move.item, entry(.moved(move), event))
    case StockReservation.type:
      let promise = try StockReservation(event)
      promises[
        Promise(id: promise.id, facility: promise.facility, item: promise.item), default: 0] +=
        promise.quantity
    case StockRelease.type:
      let release = try StockRelease(event)
      let key = Promise(id: release.id, facility: release.facility, item: release.item)
      let left = (promises[key] ?? 0) - (release.quantity ?? .infinity)
      promises[key] = left > 0 ? left : nil
    default: break
    }
    return nil
  }

  private mutating func entry(_ deed: StockLedger.Entry.Deed, _ event: Event)
    -> StockLedger.Entry
  {
    newest = max(newest, event.valid)
    return StockLedger.Entry(
      valid: event.valid, recorded: event.recorded, sequence: event.sequence, actor: event.actor,
      source: event.source, deed: deed)
  }
}

// Reading.
extension Capacity {
  /// Ordered by id.
  public var hospitals: [Facility] { sites(.hospital) }
  /// Ordered by id.
  public var depots: [Facility] { sites(.depot) }
  /// Ordered by id.
  public var items: [Item] { itemsByID.values.sorted { $0.id < $1.id } }
  /// Ordered by id.
  public var units: [Unit] { unitsByID.values.sorted { $0.id < $1.id } }
  /// Ordered by id.
  public var vehicles: [Vehicle] { vehiclesByID.values.sorted { $0.id < $1.id } }

  private func sites(_ kind: Facility.Kind) -> [Facility] {
    facilities.values.filter { $0.kind == kind }.sorted { $0.id < $1.id }
  }

  public func units(of hospital: ID<Twin>) -> [Unit] {
    units.filter { $0.hospital == hospital }
  }

  /// Newest report of each group and shift, ordered by group and shift.
  public func staff(of hospital: ID<Twin>) -> [Reported<StaffReport>] {
    staffReports.values.filter { $0.value.hospital == hospital }.sorted {
      ($0.value.group, $0.value.shift) < ($1.value.group, $1.value.shift)
    }
  }

  /// Newest report of a group on a shift.
  public func staff(of hospital: ID<Twin>, group: String, shift: StaffReport.Shift)
    -> Reported<StaffReport>?
  {
    staffReports[StaffKey(hospital: hospital, group: group, shift: shift)]
  }

  /// What of the item is in the facility; nothing where nobody ever said.
  public func stock(_ facility: ID<Twin>, _ item: ID<Item>) -> StockState {
    var state = ledgers[item]?.states[facility] ?? StockState()
    state.reserved = reserved(facility, item)
    return state
  }

  /// Every item that was ever counted or moved in the facility, ordered by item.
  public func stock(of facility: ID<Twin>) -> [(item: ID<Item>, state: StockState)] {
    ledgers.keys.sorted().compactMap { item in
      guard ledgers[item]?.states[facility] != nil || reserved(facility, item) > 0 else {
        return nil
      }
      return (item, stock(facility, item))
    }
  }

  /// Facilities with any stock, ordered by id.
  public var stockedFacilities: [ID<Twin>] {
    var all: Set<ID<Twin>> = []
    for ledger in ledgers.values { all.formUnion(ledger.states.keys) }
    all.formUnion(promises.keys.map(\.facility))
    return all.sorted()
  }

  /// What an order still holds promised in a facility.
  public func promised(to id: String, _ facility: ID<Twin>, _ item: ID<Item>) -> Double {
    promises[Promise(id: id, facility: facility, item: item)] ?? 0
  }

  private func reserved(_ facility: ID<Twin>, _ item: ID<Item>) -> Double {
    promises.filter { $0.key.facility == facility && $0.key.item == item }
      .sorted { $0.key.id < $1.key.id }.reduce(0) { $0 + $1.value }
  }

  /// Minutes from one facility to another, the way back where only that is known; nil for neither.
  public func travel(_ from: ID<Twin>, _ to: ID<Twin>) -> Double? {
    if from == to { return 0 }
    return ways[Way(from: from, to: to)] ?? ways[Way(from: to, to: from)]
  }

  /// Minutes as they were registered for just this direction; nil for none.
  public func way(_ from: ID<Twin>, _ to: ID<Twin>) -> Double? {
    ways[Way(from: from, to: to)]
  }

  /// Free unless its newest report says otherwise.
  public func status(of vehicle: ID<Twin>) -> Vehicle.Status {
    vehicleStatus[vehicle]?.value.status ?? .free
  }
}
