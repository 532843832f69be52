import SalusCore

/// Reads tables of places: US locations as forecast hubs list them, or any places by id.
public enum PlaceTable {
  /// Reads `abbreviation,location,location_name,population` (US nation and states, counties by
  /// their five digits), or `id,name,level` with `parent`, `population`, `time_zone` and columns of
  /// codes named `code:SYSTEM`.
  ///
  /// One wrong row refuses the table: everything else would hang in the air.
  public static func read(path: String) throws(CSVError) -> [Place] {
    try places(CSVTable(path: path))
  }

  /// The places of a table that is in memory.
  public static func places(_ table: CSVTable) throws(CSVError) -> [Place] {
    let places: [Place]
    if table.firstColumn(of: ["location"]) != nil,
      table.firstColumn(of: ["location_name"]) != nil
    {
      places = try hubLocations(table)
    } else if table.firstColumn(of: ["id"]) != nil, table.firstColumn(of: ["level"]) != nil {
      places = try byID(table)
    } else {
      throw .columns(
        name: table.name, missing: ["location", "location_name"], found: table.header)
    }
    guard !places.isEmpty else {
      throw .header(name: table.name, reason: "the table has no row below its header")
    }
    var lines: [ID<Twin>: Int] = [:]
    for (index, place) in places.enumerated() {
      if let line = lines[place.id] {
        throw .row(
          name: table.name, line: table.lines[index],
          reason: "the place '\(place.id)' stands already on line \(line)")
      }
      lines[place.id] = table.lines[index]
    }
    return places
  }

  private static func hubLocations(_ table: CSVTable) throws(CSVError) -> [Place] {
    let location = try table.column("location")
    let name = try table.column("location_name")
    let postal = table.firstColumn(of: ["abbreviation"])
    let population = table.firstColumn(of: ["population"])
    var places: [Place] = []
    for row in table.rows.indices {
      let written = table.rows[row][location]
      guard let code = HubLocation.normal(written), let id = HubLocation.twin(code) else {
        throw table.wrong(
          row, location,
          "'\(written)' is no location; US, two digits of a state and five of a "
            + "county (FIPS) are accepted")
      }
      var codes = ["fips": code]
      if let postal, !table.rows[row][postal].isEmpty, code.utf8.count == 2 {
        codes["postal"] = table.rows[row][postal]
      }
      let given = table.rows[row][name]
      guard !given.isEmpty else { throw table.wrong(row, name, "the name is missing") }
      let isNation = code == "US"
      places.append(
        Place(
          id: id, name: isNation && given == "US" ? "United States" : given,
          level: isNation ? .nation : code.utf8.count == 2 ? .state : .district,
          parent: isNation ? nil : code.utf8.count == 2 ? ID("us") : ID("us-\(code.prefix(2))"),
          population: try residents(table, row, population), codes: codes))
    }
    return places
  }

  private static func byID(_ table: CSVTable) throws(CSVError) -> [Place] {
    let id = try table.column("id")
    let name = try table.column("name")
    let level = try table.column("level")
    let parent = table.firstColumn(of: ["parent"])
    let population = table.firstColumn(of: ["population"])
    let zone = table.firstColumn(of: ["time_zone", "timezone"])
    let codes = table.header.indices.filter { table.header[$0].lowercased().hasPrefix("code:") }
    var places: [Place] = []
    for row in table.rows.indices {
      let cells = table.rows[row]
      guard ColumnMap.isName(cells[id]) else {
        throw table.wrong(
          row, id, "'\(cells[id])' is no id; letters, digits, '-', '_' and '.' are accepted")
      }
      guard !cells[name].isEmpty else { throw table.wrong(row, name, "the name is missing") }
      guard let rank = Place.Level(rawValue: cells[level].lowercased()) else {
        let accepted = Place.Level.allCases.map(\.rawValue).joined(separator: ", ")
        throw table.wrong(row, level, "'\(cells[level])' is no level; \(accepted) are accepted")
      }
      let above = parent.map { cells[$0] } ?? ""
      guard above != cells[id] else {
        throw table.wrong(row, parent ?? id, "a place cannot be part of itself")
      }
      var others: [String: String] = [:]
      for column in codes where !cells[column].isEmpty {
        others[String(table.header[column].dropFirst(5))] = cells[column]
      }
      let timeZone = zone.map { cells[$0] } ?? ""
      places.append(
        Place(
          id: ID(cells[id]), name: cells[name], level: rank,
          parent: above.isEmpty ? nil : ID(above),
          population: try residents(table, row, population), codes: others,
          timeZone: timeZone.isEmpty ? "UTC" : timeZone))
    }
    return places
  }

  private static func residents(_ table: CSVTable, _ row: Int, _ column: Int?) throws(CSVError)
    -> Int?
  {
    guard let column, let number = try table.number(row: row, column: column) else { return nil }
    guard let count = Int(exactly: number), count >= 0, count <= 10_000_000_000 else {
      throw table.wrong(row, column, "'\(table.rows[row][column])' is no number of residents")
    }
    return count
  }
}
