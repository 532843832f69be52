import Glibc
import SalusCore

/// A log-linear regression of counts whose variance is `dispersion` times their mean.
///
/// Fitted by iteratively reweighted least squares (McCullagh and Nelder 1989, section 2.5) with the
/// start, the stopping rule and the treatment of aliased columns of R's `glm`, so that results can
/// be compared digit by digit.
public struct QuasiPoisson: Sendable {
  /// One a column, on the log scale; not-a-number for columns that earlier ones explain.
  public let coefficients: [Double]
  /// Expected counts, one a row.
  public let fitted: [Double]
  /// Pearson's estimate, sum of w (y - mu)^2 / mu over `freedom`; not-a-number without freedom.
  public let dispersion: Double
  public let deviance: Double
  /// Rows of positive weight less the rank.
  public let freedom: Int
  public let rank: Int
  public let iterations: Int
  /// False where the last step still moved the deviance by more than `Control.epsilon`.
  public let converged: Bool
  private let basis: any Basis

  /// When to stop.
  public struct Control: Hashable, Sendable {
    /// Greatest last change of the deviance, relative to it plus 0.1.
    public var epsilon: Double
    public var iterations: Int

    public init(epsilon: Double = 1e-8, iterations: Int = 25) {
      self.epsilon = epsilon
      self.iterations = iterations
    }
  }

  /// Fits `counts` by the columns of `design`.
  ///
  /// - Parameters:
  ///   - counts: finite, not negative, fractions allowed.
  ///   - weights: prior weights from zero up; rows of weight zero are fitted but not heard.
  ///   - offset: added to the linear predictor, such as a log population.
  public init(
    _ counts: [Double], by design: Design, weights: [Double]? = nil, offset: [Double]? = nil,
    control: Control = Control()
  ) throws(FitError) {
    try self.init(
      counts, in: Orthogonal(design), weights: weights, offset: offset, control: control)
  }

  /// Fits `counts` by levels of groups and, where they have one, a common slope.
  ///
  /// Parameters and result are those of a design with these columns.
  public init(
    _ counts: [Double], by levels: Levels, weights: [Double]? = nil, offset: [Double]? = nil,
    control: Control = Control()
  ) throws(FitError) {
    try self.init(
      counts, in: LevelsBasis(levels), weights: weights, offset: offset, control: control)
  }

  private init(
    _ counts: [Double], in start: some Basis, weights: [Double]?, offset: [Double]?,
    control: Control
  ) throws(FitError) {
    let n = start.rows
    precondition(counts.count == n, "one count a row")
    precondition(weights.map { $0.count == n } ?? true, "one weight a row")
    precondition(offset.map { $0.count == n } ?? true, "one offset a row")
    guard counts.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .notCounts }
    let prior = weights ?? [Double](repeating: 1, count: n)
    guard prior.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .badWeights }
    let heard = prior.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
    guard heard > 0 else { throw .nothingToFit }

    var walk = Walk(counts: counts, prior: prior, offset: offset, basis: start)
    var before = walk.deviance()
    var done = false
    var steps = 0
    while steps < control.iterations {
      steps += 1
      try walk.step(tolerance: min(1e-7, control.epsilon / 1000))
      let now = walk.deviance()
      done = abs(now - before) / (abs(now) + 0.1) < control.epsilon
      before = now
      if done { break }
    }
    coefficients = walk.coefficients
    fitted = walk.mean
    deviance = before
    iterations = steps
    converged = done
    basis = walk.basis
    rank = basis.rank
    freedom = heard - rank
    var squares = 0.0
    for i in 0..<n where prior[i] > 0 {
      let residual = (counts[i] - walk.mean[i]) / walk.mean[i]
      squares += walk.root[i] * walk.root[i] * residual * residual
    }
    dispersion = freedom > 0 ? squares / Double(freedom) : .nan
  }

  /// Share of each row in its own fitted value, 0 to 1.
  public var hatValues: [Double] { basis.hatValues() }

  /// Standard errors of the coefficients under the fitted dispersion.
  public var standardErrors: [Double] { standardErrors(dispersion: dispersion) }

  /// Standard errors of the coefficients under another dispersion.
  public func standardErrors(dispersion: Double) -> [Double] {
    basis.variances().map { ($0 * dispersion).squareRoot() }
  }

  /// Two-sided p values of the coefficients by Student's t with `freedom` degrees.
  public var pValues: [Double] { pValues(dispersion: dispersion) }

  /// The same under another dispersion.
  public func pValues(dispersion: Double) -> [Double] {
    guard freedom > 0 else { return coefficients.map { _ in .nan } }
    let law = StudentT(freedom: Double(freedom))
    return zip(coefficients, standardErrors(dispersion: dispersion)).map {
      law.twoSided($0 / $1)
    }
  }

  /// The linear predictor at `row` and the root of its variance in units of the dispersion; its
  /// standard error is `unit` times the root of the dispersion that the caller believes.
  public func predict(_ row: [Double], offset: Double = 0) -> (logMean: Double, unit: Double) {
    precondition(row.count == coefficients.count, "one value a column")
    var sum = offset
    for (x, coefficient) in zip(row, coefficients) where !coefficient.isNaN {
      sum += x * coefficient
    }
    return (sum, basis.leverage(of: row).squareRoot())
  }
}

