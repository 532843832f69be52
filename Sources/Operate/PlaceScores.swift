import SalusAnalyse
import SalusCore
import SalusEvaluate
import SalusNumerics
import SalusTwin

/// How good past forecasts of one place were, by horizon.
struct PlaceScores {
  private let byHorizon: [(horizon: Int, summary: ScoreSummary, baseline: Double?)]
  private let all: ScoreSummary

  /// Nil where no past forecast has come true yet.
  ///
  /// - Parameters:
  ///   - observed: what is known now.
  ///   - known: what was known when a forecast was made, from which the baseline starts.
  init?(
    _ past: some Collection<ForecastHistory.Entry>, place: ID<Twin>, observed: PlaceSeries,
    known: (ForecastHistory.Entry) throws -> PlaceSeries
  ) rethrows {
    var scores: [TaskScore] = []
    var baselines: [Int: (sum: Double, count: Int)] = [:]
    for entry in past {
      guard entry.forecast.levels == QuantileLevels.hub, let row = entry.forecast[place] else {
        continue
      }
      var due: [(horizon: Int, date: CivilDate, value: Double)] = []
      for (horizon, date) in entry.forecast.dates.enumerated() {
        guard let value = observed[date] else { continue }
        let id = TaskID(
          location: place.text, referenceDate: entry.forecast.referenceDate, horizon: horizon)
        let quantiles = row.quantiles[horizon]
        scores.append(TaskScore(TaskForecast(id: id, quantiles: quantiles), observed: value))
        due.append((horizon, date, value))
      }
      guard !due.isEmpty else { continue }
      let then = try known(entry)
      guard let last = then.dates.last else { continue }
      let weeks = due.map { ($0.date - last) / 7 }
      let plain = BaselineForecaster.forecast(
        counts: then.values, horizons: weeks, seed: Seed(0), index: 0)
      for (task, quantiles) in zip(due, plain ?? []) {
        let score = WIS(quantiles: quantiles, observed: task.value).total
        let sum = baselines[task.horizon] ?? (0, 0)
        baselines[task.horizon] = (sum.sum + score, sum.count + 1)
      }
    }
    guard let all = ScoreSummary(scores) else { return nil }
    self.all = all
    let horizons = Set(scores.map(\.id.horizon)).sorted()
    byHorizon = horizons.compactMap { horizon in
      ScoreSummary(scores.filter { $0.id.horizon == horizon }).map {
        (horizon, $0, baselines[horizon].flatMap { $0.sum > 0 ? $0.sum / Double($0.count) : nil })
      }
    }
  }

  /// False where enough forecasts have come true and too few of them within the 95 % interval.
  var isReliable: Bool { all.count < 8 || all.coverage95 >= 0.8 }

  var json: JSON {
    [
      "n": JSON(all.count),
      "byHorizon": .array(
        byHorizon.map { row in
          [
            "horizon": JSON(row.horizon), "n": JSON(row.summary.count),
            "wis": JSON(Reading.rounded(row.summary.wis)),
            "baseline": JSON(row.baseline.map(Reading.rounded)),
            "ratio": JSON(row.baseline.map { Reading.rounded(row.summary.wis / $0) }),
            "coverage50": JSON(Reading.rounded(row.summary.coverage50)),
            "coverage80": JSON(Reading.rounded(row.summary.coverage80)),
            "coverage95": JSON(Reading.rounded(row.summary.coverage95)),
          ]
        }),
      "words": .string(
        "\(Words.plural(all.count, "past value")): \(Int((all.coverage50 * 100).rounded())) % lay in "
          + "the 50 % interval and \(Int((all.coverage95 * 100).rounded())) % in the 95 % interval."
      ),
    ]
  }
}
