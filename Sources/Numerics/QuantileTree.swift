/// One regression tree over binned features.
struct QuantileTree: Sendable {
  struct Node: Sendable {
    /// Feature that decides; negative for a leaf.
    var feature: Int32
    /// Bins up to this one go left.
    var threshold: UInt8
    /// Where rows with a missing value go.
    var sendsMissingLeft: Bool
    var left: Int32
    var right: Int32
    /// What a leaf adds.
    var value: Double
  }

  var nodes: [Node]

  /// The value of the leaf that a row of bins falls into.
  @inline(__always)
  static func value(_ nodes: UnsafeBufferPointer<Node>, _ row: UnsafePointer<UInt8>) -> Double {
    var index = 0
    while true {
      let node = nodes[index]
      guard node.feature >= 0 else { return node.value }
      let bin = row[Int(node.feature)]
      let goesLeft = bin == BinnedTable.missing ? node.sendsMissingLeft : bin <= node.threshold
      index = Int(goesLeft ? node.left : node.right)
    }
  }
}
