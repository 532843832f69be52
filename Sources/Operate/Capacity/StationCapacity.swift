import SalusCore
import SalusSense
import SalusTwin

extension Station {
  /// When figures of capacity are stale: as the running loop is told, else the defaults.
  public var capacitySettings: CapacitySettings { configuration.staleness }

  /// Source of what people report by hand.
  public static let manualSource = "manual"

  /// What there is to care with, as of a moment; the newest costs only what is new.
  public func capacity(_ asOf: AsOf = .latest) throws(JournalError) -> Capacity {
    let head = try journal.head(of: Branch.main).sequence
    return try capacities.capacity(of: journal, at: View(asOf), through: head)
  }

  /// Takes in a table of facilities, beds, staff or stock.
  ///
  /// - Parameters:
  ///   - map: column map as JSON5; nil for the documented headers.
  ///   - known: when it was published and so; nil for now, by the loop's clock.
  public func importCapacity(
    _ table: CapacityTable, at path: String, map: String? = nil, source: String? = nil,
    known: Instant? = nil, isDryRun: Bool = false
  ) throws -> ImportReport {
    let map = try map.map { try CapacityMap(path: $0) } ?? CapacityMap()
    let request = CapacityImporter.Request(
      path: path, table: table, map: map, source: source,
      known: known.map { .stated($0) } ?? .now(loopTime()), actor: actor, isDryRun: isDryRun)
    return try CapacityImporter(journal: journal).run(
      request, capacity: try capacity(), places: try world(.latest).places)
  }

  /// Checks a table as if for a new data directory; nothing is written.
  public static func dryRunCapacity(_ table: CapacityTable, at path: String, map: String? = nil)
    throws -> ImportReport
  {
    let map = try map.map { try CapacityMap(path: $0) } ?? CapacityMap()
    let request = CapacityImporter.Request(
      path: path, table: table, map: map, known: .now(Station.wallClock()), actor: "nobody",
      isDryRun: true)
    return try CapacityImporter(journal: EmptyJournal()).run(
      request, capacity: Capacity(), places: Places([]))
  }

  /// Throws what would stop the import of a table before its first row, so that a wrong file makes
  /// no data directory.
  public static func checkCapacity(_ table: CapacityTable, at path: String, map: String? = nil)
    throws
  {
    _ = try dryRunCapacity(table, at: path, map: map)
  }

  /// Records how the beds of some units stand: all of them or, where one cannot be, none.
  ///
  /// - Returns: sequence of the newest event, and the units.
  /// - Throws: `CapacityProblem`: an unknown unit, a count that cannot be, one that needs to be
  ///   confirmed, or a report by somebody else since `seen`.
  public func reportBeds(_ changes: [BedChange], _ terms: ReportTerms = .init()) throws
    -> (sequence: Int64, reports: [BedReport])
  {
    guard !changes.isEmpty else {
      throw CapacityProblem.impossible("'reports' is empty; one report or more is accepted")
    }
    return try attempt { capacity in
      let finder = NameFinder("unit", capacity.units.map { ($0.id, $0.name) })
      var reports: [BedReport] = []
      var rules: [String] = []
      for change in changes {
        guard let id = finder.find(change.unit) else {
          throw CapacityProblem.unknown(finder.reason(change.unit))
        }
        guard !reports.contains(where: { $0.unit == id }) else {
          throw CapacityProblem.impossible("\(id) stands twice in one batch")
        }
        let last = capacity.beds[id]
        let name = capacity.unitsByID[id]?.name ?? id.text
        try refuseStale(last, terms, revision: change.revision) {
          "\(name) was reported by \(Words.actor($0.actor)) at \($0.valid) since: "
            + "\($0.value.occupied) of \($0.value.open) open beds occupied"
        }
        let report = try Station.report(change, id, last: last?.value)
        reports.append(report)
        rules += Station.rules(report, name)
      }
      if !rules.isEmpty, !terms.isConfirmed { throw CapacityProblem.unconfirmed(rules) }
      return (reports, reports)
    } write: { reports, base in
      try self.append(reports, terms, base: base)
    }
  }

  /// Records who is on shift.
  public func reportStaff(_ changes: [StaffChange], _ terms: ReportTerms = .init()) throws
    -> (sequence: Int64, reports: [StaffReport])
  {
    guard !changes.isEmpty else {
      throw CapacityProblem.impossible("'reports' is empty; one report or more is accepted")
    }
    return try attempt { capacity in
      let finder = NameFinder("hospital", capacity.hospitals.map { ($0.id, $0.name) })
      var reports: [StaffReport] = []
      for change in changes {
        guard let id = finder.find(change.hospital) else {
          throw CapacityProblem.unknown(finder.reason(change.hospital))
        }
        let report = StaffReport(
          hospital: id, group: change.group, shift: change.shift, onShift: change.onShift,
          absent: change.absent)
        if let fault = report.fault { throw CapacityProblem.impossible(fault) }
        let isTwice = reports.contains {
          $0.hospital == id && $0.group == report.group && $0.shift == report.shift
        }
        if isTwice {
          throw CapacityProblem.impossible("\(report.group) of \(id) stands twice in one batch")
        }
        let last = capacity.staff(of: id, group: report.group, shift: report.shift)
        try refuseStale(last, terms, revision: nil) {
          "\(report.group) of \(id) was reported by \(Words.actor($0.actor)) at \($0.valid) since: "
            + "\($0.value.onShift) on shift"
        }
        reports.append(report)
      }
      return (reports, reports)
    } write: { reports, base in
      try self.append(reports, terms, base: base)
    }
  }

