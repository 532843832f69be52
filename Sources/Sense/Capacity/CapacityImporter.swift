import SalusCore
import SalusGovernance
import SalusTwin

/// Brings tables of facilities, beds, staff and stock into the journal: each good row an event, bad
/// ones in quarantine. It can be repeated and undone as any import.
///
/// What the journal holds already from the same source is not written again, so a feed that repeats
/// itself adds nothing. Fewer than 2 000 new rows are one commit: all or none.
public struct CapacityImporter: Sendable {
  let journal: any Journal

  /// One file to bring in.
  public struct Request: Sendable {
    public var path: String
    public var table: CapacityTable
    /// For headers other than the documented ones.
    public var map: CapacityMap
    /// The feed; nil means `capacity/` and the table's name.
    public var source: String?
    /// When rows were published, and when they were so, where the table does not say it.
    public var known: ImportRequest.Known
    public var actor: String
    /// Checks everything and writes nothing.
    public var isDryRun: Bool

    public init(
      path: String, table: CapacityTable, map: CapacityMap = CapacityMap(), source: String? = nil,
      known: ImportRequest.Known, actor: String, isDryRun: Bool = false
    ) {
      self.path = path
      self.table = table
      self.map = map
      self.source = source
      self.known = known
      self.actor = actor
      self.isDryRun = isDryRun
    }
  }

  public init(journal: any Journal) {
    self.journal = journal
  }

  /// Imports one file; what the report counts is durable when it returns.
  ///
  /// - Parameters:
  ///   - capacity: as it stands now; names and what rows leave out are taken from it.
  ///   - places: known ones; hospitals that are none yet become places of their districts.
  public func run(_ request: Request, capacity: Capacity, places: Places) throws(ImportError)
    -> ImportReport
  {
    do {
      var run = try CapacityRun(request, journal: journal, capacity: capacity, places: places)
      return try run.finish()
    } catch let error as ImportError {
      throw error
    } catch let error as CSVError {
      throw .file(error)
    } catch let error as JournalError {
      throw .journal(error)
    } catch {
      throw .content(name: FileInput.name(of: request.path), reason: "the import failed")
    }
  }

  /// Sequences of the events that an import brought.
  static func sequences(of id: String, source: String, in journal: any Journal)
    throws(JournalError) -> [Int64]
  {
    let start = try journal.events(
      EventQuery(types: [ImportRecord.started], twin: ImportRecord.twin(id), limit: 1))
    guard let first = start.first else { return [] }
    let prefix = "\(id)/row/"
    return try journal.events(
      EventQuery(types: Capacity.types, source: source, after: first.sequence - 1)
    ).filter { $0.key?.hasPrefix(prefix) ?? false }.map(\.sequence)
  }
}

/// One pass over one file.
struct CapacityRun {
  private let request: CapacityImporter.Request
  private let journal: any Journal
  private let places: Places
  private let source: String
  private let name: String
  private let digest: Digest
  private let bytes: Int
  private let delimiter: UInt8
  private let header: [String]
  private var rows: CapacityRows
  private let capacity: Capacity
  private var entries: [CapacityEntry] = []
  private var refused: [QuarantinedRow] = []
  private var raws: [Int: String] = [:]
  private var report: ImportReport

  private static let chunk = 2_000
  private static let mostRows = 500_000

  init(
    _ request: CapacityImporter.Request, journal: any Journal, capacity: Capacity, places: Places
  ) throws {
    self.request = request
    self.journal = journal
    self.places = places
    self.capacity = capacity
    source = request.source ?? "capacity/\(request.table.rawValue)"
    let input = try FileInput(path: request.path)
    digest = try input.digest()
    bytes = input.size
    var reader = try CSVReader(path: request.path, delimiter: request.map.delimiter?.utf8.first)
    name = reader.name
    delimiter = reader.delimiter
    header = reader.header
    let cells = try CapacityCells(
      request.map, table: request.table, header: reader.header, name: reader.name)
    rows = CapacityRows(request.table, cells: cells, capacity: capacity, places: places)
    report = ImportReport(id: "", file: reader.name)
    report.isDryRun = request.isDryRun
    var row = CSVRow()
    while try reader.next(&row) {
      report.read += 1
      guard report.read <= CapacityRun.mostRows else {
        throw ImportError.content(
          name: reader.name, reason: "it has more than \(CapacityRun.mostRows) rows; split it")
      }
      take(row)
    }
    guard try FileInput(path: request.path).stamp == input.stamp else {
      throw ImportError.changed(name: reader.name)
    }
  }

