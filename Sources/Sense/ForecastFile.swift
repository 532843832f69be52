import SalusCore

/// The forecasts of one hubverse model-output file (CSV).
public struct ForecastFile: Hashable, Sendable {
  public var name: String
  /// Quantile forecasts that hold all 23 levels, in the order of the file.
  public var tasks: [ForecastTask]
  /// Tasks that were refused, each with its reason.
  public var refused: [Refusal]
  /// Rows of other output types, targets or horizons, by what they are.
  public var skipped: [String: Int]

  /// A task that cannot be used.
  public struct Refusal: Hashable, Sendable {
    /// `2023-10-14, 01, horizon 2`; empty where a row names no task.
    public var task: String
    /// The row that shows the fault.
    public var line: Int
    public var reason: String
  }

  /// Reads a file: columns in any order, locations bare or without their leading zero, horizons
  /// written `0` or `0.0`, levels written `0.5` or `0.500`.
  ///
  /// - Parameter target: only rows of this target; nil accepts one target, the first named, and
  ///   skips others.
  public init(path: String, target: String? = nil) throws(CSVError) {
    try self.init(CSVReader(path: path), target: target)
  }

  public init(bytes: [UInt8], name: String, target: String? = nil) throws(CSVError) {
    try self.init(CSVReader(bytes: bytes, name: name), target: target)
  }

  private init(_ opened: CSVReader, target: String?) throws(CSVError) {
    var reader = opened
    name = reader.name
    let gather = try ForecastGather(reader, target: target)
    var tasks = gather
    var row = CSVRow()
    while try reader.next(&row) { tasks.take(row) }
    (self.tasks, refused) = tasks.finish()
    skipped = tasks.skipped
  }

  /// Writes tasks as a model-output file: equal tasks in equal order give equal bytes.
  public static func csv(_ tasks: [ForecastTask], target: String) -> [UInt8] {
    var writer = CSVWriter(header: columns)
    for task in tasks {
      let start = [
        task.referenceDate.description, task.location, String(task.horizon), target,
        task.targetEndDate.description, "quantile",
      ]
      for (level, value) in zip(task.levels, task.values) {
        writer.append(start + [CSVWriter.text(level), CSVWriter.text(value)])
      }
    }
    return writer.bytes
  }

  static let columns = [
    "reference_date", "location", "horizon", "target", "target_end_date", "output_type",
    "output_type_id", "value",
  ]
}

/// Gathers the rows of tasks, which a file may mix in any order.
private struct ForecastGather {
  private struct Key: Hashable {
    var referenceDate: CivilDate
    var location: String
    var horizon: Int
    var targetEndDate: CivilDate

    var words: String { "\(referenceDate), \(location), horizon \(horizon)" }
  }

  private struct Quantile {
    var level: Double
    var value: Double
    var line: Int
  }

  private(set) var skipped: [String: Int] = [:]
  private var target: String?
  private var order: [Key] = []
  private var quantiles: [Key: [Quantile]] = [:]
  private var faults: [Key: (line: Int, reason: String)] = [:]
  private var loose: [ForecastFile.Refusal] = []
  private let columns: [Int]
  private let names: [String]
  private let targetColumn: Int?

  init(_ reader: CSVReader, target: String?) throws(CSVError) {
    self.target = target
    targetColumn = reader.column("target")
    let needed = ForecastFile.columns.filter { $0 != "target" }
    let found = needed.map { reader.column($0) }
    let missing = zip(needed, found).filter { $0.1 == nil }.map(\.0)
    guard missing.isEmpty else {
      throw .columns(name: reader.name, missing: missing, found: reader.header)
    }
    columns = found.compactMap { $0 }
    names = needed
  }

