import Glibc
import SalusNumerics

/// Component R: a pooled linear regression with seasonal slopes, whose spread comes from its errors
/// in the weeks that looked most like this one.
struct RidgeComponent: Sendable {
  private static let plain = [0, 1, 2, 3, 5, 7, 8, 9, 10, 12, 13, 14]
  /// Features whose slope changes over the year.
  private static let seasonal = [5, 0, 9]
  private static let columns = 12 + 4 + 6
  private static let penalty = 2.0

  private let fit: Ridge
  /// Target less fit for the rows of the horizon, by row number.
  private let residuals: [Int: Double]

  /// Takes the rows of one horizon; nil where they do not determine a fit.
  init?(_ rows: TrainingRows, features: WeeklyFeatures, horizon: Int) {
    let members = rows.rows(ahead: horizon)
    var table: [Double] = []
    table.reserveCapacity(members.count * RidgeComponent.columns)
    for row in members {
      let week = rows.weeks[row]
      table.append(
        contentsOf: RidgeComponent.expand(features.row(place: rows.places[row], week: week)))
    }
    guard
      let fit = Ridge(
        rows: table, columns: RidgeComponent.columns, targets: members.map { rows.targets[$0] },
        weights: members.map { rows.weights[$0] }, penalty: RidgeComponent.penalty)
    else { return nil }
    self.fit = fit
    var residuals: [Int: Double] = [:]
    for (position, row) in members.enumerated() {
      let start = position * RidgeComponent.columns
      residuals[row] =
        rows.targets[row] - fit.predict(table[start..<start + RidgeComponent.columns])
    }
    self.residuals = residuals
  }

  /// Quantiles of the change of Z at the hub's levels.
  func quantiles(of row: ArraySlice<Double>, near neighbours: AnalogComponent.Neighbours)
    -> [Double]?
  {
    let errors = neighbours.rows.map { residuals[$0] ?? .nan }
    guard let spread = MidpointQuantiles(errors, weights: neighbours.weights) else { return nil }
    let centre = fit.predict(RidgeComponent.expand(row))
    return QuantileLevels.hub.map { centre + spread.value(at: $0) }
  }

  private static func expand(_ row: ArraySlice<Double>) -> [Double] {
    func known(_ feature: Int) -> Double {
      let value = row[row.startIndex + feature]
      return value.isNaN ? 0 : value
    }
    let angle = 2 * Double.pi * known(15) / 52
    var expanded = plain.map(known)
    expanded += [cos(angle), sin(angle), cos(2 * angle), sin(2 * angle)]
    for feature in seasonal {
      expanded.append(known(feature) * cos(angle))
      expanded.append(known(feature) * sin(angle))
    }
    return expanded
  }
}
