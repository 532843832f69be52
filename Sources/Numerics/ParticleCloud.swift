import Glibc

/// The particles of a filter after some steps: what is known of the hidden state, and enough to go
/// on when the next observation comes.
public struct ParticleCloud: Sendable {
  /// Particles.
  public let count: Int
  /// Numbers a particle.
  public let fields: Int
  /// Steps taken.
  public internal(set) var steps = 0
  /// Field-major: `fields * count` numbers.
  public private(set) var values: [Double]
  /// Add up to 1; all equal after a resampling.
  public private(set) var weights: [Double]
  /// Log-likelihood of all observations so far; minus infinity once one was impossible for every
  /// particle, after which the cloud moves on unweighted.
  public private(set) var logLikelihood = 0.0
  /// The effective number of particles, 1 / sum of squared weights, before any resampling.
  public private(set) var effectiveCount: Double
  /// For each particle the one at the step before from which it comes; nil where each comes from
  /// itself.
  public internal(set) var ancestors: [Int]?

  private var logWeights: [Double]
  private var spare: [Double]

  init(count: Int, fields: Int) {
    self.count = count
    self.fields = fields
    values = [Double](repeating: 0, count: count * fields)
    spare = values
    weights = [Double](repeating: 1 / Double(count), count: count)
    logWeights = [Double](repeating: 0, count: count)
    effectiveCount = Double(count)
  }

  /// False once an observation was impossible for every particle.
  public var isAlive: Bool { logLikelihood > -.infinity }

  /// The number `field` of every particle.
  public func column(_ field: Int) -> ArraySlice<Double> {
    values[field * count..<(field + 1) * count]
  }

  /// Weighted mean of a field.
  public func mean(_ field: Int) -> Double {
    var sum = 0.0
    for particle in 0..<count { sum += weights[particle] * values[field * count + particle] }
    return sum
  }

  /// Weighted covariance of two fields, divisor 1.
  public func covariance(_ first: Int, _ second: Int) -> Double {
    let (a, b) = (mean(first), mean(second))
    var sum = 0.0
    for i in 0..<count {
      sum += weights[i] * (values[first * count + i] - a) * (values[second * count + i] - b)
    }
    return sum
  }

  /// The number `field` of a particle.
  public subscript(field: Int, particle: Int) -> Double {
    get { values[field * count + particle] }
    set { values[field * count + particle] = newValue }
  }

  mutating func withPointers(
    _ body: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) {
    values.withUnsafeMutableBufferPointer { values in
      logWeights.withUnsafeMutableBufferPointer { weights in
        guard let values = values.baseAddress, let weights = weights.baseAddress else { return }
        body(values, weights)
      }
    }
  }

  /// Multiplies the weights by the likelihoods just written.
  mutating func reweigh() {
    guard isAlive else { return }
    var greatest = -Double.infinity
    for i in 0..<count where logWeights[i] > greatest && weights[i] > 0 {
      greatest = logWeights[i]
    }
    guard greatest > -.infinity, greatest < .infinity else {
      logLikelihood = -.infinity
      effectiveCount = 0
      weights = [Double](repeating: 1 / Double(count), count: count)
      return
    }
    var sum = 0.0
    for i in 0..<count {
      // Not-a-number counts as impossible.
      let factor = logWeights[i] > -.infinity ? exp(logWeights[i] - greatest) : 0
      weights[i] *= factor
      sum += weights[i]
    }
    logLikelihood += greatest + log(sum)
    var squares = 0.0
    for i in 0..<count {
      weights[i] /= sum
      squares += weights[i] * weights[i]
    }
    effectiveCount = 1 / squares
  }

  /// Systematic resampling: `count` equally spaced points, the first at `offset` (0 to 1) of the
  /// spacing, each take the particle in whose share of the weight they fall.
  public mutating func resample(at offset: Double) {
    var chosen = [Int](repeating: 0, count: count)
    var particle = 0
    var cumulated = weights[0]
    for i in 0..<count {
      let point = (Double(i) + offset) / Double(count)
      while point > cumulated, particle < count - 1 {
        particle += 1
        cumulated += weights[particle]
      }
      chosen[i] = particle
    }
    values.withUnsafeBufferPointer { old in
      spare.withUnsafeMutableBufferPointer { new in
        for field in 0..<fields {
          let base = field * count
          for i in 0..<count { new[base + i] = old[base + chosen[i]] }
        }
      }
    }
    swap(&values, &spare)
    ancestors = chosen
    weights = [Double](repeating: 1 / Double(count), count: count)
  }
}
