import SalusCore
import SalusSense

/// A source of the example region that publishes tables; nothing else of reality gets out.
public enum Feed: String, Sendable, CaseIterable {
  case cases
  case feverCalls = "fever-calls"
  case weeklyCases = "cases-weekly"

  public var signal: Signal {
    switch self {
    case .cases: ExampleSignals.cases
    case .feverCalls: ExampleSignals.feverCalls
    case .weeklyCases: ExampleSignals.weeklyCases
    }
  }

  /// Names the feed in the journal.
  public var source: String { "example/\(rawValue)" }

  /// The header of its tables: when the row was published, where, for which date, how many.
  public var header: [String] {
    switch self {
    case .cases: ["report_date", "ward", "date", "cases"]
    case .feverCalls: ["report_date", "ward", "date", "calls"]
    case .weeklyCases: ["report_date", "place", "week_ending", "cases"]
    }
  }

  /// How the twin reads those tables: like those of any outside feed.
  public var map: ColumnMap {
    ColumnMap(
      signal: .init(
        id: signal.id, title: signal.title, unit: signal.unit, period: signal.period,
        measure: signal.measure, sourceClass: signal.sourceClass),
      place: .column(header[1]), date: .date(column: header[2]), value: header[3],
      known: .init(column: header[0]))
  }
}

/// One table as a feed published it.
public struct FeedFile: Hashable, Sendable {
  public let feed: Feed
  /// Folder and file: `cases/2026-04-29.csv`.
  public let name: String
  /// CSV, UTF-8.
  public let bytes: [UInt8]
  /// Without the header.
  public let rowCount: Int
}
