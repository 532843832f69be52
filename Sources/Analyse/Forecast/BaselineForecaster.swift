import Glibc
import SalusCore
import SalusNumerics

/// The forecast that every other one must beat: next weeks are like the last one, give or take what
/// past weeks changed.
///
/// The median is the last value; the spread comes from all past one-week differences and their
/// negatives, for more weeks ahead from sums of differences drawn with replacement (the manner of
/// the hubs' baseline, Cramer et al. 2022, PNAS 119:e2113561119, supplement).
public struct BaselineForecaster: Sendable {
  /// Drawn sums a horizon; each is used with its negative, so the median is exact.
  public static let draws = 4000

  /// Quantiles at the hub's levels, one list a horizon, rising and not negative; nil where the
  /// series holds no number.
  ///
  /// - Parameters:
  ///   - counts: one a week, not-a-number where missing; horizons count from the last week of the
  ///     list, known or not.
  ///   - index: tells the draws of several series of one seed apart.
  public static func forecast(counts: [Double], horizons: [Int], seed: Seed, index: Int)
    -> [[Double]]?
  {
    guard let last = counts.lastIndex(where: { !$0.isNaN }) else { return nil }
    let gap = counts.count - 1 - last
    var steps: [Double] = []
    for week in counts.indices.dropFirst() {
      let step = counts[week] - counts[week - 1]
      if !step.isNaN { steps += [step, -step] }
    }
    return horizons.map { horizon in
      let ahead = gap + horizon
      let changes = BaselineForecaster.changes(
        steps, last: counts[last], weeks: ahead, seed: seed, index: index)
      return QuantileLevels.hub.map { level in
        max(0, counts[last] + BaselineForecaster.quantile(changes, level))
      }
    }
  }

  /// Sorted possible changes over some weeks, symmetric around 0.
  private static func changes(
    _ steps: [Double], last: Double, weeks: Int, seed: Seed, index: Int
  ) -> [Double] {
    guard steps.count >= 6 else {
      // Too little history to know its steps: the spread of a Poisson count a week.
      let spread = sqrt(Double(max(weeks, 1)) * (max(last, 0) + 1))
      return (1..<200).map { spread * Normal.standard.quantile(Double($0) / 200) }
    }
    if weeks <= 1 { return steps.sorted() }
    var stream = Stream(seed, .baseline, index, weeks)
    var changes: [Double] = []
    changes.reserveCapacity(2 * draws)
    for _ in 0..<draws {
      var sum = 0.0
      for _ in 0..<weeks {
        sum += steps[stream.uniform(below: steps.count)]
      }
      changes.append(sum)
      changes.append(-sum)
    }
    return changes.sorted()
  }

  /// Type 7 quantile of sorted numbers.
  private static func quantile(_ sorted: [Double], _ level: Double) -> Double {
    let position = level * Double(sorted.count - 1)
    let index = min(Int(position), sorted.count - 2)
    return sorted[index] + (position - Double(index)) * (sorted[index + 1] - sorted[index])
  }
}
