/// Quantiles of weighted values by mid-point cumulative weights.
///
/// Values are sorted; each stands at (cumulated weight - half its own) / total, values between two
/// are interpolated linearly, and the outermost values hold beyond the ends. With equal weights
/// this is type 5 of Hyndman and Fan 1996.
public struct MidpointQuantiles: Sendable {
  private let values: [Double]
  private let positions: [Double]

  /// Nil where no value has a positive weight. Values that are not numbers and weights that are
  /// not positive are left out.
  public init?(_ values: [Double], weights: [Double]) {
    precondition(values.count == weights.count, "a weight for each value")
    let order = values.indices.filter { !values[$0].isNaN && weights[$0] > 0 }.sorted {
      values[$0] != values[$1] ? values[$0] < values[$1] : $0 < $1
    }
    guard !order.isEmpty else { return nil }
    var total = 0.0
    for index in order { total += weights[index] }
    var cumulated = 0.0
    var sorted: [Double] = []
    var positions: [Double] = []
    sorted.reserveCapacity(order.count)
    positions.reserveCapacity(order.count)
    for index in order {
      cumulated += weights[index]
      sorted.append(values[index])
      positions.append((cumulated - weights[index] / 2) / total)
    }
    self.values = sorted
    self.positions = positions
  }

  /// The value at a level in [0, 1].
  public func value(at level: Double) -> Double {
    var low = 0
    var high = positions.count
    while low < high {
      let middle = (low + high) / 2
      if positions[middle] < level { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return values[0] }
    guard low < positions.count else { return values[positions.count - 1] }
    let gap = positions[low] - positions[low - 1]
    let share = gap > 0 ? (level - positions[low - 1]) / gap : 0
    return values[low - 1] + share * (values[low] - values[low - 1])
  }
}
