import SalusCore
import SalusGovernance
import SalusTwin

/// Brings a line list into the journal: persons, cases and who infected whom.
///
/// A row is recognised by the source's own name of its case, else by the person (identifier, names,
/// birth date and so on); what it says beyond what is known is written, and nothing else. So the same
/// file again changes nothing, a longer one adds what is new, and an interrupted import goes on where
/// it stopped. Rows that may be about somebody known wait for a decision.
public struct LineListImporter: Sendable {
  private let journal: any Journal
  private let names: CaseNames
  /// Rows in one commit.
  private let chunk: Int

  /// Type of the event that says that a list was imported; it holds counts and no row.
  public static let finished = "line-list.imported"

  /// One file to bring in.
  public struct Request: Sendable {
    public var path: String
    public var profile: LineListProfile
    /// When the list was published.
    public var known: Instant
    public var actor: String
    /// Checks everything and writes nothing.
    public var isDryRun: Bool

    public init(
      path: String, profile: LineListProfile, known: Instant, actor: String, isDryRun: Bool = false
    ) {
      self.path = path
      self.profile = profile
      self.known = known
      self.actor = actor
      self.isDryRun = isDryRun
    }
  }

  public init(journal: any Journal, names: CaseNames, chunk: Int = 1_000) {
    precondition(chunk > 0, "a chunk cannot have \(chunk) rows")
    self.journal = journal
    self.names = names
    self.chunk = chunk
  }