  private mutating func take(_ row: CSVRow) {
    if let fault = row.fault {
      let column = fault.column.flatMap { header.indices.contains($0) ? header[$0] : nil }
      refuse(line: row.line, column: column ?? "", fault.reason, row.raw())
      return
    }
    do throws(CapacityCells.Fault) {
      entries += try rows.read(row)
      raws[row.line] = row.raw()
    } catch {
      refuse(line: row.line, column: error.column, error.reason, row.raw())
    }
  }

  private mutating func refuse(line: Int, column: String, _ reason: String, _ raw: String) {
    report.quarantined += 1
    refused.append(
      QuarantinedRow(file: name, line: line, column: column, reason: reason, row: raw))
  }

  /// Judges the rows against the journal and writes what is new.
  mutating func finish() throws -> ImportReport {
    let settled = try settle()
    report.id = settled.id
    gather(valid: settled.known)
    var known = KnownFacts(capacity: capacity)
    try known.load(entries, source: source, now: settled.known, journal: journal)
    var drafts: [Draft] = []
    for entry in entries {
      // The second entry of a row, such as a vehicle's status, does not count as a row.
      let isMain = !(entry.fact is VehicleReport)
      switch known.standing(entry, valid: entry.valid ?? settled.known) {
      case .same:
        if isMain { report.duplicate += entry.lines.count }
      case .other where entry.fact is StockMove:
        for line in entry.lines {
          refuse(
            line: line, column: "id",
            "the movement '\(entry.subject)' was recorded before with other content",
            raws[line] ?? "")
        }
      case .new:
        if isMain { report.accepted += entry.lines.count }
        drafts += self.drafts(entry, settled)
      case .other:
        if isMain { report.corrected += entry.lines.count }
        drafts += self.drafts(entry, settled)
      }
    }
    refused.sort { $0.line < $1.line }
    report.reasons = reasons()
    if drafts.isEmpty, settled.isKnown, !request.isDryRun {
      report.isRepeat = true
      report.id = settled.earlier ?? settled.id
      return report
    }
    if !request.isDryRun { try write(drafts, settled) }
    return report
  }

  // MARK: - Which import it is

  private struct Settled {
    var id: String
    var known: Instant
    /// The same file was imported to its end before and not undone.
    var isKnown: Bool
    /// It was begun and not finished.
    var isBegun: Bool
    /// The newest finished import of the same file and settings.
    var earlier: String?
  }

  private func settle() throws(JournalError) -> Settled {
    var stated: Instant?
    if case .stated(let instant) = request.known { stated = instant }
    let settings: JSON = [
      "version": 1, "file": .string(digest.description),
      "table": .string(request.table.rawValue),
      "map": .string(String(decoding: request.map.json, as: UTF8.self)),
      "source": .string(source), "known": JSON(stated),
    ]
    let base = settings.contentMark
    var generation = 1
    var first: Instant?
    var isKnown = false
    var earlier: String?
    while true {
      let id = generation == 1 ? base : "\(base)-\(generation)"
      guard let record = try ImportRecord.find(id, in: journal) else {
        return Settled(
          id: id, known: first ?? request.known.instant, isKnown: isKnown, isBegun: false,
          earlier: earlier)
      }
      // A repeat keeps the moment of the first, so that its rows are known as the same.
      first = first ?? record.known
      if !record.isUndone, !record.isFinished {
        return Settled(id: id, known: record.known, isKnown: false, isBegun: true)
      }
      isKnown = isKnown || !record.isUndone
      if !record.isUndone { earlier = id }
      generation += 1
    }
  }

  // MARK: - What rows say together

