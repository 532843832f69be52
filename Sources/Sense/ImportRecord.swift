import SalusCore
import SalusGovernance
import SalusTwin

/// What the journal knows of one import: its events are those of the twin `import:ID`.
public struct ImportRecord: Hashable, Sendable {
  public static let started = "import.started"
  public static let recorded = "observations.recorded"
  public static let finished = "import.finished"
  public static let undone = "import.undone"

  public var id: String
  public var file: String
  public var format: String
  public var signal: String
  public var source: String
  /// The moment that stands for "now" in all rows of the import.
  public var known: Instant
  public var isFinished: Bool
  public var isUndone: Bool
  /// Sequence of the newest event of the import.
  public var sequence: Int64
  /// Counts of a finished import, all zero before.
  public var report: ImportReport

  /// All imports of a journal in the order in which they began.
  public static func all(in journal: any Journal) throws(JournalError) -> [ImportRecord] {
    let types = [started, finished, undone]
    var order: [ID<Twin>] = []
    var events: [ID<Twin>: [Event]] = [:]
    for event in try journal.events(EventQuery(types: types)) {
      if events[event.twin] == nil { order.append(event.twin) }
      events[event.twin, default: []].append(event)
    }
    return order.compactMap { twin in ImportRecord(events[twin] ?? []) }
  }

  /// The import of that id; nil for none.
  public static func find(_ id: String, in journal: any Journal) throws(JournalError)
    -> ImportRecord?
  {
    let query = EventQuery(types: [started, finished, undone], twin: twin(id))
    return ImportRecord(try journal.events(query))
  }

  static func twin(_ id: String) -> ID<Twin> { ID("import:\(id)") }

  init?(_ events: [Event]) {
    guard let start = events.first(where: { $0.type == ImportRecord.started }),
      let id = start.payload["import"]?.string
    else { return nil }
    self.id = id
    file = start.payload["file"]?.string ?? ""
    format = start.payload["format"]?.string ?? ""
    signal = start.payload["signal"]?.string ?? ""
    source = start.source
    known = start.payload["known"]?.string.flatMap { Instant($0) } ?? start.known
    let end = events.first { $0.type == ImportRecord.finished }
    isFinished = end != nil
    isUndone = events.contains { $0.type == ImportRecord.undone }
    sequence = events.map(\.sequence).max() ?? start.sequence
    report = ImportReport(id: id, file: file)
    if let counts = end?.payload {
      func count(_ name: String) -> Int {
        counts[name]?.integer.flatMap { Int(exactly: $0) } ?? 0
      }
      report.read = count("read")
      report.accepted = count("accepted")
      report.duplicate = count("duplicate")
      report.corrected = count("corrected")
      report.quarantined = count("quarantined")
      report.passedOver = count("passedOver")
      report.companions = count("companions")
      report.places = count("places")
      report.reasons = (counts["reasons"]?.array ?? []).compactMap { reason in
        guard let text = reason["reason"]?.string, let rows = reason["rows"]?.integer else {
          return nil
        }
        return ImportReport.Reason(text: text, count: Int(rows))
      }
    }
  }
}
