import Glibc
import SalusCore
import SalusGovernance
import SalusSense
import SalusTwin

/// Takes in the tables of feeds: one file, one outcome, and nothing lost.
struct FeedIntake: Sendable {
  /// Takes in a table of capacity.
  typealias TableImport =
    @Sendable (_ feed: FeedSettings, _ path: String, _ known: Instant) throws -> ImportReport

  let station: Station
  let importer: Importer
  let tables: TableImport?

  init(_ station: Station, tables: TableImport?) {
    self.station = station
    self.tables = tables
    importer = Importer(journal: station.journal)
  }

  /// Takes in one table.
  ///
  /// - Parameters:
  ///   - memory: of the feed; learns the header and what is unusual.
  ///   - usual: places in earlier reports.
  func take(
    _ path: String, of feed: FeedSettings, known: Instant, memory: inout FeedMemory, usual: [Int]
  ) -> FeedResult {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    func result(_ outcome: FeedResult.Outcome) -> FeedResult {
      FeedResult(feed: feed.name, file: file, outcome: outcome)
    }
    do {
      let report = try importTable(path, of: feed, known: known)
      if report.isRepeat {
        memory.repeats += 1
        return result(.repeated)
      }
      let header = (try? CSVReader(path: path).header) ?? []
      let changed = FeedIntake.changes(from: memory.header, to: header)
      memory.header = header
      if report.read > 0, report.quarantined == report.read {
        let reason = report.reasons.first.map { ": \($0.text)" } ?? ""
        return result(.refused("all \(report.read) rows were refused\(reason)"))
      }
      memory.lastTaken = known
      let shrunk = FeedShrink.words(
        feed, rows: report.read, places: report.places, usual: usual)
      let caution = [shrunk, changed].compactMap { $0 }.joined(separator: "; ")
      memory.caution = caution.isEmpty ? nil : caution
      return result(.taken(report, caution: memory.caution))
    } catch let error as ImportError {
      return result(outcome(error, path, memory))
    } catch let error as any Problem {
      return result(.failed(error.description))
    } catch {
      return result(.failed("the import failed"))
    }
  }

  /// What a table would bring; nil for tables of capacity, which are not tried. Writes nothing.
  func trial(_ path: String, of feed: FeedSettings) throws -> ImportReport? {
    guard feed.reports == nil else { return nil }
    var request = try request(path, of: feed, known: station.now)
    request.isDryRun = true
    return try importer.run(request)
  }

  private func importTable(_ path: String, of feed: FeedSettings, known: Instant) throws
    -> ImportReport
  {
    if let table = feed.reports {
      guard let tables else { throw FeedError.noTable(table) }
      return try tables(feed, path, known)
    }
    return try importer.run(try request(path, of: feed, known: known))
  }

  private func request(_ path: String, of feed: FeedSettings, known: Instant) throws
    -> ImportRequest
  {
    ImportRequest(
      path: path, format: try FeedIntake.format(of: feed), signal: feed.signal,
      source: feed.source, known: .now(known), actor: "feed:\(feed.name)",
      checksTotals: feed.checksTotals)
  }

  private static func format(of feed: FeedSettings) throws -> ImportFormat {
    switch feed.format {
    case "hub-vintages": return .hubVintages
    case "hub-target": return .hubTarget
    case "hub-timeseries": return .hubTimeseries(target: feed.target)
    case "ilinet": return .ilinet
    case "csv":
      guard let map = feed.map else {
        throw FeedError.format(feed.name, reason: "a table of format csv needs a column map")
      }
      return .csv(try ColumnMap(path: map))
    default:
      throw FeedError.format(feed.name, reason: "the format '\(feed.format)' is unknown")
    }
  }

  /// A journal that cannot be written is not the file's fault, nor is a file that still grows.
  private func outcome(_ error: ImportError, _ path: String, _ memory: FeedMemory)
    -> FeedResult.Outcome
  {
    switch error {
    case .journal, .changed: return .failed(error.description)
    case .file(.unreadable): return .failed(error.description)
    case .columns(_, _, let missing, let found):
      var words = "its columns changed: \(FeedIntake.list(missing)) missing"
      let new = found.filter { name in
        !memory.header.contains { $0.lowercased() == name.lowercased() }
      }
      if !memory.header.isEmpty, !new.isEmpty { words += ", \(FeedIntake.list(new)) new" }
      words += "; expected as before: "
      words += (memory.header.isEmpty ? missing : memory.header).joined(separator: ", ")
      return .refused(words)
    default: return .refused(error.description)
    }
  }

  private static func changes(from old: [String], to new: [String]) -> String? {
    guard !old.isEmpty else { return nil }
    let before = Set(old.map { $0.lowercased() })
    let added = new.filter { !before.contains($0.lowercased()) }
    return added.isEmpty ? nil : "the table has new columns that are not read: \(list(added))"
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(8).map { "'\($0.prefix(60))'" }.joined(separator: ", ")
      + (names.count > 8 ? ", …" : "")
  }
}
