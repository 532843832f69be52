import Glibc
import SalusCore
import SalusNumerics

/// Draws paths of cases from the quantiles of a weekly forecast: normal scores that hang together
/// over weeks and places (a Gaussian copula: first-order in weeks, one common factor over places),
/// put through each week's quantile function, and shared out over the days of the week along the
/// growth from week to week.
struct ForecastProjection: Sendable {
  let history: CaseHistory
  let weekly: DemandInput.Weekly
  let settings: CopulaSettings
  /// Normal scores of the levels.
  private let scores: [Double]
  /// For places without a forecast.
  private let renewal: RenewalProjection

  /// - Parameter renewal: carries places that the forecast leaves out.
  init(
    _ history: CaseHistory, _ weekly: DemandInput.Weekly, _ settings: CopulaSettings,
    renewal: RenewalProjection
  ) {
    self.history = history
    self.weekly = weekly
    self.settings = settings
    self.renewal = renewal
    scores = weekly.levels.map { Normal.standard.quantile(min(1 - 1e-9, max(1e-9, $0))) }
  }

  /// In the shape of `RenewalProjection.path`.
  func path(_ index: Int, horizon: Int, seed: Seed) -> [[Double]] {
    var series = renewal.path(index, horizon: horizon, seed: seed)
    let weeks = weekly.dates.count
    guard history.edge >= 0, weeks > 0 else { return series }
    var shared = Stream(seed, .copula, index, 0)
    let common = scores(&shared, weeks)
    let heavy = min(1, max(0, settings.acrossPlaces))
    for place in series.indices
    where place < weekly.quantiles.count && weekly.quantiles[place].count == weeks {
      var bits = Stream(seed, .copula, index, place + 1)
      let own = scores(&bits, weeks)
      let totals = (0..<weeks).map { week in
        let score = heavy.squareRoot() * common[week] + (1 - heavy).squareRoot() * own[week]
        return weekly.scale * quantile(weekly.quantiles[place][week], at: score)
      }
      fill(&series[place], totals)
    }
    return series
  }

  /// Standard normal, one a week, each hanging on the one before.
  private func scores(_ bits: inout Stream, _ weeks: Int) -> [Double] {
    let hold = min(0.999, max(0, settings.acrossWeeks))
    var score = 0.0
    return (0..<weeks).map { week in
      let fresh = bits.normal()
      score = week == 0 ? fresh : hold * score + (1 - hold * hold).squareRoot() * fresh
      return score
    }
  }

  /// Rising and linear between the levels on the scale of normal scores; beyond the outermost
  /// ones by the slope between the outermost and the one inside.
  private func quantile(_ values: [Double], at score: Double) -> Double {
    let count = min(values.count, scores.count)
    guard count > 1 else { return max(0, values.first ?? 0) }
    var upper = 1
    while upper < count - 1, scores[upper] < score { upper += 1 }
    let run = scores[upper] - scores[upper - 1]
    let slope = run > 0 ? max(0, values[upper] - values[upper - 1]) / run : 0
    return max(0, values[upper - 1] + slope * (score - scores[upper - 1]))
  }

  /// Writes the days after the edge; days before the first week take its share, days after the last
  /// go on with its growth, which fades.
  private func fill(_ series: inout [Double], _ totals: [Double]) {
    let growth = totals.indices.map { week -> Double in
      let before = totals[max(0, week - 1)]
      let after = totals[min(totals.count - 1, week + 1)]
      let span = min(totals.count - 1, week + 1) - max(0, week - 1)
      guard span > 0 else { return 0 }
      return min(0.15, max(-0.15, log((after + 3) / (before + 3)) / Double(7 * span)))
    }
    let firstEnd = weekly.dates[0] - history.first
    for day in history.edge + 1..<series.count {
      let week = (day - firstEnd + 6 + 7 * 1000) / 7 - 1000
      if week < totals.count {
        let known = max(0, week)
        let middle = firstEnd + 7 * known - 3
        let offset = Double(max(-3, day - middle))
        series[day] = totals[known] / 7 * exp(growth[known] * offset) / spread(growth[known])
      } else {
        let last = growth[totals.count - 1]
        let beyond = Double(day - (firstEnd + 7 * (totals.count - 1)))
        // The growth fades by half in two weeks: its sum over `beyond` days.
        let rise = last * 20 * (1 - exp(-beyond / 20))
        let end = totals[totals.count - 1] / 7 * exp(3 * last) / spread(last)
        series[day] = end * exp(rise)
      }
    }
  }

  /// Mean over the days of a week of the growth from its middle.
  private func spread(_ growth: Double) -> Double {
    (-3...3).reduce(0) { $0 + exp(growth * Double($1)) } / 7
  }
}
