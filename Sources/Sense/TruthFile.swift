import SalusCore

/// What was in the end observed, to score forecasts against.
public struct TruthFile: Hashable, Sendable {
  /// Which value: a hub code and a Saturday.
  public struct Key: Hashable, Sendable {
    public var location: String
    public var date: CivilDate

    public init(location: String, date: CivilDate) {
      self.location = location
      self.date = date
    }
  }

  public var values: [Key: Double]

  /// Reads `location` with `date` or `target_end_date` and `value` or `observation`; where there is
  /// an `as_of`, the newest counts. Missing values are left out.
  ///
  /// - Parameter target: only rows of this target, where there is such a column.
  public init(path: String, target: String? = nil) throws(CSVError) {
    try self.init(CSVTable(path: path), target: target)
  }

  public init(_ table: CSVTable, target: String? = nil) throws(CSVError) {
    let location = try table.column("location")
    guard let date = table.firstColumn(of: ["date", "target_end_date"]) else {
      throw .columns(name: table.name, missing: ["date"], found: table.header)
    }
    guard let value = table.firstColumn(of: ["value", "observation"]) else {
      throw .columns(name: table.name, missing: ["value"], found: table.header)
    }
    let asOf = table.firstColumn(of: ["as_of"])
    let targetColumn = table.firstColumn(of: ["target"])
    var only = target
    var newest: [Key: (known: CivilDate?, line: Int)] = [:]
    values = [:]
    for row in table.rows.indices {
      if let targetColumn {
        let word = table.rows[row][targetColumn]
        if only == nil { only = word }
        if word != only { continue }
      }
      let word = table.rows[row][location]
      guard !word.isEmpty else { throw table.wrong(row, location, "the location is missing") }
      let key = Key(
        location: HubLocation.normal(word) ?? word, date: try table.date(row: row, column: date))
      let known = try asOf.map { column throws(CSVError) in
        try table.date(row: row, column: column)
      }
      if let seen = newest[key] {
        guard let known, let before = seen.known else {
          throw table.wrong(
            row, date, "\(key.location) on \(key.date) stands already on line \(seen.line)")
        }
        if known < before { continue }
      }
      newest[key] = (known, table.lines[row])
      values[key] = try table.number(row: row, column: value)
    }
  }
}
