import SalusNumerics

/// The effective reproduction number over sliding windows (Cori, Ferguson, Fraser and Cauchemez
/// 2013, Am J Epidemiol 178:1505): new cases against the infection potential of earlier ones, with
/// a gamma prior.
public struct Reproduction: Hashable, Sendable {
  public let interval: SerialInterval
  /// Rows a window.
  public let window: Int
  public let priorMean: Double
  public let priorSD: Double

  public init(
    _ interval: SerialInterval, window: Int = 7, priorMean: Double = 5, priorSD: Double = 5
  ) throws(ReproductionError) {
    guard window >= 1 else { throw .badWindow(window) }
    guard priorMean > 0, priorSD > 0, priorMean.isFinite, priorSD.isFinite else {
      throw .badPrior(mean: priorMean, sd: priorSD)
    }
    self.interval = interval
    self.window = window
    self.priorMean = priorMean
    self.priorSD = priorSD
  }

  /// One estimate a window: the first covers rows 1 to `window` (0-based), the last ends with the
  /// series. Row 0 only infects.
  ///
  /// - Parameter incidence: new cases a row; not-a-number where nothing was reported, which
  ///   counts neither as cases nor as potential.
  public func estimate(_ incidence: [Double]) throws(ReproductionError) -> [ReproductionEstimate] {
    for (i, value) in incidence.enumerated() where !value.isNaN {
      guard value >= 0, value.isFinite else { throw .notIncidence(value, row: i + 1) }
    }
    guard incidence.count > window else { return [] }
    let potential = potential(of: incidence)
    let shape = (priorMean / priorSD) * (priorMean / priorSD)
    let rate = priorMean / (priorSD * priorSD)
    return (window..<incidence.count).map { end in
      var cases = 0.0
      var infecting = 0.0
      var missing = 0
      for t in end - window + 1...end {
        if incidence[t].isNaN {
          missing += 1
        } else {
          cases += incidence[t]
          infecting += potential[t]
        }
      }
      return ReproductionEstimate(
        rows: end - window + 1...end, cases: cases, missing: missing,
        posterior: Gamma(shape: shape + cases, scale: 1 / (rate + infecting)))
    }
  }

  /// L_t: the sum over s >= 1 of w_s I_(t - s).
  func potential(of incidence: [Double]) -> [Double] {
    let weights = interval.weights
    return incidence.indices.map { t in
      var sum = 0.0
      for s in stride(from: 1, through: min(t, weights.count - 1), by: 1)
      where !incidence[t - s].isNaN {
        sum += weights[s] * incidence[t - s]
      }
      return sum
    }
  }
}

/// The reproduction number of one window.
public struct ReproductionEstimate: Hashable, Sendable {
  /// Rows of the window, 0-based.
  public let rows: ClosedRange<Int>
  /// Cases in the window.
  public let cases: Double
  /// Rows of the window without a report.
  public let missing: Int
  public let posterior: Gamma

  public var mean: Double { posterior.mean }
  public var sd: Double { posterior.sd }

  /// Quantile of the posterior.
  public func quantile(_ p: Double) -> Double { posterior.quantile(p) }

  /// The levels that files and pages show.
  public static let levels = [0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975]

  /// Too few cases to be read as precise: fewer than 12, or a coefficient of variation above 0.3.
  public var isWeak: Bool { cases < 12 || sd > 0.3 * mean }
}
