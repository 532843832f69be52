import SalusCore
import SalusSense
import SalusStore
import SalusTwin

extension Station {
  /// Takes in one file with progress on the console; what the report counts is durable.
  public func importFile(_ request: ImportFiles.Request, console: Console) throws -> ImportReport {
    try request.run(into: journal, now: now, actor: actor, console: console)
  }

  /// Takes in a table of places; returns how many are new or changed.
  public func importPlaces(at path: String) throws -> Int {
    let known = try world(.latest).places
    let changed = try PlaceTable.read(path: path).filter { known[$0.id] != $0 }
    guard !changed.isEmpty else { return 0 }
    _ = try journal.append(
      changed.map { PlaceRegistered($0).draft(actor: actor, source: "locations") }, expecting: [],
      on: Branch.main)
    return changed.count
  }

  /// Takes in outlines of known places from a GeoJSON file.
  public func importBoundaries(at path: String, property: String?) throws -> ImportReport {
    try Boundaries(journal: journal).run(path: path, property: property, actor: actor)
  }

  /// Takes an import's values out of every later reading.
  public func undoImport(_ id: String) throws -> UndoReport {
    try Importer(journal: journal).undo(id, actor: actor)
  }

  /// The rows that an import could not use, as CSV: file, line, column, reason, row.
  public func quarantine(of id: String) throws -> [UInt8] {
    guard try ImportRecord.find(id, in: journal) != nil else { throw ImportError.notFound(id: id) }
    return Quarantine.csv(try Quarantine.rows(in: journal, import: id))
  }
}

/// Files on their way in.
public enum ImportFiles {
  /// What the caller said of a file.
  public struct Request: Sendable {
    public var path: String
    public var format: ImportFormat
    public var signal: ID<Signal>?
    /// A table of places to register first.
    public var locations: String?
    public var source: String?
    public var known: CivilDate?
    public var isDryRun: Bool

    public init(
      path: String, format: ImportFormat, signal: ID<Signal>? = nil, locations: String? = nil,
      source: String? = nil, known: CivilDate? = nil, isDryRun: Bool = false
    ) {
      self.path = path
      self.format = format
      self.signal = signal
      self.locations = locations
      self.source = source
      self.known = known
      self.isDryRun = isDryRun
    }

    func run(into journal: any Journal, now: Instant, actor: String, console: Console) throws
      -> ImportReport
    {
      let places = try locations.map { try PlaceTable.read(path: $0) } ?? []
      let full = ImportRequest(
        path: path, format: format, signal: signal, places: places, source: source,
        known: known.map { .stated(Instant(startOf: $0)) } ?? .now(now), actor: actor,
        isDryRun: isDryRun)
      let progress = Progress("Importing", unit: "rows", on: console)
      defer { progress.finish() }
      return try Importer(journal: journal).run(full) { state in
        let share = state.totalBytes > 0 ? Double(state.bytes) / Double(state.totalBytes) : nil
        progress.update(share, count: state.rows)
      }
    }
  }

  /// Checks one file as if for a new data directory; nothing is read there, nothing is written.
  public static func dryRun(_ request: Request, console: Console) throws -> ImportReport {
    var request = request
    request.isDryRun = true
    return try request.run(
      into: EmptyJournal(), now: Store.now(), actor: "nobody", console: console)
  }

  public static func columnMap(at path: String) throws -> ColumnMap {
    try ColumnMap(path: path)
  }

  /// A column map proposed for a file, as JSON5 with what is still to be decided in comments.
  public static func suggestion(for path: String, signal: String) throws -> String {
    let suggestion = try ColumnMapSuggestion(path: path, signal: ID(signal))
    var lines = suggestion.notes.map { "// \($0)" }
    if let map = suggestion.map { lines.append(String(decoding: map.json, as: UTF8.self)) }
    return lines.joined(separator: "\n")
  }
}

extension ImportReport {
  /// What became of the rows, for people.
  public var lines: [String] {
    var lines = [
      "\(file): \(read) rows read, \(accepted) accepted, \(duplicate) duplicate, "
        + "\(corrected) corrected, \(quarantined) quarantined"
    ]
    if isDryRun { lines[0] = "dry run, nothing written: " + lines[0] }
    if passedOver > 0 { lines.append("\(passedOver) rows belong to other targets") }
    for reason in reasons { lines.append("  \(reason.count) × \(reason.text)") }
    if quarantined > 0, !isDryRun {
      lines.append("'salus import quarantine \(id)' prints the quarantined rows")
    }
    return lines
  }
}

extension ImportRecord {
  public var state: String {
    if isUndone { return "undone" }
    return isFinished ? "finished" : "interrupted"
  }

  public var summary: JSON {
    var members = report.details.members ?? []
    members += [
      .init("format", .string(format)), .init("signal", .string(signal)),
      .init("source", .string(source)), .init("state", .string(state)),
      .init("sequence", JSON(sequence)),
    ]
    return .object(members)
  }
}
