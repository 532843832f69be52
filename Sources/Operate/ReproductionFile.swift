import SalusAnalyse
import SalusCore
import SalusSense

/// The reproduction number of a table of daily cases, without a journal.
public enum ReproductionFile {
  /// What the caller asked for.
  public struct Request: Sendable {
    public var path: String
    /// A column that tells series apart; nil for one series.
    public var group: String?
    /// A table `lag,p`, with the group's column where the intervals differ; nil for a parametric
    /// one.
    public var serialInterval: String?
    /// Moments of a parametric serial interval, in days.
    public var mean: Double?
    public var sd: Double?
    public var priorMean: Double
    public var priorSD: Double
    public var window: Int

    public init(
      path: String, group: String? = nil, serialInterval: String? = nil, mean: Double? = nil,
      sd: Double? = nil, priorMean: Double = 5, priorSD: Double = 5, window: Int = 7
    ) {
      self.path = path
      self.group = group
      self.serialInterval = serialInterval
      self.mean = mean
      self.sd = sd
      self.priorMean = priorMean
      self.priorSD = priorSD
      self.window = window
    }
  }

  /// `[group,]t_start,t_end,mean,sd,q025,q05,q25,median,q75,q95,q975,cases,weak`; rows count from 1.
  public static func run(_ request: Request) throws -> [UInt8] {
    let table = try CSVTable(path: request.path)
    let intervals = try intervals(request)
    var header = ["t_start", "t_end", "mean", "sd"]
    header += ["q025", "q05", "q25", "median", "q75", "q95", "q975", "cases", "weak"]
    if let group = request.group { header.insert(group, at: 0) }
    var writer = CSVWriter(header: header)
    for (name, incidence) in try series(in: table, group: request.group) {
      let interval = try interval(for: name, days: incidence.count, request, intervals)
      let reproduction = try Reproduction(
        interval, window: request.window, priorMean: request.priorMean, priorSD: request.priorSD)
      guard incidence.count > request.window else {
        throw StationError.input(
          "\(table.name)\(name.isEmpty ? "" : ", \(name)") has \(incidence.count) days; a window of "
            + "\(request.window) needs at least \(request.window + 1)")
      }
      for estimate in try reproduction.estimate(incidence) {
        var cells = [
          String(estimate.rows.lowerBound + 1), String(estimate.rows.upperBound + 1),
          CSVWriter.text(estimate.mean), CSVWriter.text(estimate.sd),
        ]
        cells += ReproductionEstimate.levels.map { CSVWriter.text(estimate.quantile($0)) }
        cells += [CSVWriter.text(estimate.cases), estimate.isWeak ? "1" : "0"]
        if request.group != nil { cells.insert(name, at: 0) }
        writer.append(cells)
      }
    }
    return writer.bytes
  }

  /// More cases a day than people live; beyond that lies a broken file.
  private static let mostCases = 1e10

  /// Cases by group in the order of their first rows; every day between the first and the last
  /// must have a row.
  private static func series(in table: CSVTable, group: String?) throws -> [(String, [Double])] {
    guard let cases = table.firstColumn(of: ["i", "cases", "incidence", "count", "value"]) else {
      throw CSVError.columns(name: table.name, missing: ["I or cases"], found: table.header)
    }
    let grouping = try group.map { try table.column($0) }
    let time = table.firstColumn(of: ["t", "day"])
    let date = table.firstColumn(of: ["date"])
    var order: [String] = []
    var rows: [String: [Double]] = [:]
    var last: [String: Int] = [:]
    for row in table.rows.indices {
      let name = grouping.map { table.rows[row][$0] } ?? ""
      if rows[name] == nil { order.append(name) }
      let moment: Int
      if let time {
        guard let value = try table.number(row: row, column: time), value.rounded() == value,
          abs(value) < 1e9
        else { throw table.wrong(row, time, "a whole day number is accepted") }
        moment = Int(value)
      } else if let date {
        moment = try table.date(row: row, column: date).days
      } else {
        moment = (last[name] ?? 0) + 1
      }
      if let before = last[name], moment != before + 1 {
        throw table.wrong(
          row, time ?? date ?? cases, "days must follow each other without gaps or repeats")
      }
      last[name] = moment
      let count = try table.number(row: row, column: cases)
      if let count, !(0...mostCases).contains(count) {
        throw table.wrong(
          row, cases, "numbers from 0 to \(Int(mostCases)), or nothing, are accepted")
      }
      rows[name, default: []].append(count ?? .nan)
    }
    guard !order.isEmpty else {
      throw StationError.input("\(table.name) has a header and no rows")
    }
    return order.map { ($0, rows[$0] ?? []) }
  }

  private static func intervals(_ request: Request) throws -> [String: [Double]] {
    guard let path = request.serialInterval else {
      guard request.mean != nil, request.sd != nil else {
        throw StationError.input(
          "a serial interval is needed: --si-mean M --si-sd S, or --si SI.csv")
      }
      return [:]
    }
    guard request.mean == nil, request.sd == nil else {
      throw StationError.input("--si and --si-mean, --si-sd exclude each other")
    }
    let table = try CSVTable(path: path)
    let lag = try table.column("lag")
    let share = try table.column("p")
    let grouping = request.group.flatMap { table.firstColumn(of: [$0]) }
    var weights: [String: [Double]] = [:]
    for row in table.rows.indices {
      let name = grouping.map { table.rows[row][$0] } ?? ""
      guard let number = try table.number(row: row, column: lag),
        number == Double(weights[name]?.count ?? 0)
      else { throw table.wrong(row, lag, "lags must count up from 0") }
      weights[name, default: []].append(try table.number(row: row, column: share) ?? 0)
    }
    return weights
  }

  private static func interval(
    for name: String, days: Int, _ request: Request, _ given: [String: [Double]]
  ) throws -> SerialInterval {
    if let mean = request.mean, let sd = request.sd {
      return try SerialInterval(mean: mean, sd: sd, steps: max(days, 2))
    }
    guard let weights = given[name] ?? given[""] else {
      throw StationError.input("the serial interval of '\(name)' is missing")
    }
    return try SerialInterval(weights: weights)
  }
}