  mutating func take(_ row: CSVRow) {
    if let fault = row.fault { return refuse(row, fault.reason) }
    let type = row.text(columns[4])
    guard type == "quantile" else { return skip("output type \(PlaceFinder.cut(type))") }
    if let targetColumn {
      let word = row.text(targetColumn)
      if target == nil { target = word }
      guard word == target else { return skip("target \(PlaceFinder.cut(word))") }
    }
    let horizonText = row.text(columns[2])
    if horizonText.isEmpty || horizonText.uppercased() == "NA" { return skip("horizon NA") }
    guard let horizon = NumberText.number(row.trimmed(columns[2])).flatMap({ Int(exactly: $0) })
    else { return refuse(row, "horizon '\(PlaceFinder.cut(horizonText))' is no whole number") }
    guard let reference = DateFormat.iso.date(row.trimmed(columns[0])) else {
      return refuse(row, "reference_date '\(PlaceFinder.cut(row.text(columns[0])))' is no date")
    }
    guard let end = DateFormat.iso.date(row.trimmed(columns[3])) else {
      return refuse(row, "target_end_date '\(PlaceFinder.cut(row.text(columns[3])))' is no date")
    }
    let word = row.text(columns[1])
    let location = HubLocation.normal(word) ?? word
    guard !location.isEmpty else { return refuse(row, "the location is missing") }
    let key = Key(
      referenceDate: reference, location: location, horizon: horizon, targetEndDate: end)
    if quantiles[key] == nil {
      order.append(key)
      quantiles[key] = []
    }
    if reference.advanced(by: 7 * horizon) != end {
      return fault(key, row, "target_end_date is not reference_date plus \(horizon) weeks")
    }
    guard let level = NumberText.number(row.trimmed(columns[5])), level > 0, level < 1 else {
      return fault(key, row, "'\(PlaceFinder.cut(row.text(columns[5])))' is no quantile level")
    }
    guard let value = NumberText.number(row.trimmed(columns[6])) else {
      return fault(key, row, "'\(PlaceFinder.cut(row.text(columns[6])))' is no number")
    }
    guard value >= 0 else { return fault(key, row, "the value \(value) is negative") }
    quantiles[key]?.append(Quantile(level: level, value: value + 0, line: row.line))
  }

  /// Complete tasks in order of appearance, and the others with reasons in order of their lines.
  func finish() -> ([ForecastTask], [ForecastFile.Refusal]) {
    var tasks: [ForecastTask] = []
    var refusals = loose
    for key in order {
      let found = (quantiles[key] ?? []).sorted { ($0.level, $0.line) < ($1.level, $1.line) }
      if let fault = faults[key] ?? check(found) {
        refusals.append(.init(task: key.words, line: fault.line, reason: fault.reason))
        continue
      }
      tasks.append(
        ForecastTask(
          referenceDate: key.referenceDate, location: key.location, horizon: key.horizon,
          targetEndDate: key.targetEndDate, levels: ForecastTask.hubLevels,
          values: wanted(found).map(\.value)))
    }
    return (tasks, refusals.sorted { $0.line < $1.line })
  }

  /// Levels may be written with more digits or stem from arithmetic.
  private static func isSame(_ left: Double, _ right: Double) -> Bool { abs(left - right) < 1e-6 }

  private func wanted(_ found: [Quantile]) -> [Quantile] {
    ForecastTask.hubLevels.compactMap { level in
      found.first { ForecastGather.isSame($0.level, level) }
    }
  }

  private func check(_ found: [Quantile]) -> (line: Int, reason: String)? {
    let line = found.map(\.line).min() ?? 0
    for (one, two) in zip(found, found.dropFirst()) {
      if ForecastGather.isSame(one.level, two.level) {
        return (max(one.line, two.line), "level \(two.level) is given twice")
      }
      if two.value < one.value {
        return (
          max(one.line, two.line),
          "quantiles cross: \(two.value) at \(two.level) is below \(one.value) at \(one.level)"
        )
      }
    }
    let count = wanted(found).count
    guard count == ForecastTask.hubLevels.count else {
      return (line, "the task has \(count) of the \(ForecastTask.hubLevels.count) levels")
    }
    return nil
  }

  private mutating func skip(_ what: String) {
    // Hostile files must not grow the table of kinds without end.
    let key = skipped[what] != nil || skipped.count < 100 ? what : "other"
    skipped[key, default: 0] += 1
  }

  private mutating func fault(_ key: Key, _ row: CSVRow, _ reason: String) {
    if faults[key] == nil { faults[key] = (row.line, reason) }
  }

  private mutating func refuse(_ row: CSVRow, _ reason: String) {
    if loose.count < 10_000 { loose.append(.init(task: "", line: row.line, reason: reason)) }
  }
}
