import SalusCore

/// A kind of table that can be imported: a well-known one, whose column map follows from its
/// header, or any other with a map of its own.
public enum ImportFormat: Hashable, Sendable {
  /// `reference_date` (or `as_of`), `location`, `date`, `value`: vintages, often delta-encoded. An
  /// empty value is withdrawn. Known three days before the reference date, on the Wednesday before
  /// that Saturday; or on the `as_of` day itself.
  case hubVintages
  /// FluSight target data: `date`, `location`, `location_name`, `value`, `weekly_rate`; `as_of`
  /// where there is one.
  case hubTarget
  /// hubverse time series: `target_end_date`, `observation`, `location`, `as_of`, `target`.
  case hubTimeseries(target: String?)
  /// US ILINet: `region`, `week_start` (Sunday), `ili`, `ilitotal`, `total_patients`.
  case ilinet
  case csv(ColumnMap)

  /// The word of the command line.
  public var name: String {
    switch self {
    case .hubVintages: "hub-vintages"
    case .hubTarget: "hub-target"
    case .hubTimeseries: "hub-timeseries"
    case .ilinet: "ilinet"
    case .csv: "csv"
    }
  }

  /// The map for a table with this header.
  ///
  /// - Parameters:
  ///   - name: the file's, for messages.
  ///   - targets: words found in the `target` column, where there is one.
  func map(header: [String], name: String, signal: ID<Signal>, targets: [String])
    throws(ImportError) -> ColumnMap
  {
    let lowered = Set(header.map { $0.lowercased() })
    func first(_ names: String...) -> String? { names.first { lowered.contains($0) } }
    func need(_ found: [(String?, String)]) throws(ImportError) -> [String] {
      let missing = found.filter { $0.0 == nil }.map(\.1)
      guard missing.isEmpty else {
        throw .columns(name: name, format: self.name, missing: missing, found: header)
      }
      return found.compactMap(\.0)
    }
    switch self {
    case .csv(let map):
      return map
    case .hubVintages:
      let reference = first("reference_date")
      let columns = try need([
        (first("location"), "location"), (first("date", "target_end_date"), "date"),
        (first("value", "observation"), "value"),
        (reference ?? first("as_of"), "reference_date or as_of"),
      ])
      return ColumnMap(
        place: .column(columns[0]), date: .date(column: columns[1]), value: columns[2],
        known: .init(column: columns[3], shiftDays: reference == nil ? 0 : -3))
    case .hubTarget:
      let columns = try need([
        (first("location"), "location"), (first("date", "target_end_date"), "date"),
        (first("value", "observation"), "value"),
      ])
      return ColumnMap(
        place: .column(columns[0]), date: .date(column: columns[1]), value: columns[2],
        known: first("as_of").map { .init(column: $0) })
    case .hubTimeseries(let chosen):
      let columns = try need([
        (first("location"), "location"), (first("target_end_date", "date"), "target_end_date"),
        (first("observation", "value"), "observation"),
      ])
      var keep: [String: [String]] = [:]
      if let column = first("target") {
        if let chosen {
          guard targets.contains(chosen) else {
            throw .choose(name: name, column: column, found: targets)
          }
          keep = [column: [chosen]]
        } else if targets.count > 1 {
          throw .choose(name: name, column: column, found: targets)
        }
      }
      return ColumnMap(
        place: .column(columns[0]), date: .date(column: columns[1]), value: columns[2],
        known: first("as_of").map { .init(column: $0) }, keep: keep)
    case .ilinet:
      let columns = try need([
        (first("region"), "region"), (first("week_start"), "week_start"), (first("ili"), "ili"),
        (first("ilitotal"), "ilitotal"), (first("total_patients"), "total_patients"),
      ])
      return ColumnMap(
        place: .column(columns[0]), date: .date(column: columns[1], shiftDays: 6),
        value: columns[2],
        also: [
          .init(column: columns[3], signal: .init(id: ID("\(signal)-visits"))),
          .init(column: columns[4], signal: .init(id: ID("\(signal)-patients"))),
        ])
    }
  }

  /// What a signal of this format is when nobody said: the values as the format's publisher
  /// describes them.
  func defaults(for id: ID<Signal>, isCompanion: Bool) -> Signal? {
    switch self {
    case .csv: return nil
    case .ilinet where isCompanion:
      let isVisits = id.text.hasSuffix("-visits")
      return Signal(
        id: id, title: isVisits ? "Visits for influenza-like illness" : "Visits for any reason",
        unit: "{visits}/wk", period: .week, measure: .count, sourceClass: .sentinel)
    case .ilinet:
      return Signal(
        id: id, title: "Influenza-like illness, share of visits", unit: "%", period: .week,
        measure: .rate, sourceClass: .sentinel)
    case .hubVintages, .hubTarget, .hubTimeseries:
      return Signal(
        id: id, title: ImportFormat.title(of: id), unit: "{count}/wk", period: .week,
        measure: .count, sourceClass: .hospital)
    }
  }

  /// `flu-admissions` reads `Flu admissions`.
  static func title(of id: ID<Signal>) -> String {
    let words = id.text.split { $0 == "-" || $0 == "_" }.joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}
