import SalusCore

/// One conditional quantile as a sum of small trees, each fitted to what the earlier ones left
/// (Friedman 2001, "Greedy function approximation: a gradient boosting machine", with the pinball
/// loss and leaf values that are weighted quantiles of the residuals).
///
/// Equal table, targets, weights, settings, seed and index give an equal model.
public struct BoostedQuantiles: Sendable {
  /// How many trees, how big, how fast they learn, and how much of the table each one sees.
  public struct Settings: Hashable, Sendable {
    public var trees = 45
    public var leaves = 16
    public var learningRate = 0.15
    /// Fewest sampled rows in a leaf.
    public var smallestLeaf = 40
    public var featureShare = 0.6
    public var rowShare = 0.6

    public init() {}
  }

  private let start: Double
  private let trees: [QuantileTree]
  private let learningRate: Double

  /// Fits the quantile of that level.
  ///
  /// - Parameters:
  ///   - weights: one a row, not negative; rows without weight are left out.
  ///   - index: tells the draws of several models of one seed apart.
  public init(
    _ table: BinnedTable, targets: [Double], weights: [Double], level: Double,
    settings: Settings = Settings(), seed: Seed, index: Int
  ) {
    precondition(targets.count == table.rows && weights.count == table.rows, "a target a row")
    precondition(level > 0 && level < 1, "a level between 0 and 1")
    learningRate = settings.learningRate
    let start = MidpointQuantiles(targets, weights: weights)?.value(at: level) ?? 0
    self.start = start
    var fitted = [Double](repeating: start, count: table.rows)
    var sums = [TreeGrowth.Sums](repeating: .zero, count: table.rows)
    var trees: [QuantileTree] = []
    let rowLimit = UInt32((settings.rowShare * 0x1p32).rounded().clamped(to: 0...4_294_967_295))
    for round in 0..<settings.trees {
      var stream = Stream(seed, .boosting, round, index)
      let features = BoostedQuantiles.choose(
        settings.featureShare, of: table.columns, with: &stream)
      var members: [Int32] = []
      members.reserveCapacity(table.rows)
      for row in 0..<table.rows where weights[row] > 0 {
        if stream.bits32() < rowLimit { members.append(Int32(row)) }
        let isBelow = targets[row] <= fitted[row]
        let gradient = weights[row] * (isBelow ? level - 1 : level)
        sums[row] = TreeGrowth.Sums(Float(gradient), Float(weights[row]), 1, 0)
      }
      guard members.count >= 2 * settings.smallestLeaf else { break }
      let growth = TreeGrowth(
        table: table, features: features, leaves: settings.leaves,
        smallestLeaf: settings.smallestLeaf)
      let tree = growth.grow(members: &members, sums: sums) { rows in
        BoostedQuantiles.quantile(
          level, of: rows, targets: targets, fitted: fitted, weights: weights)
      }
      let rate = learningRate
      tree.nodes.withUnsafeBufferPointer { nodes in
        table.bins.withUnsafeBufferPointer { bins in
          guard let base = bins.baseAddress else { return }
          for row in 0..<table.rows {
            fitted[row] += rate * QuantileTree.value(nodes, base + row * table.columns)
          }
        }
      }
      trees.append(tree)
    }
    self.trees = trees
  }

  /// The fitted quantile for a row that `BinnedTable.cut` has binned.
  public func predict(_ row: [UInt8]) -> Double {
    var sum = start
    row.withUnsafeBufferPointer { row in
      guard let base = row.baseAddress else { return }
      for tree in trees {
        tree.nodes.withUnsafeBufferPointer { nodes in
          sum += learningRate * QuantileTree.value(nodes, base)
        }
      }
    }
    return sum
  }

  /// A random subset of the columns in rising order, at least one.
  private static func choose(_ share: Double, of columns: Int, with stream: inout Stream) -> [Int] {
    let count = min(columns, max(1, Int((share * Double(columns)).rounded())))
    var order = Array(0..<columns)
    for index in 0..<count {
      let other = index + stream.uniform(below: columns - index)
      order.swapAt(index, other)
    }
    return order[..<count].sorted()
  }

  /// Weighted mid-point quantile of target less fit over some rows.
  private static func quantile(
    _ level: Double, of rows: ArraySlice<Int32>, targets: [Double], fitted: [Double],
    weights: [Double]
  ) -> Double {
    // A residual as a sortable integer above its row, so that sorting needs no look-ups and ties
    // keep one order.
    var keys: [UInt64] = []
    keys.reserveCapacity(rows.count)
    var total = 0.0
    for row in rows {
      let bits = Float(targets[Int(row)] - fitted[Int(row)]).bitPattern
      let ordered = bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
      keys.append(UInt64(ordered) << 32 | UInt64(UInt32(row)))
      total += weights[Int(row)]
    }
    keys.sort()
    var cumulated = 0.0
    var previous: (position: Double, value: Double)?
    for key in keys {
      let row = Int(key & 0xFFFF_FFFF)
      cumulated += weights[row]
      let position = (cumulated - weights[row] / 2) / total
      let value = targets[row] - fitted[row]
      if position >= level {
        guard let previous, position > previous.position else { return value }
        let share = (level - previous.position) / (position - previous.position)
        return previous.value + share * (value - previous.value)
      }
      previous = (position, value)
    }
    return previous?.value ?? 0
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
