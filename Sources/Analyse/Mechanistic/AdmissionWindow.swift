import SalusCore
import SalusNumerics

/// The part of a place's history that the mechanistic forecaster follows: the newest wave from the
/// trough before it.
struct AdmissionWindow: Sendable {
  /// Nil where nothing is known.
  let counts: [Double?]
  let firstWeekEnding: CivilDate
  /// Mean of the first counts, at least one half.
  let firstCount: Double
  /// A guess of the admissions if everybody susceptible at the trough were infected.
  let pool: Double

  private static let poolFactor = 1.8

  /// Nil where the history is too short or too empty.
  init?(_ counts: [Double], dates: [CivilDate], population: Double) {
    let series = counts.map { $0 >= 0 && $0.isFinite ? $0 : .nan }
    let recent = series.suffix(8).filter { !$0.isNaN }
    guard recent.reduce(0, +) >= MechanisticForecaster.leastCount,
      series.count >= MechanisticForecaster.shortestWindow
    else { return nil }
    let earliest = max(0, series.count - MechanisticForecaster.longestWindow)
    let latest = series.count - MechanisticForecaster.shortestWindow
    var start = earliest
    var least = Double.infinity
    for week in earliest...latest {
      let around = series[max(0, week - 2)...min(series.count - 1, week + 2)].filter { !$0.isNaN }
      guard around.count >= 3, let mean = Statistics.mean(around), mean <= least else { continue }
      least = mean
      start = week
    }
    let window = Array(series[start...])
    guard let first = Statistics.mean(window.filter { !$0.isNaN }.prefix(3)) else { return nil }
    self.counts = window.map { $0.isNaN ? nil : $0 }
    firstWeekEnding = dates[start]
    firstCount = max(first, 0.5)
    pool = AdmissionWindow.pool(series, population: population)
  }

  /// An epidemic with a reproduction number of 1.5 infects 58 % of the susceptible, so a pool is
  /// about 1.8 times the largest sum over 40 weeks; a history of less than a year may not have
  /// seen a whole wave, and its sum is doubled. Nobody is counted twice in a wave.
  private static func pool(_ series: [Double], population: Double) -> Double {
    var largest = 0.0
    var sum = 0.0
    for (week, count) in series.enumerated() {
      sum += count.isNaN ? 0 : count
      if week >= 40, !series[week - 40].isNaN { sum -= series[week - 40] }
      largest = max(largest, sum)
    }
    let guess = largest * (series.count < 52 ? 2 * poolFactor : poolFactor)
    return max(min(guess, population > 0 ? population : .infinity), largest, 20)
  }
}
