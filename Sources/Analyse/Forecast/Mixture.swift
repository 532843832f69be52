import SalusNumerics

/// Joins the quantiles of several forecasters into one set, level by level (Vincent's averaging).
enum Mixture {
  /// Which forecaster a part comes from, in the order of the weights.
  enum Source: String, CaseIterable, Sendable {
    case trees, analogs, regression, epidemic
  }

  /// Quantiles of one forecaster on the root scale: one list a horizon.
  struct Part: Sendable {
    var source: Source
    var points: [[Double]]

    init(_ source: Source, _ points: [[Double]]) {
      self.source = source
      self.points = points
    }
  }

  /// The weighted mean of the parts at every level, stretched around its median.
  static func combine(_ parts: [Part], settings: ForecastSettings) -> [[Double]] {
    guard let first = parts.first else { return [] }
    return first.points.indices.map { horizon in
      let levels = first.points[horizon].indices
      var sums = [Double](repeating: 0, count: levels.count)
      var total = 0.0
      for part in parts {
        let weight = weight(of: part.source, settings)
        total += weight
        for level in levels { sums[level] += weight * part.points[horizon][level] }
      }
      guard total > 0 else { return first.points[horizon] }
      let means = sums.map { $0 / total }
      let median = means[means.count / 2]
      return means.map { median + settings.width * ($0 - median) }
    }
  }

  /// Weight of a forecaster before scaling; 0 where none is set.
  static func weight(of source: Source, _ settings: ForecastSettings) -> Double {
    let index = Source.allCases.firstIndex(of: source) ?? 0
    return index < settings.weights.count ? max(0, settings.weights[index]) : 0
  }
}
