import SalusCore

/// All cells of a table with their sums, before anything is hidden. Never leaves the module.
struct AggregateGrid {
  let aggregate: Aggregate
  let dimensions: [Dimension]
  private(set) var cells: [Cell] = []
  /// Indices of the cells that a key counts in, by key.
  private(set) var cellsOfKey: [[String]: [Int]] = [:]

  struct Cell {
    /// One node for each dimension.
    var nodes: [Int]
    var tally: Tally
  }

  init(
    _ aggregate: Aggregate, cells tallies: [[String]: Tally], places: [ID<Twin>: ID<Twin>?]
  ) throws(AggregateProblem) {
    self.aggregate = aggregate
    dimensions = aggregate.groups.enumerated().map { index, group in
      switch group {
      case .values(_, let values):
        Dimension(names: values + [Contribution.other, Contribution.missing])
      case .bands(_, let edges): Dimension(names: Bands.names(edges) + [Contribution.missing])
      case .places: Dimension(places: places, keys: Set(tallies.keys.map { $0[index] }))
      }
    }
    var found: [[Int]: Tally] = [:]
    var nodesOfKey: [[String]: [[Int]]] = [:]
    for (key, tally) in tallies where !tally.isEmpty {
      // A key of an older shape cannot be placed; none is written by this build.
      guard key.count == dimensions.count else { continue }
      var combinations: [[Int]] = [[]]
      for (dimension, word) in zip(dimensions, key) {
        let chain = dimension.chain(dimension.leaves[word] ?? 0)
        combinations = combinations.flatMap { before in chain.map { before + [$0] } }
      }
      nodesOfKey[key] = combinations
      for nodes in combinations {
        found[nodes, default: Tally(sums: Array(repeating: .init(), count: tally.sums.count))] +=
          tally
      }
      guard found.count <= AggregateTable.mostCells else {
        throw .tooLarge(aggregate.id, cells: found.count)
      }
    }
    let order = found.keys.sorted { $0.lexicographicallyPrecedes($1) }
    cells = order.compactMap { nodes in found[nodes].map { Cell(nodes: nodes, tally: $0) } }
    let indices = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    cellsOfKey = nodesOfKey.mapValues { $0.compactMap { indices[$0] } }
  }

  func labels(of index: Int) -> [String] {
    zip(dimensions, cells[index].nodes).map { $0.nodes[$1].label }
  }

  /// Which cells are hidden.
  func hidden(floor: Int64) -> [Bool] {
    let indices = Dictionary(
      uniqueKeysWithValues: cells.enumerated().map { ($1.nodes, $0) })
    var equations: [Suppression.Equation] = []
    for (total, cell) in cells.enumerated() {
      for (axis, dimension) in dimensions.enumerated() {
        let parts = dimension.nodes[cell.nodes[axis]].children.compactMap { child in
          var nodes = cell.nodes
          nodes[axis] = child
          return indices[nodes]
        }
        if !parts.isEmpty { equations.append(.init(total: total, parts: parts)) }
      }
    }
    var leaves = [[Int]](repeating: [], count: cells.count)
    for members in Set(cellsOfKey.values) {
      // The cell of a key that is no sum is the one of its leaves.
      guard let leaf = members.first(where: { isLeaf($0) }) else { continue }
      for cell in members { leaves[cell].append(leaf) }
    }
    // A sum over few is as telling as a count of few, so members with a value are weighed as well.
    let table = Suppression.Table(
      weights: cells.map { [$0.tally.count] + $0.tally.sums.map(\.count) },
      equations: equations, leaves: leaves.map { $0.sorted() },
      places: cells.indices.map { index in
        isLeaf(index) && dimensions.count == 2
          ? Suppression.Leaf(row: cells[index].nodes[0], column: cells[index].nodes[1]) : nil
      }, isTree: dimensions.count < 2)
    return Suppression(table, floor: floor).isHidden
  }

  /// True for a cell that is not the sum of others.
  private func isLeaf(_ cell: Int) -> Bool {
    zip(dimensions, cells[cell].nodes).allSatisfy { $0.nodes[$1].children.isEmpty }
  }
}
