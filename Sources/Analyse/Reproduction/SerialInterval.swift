import SalusCore
import SalusNumerics

/// How long after an infector's symptoms those of the infected begin, as probabilities of whole
/// steps (days).
public struct SerialInterval: Hashable, Sendable {
  /// `weights[s]` is the probability of `s` steps; `weights[0]` is 0.
  public let weights: [Double]

  /// A given distribution.
  ///
  /// - Parameter weights: from lag 0, which must be 0; they add up to 1 within 0.001.
  public init(weights: [Double]) throws(ReproductionError) {
    guard weights.count >= 2, weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw .badWeights
    }
    guard weights[0] == 0 else { throw .sameStep(weights[0]) }
    let sum = weights.reduce(0, +)
    guard abs(sum - 1) <= 1e-3 else { throw .weightsDoNotAddUp(sum) }
    self.weights = weights
  }

  /// A gamma distribution shifted by one step and discretised (Cori et al. 2013, Am J Epidemiol
  /// 178:1505, web appendix 11).
  ///
  /// - Parameters:
  ///   - mean: in steps, above 1.
  ///   - sd: in steps, above 0.
  ///   - steps: the longest lag kept.
  public init(mean: Double, sd: Double, steps: Int) throws(ReproductionError) {
    guard mean > 1, mean.isFinite, sd > 0, sd.isFinite else {
      throw .badMoments(mean: mean, sd: sd)
    }
    let shape = (mean - 1) * (mean - 1) / (sd * sd)
    let scale = sd * sd / (mean - 1)
    let plain = Gamma(shape: shape, scale: scale)
    let raised = Gamma(shape: shape + 1, scale: scale)
    weights = (0...max(1, steps)).map { step in
      guard step > 0 else { return 0 }
      let k = Double(step)
      // Second differences of the integral of the distribution function.
      let direct = k * plain.cdf(k) + (k - 2) * plain.cdf(k - 2) - 2 * (k - 1) * plain.cdf(k - 1)
      let raise = 2 * raised.cdf(k - 1) - raised.cdf(k - 2) - raised.cdf(k)
      return max(0, direct + shape * scale * raise)
    }
  }
}

/// Why a reproduction number could not be estimated.
public enum ReproductionError: Problem, Hashable {
  case badWeights
  case sameStep(Double)
  case weightsDoNotAddUp(Double)
  case badMoments(mean: Double, sd: Double)
  case badPrior(mean: Double, sd: Double)
  case badWindow(Int)
  case notIncidence(Double, row: Int)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .badWeights:
      "a serial interval is a list of probabilities from lag 0 up, at least two"
    case .sameStep(let weight):
      "the serial interval gives lag 0 a probability of \(weight); only 0 is accepted there"
    case .weightsDoNotAddUp(let sum):
      "the probabilities of the serial interval add up to \(sum); 0.999 to 1.001 is accepted"
    case .badMoments(let mean, let sd):
      "a serial interval of mean \(mean) and sd \(sd) is not possible; "
        + "a mean above 1 and an sd above 0 are accepted"
    case .badPrior(let mean, let sd):
      "a prior of mean \(mean) and sd \(sd) is not possible; numbers above 0 are accepted"
    case .badWindow(let window):
      "a window of \(window) is not possible; 1 or more rows are accepted"
    case .notIncidence(let value, let row):
      "row \(row) holds \(value) cases; numbers from zero up, or nothing, are accepted"
    }
  }
}
