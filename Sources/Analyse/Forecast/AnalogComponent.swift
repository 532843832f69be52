import Glibc
import SalusNumerics

/// Component K: what followed the past weeks that looked most like this one.
struct AnalogComponent: Sendable {
  /// A feature, and how much its distance counts.
  private static let measures: [(feature: Int, weight: Double)] = [
    (1, 1.2), (5, 2), (15, 1.2), (0, 0.5), (9, 1), (12, 1), (7, 0.5),
  ]
  /// Weeks that count as one standard deviation of the season week.
  private static let seasonScale = 5.0

  /// Past rows near a week, with their weights.
  struct Neighbours: Sendable {
    var rows: [Int]
    var weights: [Double]
  }

  private let rows: TrainingRows
  private let members: [Int]
  private let means: [Double]
  private let factors: [Double]
  private let points: [Double]
  private let neighbours: Int

  /// Takes the rows of one horizon.
  init(
    _ rows: TrainingRows, features: WeeklyFeatures, horizon: Int, neighbours: Int
  ) {
    self.rows = rows
    self.neighbours = neighbours
    let members = rows.rows(ahead: horizon)
    self.members = members
    let measures = AnalogComponent.measures
    var means: [Double] = []
    var factors: [Double] = []
    for (feature, weight) in measures {
      var sum = 0.0
      var squares = 0.0
      for row in members {
        sum += features.value(rows, row, feature)
      }
      let mean = sum / Double(max(members.count, 1))
      for row in members {
        let deviation = features.value(rows, row, feature) - mean
        squares += deviation * deviation
      }
      let deviation = sqrt(squares / Double(max(members.count, 1)))
      let scale = feature == 15 ? AnalogComponent.seasonScale : deviation
      means.append(mean)
      factors.append(weight / (scale > 0 ? scale : 1))
    }
    var points: [Double] = []
    points.reserveCapacity(members.count * measures.count)
    for row in members {
      for (index, measure) in measures.enumerated() {
        points.append(
          (features.value(rows, row, measure.feature) - means[index]) * factors[index])
      }
    }
    self.means = means
    self.factors = factors
    self.points = points
  }

  /// The nearest rows, each weighted by its own weight and a Gaussian kernel of its distance, as
  /// wide as the median squared distance among them.
  func neighbours(of row: ArraySlice<Double>) -> Neighbours {
    let count = AnalogComponent.measures.count
    let base = row.startIndex
    let here = AnalogComponent.measures.indices.map { index in
      (row[base + AnalogComponent.measures[index].feature] - means[index]) * factors[index]
    }
    var distances: [(distance: Double, row: Int)] = []
    distances.reserveCapacity(members.count)
    for (position, member) in members.enumerated() {
      var distance = 0.0
      for index in 0..<count {
        let difference = points[position * count + index] - here[index]
        distance += difference * difference
      }
      distances.append((distance, member))
    }
    distances.sort { $0.distance != $1.distance ? $0.distance < $1.distance : $0.row < $1.row }
    let nearest = distances.prefix(neighbours)
    guard !nearest.isEmpty else { return Neighbours(rows: [], weights: []) }
    let half = nearest.count / 2
    let median =
      nearest.count % 2 == 1
      ? nearest[half].distance : (nearest[half - 1].distance + nearest[half].distance) / 2
    let width = max(median, 1e-12)
    return Neighbours(
      rows: nearest.map(\.row),
      weights: nearest.map { rows.weights[$0.row] * exp(-$0.distance / (2 * width)) })
  }

  /// Quantiles at the hub's levels of how Z changed after the neighbours; nil without neighbours.
  func quantiles(_ near: Neighbours) -> [Double]? {
    guard
      let spread = MidpointQuantiles(near.rows.map { rows.targets[$0] }, weights: near.weights)
    else { return nil }
    return QuantileLevels.hub.map { spread.value(at: $0) }
  }
}

extension WeeklyFeatures {
  /// One feature of a training row.
  func value(_ rows: TrainingRows, _ row: Int, _ feature: Int) -> Double {
    let features = self.row(place: rows.places[row], week: rows.weeks[row])
    return features[features.startIndex + feature]
  }
}
