import SalusCore
import SalusTwin

/// Reads the rows of one file and records them chunk by chunk.
struct ImportRun {
  private let plan: ImportPlan
  /// What the next commit begins with.
  private var opening: [Draft]
  private var decoder: RowDecoder
  private let chunk: Int
  /// Nil in a dry run.
  private let journal: (any Journal)?
  private var report: ImportReport
  private var main: [Observation] = []
  private var companions: [Observation] = []
  private var refused: [QuarantinedRow] = []
  private var refusedBytes = 0
  private var firstLine = 0
  private var lastLine = 0
  private var rowsInChunk = 0
  private var index = 0
  private var span: (from: Instant, through: Instant)?
  /// Lines whose rows are refused for what other rows say.
  private var lies: [Int: String] = [:]
  private var places: Set<ID<Twin>> = []
  private var reasons: [String: (first: Int, text: String, count: Int)] = [:]

  /// Text of refused rows in one event; a chunk is closed early where it would be more.
  private static let refusedLimit = 1 << 20

  init(plan: ImportPlan, chunk: Int, journal: (any Journal)?) {
    self.plan = plan
    opening = plan.opening
    self.chunk = chunk
    self.journal = journal
    decoder = plan.decoder
    report = ImportReport(id: plan.id, file: plan.file)
    report.isDryRun = journal == nil
    if journal == nil, case .finished = plan.state { report.isRepeat = true }
  }

  mutating func rows(of path: String, progress: (ImportProgress) -> Void) throws -> ImportReport {
    let input = try FileInput(path: path)
    guard input.stamp == plan.stamp else { throw ImportError.changed(name: input.name) }
    lies = try plan.lies()
    var reader = try CSVReader(input, delimiter: plan.delimiter)
    var row = CSVRow()
    while try reader.next(&row) {
      take(row, reader.header)
      if rowsInChunk == chunk || refusedBytes >= ImportRun.refusedLimit {
        try close()
        progress(
          ImportProgress(rows: report.read, bytes: reader.offset, totalBytes: reader.size))
      }
    }
    guard try FileInput(path: path).stamp == plan.stamp else {
      throw ImportError.changed(name: input.name)
    }
    try close()
    report.places = places.count
    report.reasons = reasons.values.sorted { ($1.count, $0.first) < ($0.count, $1.first) }
      .prefix(10).map { ImportReport.Reason(text: $0.text, count: $0.count) }
    if journal == nil, report.isRepeat {
      report.duplicate = report.accepted
      report.accepted = 0
    }
    try finish()
    progress(ImportProgress(rows: report.read, bytes: reader.size, totalBytes: reader.size))
    return report
  }

  private mutating func take(_ row: CSVRow, _ header: [String]) {
    let before = (main.count, companions.count)
    var outcome = decoder.decode(row, main: &main, companions: &companions)
    if case .kept = outcome, let lie = lies[row.line] {
      main.removeLast(main.count - before.0)
      companions.removeLast(companions.count - before.1)
      outcome = .fault(CSVRow.Fault(reason: lie))
    }
    if case .passedOver = outcome {
      report.passedOver += 1
      return
    }
    report.read += 1
    if rowsInChunk == 0 { firstLine = row.line }
    lastLine = row.lastLine
    rowsInChunk += 1
    if case .fault(let fault) = outcome { refuse(row, fault, header) }
  }

  private mutating func refuse(_ row: CSVRow, _ fault: CSVRow.Fault, _ header: [String]) {
    report.quarantined += 1
    let column = fault.column.flatMap { header.indices.contains($0) ? header[$0] : nil } ?? ""
    let entry = QuarantinedRow(
      file: plan.file, line: row.line, column: column, reason: fault.reason, row: row.raw())
    refused.append(entry)
    refusedBytes += entry.row.utf8.count + entry.reason.utf8.count
    let pattern = column + ": " + ImportRun.pattern(fault.reason)
    if reasons[pattern] == nil, reasons.count >= 1_000 { return }
    let text = column.isEmpty ? fault.reason : "\(column): \(fault.reason)"
    reasons[pattern, default: (row.line, text, 0)].count += 1
  }

  /// A reason without the words of its row, so that alike ones count together.
  private static func pattern(_ reason: String) -> String {
    var isQuoted = false
    var output: [UInt8] = []
    for byte in reason.utf8 {
      if byte == UInt8(ascii: "'") { isQuoted.toggle() }
      if isQuoted || (48...57).contains(byte) { continue }
      output.append(byte)
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Records what was gathered since the last chunk in one commit.
  private mutating func close() throws(JournalError) {
    guard rowsInChunk > 0 else { return }
    for observation in main {
      places.insert(observation.twin)
      span = (
        min(span?.from ?? observation.valid, observation.valid),
        max(span?.through ?? observation.valid, observation.valid)
      )
    }
    if let journal {
      var drafts = opening
      let first = drafts.count
      if !main.isEmpty { drafts.append(recorded(main, plan.signal.id.text, "chunk/\(index)")) }
      if !companions.isEmpty {
        let names = Set(companions.map(\.signal)).sorted().map(\.text).joined(separator: " ")
        drafts.append(recorded(companions, names, "companions/\(index)"))
      }
      if !refused.isEmpty {
        drafts.append(
          plan.draft(
            Quarantine.type,
            Quarantine.payload(refused, import: plan.id, file: plan.file),
            key: "quarantine/\(index)"))
      }
      let receipts = try journal.append(drafts, expecting: [], on: Branch.main)
      guard receipts.count == drafts.count else {
        throw .failed("\(drafts.count) drafts got \(receipts.count) receipts")
      }
      opening = []
      if !main.isEmpty {
        report.accepted += receipts[first].accepted
        report.duplicate += receipts[first].duplicate
        report.corrected += receipts[first].corrected
      }
      if !companions.isEmpty {
        report.companions += receipts[first + 1].accepted + receipts[first + 1].corrected
      }
    } else {
      report.accepted += main.count
      report.companions += companions.count
    }
    index += 1
    rowsInChunk = 0
    refusedBytes = 0
    main.removeAll(keepingCapacity: true)
    companions.removeAll(keepingCapacity: true)
    refused.removeAll(keepingCapacity: true)
  }

  private func recorded(_ observations: [Observation], _ signals: String, _ key: String) -> Draft {
    plan.draft(
      ImportRecord.recorded,
      [
        "import": .string(plan.id), "file": .string(plan.file), "signal": .string(signals),
        "firstLine": JSON(firstLine), "lastLine": JSON(lastLine), "rows": JSON(rowsInChunk),
        "values": JSON(observations.count),
      ], key: key, observations: observations)
  }

  private func finish() throws(JournalError) {
    guard let journal else { return }
    let more: [JSON.Member] = [
      .init("signal", .string(plan.signal.id.text)),
      .init("from", JSON(span?.from.date)), .init("through", JSON(span?.through.date)),
    ]
    let payload = JSON.object((report.details.members ?? []) + more)
    let draft = plan.draft(ImportRecord.finished, payload, key: "finished")
    _ = try journal.append(opening + [draft], expecting: [], on: Branch.main)
  }
}
