import Glibc
import SalusNumerics

/// The quasi-Poisson regression under both Farrington methods: counts of past rows by a level (one
/// or one a season), with or without a linear trend, past outbreaks weighted down.
struct BaselineModel {
  let fit: QuasiPoisson
  /// Overdispersion, at least 1.
  let phi: Double
  /// Sum of weight times squared relative residual over the degrees of freedom: the dispersion
  /// that R surveillance's flexible method uses for its standard errors, because it stores the
  /// weights of past outbreaks where R expects the working weights.
  let relativeDispersion: Double
  let hasTrend: Bool
  private let groups: Int

  /// The past rows that a model is fitted to.
  struct References {
    var counts: [Double] = []
    /// Position in time, any origin.
    var times: [Double] = []
    /// Season, 0 to `groupCount - 1`; all 0 without seasons.
    var groups: [Int] = []
    var groupCount = 1

    mutating func add(_ count: Double, at time: Double, group: Int = 0) {
      guard !count.isNaN else { return }
      counts.append(count)
      times.append(time)
      groups.append(group)
    }
  }

  /// Nil where the fit fails or does not settle, even without its trend.
  ///
  /// - Parameter reweightAbove: standardised Anscombe residual above which a row is weighted down;
  ///   nil for none.
  init?(_ past: References, trend: Bool, reweightAbove: Double?) {
    if trend, let model = BaselineModel(past, hasTrend: true, reweightAbove: reweightAbove) {
      self = model
    } else if let model = BaselineModel(past, hasTrend: false, reweightAbove: reweightAbove) {
      self = model
    } else {
      return nil
    }
  }

  private init?(_ past: References, hasTrend: Bool, reweightAbove: Double?) {
    let n = past.counts.count
    guard n > 0 else { return nil }
    var slope: [Double]?
    if hasTrend {
      // Shifted and scaled time: the same fit with smaller numbers.
      let origin = past.times[0]
      slope = past.times.map { ($0 - origin) / 52 }
    }
    let levels = Levels(groups: past.groups, count: past.groupCount, slope: slope)
    guard let first = try? QuasiPoisson(past.counts, by: levels), first.converged,
      first.freedom > 0
    else { return nil }
    var fit = first
    var weights: [Double]?
    if let threshold = reweightAbove {
      let lowered = BaselineModel.weights(past.counts, first, above: threshold)
      guard let second = try? QuasiPoisson(past.counts, by: levels, weights: lowered),
        second.freedom > 0
      else { return nil }
      fit = second
      weights = lowered
    }
    self.fit = fit
    self.hasTrend = hasTrend
    groups = past.groupCount
    phi = max(1, fit.dispersion)
    if let weights {
      var sum = 0.0
      for (i, weight) in weights.enumerated() {
        let residual = (past.counts[i] - fit.fitted[i]) / fit.fitted[i]
        sum += weight * residual * residual
      }
      relativeDispersion = sum / Double(fit.freedom)
    } else {
      relativeDispersion = fit.dispersion
    }
  }

  /// p value of the trend under a dispersion; 1 without a trend.
  func trendP(dispersion: Double) -> Double {
    guard hasTrend, let rise = fit.coefficients.last,
      let error = fit.standardErrors(dispersion: dispersion).last, !rise.isNaN, !error.isNaN
    else { return 1 }
    return StudentT(freedom: Double(fit.freedom)).twoSided(rise / error)
  }

  /// Log of the expected count at `time` in `group`, and its standard error for dispersion 1;
  /// nil where no row of that group was known.
  func predict(_ past: References, at time: Double, group: Int = 0) -> (log: Double, unit: Double)?
  {
    guard !fit.coefficients[group].isNaN else { return nil }
    var row = [Double](repeating: 0, count: groups)
    row[group] = 1
    if hasTrend { row.append((time - past.times[0]) / 52) }
    let (logMean, unit) = fit.predict(row)
    return (log: logMean, unit: unit)
  }

  /// Weights that fall with the square of a large standardised Anscombe residual and add up to the
  /// number of rows (Farrington et al. 1996, section 3.4).
  private static func weights(
    _ counts: [Double], _ fit: QuasiPoisson, above threshold: Double
  ) -> [Double] {
    let phi = max(1, fit.dispersion)
    var weights = zip(zip(counts, fit.fitted), fit.hatValues).map { pair, hat in
      let (y, mu) = pair
      let free = phi * (1 - hat)
      // A row that the model fits by a parameter of its own cannot stand out.
      guard free > 0 else { return 1.0 }
      let residual =
        1.5 * (pow(y, 2.0 / 3) * pow(mu, -1.0 / 6) - mu.squareRoot()) / free.squareRoot()
      return residual > threshold ? 1 / (residual * residual) : 1
    }
    let scale = Double(counts.count) / weights.reduce(0, +)
    for i in weights.indices { weights[i] *= scale }
    return weights
  }
}
