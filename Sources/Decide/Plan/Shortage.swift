import SalusNumerics
import SalusTwin

/// How much lacks over a horizon, one number a probability level of the need.
///
/// Needs are taken to be high together on all days and at all sites, for an epidemic drives them
/// all: the spread of sums is then the widest that the quantiles allow, while means are exact.
struct Shortage: Hashable, Sendable {
  /// One number a level, in units, or in units times days for what is not used up.
  var byLevel: [Double]

  init(levels count: Int) {
    byLevel = [Double](repeating: 0, count: count)
  }

  /// - Parameters:
  ///   - supply: what is there on each day.
  ///   - isConsumed: what lacks on a day is then lost and not made up for later.
  init(need: PlanQuestion.Need, supply: [Double], isConsumed: Bool) {
    let levels = need.quantiles.first?.count ?? 0
    byLevel = [Double](repeating: 0, count: levels)
    for level in 0..<levels {
      var lost = 0.0
      for day in supply.indices where day < need.quantiles.count {
        let lacking = need.quantiles[day][level] - supply[day]
        // Used up: need is the sum of all days so far, of which what was lost was not taken.
        if isConsumed { lost += max(0, lacking - lost) } else { lost += max(0, lacking) }
      }
      byLevel[level] = lost
    }
  }

  static func + (left: Shortage, right: Shortage) -> Shortage {
    var sum = left
    for level in sum.byLevel.indices where level < right.byLevel.count {
      sum.byLevel[level] += right.byLevel[level]
    }
    return sum
  }

  func scaled(by factor: Double) -> Shortage {
    var scaled = self
    for level in scaled.byLevel.indices { scaled.byLevel[level] *= factor }
    return scaled
  }

  /// Expected value, with the weights of `Shortage.weights`.
  func mean(_ weights: [Double]) -> Double {
    zip(byLevel, weights).reduce(0) { $0 + $1.0 * $1.1 }
  }

  func spread(_ levels: [Double]) -> Plan.Spread {
    Plan.Spread(
      mean: mean(Shortage.weights(levels)), median: quantile(0.5, levels),
      lower: quantile(0.05, levels), upper: quantile(0.95, levels))
  }

  private func quantile(_ probability: Double, _ levels: [Double]) -> Double {
    levels.isEmpty ? 0 : Statistics.quantile(at: probability, from: byLevel, levels: levels)
  }

  /// The probability that each level stands for: from halfway to the level below to halfway to the
  /// one above, the outermost to 0 and 1.
  static func weights(_ levels: [Double]) -> [Double] {
    levels.indices.map { index in
      let lower = index == 0 ? 0 : (levels[index - 1] + levels[index]) / 2
      let upper = index == levels.count - 1 ? 1 : (levels[index] + levels[index + 1]) / 2
      return upper - lower
    }
  }
}
