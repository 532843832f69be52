import FoundationEssentials
import SalusAnalyse
import SalusCore
import SalusEvaluate
import SalusNumerics
import SalusTwin

/// Replays the vintages of weekly influenza admissions and scores what the forecaster would have
/// said, beside the models of the hub on the same tasks.
///
/// Reads `flu/flu_vintages.csv`, `flu/locations.csv` and, for scoring alone, `flu/flu_final.csv`
/// and `flu/scores_SEASON.csv` of the data folder.
enum ForecastBench {
  static func run(_ arguments: [String]) throws {
    let folder = arguments.first ?? "../shared/data"
    let season = arguments.count > 1 ? arguments[1] : "2023-24"
    let replay = try VintageReplay(folder: folder)
    let peers = try peers(folder: folder, season: season)
    let truth = try truth(folder: folder)
    let asked = Set(peers.flatMap { $0.wis.keys.map(\.referenceDate) })
    let forecaster = Forecaster()
    var answers: [String: [TaskForecast]] = [:]
    var seconds = 0.0
    let clock = ContinuousClock()
    var dates = 0
    for (reference, input) in replay.inputs where asked.contains(reference) {
      let start = clock.now
      let forecast = try forecaster.forecast(input, reference: reference, seed: 1)
      let spent = (clock.now - start).components
      seconds += Double(spent.seconds) + Double(spent.attoseconds) * 1e-18
      dates += 1
      for location in forecast.locations {
        for (horizon, quantiles) in location.quantiles.enumerated() {
          let id = TaskID(
            location: location.place.text, referenceDate: reference, horizon: horizon)
          answers["salus", default: []].append(TaskForecast(id: id, quantiles: quantiles))
          for part in location.components {
            answers[part.name, default: []].append(
              TaskForecast(id: id, quantiles: part.quantiles[horizon]))
          }
        }
      }
      let index = replay.inputs.firstIndex { $0.reference == reference } ?? 0
      for (place, location) in input.locations.enumerated() {
        let lines = BaselineForecaster.forecast(
          counts: replay.inputs[index].input.counts[place], horizons: [1, 2, 3, 4], seed: 1,
          index: place)
        for (horizon, quantiles) in (lines ?? []).enumerated() {
          answers["own baseline", default: []].append(
            TaskForecast(
              id: TaskID(
                location: location.id.text, referenceDate: reference, horizon: horizon),
              quantiles: quantiles))
        }
      }
    }
    if arguments.count > 2 { try write(answers, to: arguments[2]) }
    print(
      "season \(season): \(dates) reference dates, \(fixed(seconds / Double(max(dates, 1)), 2)) s each"
    )
    print("model              n     WIS   base    ens  ens.log  c50  c80  c95   base no US")
    for (name, forecasts) in answers.sorted(by: { $0.key < $1.key }) {
      report(name, ForecastScores(forecasts, truth: truth, peers: peers))
    }
    if let own = answers["salus"] {
      let scores = ForecastScores(own, truth: truth, peers: peers)
      print("by horizon: WIS, ratio to ensemble, on the log scale, coverage 50 80 95")
      for (horizon, summary) in scores.byHorizon.sorted(by: { $0.key < $1.key }) {
        let ratio = scores.peers.first { $0.model == "FluSight-ensemble" }?.byHorizon[horizon]
        print(
          "  h\(horizon) \(fixed(summary.wis, 1)) \(fixed(ratio?.wis ?? .nan, 3)) "
            + "\(fixed(ratio?.wisLog ?? .nan, 3)) \(fixed(summary.coverage50, 2)) "
            + "\(fixed(summary.coverage80, 2)) \(fixed(summary.coverage95, 2))")
      }
      print("tenths: " + scores.tenths.map { fixed($0, 3) }.joined(separator: " "))
      for peer in scores.peers {
        print(
          "  vs \(peer.model): \(fixed(peer.all.wis, 3)) "
            + "[\(fixed(peer.lower ?? .nan, 3)), \(fixed(peer.upper ?? .nan, 3))] "
            + "log \(fixed(peer.all.wisLog ?? .nan, 3)) on \(peer.all.count) tasks")
      }
    }
  }

  static func report(_ name: String, _ scores: ForecastScores) {
    guard let all = scores.overall else { return }
    let baseline = scores.peers.first { $0.model == "FluSight-baseline" }
    let ensemble = scores.peers.first { $0.model == "FluSight-ensemble" }
    let cells = [
      name + String(repeating: " ", count: max(0, 14 - name.utf8.count)),
      "\(ensemble?.all.count ?? 0)", fixed(all.wis, 2), fixed(baseline?.all.wis ?? .nan, 3),
      fixed(ensemble?.all.wis ?? .nan, 3), fixed(ensemble?.all.wisLog ?? .nan, 3),
      fixed(all.coverage50, 2), fixed(all.coverage80, 2), fixed(all.coverage95, 2),
      fixed(baseline?.withoutNation?.wis ?? .nan, 3),
    ]
    print(cells.joined(separator: "  "))
  }

  /// Every answer of every part as one line of a CSV file, for study elsewhere.
  private static func write(_ answers: [String: [TaskForecast]], to path: String) throws {
    var text = "model,reference_date,location,horizon"
    for level in QuantileLevels.hub { text += ",q\(level)" }
    for (name, forecasts) in answers.sorted(by: { $0.key < $1.key }) {
      for forecast in forecasts {
        text += "\n\(name),\(forecast.id.referenceDate),\(forecast.id.location)"
        text += ",\(forecast.id.horizon)"
        for value in forecast.quantiles { text += ",\(value)" }
      }
    }
    try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path))
  }

  static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "-" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((abs(value) * scale).rounded())
    let unit = Int(scale)
    let fraction = String(whole % unit)
    return (value < 0 ? "-" : "") + String(whole / unit) + "."
      + String(repeating: "0", count: digits - fraction.utf8.count) + fraction
  }

  static func truth(folder: String) throws -> [Outcome: Double] {
    var truth: [Outcome: Double] = [:]
    for row in try VintageReplay.rows("\(folder)/flu/flu_final.csv") {
      if let date = CivilDate(row["date"] ?? ""), let value = Double(row["value"] ?? "") {
        truth[Outcome(location: row["location"] ?? "", date: date)] = value
      }
    }
    return truth
  }

  static func peers(folder: String, season: String) throws -> [PeerScores] {
    var peers: [String: PeerScores] = [:]
    for row in try VintageReplay.rows("\(folder)/flu/scores_\(season).csv") {
      guard let date = CivilDate(row["reference_date"] ?? ""),
        let horizon = Int(row["horizon"] ?? "")
      else { continue }
      let id = TaskID(
        location: row["location"] ?? "", referenceDate: date, horizon: horizon)
      for (column, text) in row {
        let parts = column.split(separator: "|")
        guard parts.count == 2, let value = Double(text) else { continue }
        let model = String(parts[1])
        if parts[0] == "wis" {
          peers[model, default: PeerScores(model: model, wis: [:])].wis[id] = value
        } else if parts[0] == "wis_log" {
          peers[model, default: PeerScores(model: model, wis: [:])].wisLog[id] = value
        }
      }
    }
    return peers.values.sorted { $0.model < $1.model }
  }
}
