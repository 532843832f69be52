import Glibc
import SalusNumerics

/// The counts that Bayes and RKI compare with: the rows just before, and the rows around the same
/// row of past years.
struct SameSeason {
  let counts: [Double]

  /// Nil where the history is too short or fewer than half of the rows, and at least 2, were
  /// reported.
  init?(_ series: [Double], at t: Int, years: Int, halfWindow: Int, frequency: Int) {
    guard t >= SameSeason.needs(years: years, halfWindow: halfWindow, frequency: frequency) else {
      return nil
    }
    var wanted = halfWindow
    var found = series[t - halfWindow..<t].filter { !$0.isNaN }
    for year in stride(from: 1, through: years, by: 1) {
      let middle = t - year * frequency
      wanted += 2 * halfWindow + 1
      found += series[middle - halfWindow...middle + halfWindow].filter { !$0.isNaN }
    }
    guard found.count >= 2, 2 * found.count >= wanted else { return nil }
    counts = found
  }

  static func needs(years: Int, halfWindow: Int, frequency: Int) -> Int {
    years * frequency + halfWindow
  }

  /// Judges rows against the expected count and the bound that `rule` makes of the same season.
  static func detect(
    _ series: [Double], rows: Range<Int>, years: Int, halfWindow: Int, frequency: Int,
    by rule: (SameSeason) -> (expected: Double, upper: Double)
  ) -> [DetectionResult] {
    rows.map { t in
      let y = series[t]
      guard !y.isNaN else { return DetectionResult(row: t, observed: nil, reason: .notReported) }
      guard
        let past = SameSeason(
          series, at: t, years: years, halfWindow: halfWindow, frequency: frequency)
      else {
        let needs = needs(years: years, halfWindow: halfWindow, frequency: frequency)
        return DetectionResult(row: t, observed: y, reason: .shortHistory(needs: needs))
      }
      let (expected, upper) = rule(past)
      return DetectionResult(row: t, observed: y, expected: expected, upper: upper)
    }
  }

  var sum: Double { counts.reduce(0, +) }
  var mean: Double { sum / Double(counts.count) }

  /// Standard deviation (n - 1).
  var sd: Double {
    let middle = mean
    let squares = counts.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    return (squares / Double(counts.count - 1)).squareRoot()
  }
}

/// Predictive quantile of a Poisson count whose mean has Jeffreys' prior (Höhle 2007, Comput Stat
/// 22:571, section 2.3).
public struct BayesPredictive: Detector {
  public var settings: Settings
  /// Rows a year.
  public var frequency: Int

  /// What can be set.
  public struct Settings: Hashable, Sendable {
    public var years = 3
    public var halfWindow = 3
    /// One-sided error of the bound.
    public var alpha = 0.01

    public init() {}
  }

  public init(settings: Settings = Settings(), frequency: Int = 52) {
    self.settings = settings
    self.frequency = frequency
  }

  public var method: DetectionMethod { .bayes }

  public func detect(_ series: [Double], rows: Range<Int>) -> [DetectionResult] {
    SameSeason.detect(
      series, rows: rows, years: settings.years, halfWindow: settings.halfWindow,
      frequency: frequency
    ) { past in
      let size = past.sum + 0.5
      let mean = size / Double(past.counts.count)
      let upper = NegativeBinomial(mean: mean, size: size).quantile(1 - settings.alpha)
      return (mean, upper)
    }
  }
}

/// The rule of the Robert Koch Institute (Altmann 2003, cited in Höhle 2007): two standard
/// deviations above the mean, or for small means the upper end of an exact Poisson interval.
public struct RKI: Detector {
  public var settings: Settings
  /// Rows a year.
  public var frequency: Int

  /// What can be set.
  public struct Settings: Hashable, Sendable {
    public var years = 2
    public var halfWindow = 4

    public init() {}
  }

  public init(settings: Settings = Settings(), frequency: Int = 52) {
    self.settings = settings
    self.frequency = frequency
  }

  public var method: DetectionMethod { .rki }

  public func detect(_ series: [Double], rows: Range<Int>) -> [DetectionResult] {
    SameSeason.detect(
      series, rows: rows, years: settings.years, halfWindow: settings.halfWindow,
      frequency: frequency
    ) { past in
      let mean = past.mean
      return (mean, mean > 20 ? mean + 2 * past.sd : RKI.crowGardner[Int(mean)])
    }
  }

  /// Upper limits of the 95 % interval for a Poisson count of 0, 1, ... 20 (Crow and Gardner 1959,
  /// Biometrika 46:441).
  private static let crowGardner = [
    3.285, 5.323, 6.686, 8.102, 9.598, 11.177, 12.817, 13.765, 14.921, 16.768, 17.633, 19.050,
    20.335, 21.364, 22.945, 23.762, 25.400, 26.306, 27.735, 28.966, 30.017,
  ]
}
