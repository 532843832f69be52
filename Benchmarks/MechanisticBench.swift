import SalusAnalyse
import SalusCore
import SalusEvaluate
import SalusNumerics

/// Scores the mechanistic component alone on the replayed vintages of influenza admissions.
enum MechanisticBench {
  static func run(_ arguments: [String]) throws {
    let folder = arguments.first ?? "../shared/data"
    let season = arguments.count > 1 ? arguments[1] : "2023-24"
    let replay = try VintageReplay(folder: folder)
    let peers = try ForecastBench.peers(folder: folder, season: season)
    let truth = try ForecastBench.truth(folder: folder)
    let asked = Set(peers.flatMap { $0.wis.keys.map(\.referenceDate) })
    let clock = ContinuousClock()
    var spent = Duration.zero
    var dates = 0
    var answers: [TaskForecast] = []
    var byHorizon = [[TaskForecast]](repeating: [], count: 4)
    for (reference, input) in replay.inputs where asked.contains(reference) {
      guard let newest = input.dates.last else { continue }
      let lag = (reference - newest) / 7
      let start = clock.now
      let lines = MechanisticForecaster.forecast(
        counts: input.counts, dates: input.dates,
        populations: input.locations.map { Double($0.population ?? 100_000) },
        horizons: lag + 3, seed: 1)
      spent += clock.now - start
      dates += 1
      for (location, quantiles) in zip(input.locations, lines) {
        guard let quantiles else { continue }
        for horizon in 0...3 {
          let id = TaskID(
            location: location.id.text, referenceDate: reference, horizon: horizon)
          let task = TaskForecast(id: id, quantiles: quantiles[lag - 1 + horizon])
          answers.append(task)
          byHorizon[horizon].append(task)
        }
      }
    }
    let seconds = Double(spent.components.seconds) + Double(spent.components.attoseconds) * 1e-18
    print("\(dates) dates, \(ForecastBench.fixed(seconds / Double(max(dates, 1)), 2)) s each")
    print("model              n     WIS   base    ens  ens.log  c50  c80  c95   base no US")
    ForecastBench.report("mechanistic", ForecastScores(answers, truth: truth, peers: peers))
    for (horizon, tasks) in byHorizon.enumerated() {
      ForecastBench.report(
        "  horizon \(horizon)", ForecastScores(tasks, truth: truth, peers: peers))
    }
  }
}