  /// Joins the lots of one count, and refuses rows that contradict an earlier one of the file.
  private mutating func gather(valid: Instant) {
    struct Key: Hashable {
      var type: String
      var twin: ID<Twin>
      var subject: String
      var valid: Instant?
    }
    var places: [Key: Int] = [:]
    var joined: [CapacityEntry] = []
    for entry in entries {
      let isMove = entry.fact is StockMove
      let key = Key(
        type: type(of: entry.fact).type, twin: entry.fact.twin, subject: entry.subject,
        valid: isMove ? nil : entry.valid ?? valid)
      guard let place = places[key] else {
        places[key] = joined.count
        joined.append(entry)
        continue
      }
      let line = entry.lines.first ?? 0
      let earlier = joined[place].lines.first ?? 0
      if var count = joined[place].fact as? StockCount, let more = entry.fact as? StockCount,
        let lot = more.lots.first
      {
        if let known = count.lots.first(where: { $0.lot == lot.lot }) {
          if known == lot {
            report.duplicate += 1
          } else {
            let words = lot.lot.isEmpty ? "the count without a lot" : "lot '\(lot.lot)'"
            refuse(
              line: line, column: "lot", "\(words) stands already on line \(earlier)",
              raws[line] ?? "")
          }
        } else {
          count.lots.append(lot)
          joined[place].fact = count
          joined[place].lines.append(line)
        }
      } else if joined[place].fact.payload == entry.fact.payload {
        if !(entry.fact is VehicleReport) { report.duplicate += 1 }
      } else {
        refuse(
          line: line, column: "", "line \(earlier) says something else of the same",
          raws[line] ?? "")
      }
    }
    entries = joined
  }

  // MARK: - Writing

  private func drafts(_ entry: CapacityEntry, _ settled: Settled) -> [Draft] {
    let line = entry.lines.first ?? 0
    let isReport = request.table.isReport || entry.fact is VehicleReport
    let suffix = entry.fact is VehicleReport ? "/status" : ""
    let fact = entry.fact.draft(
      actor: request.actor, source: source,
      valid: isReport ? entry.valid ?? settled.known : settled.known,
      known: isReport ? entry.known ?? settled.known : .beginning,
      key: "\(settled.id)/row/\(line)\(suffix)")
    guard let facility = entry.fact as? Facility, facility.kind == .hospital else { return [fact] }
    // A hospital is a place too, so that signals can be reported for it and add up.
    var place = places[facility.id] ?? Place(id: facility.id, name: "", level: .hospital)
    place.name = facility.name
    place.parent = facility.place ?? place.parent
    if let zone = place.parent.flatMap({ places[$0]?.timeZone }) { place.timeZone = zone }
    guard places[facility.id] != place else { return [fact] }
    return [PlaceRegistered(place).draft(actor: request.actor, source: source), fact]
  }

  private func write(_ drafts: [Draft], _ settled: Settled) throws(JournalError) {
    let twin = ImportRecord.twin(settled.id)
    func record(_ type: String, _ payload: JSON, _ key: String) -> Draft {
      Draft(
        type: type, twin: twin, payload: payload, valid: settled.known, known: settled.known,
        actor: request.actor, purpose: "capacity", source: source, key: "\(settled.id)/\(key)")
    }
    var all: [Draft] = []
    if !settled.isBegun {
      all.append(
        record(
          ImportRecord.started,
          [
            "import": .string(settled.id), "file": .string(name), "bytes": JSON(bytes),
            "digest": .string(digest.description), "format": .string(request.table.rawValue),
            "signal": .string(request.table.rawValue), "known": JSON(settled.known),
          ], "started"))
    }
    all += drafts
    for start in stride(from: 0, to: refused.count, by: 1_000) {
      let part = Array(refused[start..<min(start + 1_000, refused.count)])
      let payload = Quarantine.payload(part, import: settled.id, file: name)
      all.append(record(Quarantine.type, payload, "quarantine/\(payload.contentMark)"))
    }
    let more: [JSON.Member] = [.init("signal", .string(request.table.rawValue))]
    all.append(
      record(
        ImportRecord.finished, .object((report.details.members ?? []) + more), "finished"))
    for start in stride(from: 0, to: all.count, by: CapacityRun.chunk) {
      let part = Array(all[start..<min(start + CapacityRun.chunk, all.count)])
      _ = try journal.append(part, expecting: [], on: Branch.main)
    }
  }

  private func reasons() -> [ImportReport.Reason] {
    var counts: [String: (first: Int, count: Int)] = [:]
    for row in refused {
      let text = row.column.isEmpty ? row.reason : "\(row.column): \(row.reason)"
      counts[text, default: (row.line, 0)].count += 1
    }
    return counts.sorted { ($1.value.count, $0.value.first) < ($0.value.count, $1.value.first) }
      .prefix(10).map { ImportReport.Reason(text: $0.key, count: $0.value.count) }
  }
}
