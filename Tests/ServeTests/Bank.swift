import Foundation
import SalusAnalyse
import SalusCore
import SalusNumerics
import SalusOperate
import SalusServe
import SalusStore
import SalusTwin
import Synchronization

/// A small made-up bank: a town of two districts with two wards each, sixty days of reports that
/// trickle in, a run of detection, a reproduction number and two forecasts.
final class Bank: Sendable {
  let directory: String
  let journal: SQLiteJournal
  let model: ReadModel
  let server: Server
  let wire: Wire
  static let token = "0123456789abcdef0123456789abcdef"
  static let first = date("2026-01-04")
  static let days = 60
  /// The newest day with reports.
  static let last = first + (days - 1)

  /// - Parameter isEmpty: leaves everything out.
  init(isEmpty: Bool = false, heartbeat: Double = 15, pages: Pages = Bank.pages) throws {
    directory = NSTemporaryDirectory() + "salus-serve-" + UUID().uuidString
    let ticks = Mutex(0.0)
    journal = try Store.open(directory: directory, mode: .create) {
      ticks.withLock { ticks in
        ticks += 1
        return Instant(startOf: Bank.last) + (43_200 + ticks)
      }
    }
    if !isEmpty { try Bank.fill(journal) }
    model = try ReadModel(journal)
    guard let token = StartToken(Bank.token) else { throw Wire.Failure.notConnected }
    server = try API.server(
      port: 0, token: token, model: model, heartbeat: heartbeat, pages: pages)
    wire = Wire(port: server.port)
  }

  deinit {
    server.stop()
    try? FileManager.default.removeItem(atPath: directory)
  }

  static let pages = Pages(files: [
    "index.html": Array("<script src=\"/assets/app.js\"></script>".utf8),
    "app.js": Array(String(repeating: "console.log('salus');\n", count: 100).utf8),
  ])

  static func date(_ text: String) -> CivilDate { CivilDate(text) ?? .first }

  /// Asks with the token.
  func get(_ target: String, headers: [String: String] = [:]) throws -> Wire.Answer {
    var headers = headers
    headers["Authorization"] = "Bearer \(Bank.token)"
    return try wire.request("GET", target, headers: headers)
  }

  func json(_ target: String) throws -> JSON { try JSON(parsing: get(target).body) }

  // MARK: - What is in it

  static let wards = ["w1", "w2", "w3", "w4"]

  private static func fill(_ journal: SQLiteJournal) throws {
    func place(_ id: String, _ name: String, _ level: Place.Level, _ parent: String?, _ n: Int)
      -> Draft
    {
      PlaceRegistered(
        Place(
          id: ID(id), name: name, level: level, parent: parent.map { ID($0) }, population: n)
      ).draft(actor: "test", source: "test")
    }
    var drafts = [
      place("town", "Town", .region, nil, 100_000),
      place("d1", "North", .district, "town", 50_000),
      place("d2", "South", .district, "town", 50_000),
    ]
    for (index, ward) in wards.enumerated() {
      drafts.append(
        place(ward, "Ward \(index + 1)", .ward, index < 2 ? "d1" : "d2", 25_000))
      let x = Double(index % 2) * 2
      let y = Double(index / 2)
      drafts.append(
        Draft(
          type: "place.boundary", twin: ID(ward),
          payload: [
            "geometry": [
              "type": "Polygon",
              "coordinates": [
                [
                  [.number(x), .number(y)], [.number(x + 2), .number(y)],
                  [.number(x + 2), .number(y + 1)], [.number(x), .number(y + 1)],
                  [.number(x), .number(y)],
                ]
              ],
            ], "crs": "local-km",
          ], known: .beginning, actor: "test", source: "test"))
    }
    drafts.append(
      Draft(
        type: "region.line", twin: ID("town"),
        payload: [
          "name": "River", "crs": "local-km",
          "geometry": ["type": "LineString", "coordinates": [[0, 1], [4, 1]]],
        ], known: .beginning, actor: "test", source: "test"))
    let signals = [
      Signal(
        id: ID("cases"), title: "Cases", unit: "{cases}/d", period: .day,
        sourceClass: .laboratory),
      Signal(
        id: ID("cases-weekly"), title: "Cases by week", unit: "{cases}/wk", period: .week,
        sourceClass: .laboratory),
      Signal(id: ID("ili"), title: "ILI", unit: "%", period: .week, measure: .rate),
    ]
    drafts += signals.map { SignalRegistered($0).draft(actor: "test", source: "test") }
    _ = try journal.append(drafts, expecting: [], on: Branch.main)
    for draft in reports() { _ = try journal.append(draft) }
    _ = try journal.append(detection.draft(actor: "test"))
    _ = try journal.append(reproduction)
    for weeks in [2, 1] {
      _ = try journal.append(forecast(weeks: weeks).draft(actor: "test", source: "test"))
    }
  }

