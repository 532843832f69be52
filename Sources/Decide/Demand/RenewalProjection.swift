import Glibc
import SalusCore
import SalusNumerics

/// Carries cases forward by the renewal equation: expected cases of a day are the reproduction number
/// times earlier cases weighted by the serial interval (Fraser 2007, PLoS ONE 2:e758, eq. 1;
/// projection as Nouvellet and others 2018, Epidemics 22:29).
///
/// The number is estimated over a window (Cori and others 2013) for the region and, held towards
/// it, for each place; its logarithm fades and drifts, for people and seasons act against any trend.
struct RenewalProjection: Sendable {
  let history: CaseHistory
  let settings: RenewalSettings
  /// Chances of 1, 2, … days from case to case.
  private let interval: [Double]
  /// Variance of daily cases over their mean, at least 1.
  let dispersion: Double
  private let cases: [Double]
  private let potential: [Double]

  init(_ history: CaseHistory, _ settings: RenewalSettings) {
    self.history = history
    self.settings = settings
    interval = RenewalProjection.interval(settings)
    let days = history.completeness.count
    let total = (0..<days).map { day in history.expected.reduce(0) { $0 + $1[day] } }
    let window = RenewalProjection.window(history, settings)
    let interval = interval
    cases = history.expected.map { series in window.reduce(0) { $0 + series[$1] } }
    potential = history.expected.map { series in
      window.reduce(0) { $0 + RenewalProjection.potential(series, $1, interval) }
    }
    let trend = max(1e-9, cases.reduce(0, +)) / max(1e-9, potential.reduce(0, +))
    var chi = 0.0
    for day in window {
      let mean = max(0.5, trend * RenewalProjection.potential(total, day, interval))
      chi += (total[day] - mean) * (total[day] - mean) / mean
    }
    dispersion = min(20, max(1, window.isEmpty ? 1 : chi / Double(window.count)))
  }

  /// Cases by place and day, freed of weekdays: the history, one path of it, and `horizon` days
  /// after the last day of the history; place-major.
  func path(_ index: Int, horizon: Int, seed: Seed) -> [[Double]] {
    var bits = Stream(seed, .infection, index)
    var series = history.expected.indices.map { place -> [Double] in
      var draws = Stream(seed, .reporting, index, place)
      return history.sampled(place, &draws)
    }
    let days = history.completeness.count
    for place in series.indices {
      series[place].append(contentsOf: [Double](repeating: 0, count: horizon))
    }
    guard history.edge >= 0, !series.isEmpty else { return series }
    // A gamma prior of mean 1 that is worth five cases; dispersed counts are worth fewer.
    let worth = 1 / dispersion
    let region =
      bits.gamma(shape: 5 + worth * cases.reduce(0, +)) / (5 + worth * potential.reduce(0, +))
    let numbers = series.indices.map { place in
      let shape = settings.pooling * region + worth * cases[place]
      return bits.gamma(shape: max(1e-3, shape)) / (settings.pooling + worth * potential[place])
    }
    let fade = pow(0.5, 1 / max(0.1, settings.halfLifeDays))
    let share = 1 / Double(series.count)
    var weight = 1.0
    var drift = 0.0
    for day in history.edge + 1..<days + horizon {
      weight *= fade
      drift = fade * drift + settings.drift * bits.normal()
      let own = series.map { RenewalProjection.potential($0, day, interval) }
      let common = own.reduce(0, +) * share
      for place in series.indices {
        let force = (1 - settings.mixing) * own[place] + settings.mixing * common
        let number = exp(weight * log(max(0.05, numbers[place])) + drift)
        let mean = min(1e7, number * force)
        let size = dispersion > 1.01 ? mean / (dispersion - 1) : .infinity
        series[place][day] = mean > 0 ? Double(bits.negativeBinomial(mean: mean, size: size)) : 0
      }
    }
    return series
  }

  /// The last days before the edge that the number is estimated from.
  private static func window(_ history: CaseHistory, _ settings: RenewalSettings) -> Range<Int> {
    let end = history.edge + 1
    return max(1, end - max(1, settings.windowDays))..<max(1, end)
  }

  private static func potential(_ series: [Double], _ day: Int, _ interval: [Double]) -> Double {
    var sum = 0.0
    for lag in 1...min(interval.count, max(1, day)) where day - lag >= 0 {
      sum += interval[lag - 1] * series[day - lag]
    }
    return sum
  }

  /// The gamma law by whole days, 1 to 30, without the chance of the same day.
  private static func interval(_ settings: RenewalSettings) -> [Double] {
    let stay = Stay(
      meanDays: max(0.1, settings.serialMeanDays - 1), sdDays: max(0.1, settings.serialSDDays))
    let chances = Array(stay.counts(longest: 40).prefix(30))
    let sum = chances.reduce(0, +)
    return chances.map { $0 / sum }
  }
}
