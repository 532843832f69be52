import Glibc
import SalusCore
import SalusEpidemic
import SalusNumerics

/// Forecasts weekly counts of each place by an SEIRH epidemic that a particle filter follows
/// through the newest wave.
///
/// Places are fitted twice: by themselves, then with a prior made of all first fits, so that small
/// places borrow what large ones show.
public struct MechanisticForecaster {
  /// Weeks before the newest that are looked at; the window begins at the trough among them.
  static let longestWindow = 60
  /// Weeks at the end in which no window begins.
  static let shortestWindow = 10
  /// Fewer counts than this in the newest 8 weeks say too little.
  static let leastCount = 10.0

  /// Quantiles at the 23 levels of the forecast hubs for 1 ... `horizons` weeks after the newest
  /// date, by place, horizon and level, on the scale of the counts; nil for a place that reported
  /// fewer than 10 in the last 8 weeks or has fewer than 10 weeks.
  ///
  /// Equal input gives equal bytes on any number of threads.
  ///
  /// - Parameters:
  ///   - counts: a series for each place, a value for each date; not-a-number where nothing is
  ///     known.
  ///   - dates: week-ending dates without gaps, oldest first.
  ///   - populations: residents of each place, the most that one wave can count; 0 where unknown.
  ///   - particles: those of the second fit; the first has half as many.
  public static func forecast(
    counts: [[Double]], dates: [CivilDate], populations: [Double], horizons: Int, seed: Seed,
    threads: Int = 1, particles: Int = 2000
  ) -> [[[Double]]?] {
    precondition(horizons >= 0 && particles >= 2, "weeks ahead and particles are positive")
    precondition(counts.count == populations.count, "a population for each place")
    precondition(counts.allSatisfy { $0.count == dates.count }, "a value for each date")
    let windows = zip(counts, populations).map {
      AdmissionWindow($0, dates: dates, population: $1)
    }
    let first = Parallel.map(windows.count, threads: threads) { place -> ParticleCloud? in
      guard let window = windows[place] else { return nil }
      return fit(window, .wide, horizons, seed.child(.filter, place, 1), particles / 2).cloud
    }
    let prior = AdmissionPrior.shared(first.compactMap { $0 }.filter(\.isAlive))
    return Parallel.map(windows.count, threads: threads) { place -> [[Double]]? in
      guard let window = windows[place] else { return nil }
      let (process, cloud) = fit(
        window, prior, horizons, seed.child(.filter, place, 2), particles)
      guard cloud.isAlive else { return nil }
      return quantiles(
        process, cloud, from: window.counts.count, horizons, seed.child(.filter, place, 3))
    }
  }

  private static func fit(
    _ window: AdmissionWindow, _ prior: AdmissionPrior, _ horizons: Int, _ seed: Seed,
    _ particles: Int
  ) -> (process: AdmissionProcess, cloud: ParticleCloud) {
    let process = AdmissionProcess(
      prior: prior, firstCount: window.firstCount, pool: window.pool,
      firstWeekEnding: window.firstWeekEnding, weeks: window.counts.count + horizons)
    let first = AdmissionProcess.Field.parameters
    let filter = ParticleFilter(
      process, particles: particles, seed: seed, threshold: 0.5,
      kernel: ShrinkageKernel(
        parameters: first..<first + AdmissionPrior.Parameter.allCases.count, discount: 0.98))
    return (process, filter.run(window.counts))
  }

  /// Futures of the cloud, two for each particle that a systematic draw picks, counted with their
  /// observation noise.
  private static func quantiles(
    _ process: AdmissionProcess, _ cloud: ParticleCloud, from step: Int, _ horizons: Int,
    _ seed: Seed
  ) -> [[Double]] {
    var futures = [[Double]](repeating: [], count: horizons)
    for round in 0..<2 {
      let filter = ParticleFilter(
        process, particles: cloud.count, seed: seed.child(.filter, round), threshold: 0)
      var future = cloud
      var picking = Stream(seed, .resampling, round)
      future.resample(at: picking.uniform())
      for horizon in 0..<horizons {
        filter.advance(&future, nil)
        for i in 0..<future.count {
          var noise = Stream(seed, .reporting, round, i, layer: UInt16(clamping: horizon))
          let size = AdmissionProcess.size(
            future[AdmissionProcess.Field.size, i])
          let mean = future[AdmissionProcess.Field.expected, i] + 0.1
          futures[horizon].append(Double(noise.negativeBinomial(mean: mean, size: size)))
        }
      }
    }
    return futures.map { values in
      let sorted = values.sorted()
      return QuantileLevels.hub.map { Statistics.quantile(sorted: sorted, at: $0) }
    }
  }
}