  /// Imports one file; what the report counts is durable when it returns.
  ///
  /// - Parameter register: what is known already, read under a grant; grows with the import. After
  ///   a dry run it is as before; after an error it must be read anew, for it may know rows that
  ///   were not written.
  public func run(_ request: Request, register: inout CaseRegister)
    throws(ImportError) -> LineListReport
  {
    do {
      return try rows(request, &register)
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

  private func rows(_ request: Request, _ register: inout CaseRegister) throws -> LineListReport {
    let profile = request.profile
    if let fault = profile.fault { throw ImportError.map(name: profile.name, reason: fault) }
    func open() throws(CSVError) -> FileInput { try FileInput(path: request.path) }
    let stamp = try open().stamp
    let delimiter = profile.delimiter?.utf8.first
    let forms = try LineListImporter.forms(
      LineListTable(delimiter: delimiter, open: open), profile)
    var table = try LineListTable(delimiter: delimiter, open: open)
    let decoder = LineListDecoder(
      profile, header: table.header, forms: forms, today: request.known.date)
    let drafts = CaseDrafts(
      names: names, actor: request.actor, source: profile.source, known: request.known)
    var writer = LineListWriter(profile, drafts: drafts, register: register)
    // Let go, so that the writer's is the only one and need not be copied when it grows.
    if !request.isDryRun { register = CaseRegister() }
    defer { if !request.isDryRun { register = writer.register } }
    var report = LineListReport(file: table.name, profile: profile.name)
    report.isDryRun = request.isDryRun
    var refused = RefusedRows(table)
    var pending: [Draft] = []
    var pendingRows = 0
    var written = 0
    var row = LineListTable.Row()
    while try table.next(&row) {
      let line: LineListReport.Row
      do throws(LineListRefusal) {
        let entry = try decoder.entry(row)
        let result = try writer.write(entry)
        pending += result.drafts
        line = .init(
          line: row.line, outcome: result.outcome, reason: result.reason, remarks: entry.remarks)
      } catch {
        refused.append(row, error.words)
        line = .init(line: row.line, outcome: .refused, reason: error.words, remarks: [])
      }
      report.count(line)
      pendingRows += 1
      if pendingRows == chunk {
        written += try commit(&pending, request)
        pendingRows = 0
      }
    }
    guard try open().stamp == stamp else { throw ImportError.changed(name: table.name) }
    written += try commit(&pending, request)
    report.refusedFile = report.refused > 0 ? refused.bytes : []
    report.placeholders = writer.register.placeholderCount
    report.infections = writer.infections
    report.isRepeat = written == 0 && report.refused < report.read
    if written > 0, !request.isDryRun { try finish(report, request) }
    return report
  }

  /// The number of drafts that were, or in a dry run would be, written.
  private func commit(_ drafts: inout [Draft], _ request: Request) throws(JournalError) -> Int {
    let count = drafts.count
    if count > 0, !request.isDryRun {
      _ = try journal.append(drafts, expecting: [], on: Branch.main)
    }
    drafts.removeAll(keepingCapacity: true)
    return count
  }

  private func finish(_ report: LineListReport, _ request: Request) throws(JournalError) {
    _ = try journal.append(
      Draft(
        type: LineListImporter.finished, twin: ID("line-list:\(request.profile.name)"),
        payload: report.json, valid: request.known, known: request.known, actor: request.actor,
        purpose: "outbreak-control", source: request.profile.source))
  }

  /// How each date column without a declared format is written, from all of the file.
  private static func forms(_ opened: LineListTable, _ profile: LineListProfile) throws
    -> [LineListField: DateFormat]
  {
    var table = opened
    var columns: [LineListField: Int] = [:]
    var lacking: [String] = []
    for (field, column) in profile.columns {
      guard case .column(let name) = column else { continue }
      guard let index = LineListDecoder.index(of: name, in: table.header) else {
        lacking.append(name)
        continue
      }
      if field.isDate, profile.dateFormat == nil, profile.dateFormats[field] == nil {
        columns[field] = index
      }
    }
    guard lacking.isEmpty else {
      throw ImportError.columns(
        name: table.name, format: "profile \(profile.name)", missing: lacking.sorted(),
        found: table.header)
    }
    guard !columns.isEmpty else { return [:] }
    let missing = Set(profile.missing?.map { $0.lowercased() } ?? []).union(ColumnMap.usualMissing)
    var found = columns.mapValues { _ in LineListDates() }
    var row = LineListTable.Row()
    while try table.next(&row) {
      guard row.fault == nil else { continue }
      for (field, index) in columns where index < row.cells.count {
        let text = row.cells[index]
        if !missing.contains(text.lowercased()) { found[field]?.look(at: text) }
      }
    }
    var forms: [LineListField: DateFormat] = [:]
    for field in LineListField.allCases {
      guard let dates = found[field], let index = columns[field] else { continue }
      do throws(LineListDates.Ambiguity) {
        forms[field] = try dates.form()
      } catch {
        throw ImportError.dates(
          name: table.name, column: table.header[index], example: error.example,
          reason: (error.isMixed ? "the column mixes " : "it can be ")
            + error.forms.joined(separator: error.isMixed ? " and " : " or ")
            + "; declare the format in the profile, as dateFormat or under dateFormats")
      }
    }
    return forms
  }
}

/// Gathers refused rows in the shape of their file, so that they can be put right and brought again.
struct RefusedRows {
  private var writer: CSVWriter
  private var lines: [UInt8] = []
  private let isJSON: Bool

  static let reason = "refused_because"

  init(_ table: LineListTable) {
    isJSON = table.isJSON
    writer = CSVWriter(header: table.header + [RefusedRows.reason], delimiter: table.delimiter)
  }

  var bytes: [UInt8] { isJSON ? lines : writer.bytes }

  mutating func append(_ row: LineListTable.Row, _ reason: String) {
    guard isJSON else {
      // A ragged row stays ragged: filled up it could pass with its cells in wrong columns.
      writer.append(row.cells + [reason])
      return
    }
    var members: [JSON.Member] = []
    if let value = try? JSON(parsing: row.raw) { members = value.members ?? [] }
    if members.isEmpty { members.append(.init("raw", .string(row.raw))) }
    JSON.object(members + [.init(RefusedRows.reason, .string(reason))]).write(to: &lines)
    lines.append(0x0A)
  }
}
