import SalusCore

/// Scores of other models on single forecast tasks: a wide table with a column `METRIC|MODEL` for
/// each score, such as `wis|FluSight-baseline`.
public struct PeerScores: Hashable, Sendable {
  /// Which task was scored.
  public struct Key: Hashable, Sendable {
    public var referenceDate: CivilDate
    public var location: String
    public var horizon: Int

    public init(referenceDate: CivilDate, location: String, horizon: Int) {
      self.referenceDate = referenceDate
      self.location = location
      self.horizon = horizon
    }
  }

  /// Models in the order of the columns.
  public var models: [String]
  /// Metrics in the order of the columns: `wis`, `wis_log`, `c50`, `c95`.
  public var metrics: [String]
  /// Tasks in the order of the rows.
  public var tasks: [Key]
  private let rowByTask: [Key: Int]
  private let columnByName: [String: Int]
  private let values: [Double]
  private let width: Int

  public init(path: String) throws(CSVError) {
    try self.init(CSVTable(path: path))
  }

  public init(_ table: CSVTable) throws(CSVError) {
    let reference = try table.column("reference_date")
    let location = try table.column("location")
    let horizon = try table.column("horizon")
    var models: [String] = []
    var metrics: [String] = []
    var columns: [(Int, String)] = []
    for (index, name) in table.header.enumerated() {
      guard let bar = name.firstIndex(of: "|") else { continue }
      let metric = String(name[..<bar])
      let model = String(name[name.index(after: bar)...])
      if !models.contains(model) { models.append(model) }
      if !metrics.contains(metric) { metrics.append(metric) }
      columns.append((index, name))
    }
    guard !columns.isEmpty else {
      throw .columns(name: table.name, missing: ["wis|MODEL"], found: table.header)
    }
    var names: [String: Int] = [:]
    for (index, column) in columns.enumerated() { names[column.1] = index }
    var rows: [Key: Int] = [:]
    var tasks: [Key] = []
    var values: [Double] = []
    values.reserveCapacity(table.rows.count * columns.count)
    for row in table.rows.indices {
      let word = table.rows[row][location]
      guard let step = try table.number(row: row, column: horizon).flatMap({ Int(exactly: $0) })
      else { throw table.wrong(row, horizon, "the horizon is no whole number") }
      let key = Key(
        referenceDate: try table.date(row: row, column: reference),
        location: HubLocation.normal(word) ?? word, horizon: step)
      guard rows[key] == nil else {
        throw .row(
          name: table.name, line: table.lines[row],
          reason: "\(key.referenceDate), \(key.location), horizon \(step) stands there twice")
      }
      rows[key] = tasks.count
      tasks.append(key)
      for (index, _) in columns {
        values.append(try table.number(row: row, column: index) ?? .nan)
      }
    }
    self.models = models
    self.metrics = metrics
    self.tasks = tasks
    self.values = values
    rowByTask = rows
    columnByName = names
    width = columns.count
  }

  /// The score of a model on a task; nil where it did not take part.
  public func score(_ metric: String, model: String, task: Key) -> Double? {
    guard let row = rowByTask[task], let column = columnByName["\(metric)|\(model)"] else {
      return nil
    }
    let value = values[row * width + column]
    return value.isNaN ? nil : value
  }
}