  /// Registers travel times on the straight line between all facilities with coordinates, with
  /// the assumption that they rest on.
  ///
  /// - Parameters:
  ///   - speed: kilometres an hour.
  ///   - detour: how much longer the road is than the line.
  ///   - metres: of one unit of the coordinates.
  /// - Returns: how many pairs were registered.
  public func assumeTravel(
    speed: Double, detour: Double = 1.3, metres: Double = 1, isDryRun: Bool = false
  ) throws -> Int {
    let sites = try capacity().facilities.values.sorted { $0.id < $1.id }
    var rows: [Travel] = []
    for from in sites {
      for to in sites where from.id != to.id {
        guard let x = from.x, let y = from.y, let x2 = to.x, let y2 = to.y else { continue }
        let line = ((x - x2) * (x - x2) + (y - y2) * (y - y2)).squareRoot() * metres / 1000
        let minutes = (line * detour / speed * 600).rounded() / 10
        rows.append(Travel(from: from.id, to: to.id, minutes: minutes))
      }
    }
    guard !rows.isEmpty else {
      throw CapacityProblem.impossible("fewer than two facilities have coordinates")
    }
    guard !isDryRun else { return rows.count }
    let table = TravelTable(
      rows: rows,
      assumption: "\(Amount(speed)) km/h on \(Amount(detour)) times the straight line")
    _ = try journal.append(table.draft(actor: actor, source: Station.manualSource))
    return rows.count
  }

  // MARK: - Shared by reports

  /// Runs a check against the newest state and writes what it gives, again where somebody else
  /// wrote in between.
  func attempt<Fact, Answer>(
    _ check: (Capacity) throws -> ([Fact], Answer),
    write: ([Fact], Int64) throws -> Int64
  ) throws -> (sequence: Int64, reports: Answer) {
    var tries = 0
    while true {
      let capacity = try capacity()
      let (facts, answer) = try check(capacity)
      do {
        return (try write(facts, capacity.sequence), answer)
      } catch JournalError.staleRevision where tries < 5 {
        tries += 1
      }
    }
  }

  /// Writes facts in one commit, each on what its twin looked like; the check came before.
  ///
  /// - Parameter base: the newest event of capacity that the check saw.
  func append<Fact: CapacityFact>(
    _ facts: [Fact], _ terms: ReportTerms, base: Int64, key: String? = nil
  ) throws -> Int64 {
    let head = try journal.head(of: Branch.main).sequence
    let now = loopTime()
    let at = terms.at ?? now
    guard at <= now + 300 else {
      throw CapacityProblem.impossible("\(at) is still to come; now is \(now)")
    }
    guard !terms.isDryRun else { return head }
    var conditions: [Condition] = []
    var twins: Set<ID<Twin>> = []
    for fact in facts where twins.insert(fact.twin).inserted {
      let newest = try journal.events(
        EventQuery(twin: fact.twin, through: head, limit: 1, isDescending: true))
      conditions.append(.revision(fact.twin, newest.first?.revision ?? 0))
    }
    // What was checked must still be the newest when the conditions are taken.
    guard try capacity().sequence == base else {
      throw JournalError.staleRevision(facts.first?.twin ?? ID("capacity"), expected: 0, current: 0)
    }
    // Several facts of one twin raise its revision themselves, so it is asked for once.
    let drafts = facts.map {
      $0.draft(
        actor: actor, source: Station.manualSource, valid: at, known: max(at, now), key: key)
    }
    let receipts = try journal.append(drafts, expecting: conditions, on: Branch.main)
    return receipts.map(\.sequence).max() ?? head
  }

  func refuseStale<Value>(
    _ last: Reported<Value>?, _ terms: ReportTerms, revision: Int64?,
    words: (Reported<Value>) -> String
  ) throws(CapacityProblem) {
    if let seen = terms.seen, let last, last.sequence > seen { throw .stale(words(last)) }
    if let revision, revision != last?.revision ?? 0 {
      guard let last else { throw .stale("nothing was reported yet") }
      throw .stale(words(last))
    }
  }

  private static func report(_ change: BedChange, _ id: ID<Twin>, last: BedReport?)
    throws(CapacityProblem) -> BedReport
  {
    guard let beds = change.beds ?? last?.beds else {
      throw .impossible("'beds' of \(id) is missing, and no earlier report has it")
    }
    guard let occupied = change.occupied ?? last?.occupied else {
      throw .impossible("'occupied' of \(id) is missing, and no earlier report has it")
    }
    let report = BedReport(
      unit: id, beds: beds, closed: change.closed ?? last?.closed ?? 0, occupied: occupied,
      reserved: change.reserved ?? last?.reserved ?? 0,
      ventilated: change.ventilated ?? last?.ventilated.map { min($0, occupied) },
      ofOutbreak: change.ofOutbreak ?? last?.ofOutbreak.map { min($0, occupied) })
    if let fault = report.fault { throw .impossible(fault) }
    return report
  }

  private static func rules(_ report: BedReport, _ name: String) -> [String] {
    var rules: [String] = []
    if report.closed > report.beds {
      rules.append("\(name): \(report.closed) closed beds are more than its \(report.beds) beds")
    } else if report.isOver {
      rules.append(
        "\(name): \(report.occupied) patients are more than its \(report.open) open beds")
    } else if report.free < 0 {
      rules.append(
        "\(name): \(report.occupied) occupied and \(report.reserved) reserved are more than its "
          + "\(report.open) open beds")
    }
    for (part, words) in [
      (report.ventilated, "on ventilators"), (report.ofOutbreak, "of the outbreak"),
    ] {
      if let part, part > report.occupied {
        rules.append("\(name): \(part) \(words) are more than its \(report.occupied) patients")
      }
    }
    return rules
  }
}
