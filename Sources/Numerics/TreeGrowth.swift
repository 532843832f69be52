/// Grows one tree on the gradients of the pinball loss: best leaf first, splits from histograms,
/// the larger child's histogram as its parent's less its sibling's (Ke et al. 2017, "LightGBM").
struct TreeGrowth {
  /// Gradient, weight and 1 of a row, or their sums over rows.
  typealias Sums = SIMD4<Float>

  let table: BinnedTable
  let features: [Int]
  let leaves: Int
  let smallestLeaf: Int

  struct Split {
    var gain: Float
    var feature: Int
    var threshold: UInt8
    var sendsMissingLeft: Bool
  }

  private struct Leaf {
    var node: Int
    var range: Range<Int>
    var histogram: [Sums]
    var total: Sums
    var split: Split?
  }

  /// Grows the tree on the rows listed in `members`, which end up ordered by leaf.
  ///
  /// - Parameters:
  ///   - sums: gradient, weight, 1 and 0 for every row of the table.
  ///   - leafValue: what a leaf adds, from the rows it holds.
  func grow(
    members: inout [Int32], sums: [Sums], leafValue: (ArraySlice<Int32>) -> Double
  ) -> QuantileTree {
    var tree = QuantileTree(nodes: [.leaf])
    var root = Leaf(
      node: 0, range: 0..<members.count, histogram: histogram(members[...], sums),
      total: .zero, split: nil)
    for row in members { root.total += sums[Int(row)] }
    root.split = bestSplit(root.histogram, total: root.total)
    var active = [root]
    while active.count < leaves {
      var chosen = -1
      var gain: Float = 0
      for (index, leaf) in active.enumerated() {
        if let split = leaf.split, split.gain > gain {
          gain = split.gain
          chosen = index
        }
      }
      guard chosen >= 0, let split = active[chosen].split else { break }
      let parent = active[chosen]
      let middle = partition(&members, parent.range, by: split)
      let ranges = (parent.range.lowerBound..<middle, middle..<parent.range.upperBound)
      let isLeftSmaller = ranges.0.count <= ranges.1.count
      let small = isLeftSmaller ? ranges.0 : ranges.1
      let smallHistogram = histogram(members[small], sums)
      var smallTotal = Sums.zero
      for row in members[small] { smallTotal += sums[Int(row)] }
      var largeHistogram = parent.histogram
      for index in largeHistogram.indices { largeHistogram[index] -= smallHistogram[index] }
      let largeTotal = parent.total - smallTotal

      let node = tree.nodes.count
      tree.nodes.append(.leaf)
      tree.nodes.append(.leaf)
      tree.nodes[parent.node] = QuantileTree.Node(
        feature: Int32(split.feature), threshold: split.threshold,
        sendsMissingLeft: split.sendsMissingLeft, left: Int32(node), right: Int32(node + 1),
        value: 0)
      var left = Leaf(
        node: node, range: ranges.0, histogram: isLeftSmaller ? smallHistogram : largeHistogram,
        total: isLeftSmaller ? smallTotal : largeTotal, split: nil)
      var right = Leaf(
        node: node + 1, range: ranges.1,
        histogram: isLeftSmaller ? largeHistogram : smallHistogram,
        total: isLeftSmaller ? largeTotal : smallTotal, split: nil)
      left.split = bestSplit(left.histogram, total: left.total)
      right.split = bestSplit(right.histogram, total: right.total)
      active[chosen] = left
      active.append(right)
    }
    for leaf in active where !leaf.range.isEmpty {
      tree.nodes[leaf.node].value = leafValue(members[leaf.range])
    }
    return tree
  }

  private func histogram(_ members: ArraySlice<Int32>, _ sums: [Sums]) -> [Sums] {
    let slots = BinnedTable.slots
    var histogram = [Sums](repeating: .zero, count: features.count * slots)
    let columns = table.columns
    histogram.withUnsafeMutableBufferPointer { histogram in
      table.bins.withUnsafeBufferPointer { bins in
        sums.withUnsafeBufferPointer { sums in
          features.withUnsafeBufferPointer { features in
            members.withUnsafeBufferPointer { members in
              for member in members {
                let row = Int(member)
                let value = sums[row]
                let start = row &* columns
                var offset = 0
                for index in 0..<features.count {
                  let slot = offset &+ Int(bins[start &+ features[index]])
                  histogram[slot] += value
                  offset &+= slots
                }
              }
            }
          }
        }
      }
    }
    return histogram
  }

  /// The split that lowers the loss most: greatest G²/W left + G²/W right - G²/W together, with at
  /// least `smallestLeaf` rows on both sides; nil where none helps.
  private func bestSplit(_ histogram: [Sums], total: Sums) -> Split? {
    let slots = BinnedTable.slots
    let least = Float(smallestLeaf)
    guard total.z >= 2 * least, total.y > 0 else { return nil }
    let whole = total.x * total.x / total.y
    var best: Split?
    var bestGain: Float = 1e-6
    func weigh(_ left: Sums, _ feature: Int, _ threshold: Int, _ sendsMissingLeft: Bool) {
      let right = total - left
      guard left.z >= least, right.z >= least, left.y > 1e-6, right.y > 1e-6 else { return }
      let gain = left.x * left.x / left.y + right.x * right.x / right.y - whole
      if gain > bestGain {
        bestGain = gain
        best = Split(
          gain: gain, feature: feature, threshold: UInt8(threshold),
          sendsMissingLeft: sendsMissingLeft)
      }
    }
    for (index, feature) in features.enumerated() {
      let start = index * slots
      let missing = histogram[start + Int(BinnedTable.missing)]
      var left = Sums.zero
      for bin in 0...table.edges[feature].count {
        left += histogram[start + bin]
        weigh(left, feature, bin, false)
        if missing.z > 0 { weigh(left + missing, feature, bin, true) }
      }
    }
    return best
  }

  /// Orders the members of a range so that those going left come first, each side in its old
  /// order; returns where the right side begins.
  private func partition(_ members: inout [Int32], _ range: Range<Int>, by split: Split) -> Int {
    var right: [Int32] = []
    var next = range.lowerBound
    for index in range {
      let member = members[index]
      let bin = table.bins[Int(member) * table.columns + split.feature]
      let goesLeft = bin == BinnedTable.missing ? split.sendsMissingLeft : bin <= split.threshold
      if goesLeft {
        members[next] = member
        next += 1
      } else {
        right.append(member)
      }
    }
    for (offset, member) in right.enumerated() { members[next + offset] = member }
    return next
  }
}

extension QuantileTree.Node {
  static let leaf = QuantileTree.Node(
    feature: -1, threshold: 0, sendsMissingLeft: false, left: 0, right: 0, value: 0)
}
