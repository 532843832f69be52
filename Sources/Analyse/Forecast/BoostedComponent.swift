import SalusCore
import SalusNumerics

/// Component L: boosted quantile trees over all places and horizons together.
struct BoostedComponent: Sendable {
  static let levels = [0.01, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.99]

  /// Bag by bag, in a bag level by level.
  private let models: [BoostedQuantiles]
  private let table: BinnedTable
  private let spread: [[(Int, Double)]]

  init(
    _ rows: TrainingRows, features: WeeklyFeatures, settings: BoostedQuantiles.Settings,
    bags: Int, seed: Seed, threads: Int
  ) {
    var values: [Double] = []
    values.reserveCapacity(rows.count * (WeeklyFeatures.count + 1))
    for row in 0..<rows.count {
      values.append(contentsOf: features.row(place: rows.places[row], week: rows.weeks[row]))
      values.append(Double(rows.horizons[row]))
    }
    let table = BinnedTable(values, columns: WeeklyFeatures.count + 1)
    self.table = table
    let count = BoostedComponent.levels.count
    models = Parallel.map(bags * count, threads: threads) { index in
      BoostedQuantiles(
        table, targets: rows.targets, weights: rows.weights,
        level: BoostedComponent.levels[index % count], settings: settings, seed: seed,
        index: index)
    }
    let scores = BoostedComponent.levels.map(Normal.standard.quantile)
    spread = QuantileLevels.hub.map { level in
      let score = Normal.standard.quantile(level)
      let upper = min(max(scores.firstIndex { $0 >= score - 1e-12 } ?? 8, 1), scores.count - 1)
      let share = (score - scores[upper - 1]) / (scores[upper] - scores[upper - 1])
      return [(upper - 1, 1 - share), (upper, share)]
    }
  }

  /// Quantiles of the change of Z at the hub's levels.
  func quantiles(of row: ArraySlice<Double>, horizon: Int) -> [Double] {
    let bins = table.cut(Array(row) + [Double(horizon)])
    let count = BoostedComponent.levels.count
    var means = [Double](repeating: 0, count: count)
    for (index, model) in models.enumerated() { means[index % count] += model.predict(bins) }
    let fitted = means.map { $0 * Double(count) / Double(models.count) }.sorted()
    return spread.map { parts in parts.reduce(0) { $0 + fitted[$1.0] * $1.1 } }
  }
}