  /// Final count of a ward on a day: rises in ward 1.
  static func count(ward: Int, day: Int) -> Double {
    ward == 0 && day >= 45 ? 20 : Double(2 + (ward + day) % 3)
  }

  /// One draft a day of publication; half of a day's cases are in on the day, all after two days.
  private static func reports() -> [Draft] {
    (0..<days).map { today in
      var rows: [Observation] = []
      for (ward, id) in wards.enumerated() {
        for (age, share) in [(0, 0.5), (1, 0.8), (2, 1.0)] where today - age >= 0 {
          let final = count(ward: ward, day: today - age)
          rows.append(
            row("cases", id, first + (today - age), (final * share).rounded(), known: today))
        }
      }
      let date = first + today
      if date.weekday == .saturday {
        for (district, id) in ["d1", "d2"].enumerated() {
          let sum = (0..<7).reduce(0.0) { sum, back in
            guard today - back >= 0 else { return sum }
            return sum + count(ward: district * 2, day: today - back)
              + count(ward: district * 2 + 1, day: today - back)
          }
          rows.append(row("cases-weekly", id, date, sum, known: today))
        }
        rows.append(row("ili", "town", date, 2.5, known: today))
      }
      return Draft(
        type: "observations.recorded", twin: ID("import:day-\(today)"),
        payload: ["file": .string("day-\(today).csv"), "signal": "cases"],
        known: Instant(startOf: date) + 3600, actor: "test", source: "feed",
        key: "day-\(today)", observations: rows)
    }
  }

  private static func row(
    _ signal: String, _ place: String, _ date: CivilDate, _ value: Double, known: Int
  ) -> Observation {
    Observation(
      twin: ID(place), signal: ID(signal), valid: Instant(startOf: date),
      known: Instant(startOf: first + known) + 3600, value: value)
  }

  static let detection = DetectionFinished(
    signal: ID("cases"), method: "ears-c2/product", day: last, asOf: .latest, sequence: 10,
    series: 4, usable: 4,
    detections: [
      Detection(
        signal: ID("cases"), place: ID("w1"), date: last, since: first + 45, observed: 20,
        expected: 3, upper: 8, score: 3.4, method: "ears-c2", agreeing: ["ears-c1"],
        completeness: 0.9)
    ])

  private static let reproduction = Draft(
    type: "reproduction.estimated", twin: ID("town"),
    payload: [
      "signal": "cases", "dates": ["2026-03-01", "2026-03-02"], "mean": [1.1, 1.25],
      "lower": [0.9, 1.05], "upper": [1.3, 1.5], "weak": [false, false],
    ], actor: "test", source: "test")

  static func forecast(weeks: Int) -> ForecastRecord {
    let reference = last.onOrAfter(.saturday) - 7 * weeks
    let levels = QuantileLevels.hub
    return ForecastRecord(
      kind: .issued,
      forecast: Forecast(
        signal: ID("cases-weekly"), referenceDate: reference, newestData: reference - 7,
        asOf: .date(reference - 3), dates: (0..<4).map { reference + 7 * $0 }, levels: levels,
        locations: ["d1", "d2"].map { id in
          Forecast.Location(
            place: ID(id), quantiles: (0..<4).map { _ in levels.map { 40 + 60 * $0 } },
            method: "mixture")
        }, model: "test", modelVersion: "1", parameters: [:], seed: Seed(7), sequence: 5,
        caution: nil))
  }
}
