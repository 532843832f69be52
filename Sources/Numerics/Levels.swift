/// A design of one level for each group of rows and, where asked for, one common slope: its least
/// squares have a closed form, ten times faster than a general design of the same columns.
///
/// The columns are the groups in order and then the slope.
public struct Levels: Sendable {
  public let groups: [Int]
  public let count: Int
  public let slope: [Double]?

  /// - Parameters:
  ///   - groups: the group of each row, 0 to `count - 1`.
  ///   - slope: a value a row, such as time; nil for none.
  public init(groups: [Int], count: Int, slope: [Double]? = nil) {
    precondition(count > 0, "there is at least one group")
    precondition(groups.allSatisfy { (0..<count).contains($0) }, "groups are 0 to count - 1")
    precondition(slope.map { $0.count == groups.count } ?? true, "one slope value a row")
    self.groups = groups
    self.count = count
    self.slope = slope
  }
}

/// The least squares of `Levels`: within-group means, and a slope of what deviates from them.
struct LevelsBasis: Basis {
  let levels: Levels
  /// By row, of the last step.
  private var weights: [Double]
  /// By group: total weight and weighted mean of the slope values.
  private var totals: [Double]
  private var centres: [Double]
  /// Weighted squares of the slope values about their group's mean; 0 where the slope is left out.
  private var squares = 0.0

  init(_ levels: Levels) {
    self.levels = levels
    weights = [Double](repeating: 0, count: levels.groups.count)
    totals = [Double](repeating: 0, count: levels.count)
    centres = totals
  }

  var rows: Int { levels.groups.count }
  var columns: Int { levels.count + (levels.slope == nil ? 0 : 1) }
  var rank: Int { totals.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } + (squares > 0 ? 1 : 0) }

  mutating func solve(_ response: [Double], root: [Double], tolerance: Double) -> [Double] {
    let n = rows
    let groups = levels.groups
    var means = [Double](repeating: 0, count: levels.count)
    for g in 0..<levels.count {
      totals[g] = 0
      centres[g] = 0
    }
    for i in 0..<n {
      let w = root[i] * root[i]
      let g = groups[i]
      weights[i] = w
      totals[g] += w
      means[g] += w * response[i]
    }
    for g in 0..<levels.count { means[g] = totals[g] > 0 ? means[g] / totals[g] : .nan }
    squares = 0
    guard let slope = levels.slope else { return means }
    for i in 0..<n { centres[groups[i]] += weights[i] * slope[i] }
    for g in 0..<levels.count where totals[g] > 0 { centres[g] /= totals[g] }
    var products = 0.0
    var length = 0.0
    for i in 0..<n where weights[i] > 0 {
      let x = slope[i] - centres[groups[i]]
      squares += weights[i] * x * x
      products += weights[i] * x * (response[i] - means[groups[i]])
      length += weights[i] * slope[i] * slope[i]
    }
    if squares <= 0 || squares < tolerance * tolerance * length {
      squares = 0
      return means + [.nan]
    }
    let rise = products / squares
    for g in 0..<levels.count { means[g] -= rise * centres[g] }
    return means + [rise]
  }

  func add(_ coefficients: [Double], to linear: inout [Double]) {
    for i in 0..<rows {
      let level = coefficients[levels.groups[i]]
      if !level.isNaN { linear[i] += level }
    }
    guard let slope = levels.slope, !coefficients[levels.count].isNaN else { return }
    let rise = coefficients[levels.count]
    for i in 0..<rows { linear[i] += rise * slope[i] }
  }

  func hatValues() -> [Double] {
    (0..<rows).map { i in
      let g = levels.groups[i]
      guard weights[i] > 0 else { return 0 }
      var share = 1 / totals[g]
      if squares > 0, let slope = levels.slope {
        let x = slope[i] - centres[g]
        share += x * x / squares
      }
      let hat = weights[i] * share
      return hat > 1 - 10 * Double.ulpOfOne ? 1 : hat
    }
  }

  func leverage(of x: [Double]) -> Double {
    // The prediction is a sum of independent group means, each shifted along the slope.
    var sum = 0.0
    var shift = levels.slope == nil ? 0 : x[levels.count]
    for g in 0..<levels.count where x[g] != 0 && totals[g] > 0 {
      sum += x[g] * x[g] / totals[g]
      shift -= x[g] * centres[g]
    }
    return squares > 0 ? sum + shift * shift / squares : sum
  }

  func variances() -> [Double] {
    var found = (0..<levels.count).map { g in
      guard totals[g] > 0 else { return Double.nan }
      return 1 / totals[g] + (squares > 0 ? centres[g] * centres[g] / squares : 0)
    }
    if levels.slope != nil { found.append(squares > 0 ? 1 / squares : .nan) }
    return found
  }
}
