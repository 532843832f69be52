import SalusCore
import SalusEvaluate
import SalusNumerics
import Testing

@Suite struct ForecastScoresTests {
  private static let start = CivilDate(days: 19_642)

  /// Forecasts uniform on centre ± 50 with outcomes that fall evenly over it.
  private static func season(_ dates: Int) -> (forecasts: [TaskForecast], truth: [Outcome: Double])
  {
    var stream = Stream(1, .test)
    var forecasts: [TaskForecast] = []
    var truth: [Outcome: Double] = [:]
    for location in ["01", "02", "US"] {
      let centre = location == "US" ? 1000.0 : 100
      for date in 0..<dates + 4 {
        truth[Outcome(location: location, date: start + 7 * date)] =
          centre - 50 + 100 * stream.uniform()
      }
      for date in 0..<dates {
        for horizon in 0..<4 {
          let id = TaskID(location: location, referenceDate: start + 7 * date, horizon: horizon)
          forecasts.append(
            TaskForecast(id: id, quantiles: QuantileLevels.hub.map { centre - 50 + 100 * $0 }))
        }
      }
    }
    return (forecasts, truth)
  }

  @Test func meansOverAllPartsAndHorizons() throws {
    let (forecasts, truth) = ForecastScoresTests.season(60)
    let scores = ForecastScores(forecasts, truth: truth)
    let all = try #require(scores.overall)
    #expect(all.count == 720)
    #expect(scores.withoutNation?.count == 480)
    #expect(scores.byHorizon.keys.sorted() == [0, 1, 2, 3])
    #expect(abs(all.wis - (all.dispersion + all.overprediction + all.underprediction)) < 1e-9)
    #expect(abs(all.coverage50 - 0.5) < 0.1)
    #expect(abs(all.coverage80 - 0.8) < 0.08)
    #expect(abs(all.coverage95 - 0.95) < 0.04)
    #expect(abs(scores.tenths.reduce(0, +) - 1) < 1e-9)
    #expect(scores.tenths.allSatisfy { abs($0 - 0.1) < 0.07 })
    let direct =
      forecasts.reduce(0.0) { sum, forecast in
        let outcome = Outcome(location: forecast.id.location, date: forecast.id.targetDate)
        return sum + WIS(quantiles: forecast.quantiles, observed: truth[outcome] ?? .nan).total
      } / 720
    #expect(abs(all.wis - direct) < 1e-9)
  }

  @Test func leavesOutWhatHasNoTruthYet() {
    var (forecasts, truth) = ForecastScoresTests.season(5)
    truth = truth.filter { $0.key.date <= ForecastScoresTests.start + 7 * 4 }
    let scores = ForecastScores(forecasts, truth: truth)
    #expect(scores.unscored == 3 * (1 + 2 + 3))
    #expect(scores.tasks.count + scores.unscored == forecasts.count)
    forecasts = []
    let empty = ForecastScores(forecasts, truth: truth)
    #expect(empty.overall == nil)
    #expect(empty.json["overall"] == .null)
  }

  @Test func comparesOnSharedTasksOnly() throws {
    let (forecasts, truth) = ForecastScoresTests.season(20)
    let own = ForecastScores(forecasts, truth: truth)
    var wis: [TaskID: Double] = [:]
    var wisLog: [TaskID: Double] = [:]
    for task in own.tasks where task.id.location != "02" {
      wis[task.id] = 2 * task.wis.total
      wisLog[task.id] = 4 * task.logarithmic.total
    }
    // A task that we never answered must not count.
    wis[TaskID(location: "99", referenceDate: ForecastScoresTests.start, horizon: 0)] = 1e9
    let peers = [
      PeerScores(model: "double", wis: wis, wisLog: wisLog), PeerScores(model: "x", wis: [:]),
    ]
    let scores = ForecastScores(forecasts, truth: truth, peers: peers)
    #expect(scores.peers.count == 1)
    let peer = try #require(scores.peers.first)
    #expect(peer.all.count == 160)
    #expect(peer.withoutNation?.count == 80)
    #expect(abs(peer.all.wis - 0.5) < 1e-12)
    #expect(abs((peer.all.wisLog ?? 0) - 0.25) < 1e-12)
    #expect(peer.byHorizon.count == 4)
    #expect(abs((peer.lower ?? 0) - 0.5) < 1e-12)
    #expect(abs((peer.upper ?? 0) - 0.5) < 1e-12)
    let written = scores.json["peers"]?.array?.first?["ratio"]?.double
    #expect(abs((written ?? 0) - 0.5) < 1e-12)
  }

  @Test func boundsItsRatioByDates() throws {
    let (forecasts, truth) = ForecastScoresTests.season(28)
    let own = ForecastScores(forecasts, truth: truth)
    var stream = Stream(2, .test)
    var wis: [TaskID: Double] = [:]
    for task in own.tasks { wis[task.id] = task.wis.total * (0.6 + 0.8 * stream.uniform()) }
    let peers = [PeerScores(model: "near", wis: wis)]
    let first = try #require(ForecastScores(forecasts, truth: truth, peers: peers).peers.first)
    let second = try #require(ForecastScores(forecasts, truth: truth, peers: peers).peers.first)
    #expect(first == second)
    let lower = try #require(first.lower)
    let upper = try #require(first.upper)
    #expect(lower < first.all.wis && first.all.wis < upper)
    #expect(upper - lower < 0.2)
    #expect(first.all.wisLog == nil)
  }
}
