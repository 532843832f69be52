import SalusCore

/// Moves parameters that ride along with particles, so that resampling does not leave copies of a
/// few: each is drawn from a normal around itself, shrunken towards the mean so that mean and
/// covariance of the cloud stay what they were (Liu and West 2001, "Combined parameter and state
/// estimation in simulation-based filtering", section 10.3).
public struct ShrinkageKernel: Sendable {
  /// The fields that hold parameters; on scales where a normal fits, such as logarithms.
  public let parameters: Range<Int>
  /// Weight of a particle's own value against the mean: (3 delta - 1) / (2 delta) of the discount
  /// factor delta.
  public let shrinkage: Double

  /// - Parameter discount: between 1/3 and 1; the nearer to 1, the smaller the moves.
  public init(parameters: Range<Int>, discount: Double = 0.98) {
    precondition(discount > 1.0 / 3 && discount <= 1, "a discount lies between 1/3 and 1")
    self.parameters = parameters
    shrinkage = (3 * discount - 1) / (2 * discount)
  }

  struct Shift {
    var means: [Double]
    /// Lower triangle of the Cholesky factor of the covariance, row by row.
    var factor: [Double]
  }

  /// Mean and spread of the weighted cloud.
  func prepare(_ cloud: ParticleCloud) -> Shift {
    let width = parameters.count
    let count = cloud.count
    let means = parameters.map { cloud.mean($0) }
    var centred: [Double] = []
    centred.reserveCapacity(width * count)
    for (mean, field) in zip(means, parameters) {
      for value in cloud.column(field) { centred.append(value - mean) }
    }
    var factor = [Double](repeating: 0, count: width * width)
    for row in 0..<width {
      for column in 0...row {
        var sum = 0.0
        for i in 0..<count {
          sum += cloud.weights[i] * centred[row * count + i] * centred[column * count + i]
        }
        for k in 0..<column { sum -= factor[row * width + k] * factor[column * width + k] }
        if row == column {
          factor[row * width + row] = sum > 0 ? sum.squareRoot() : 0
        } else {
          let pivot = factor[column * width + column]
          // A parameter without spread of its own moves with those before it, or not at all.
          factor[row * width + column] = pivot > 1e-12 ? sum / pivot : 0
        }
      }
    }
    return Shift(means: means, factor: factor)
  }

  func move(_ cloud: inout ParticleCloud, by shift: Shift, seed: Seed, step: Int) {
    let width = parameters.count
    let spread = (1 - shrinkage * shrinkage).squareRoot()
    var normals = [Double](repeating: 0, count: width)
    for particle in 0..<cloud.count {
      var stream = Stream(seed, .resampling, step, particle, layer: 1)
      for k in 0..<width { normals[k] = stream.normal() }
      for row in 0..<width {
        var noise = 0.0
        for k in 0...row { noise += shift.factor[row * width + k] * normals[k] }
        let own = cloud[parameters.lowerBound + row, particle]
        cloud[parameters.lowerBound + row, particle] =
          shrinkage * own + (1 - shrinkage) * shift.means[row] + spread * noise
      }
    }
  }
}
