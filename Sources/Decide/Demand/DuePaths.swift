import SalusCore
import SalusNumerics

/// Cases whose admission falls due on the last day and on each day of the horizon, by path and
/// place: what is known and what is projected, spread by the delay to admission.
struct DuePaths: Sendable {
  let paths: Int
  let days: Int
  private let places: Int
  /// Path-major, then place, then day.
  private let values: [Double]

  /// How the cases of a path are made.
  enum Source: Sendable {
    case renewal(RenewalProjection)
    case forecast(ForecastProjection)
    /// Even paths from the forecast, odd ones by renewal.
    case both(ForecastProjection, RenewalProjection)

    func path(_ index: Int, horizon: Int, seed: Seed) -> [[Double]] {
      switch self {
      case .renewal(let renewal): renewal.path(index, horizon: horizon, seed: seed)
      case .forecast(let forecast): forecast.path(index, horizon: horizon, seed: seed)
      case .both(let forecast, let renewal):
        index.isMultiple(of: 2)
          ? forecast.path(index, horizon: horizon, seed: seed)
          : renewal.path(index, horizon: horizon, seed: seed)
      }
    }
  }

  init(
    _ source: Source?, places: Int, delay: [Double], paths: Int, days: Int, seed: Seed,
    threads: Int
  ) {
    self.paths = paths
    self.days = days
    self.places = places
    guard let source else {
      values = [Double](repeating: 0, count: paths * places * (days + 1))
      return
    }
    let blocks = Parallel.map(paths, threads: threads) { path -> [Double] in
      let cases = source.path(path, horizon: days, seed: seed)
      var block: [Double] = []
      block.reserveCapacity(places * (days + 1))
      for series in cases {
        let start = series.count - days - 1
        for day in start..<series.count {
          var sum = 0.0
          for lag in 0..<min(delay.count, day + 1) { sum += delay[lag] * series[day - lag] }
          block.append(sum)
        }
      }
      return block
    }
    values = blocks.flatMap { $0 }
  }

  /// For a hospital: its share of every place.
  ///
  /// - Parameter day: 0 is the last day, 1 the first of the horizon.
  func value(_ path: Int, _ day: Int, _ hospital: HospitalPast) -> Double {
    var sum = 0.0
    let start = path * places * (days + 1) + day
    for place in 0..<min(places, hospital.shares.count) where hospital.shares[place] > 0 {
      sum += hospital.shares[place] * values[start + place * (days + 1)]
    }
    return sum
  }
}

/// Shares that all hospitals have in common, one of each a path.
struct PathShares: Sendable {
  var admission: [Double]
  var icu: [Double]
  var ventilated: [Double]

  init(_ severity: Severity, _ care: CareShares, paths: Int, seed: Seed) {
    admission = []
    icu = []
    ventilated = []
    for path in 0..<paths {
      var bits = Stream(seed, .bootstrap, path)
      func draw(_ law: Gamma) -> Double {
        min(1, bits.gamma(shape: law.shape, scale: law.scale))
      }
      admission.append(severity.share.map(draw) ?? 1)
      icu.append(draw(care.icu))
      ventilated.append(draw(care.ventilated))
    }
  }
}
