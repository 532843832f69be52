import Glibc
import SalusNumerics

/// Normal priors of the parameters of `AdmissionProcess`, independent of each other.
struct AdmissionPrior: Sendable {
  enum Parameter: Int, CaseIterable {
    /// Logarithm of the reproduction number at the start, without season.
    case level
    /// Logarithm of the negative binomial size of the counts.
    case size
    /// Logarithm of the pool of admissions relative to the place's own guess.
    case pool
    /// Season on the logarithm of the reproduction number, as cosine and sine of the year's angle.
    case cosine
    case sine
    /// Change of the logarithm of the reproduction number in the winter holidays.
    case holidays
    /// Logarithm of the standard deviation of a week's change of transmission.
    case change
  }

  var means: [Double]
  var deviations: [Double]

  /// What is assumed before any place was fitted; chosen on the season 2023-24 (see
  /// docs/epidemic.md for what was tried).
  static let wide = AdmissionPrior(
    means: [0.1, log(30), 0, 0.1, 0, -0.3, log(0.1)],
    deviations: [0.15, 0.7, 0.6, 0.08, 0.06, 0.05, 0.3])

  func draw(_ bits: inout some RandomBits) -> [Double] {
    means.indices.map { means[$0] + deviations[$0] * bits.normal() }
  }

  /// The spread of parameters over places that were fitted each by itself: mean of means, and the
  /// standard deviation of means and of what each fit left open. Wide for fewer than four places.
  static func shared(_ clouds: [ParticleCloud]) -> AdmissionPrior {
    guard clouds.count >= 4 else { return wide }
    var prior = wide
    for k in prior.means.indices {
      let field = AdmissionProcess.Field.parameters + k
      let means = clouds.map { $0.mean(field) }
      let within = clouds.map { $0.covariance(field, field) }
      guard let mean = Statistics.mean(means), let between = Statistics.variance(means),
        let open = Statistics.mean(within)
      else { return wide }
      prior.means[k] = mean
      prior.deviations[k] = min((between + open).squareRoot(), wide.deviations[k])
    }
    return prior
  }
}
