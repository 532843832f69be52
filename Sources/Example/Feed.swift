import SalusCore
import SalusSense

/// A source of the example region that publishes tables; nothing else of reality gets out.
public enum Feed: String, Sendable, CaseIterable {
  case cases
  case feverCalls = "fever-calls"
  case weeklyCases = "cases-weekly"
  case admissions
  /// What there is: beds by unit, staff by shift, stock by lot and its movements.
  case beds, staff, stock, moves
  /// What became of orders.
  case receipts

  /// What the tables measure; nil for those about capacity and orders.
  public var signal: Signal? {
    switch self {
    case .cases: ExampleSignals.cases
    case .feverCalls: ExampleSignals.feverCalls
    case .weeklyCases: ExampleSignals.weeklyCases
    case .admissions: ExampleSignals.admissions
    case .beds, .staff, .stock, .moves, .receipts: nil
    }
  }

  /// Names the feed in the journal.
  public var source: String { "example/\(rawValue)" }

  /// The header of its tables: when the row was published, where, for which date, how many; for
  /// tables of capacity the documented columns.
  public var header: [String] {
    switch self {
    case .cases: ["report_date", "ward", "date", "cases"]
    case .feverCalls: ["report_date", "ward", "date", "calls"]
    case .weeklyCases: ["report_date", "place", "week_ending", "cases"]
    case .admissions: ["report_date", "hospital", "date", "admissions"]
    case .beds:
      [
        "unit", "at", "beds", "closed", "occupied", "reserved", "ventilated", "outbreak", "known",
      ]
    case .staff: ["hospital", "group", "shift", "at", "on_shift", "absent", "known"]
    case .stock: ["facility", "item", "at", "lot", "quantity", "expires", "known"]
    case .moves:
      ["id", "item", "lot", "quantity", "from", "to", "reason", "at", "expires", "known"]
    case .receipts: ["order", "receipt", "quantity", "time", "state", "executor", "note"]
    }
  }

  /// What the tables say of capacity; nil for those of a signal and of orders.
  public var table: CapacityTable? {
    switch self {
    case .beds: .beds
    case .staff: .staff
    case .stock: .stock
    case .moves: .moves
    case .cases, .feverCalls, .weeklyCases, .admissions, .receipts: nil
    }
  }

  /// How the twin reads tables of a signal: like those of any outside feed.
  public var map: ColumnMap? {
    guard let signal else { return nil }
    return ColumnMap(
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
