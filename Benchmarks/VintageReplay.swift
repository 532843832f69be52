import FoundationEssentials
import SalusAnalyse
import SalusCore
import SalusTwin

/// What a forecaster had on each reference date, rebuilt from delta-encoded vintages.
struct VintageReplay {
  let inputs: [(reference: CivilDate, input: ForecastInput)]

  init(folder: String) throws {
    var places: [Place] = []
    for row in try VintageReplay.rows("\(folder)/flu/locations.csv") {
      let code = row["location"] ?? ""
      places.append(
        Place(
          id: ID(code), name: row["location_name"] ?? code, level: code == "US" ? .nation : .state,
          parent: code == "US" ? nil : ID("US"), population: Int(row["population"] ?? ""),
          codes: ["fips": code, "postal": row["abbreviation"] ?? ""]))
    }
    places.sort { $0.id < $1.id }
    let signal = Signal(
      id: ID("flu-admissions"), title: "Influenza admissions", unit: "{admissions}/wk",
      period: .week, sourceClass: .hospital)
    var inputs: [(CivilDate, ForecastInput)] = []
    var current: [ID<Twin>: [CivilDate: Double]] = [:]
    func close(_ reference: CivilDate) {
      let known = current.values.flatMap { $0.keys }
      guard let first = known.min(), let last = known.max() else { return }
      let dates = stride(from: first.days, through: last.days, by: 7).map(CivilDate.init(days:))
      let values = places.flatMap { place in
        dates.map { current[place.id]?[$0] ?? .nan }
      }
      let panel = Panel(
        signal: signal, places: places, dates: dates, values: values, sequence: 0)
      inputs.append((reference, ForecastInput(panel, asOf: .date(reference))))
    }
    var open: CivilDate?
    for row in try VintageReplay.rows("\(folder)/flu/flu_vintages.csv") {
      guard let reference = CivilDate(row["reference_date"] ?? ""),
        let date = CivilDate(row["date"] ?? "")
      else { continue }
      if let before = open, before != reference { close(before) }
      open = reference
      let value = Double(row["value"] ?? "")
      current[ID(row["location"] ?? ""), default: [:]][date] = value
    }
    if let open { close(open) }
    self.inputs = inputs.map { (reference: $0.0, input: $0.1) }
  }

  /// Rows of a file without quoted cells, by column name.
  static func rows(_ path: String) throws -> [[String: String]] {
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    var lines = text.split(whereSeparator: \.isNewline)[...]
    guard let header = lines.popFirst() else { return [] }
    let names = header.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return lines.map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Dictionary(zip(names, cells), uniquingKeysWith: { first, _ in first })
    }
  }
}
