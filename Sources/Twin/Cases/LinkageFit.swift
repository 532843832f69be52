import Glibc

/// Learns shares of agreement from the patterns of candidate pairs without knowing which are true,
/// by expectation and maximisation over a mixture of two classes with independent fields (Winkler
/// 1988, "Using the EM algorithm for weight computation in the Fellegi–Sunter model").
public struct LinkageFit: Sendable {
  /// With the thresholds of the start.
  public let weights: LinkageWeights
  /// Share of the pairs that are of one person.
  public let share: Double
  /// Of all pairs under the fitted mixture, natural logarithm.
  public let logLikelihood: Double
  public let iterations: Int
  public let hasConverged: Bool

  /// Fits to counted patterns; nil for none. The result does not depend on the dictionary's order.
  ///
  /// - Parameters:
  ///   - patterns: how often each was seen among candidate pairs.
  ///   - start: where to begin; which class is "one person" follows from it.
  ///   - share: assumed at the start, between 0 and 1.
  ///   - fixed: fields whose shares are kept, such as one that hardly varies in the sample.
  public init?(
    _ patterns: [LinkagePattern: Int], start: LinkageWeights = .usual, share: Double = 0.1,
    fixed: Set<LinkagePattern.Field> = [], maximum: Int = 500, tolerance: Double = 1e-8
  ) {
    let rows = patterns.filter { $0.value > 0 }.sorted { $0.key.code < $1.key.code }
    let total = Double(rows.reduce(0) { $0 + $1.value })
    guard total > 0, share > 0, share < 1 else { return nil }
    var m = start.matched
    var u = start.unmatched
    var p = share
    var previous = -Double.infinity
    var iterations = 0
    var converged = false
    while iterations < maximum, !converged {
      iterations += 1
      var logLikelihood = 0.0
      var matches = 0.0
      var mSums: [LinkagePattern.Field: [Double]] = [:]
      var uSums: [LinkagePattern.Field: [Double]] = [:]
      for field in LinkagePattern.Field.allCases {
        mSums[field] = [Double](repeating: 0, count: field.levels.count)
        uSums[field] = mSums[field]
      }
      for (pattern, count) in rows {
        let one = log(p) + LinkageFit.logShare(pattern, m)
        let two = log(1 - p) + LinkageFit.logShare(pattern, u)
        let top = max(one, two)
        let both = top + log(exp(one - top) + exp(two - top))
        let posterior = exp(one - both)
        let weight = Double(count)
        logLikelihood += weight * both
        matches += weight * posterior
        for field in LinkagePattern.Field.allCases {
          guard let index = field.levels.firstIndex(of: pattern[field]) else { continue }
          mSums[field]?[index] += weight * posterior
          uSums[field]?[index] += weight * (1 - posterior)
        }
      }
      p = min(max(matches / total, 1e-9), 1 - 1e-9)
      for field in LinkagePattern.Field.allCases where !fixed.contains(field) {
        m[field] = LinkageFit.shares(mSums[field] ?? [], else: m[field] ?? [])
        u[field] = LinkageFit.shares(uSums[field] ?? [], else: u[field] ?? [])
      }
      converged = abs(logLikelihood - previous) <= tolerance * max(1, abs(logLikelihood))
      previous = logLikelihood
    }
    guard
      let weights = LinkageWeights(
        matched: m, unmatched: u, lower: start.lower, upper: start.upper)
    else { return nil }
    self.weights = weights
    self.share = p
    logLikelihood = previous
    self.iterations = iterations
    hasConverged = converged
  }

  private static func logShare(
    _ pattern: LinkagePattern, _ shares: [LinkagePattern.Field: [Double]]
  ) -> Double {
    var sum = 0.0
    for field in LinkagePattern.Field.allCases {
      guard let index = field.levels.firstIndex(of: pattern[field]), let shares = shares[field]
      else { continue }
      sum += log(shares[index])
    }
    return sum
  }

  /// Sums as shares, none of them so small that a level never seen could decide alone.
  private static func shares(_ sums: [Double], else former: [Double]) -> [Double] {
    let total = sums.reduce(0, +)
    guard total > 0 else { return former }
    let raised = sums.map { max($0 / total, 1e-6) }
    let whole = raised.reduce(0, +)
    return raised.map { $0 / whole }
  }
}
