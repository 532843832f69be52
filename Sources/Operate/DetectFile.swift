import SalusAnalyse
import SalusCore
import SalusSense
import SalusTwin

/// Detection on a table of counts, without a journal.
public enum DetectFile {
  /// What the caller asked for.
  public struct Request: Sendable {
    public var path: String
    /// One series of a long table; nil takes every column of a wide one.
    public var column: String?
    public var method: String?
    public var preset: String
    /// A JSON5 file whose values replace the preset's.
    public var settings: String?
    public var frequency: Int
    /// First and last row judged, counted from 1; nil for all.
    public var first: Int?
    public var last: Int?

    public init(
      path: String, column: String? = nil, method: String? = nil, preset: String = "product",
      settings: String? = nil, frequency: Int = 52, first: Int? = nil, last: Int? = nil
    ) {
      self.path = path
      self.column = column
      self.method = method
      self.preset = preset
      self.settings = settings
      self.frequency = frequency
      self.first = first
      self.last = last
    }
  }

  /// What came out.
  public struct Results: Sendable {
    /// `algorithm,series,week,upper,alarm`; `upper` is empty where the method says nothing.
    public var csv: [UInt8]
    public var rows: Int
    public var alarms: Int
  }

  public static func run(_ request: Request, console: Console) throws -> Results {
    guard let name = request.method, let method = DetectionMethod(rawValue: name) else {
      throw StationError.input(
        "detection in a file needs --method: "
          + DetectionMethod.allCases.map(\.rawValue).joined(separator: ", ") + " are accepted")
    }
    guard let preset = DetectionPreset(rawValue: request.preset) else {
      throw StationError.input(
        "there is no preset '\(request.preset)'; product, bench are accepted")
    }
    var settings = DetectionSettings(method, preset: preset)
    if let path = request.settings {
      settings = try settings.changed(by: try InputFile.bytes(at: path))
    }
    let table = try CSVTable(path: request.path)
    guard !table.rows.isEmpty else {
      throw StationError.input("\(table.name) has a header and no rows")
    }
    let columns = try columns(of: table, request.column)
    let first = request.first ?? 1
    let last = request.last ?? table.rows.count
    var writer = CSVWriter(header: ["algorithm", "series", "week", "upper", "alarm"])
    var results = Results(csv: [], rows: 0, alarms: 0)
    let progress = Progress("Detecting", unit: "series", on: console)
    defer { progress.finish() }
    for (index, column) in columns.enumerated() {
      var series: [Double] = []
      for row in table.rows.indices {
        series.append(try table.number(row: row, column: column) ?? .nan)
      }
      let judged: [DetectionResult]
      do {
        judged = try detect(
          series: series, first: first, last: last, settings: settings,
          frequency: request.frequency)
      } catch {
        throw StationError.input("\(table.name), column '\(table.header[column])': \(error)")
      }
      for result in judged {
        writer.append([
          method.rawValue, table.header[column], String(result.row + 1),
          result.upper.map(CSVWriter.text) ?? "", result.alarm ? "1" : "0",
        ])
        results.alarms += result.alarm ? 1 : 0
      }
      results.rows += judged.count
      progress.update(Double(index + 1) / Double(columns.count), count: index + 1)
    }
    results.csv = writer.bytes
    return results
  }

  /// Columns that are no counts in a table that has a column a series.
  private static let axes: Set<String> = [
    "t", "week", "year", "date", "week_start", "week_end", "freq", "state", "id", "index", "month",
  ]

  private static func columns(of table: CSVTable, _ name: String?) throws -> [Int] {
    if let name { return [try table.column(name)] }
    let columns = table.header.indices.filter { !axes.contains(table.header[$0].lowercased()) }
    guard !columns.isEmpty else {
      throw StationError.input(
        "\(table.name) has no column of counts; it has \(table.header.joined(separator: ", "))")
    }
    return Array(columns)
  }
}
