import Glibc

/// Weighted least squares with a penalty on the size of the coefficients (Hoerl and Kennard 1970).
///
/// Minimises sum of w (y - b0 - x b)^2 + penalty |b|^2; the intercept is not penalised. Features
/// and target are centred by their weighted means, so the intercept needs no column.
public struct Ridge: Sendable {
  public let intercept: Double
  public let coefficients: [Double]

  /// - Parameters:
  ///   - rows: row-major, `targets.count * columns` numbers, none missing.
  ///   - weights: one a row, not negative.
  /// - Returns: Nil where no row has weight or the system cannot be solved (a penalty of 0 with
  ///   columns that depend on each other).
  public init?(
    rows: [Double], columns: Int, targets: [Double], weights: [Double], penalty: Double
  ) {
    precondition(rows.count == targets.count * columns, "a full table of features")
    precondition(weights.count == targets.count, "a weight for each row")
    var total = 0.0
    for weight in weights { total += weight }
    guard total > 0 else { return nil }
    var means = [Double](repeating: 0, count: columns)
    var targetMean = 0.0
    for row in targets.indices {
      let weight = weights[row]
      targetMean += weight * targets[row]
      for column in 0..<columns { means[column] += weight * rows[row * columns + column] }
    }
    targetMean /= total
    for column in 0..<columns { means[column] /= total }

    var moments = [Double](repeating: 0, count: columns * columns)
    var products = [Double](repeating: 0, count: columns)
    var centred = [Double](repeating: 0, count: columns)
    for row in targets.indices where weights[row] > 0 {
      for column in 0..<columns { centred[column] = rows[row * columns + column] - means[column] }
      let residual = weights[row] * (targets[row] - targetMean)
      for column in 0..<columns {
        products[column] += residual * centred[column]
        let scaled = weights[row] * centred[column]
        for other in 0...column { moments[column * columns + other] += scaled * centred[other] }
      }
    }
    for column in 0..<columns { moments[column * columns + column] += penalty }
    guard
      let solution = Ridge.solve(lowerTriangle: moments, order: columns, rightSide: products)
    else { return nil }
    coefficients = solution
    var fitted = 0.0
    for column in 0..<columns { fitted += solution[column] * means[column] }
    intercept = targetMean - fitted
  }

  /// The fitted value for one row of features.
  public func predict(_ features: some Collection<Double>) -> Double {
    precondition(features.count == coefficients.count, "a feature for each coefficient")
    var sum = intercept
    for (coefficient, feature) in zip(coefficients, features) { sum += coefficient * feature }
    return sum
  }

  /// Solves a symmetric positive definite system by Cholesky factors; nil where it is none.
  static func solve(lowerTriangle: [Double], order: Int, rightSide: [Double]) -> [Double]? {
    var factor = lowerTriangle
    var solution = rightSide
    for row in 0..<order {
      for column in 0...row {
        var sum = factor[row * order + column]
        for k in 0..<column { sum -= factor[row * order + k] * factor[column * order + k] }
        if row == column {
          guard sum > 1e-12 * max(abs(lowerTriangle[row * order + row]), 1e-300) else {
            return nil
          }
          factor[row * order + row] = sqrt(sum)
        } else {
          factor[row * order + column] = sum / factor[column * order + column]
        }
      }
    }
    for row in 0..<order {
      for k in 0..<row { solution[row] -= factor[row * order + k] * solution[k] }
      solution[row] /= factor[row * order + row]
    }
    for row in stride(from: order - 1, through: 0, by: -1) {
      for k in row + 1..<max(order, row + 1) {
        solution[row] -= factor[k * order + row] * solution[k]
      }
      solution[row] /= factor[row * order + row]
    }
    return solution
  }
}