/// The state of the iteration.
private struct Walk<B: Basis> {
  let counts: [Double]
  let prior: [Double]
  let offset: [Double]?
  var linear: [Double]
  var mean: [Double]
  var coefficients: [Double]
  /// Roots of the working weights of the last step.
  var root: [Double]
  var basis: B
  private var working: [Double]
  /// w (y log y - y), which no step changes.
  private let saturated: [Double]
  private var hasStart = false

  init(counts: [Double], prior: [Double], offset: [Double]?, basis: B) {
    self.counts = counts
    self.prior = prior
    self.offset = offset
    self.basis = basis
    mean = counts.map { $0 + 0.1 }
    linear = mean.map { log($0) }
    coefficients = [Double](repeating: 0, count: basis.columns)
    root = [Double](repeating: 0, count: counts.count)
    working = root
    saturated = zip(prior, counts).map { $1 > 0 ? $0 * ($1 * log($1) - $1) : 0 }
  }

  mutating func step(tolerance: Double) throws(FitError) {
    for i in counts.indices {
      working[i] = linear[i] - (offset?[i] ?? 0) + (counts[i] - mean[i]) / mean[i]
      root[i] = (prior[i] * mean[i]).squareRoot()
    }
    let old = coefficients
    coefficients = basis.solve(working, root: root, tolerance: tolerance)
    predict()
    var halvings = 0
    while !deviance().isFinite {
      // A step that overflows is halved towards the last good coefficients, as R does.
      guard hasStart, halvings < 25 else { throw .diverged }
      halvings += 1
      for k in coefficients.indices where !coefficients[k].isNaN {
        coefficients[k] = (coefficients[k] + (old[k].isNaN ? 0 : old[k])) / 2
      }
      predict()
    }
    hasStart = true
  }

  func deviance() -> Double {
    var sum = 0.0
    for i in counts.indices where prior[i] > 0 {
      let y = counts[i]
      // The linear predictor is the logarithm of the mean but where the mean was kept from zero.
      let height = mean[i] > Double.ulpOfOne ? linear[i] : log(mean[i])
      sum += saturated[i] + prior[i] * (y > 0 ? mean[i] - y * height : mean[i])
    }
    return 2 * sum
  }

  private mutating func predict() {
    for i in linear.indices { linear[i] = offset?[i] ?? 0 }
    basis.add(coefficients, to: &linear)
    for i in linear.indices { mean[i] = max(exp(linear[i]), Double.ulpOfOne) }
  }
}

/// Why counts could not be fitted.
public enum FitError: Problem, Hashable {
  case notCounts
  case badWeights
  case nothingToFit
  case diverged

  public var kind: ProblemKind { .failed }

  public var description: String {
    switch self {
    case .notCounts: "a log-linear fit takes finite counts from zero up"
    case .badWeights: "weights are finite numbers from zero up"
    case .nothingToFit: "a fit needs at least one row with a positive weight"
    case .diverged: "the fit left the numbers that a computer can hold"
    }
  }
}
