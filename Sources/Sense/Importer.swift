import SalusCore
import SalusGovernance
import SalusTwin

/// Brings files into the journal: rows are checked, good ones recorded chunk by chunk, bad ones put
/// in quarantine, and all of it can be repeated, resumed and undone.
///
/// What a file and its settings are decides the import's id, and the id every key, so a repeated
/// import finds itself finished and an interrupted one goes on where it stopped. One importer for
/// many small files is quicker than one for each: it remembers places and signals.
public struct Importer: Sendable {
  let journal: any Journal
  /// Rows recorded in one commit.
  let chunk: Int
  private let memory = ReferenceMemory()

  /// Part of every import's id: rises when rows come to be read otherwise than before.
  static let version = 1

  public init(journal: any Journal, chunk: Int = 2_000) {
    precondition(chunk > 0, "a chunk cannot have \(chunk) rows")
    self.journal = journal
    self.chunk = chunk
  }

  /// Throws what would stop the import before its first row: an unreadable file, a wrong header, a
  /// bad name. Writes nothing.
  public func check(_ request: ImportRequest) throws {
    _ = try ImportPlan(request, journal: journal, memory: memory, chunk: chunk)
  }

  /// Imports one file; what the report counts is durable when it returns.
  ///
  /// - Parameter progress: called on the caller's thread after every chunk.
  public func run(
    _ request: ImportRequest, progress: (ImportProgress) -> Void = { _ in }
  ) throws(ImportError) -> ImportReport {
    do {
      let plan = try ImportPlan(request, journal: journal, memory: memory, chunk: chunk)
      if case .finished(let record) = plan.state, !request.isDryRun {
        var report = record.report
        report.duplicate = report.read - report.quarantined
        report.accepted = 0
        report.corrected = 0
        report.companions = 0
        report.isRepeat = true
        return report
      }
      var run = ImportRun(plan: plan, chunk: chunk, journal: request.isDryRun ? nil : journal)
      return try run.rows(of: request.path, progress: progress)
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

  /// Takes an import's values out of every later reading; what it had replaced shows again. The
  /// same file can then be imported anew. Places and signals that it registered stay.
  public func undo(_ id: String, actor: String) throws(ImportError) -> UndoReport {
    let record: ImportRecord?
    var events: [Int64]
    let twin = ImportRecord.twin(id)
    do throws(JournalError) {
      record = try ImportRecord.find(id, in: journal)
      events = try journal.events(EventQuery(types: [ImportRecord.recorded], twin: twin))
        .map(\.sequence)
      if let record, CapacityTable(rawValue: record.format) != nil {
        events += try CapacityImporter.sequences(of: id, source: record.source, in: journal)
      }
    } catch {
      throw .journal(error)
    }
    guard let record else { throw .notFound(id: id) }
    guard !record.isUndone else { throw .undone(id: id) }
    let draft = Draft(
      type: ImportRecord.undone, twin: twin,
      payload: ["import": .string(id), "file": .string(record.file), "events": JSON(events.count)],
      actor: actor, source: record.source, key: "\(id)/undone",
      retracts: events)
    do throws(JournalError) {
      let receipt = try journal.append(draft)
      return UndoReport(
        id: id, file: record.file, rows: record.report.accepted + record.report.corrected,
        events: events.count, sequence: receipt.sequence)
    } catch {
      throw .journal(error)
    }
  }
}

/// What an undo took back.
public struct UndoReport: Hashable, Sendable {
  public var id: String
  public var file: String
  /// Rows that the import had brought; 0 where it was never finished.
  public var rows: Int
  /// Events whose values are no longer read.
  public var events: Int
  public var sequence: Int64
}
