import SalusCore
import Testing

@testable import SalusTwin

/// A small table with all that an attacker may know of it, and a search over every table that
/// would look the same.
struct SmallTable {
  /// Members of each cell that is no sum.
  var leaves: [Int64]
  /// For each cell the leaves that it sums.
  var cells: [[Int]]
  var equations: [Suppression.Equation]
  var isTree: Bool
  /// Row and column of cells that are no sums.
  var places: [Int: Suppression.Leaf] = [:]

  func isLeaf(_ cell: Int) -> Bool { !equations.contains { $0.total == cell } }

  var counts: [Int64] { cells.map { $0.reduce(0) { $0 + leaves[$1] } } }

  /// A random tree: a whole, parts, parts of parts.
  static func tree(_ dice: inout GraphDice) -> SmallTable {
    var table = SmallTable(leaves: [], cells: [[]], equations: [], isTree: true)
    func grow(_ depth: Int) -> (cell: Int, leaves: [Int]) {
      let cell = table.cells.count
      table.cells.append([])
      if depth == 0 || dice.below(3) == 0 {
        table.leaves.append(Int64(1 + dice.below(dice.below(2) == 0 ? 3 : 9)))
        table.cells[cell] = [table.leaves.count - 1]
        return (cell, table.cells[cell])
      }
      let parts = (0...dice.below(3)).map { _ in grow(depth - 1) }
      table.cells[cell] = parts.flatMap(\.leaves)
      table.equations.append(.init(total: cell, parts: parts.map(\.cell)))
      return (cell, table.cells[cell])
    }
    let parts = (0...1 + dice.below(2)).map { _ in grow(2) }
    table.cells[0] = parts.flatMap(\.leaves)
    table.equations.append(.init(total: 0, parts: parts.map(\.cell)))
    return table
  }

  /// A random table of rows and columns with both margins; cells about nobody are left out.
  static func grid(_ rows: Int, _ columns: Int, _ dice: inout GraphDice) -> SmallTable {
    var table = SmallTable(leaves: [], cells: [], equations: [], isTree: false)
    var index: [[Int]: Int] = [:]
    var sums: [[Int]: [Int]] = [:]
    for row in 1...rows {
      for column in 1...columns where dice.below(5) > 0 {
        table.leaves.append(Int64(1 + dice.below(dice.below(2) == 0 ? 3 : 9)))
        for key in [[row, column], [row, 0], [0, column], [0, 0]] {
          sums[key, default: []].append(table.leaves.count - 1)
        }
      }
    }
    for key in sums.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      index[key] = table.cells.count
      if key[0] > 0, key[1] > 0 {
        table.places[table.cells.count] = .init(row: key[0], column: key[1])
      }
      table.cells.append(sums[key] ?? [])
    }
    for (key, cell) in index {
      if key[0] == 0 {
        let parts = (1...rows).compactMap { index[[$0, key[1]]] }
        table.equations.append(.init(total: cell, parts: parts))
      }
      if key[1] == 0 {
        let parts = (1...columns).compactMap { index[[key[0], $0]] }
        table.equations.append(.init(total: cell, parts: parts))
      }
    }
    table.equations.sort { ($0.total, $0.parts[0]) < ($1.total, $1.parts[0]) }
    return table
  }

  func hidden(floor: Int64) -> [Bool] {
    let single = Dictionary(
      uniqueKeysWithValues: cells.enumerated().filter { $0.element.count == 1 && isLeaf($0.offset) }
        .map { ($0.element[0], $0.offset) })
    return Suppression(
      .init(
        weights: counts.map { [$0] }, equations: equations,
        leaves: cells.map { $0.compactMap { single[$0] } },
        places: cells.indices.map { cell in isLeaf(cell) ? places[cell] : nil }, isTree: isTree),
      floor: floor
    ).isHidden
  }

  /// Hidden cells that have one value only in all tables that look the same to somebody who knows
  /// that no listed cell is empty.
  func determined(_ isHidden: [Bool]) -> [Int] {
    cells.indices.filter { isHidden[$0] && !canDiffer($0, isHidden) }
  }

  private func canDiffer(_ cell: Int, _ isHidden: [Bool]) -> Bool {
    let truth = counts
    let shown = cells.indices.filter { !isHidden[$0] }
    var remaining = shown.map { truth[$0] }
    var unset = shown.map { cells[$0].count }
    let memberOf = leaves.indices.map { leaf in
      shown.indices.filter { cells[shown[$0]].contains(leaf) }
    }
    let cap = (leaves.max() ?? 0) + 3
    // The cell's own parts first, so that tables in which it is the same are left at once.
    let order = cells[cell] + leaves.indices.filter { !cells[cell].contains($0) }
    var values = leaves
    func search(_ depth: Int) -> Bool {
      if depth == cells[cell].count,
        cells[cell].reduce(0, { $0 + values[$1] }) == truth[cell]
      {
        return false
      }
      guard depth < order.count else { return true }
      let leaf = order[depth]
      let near: [Int64] =
        [leaves[leaf]] + (1...cap).flatMap { [leaves[leaf] + $0, leaves[leaf] - $0] }
      for value in near where value >= 1 && value <= cap {
        var isPossible = true
        for sum in memberOf[leaf] {
          remaining[sum] -= value
          unset[sum] -= 1
          if remaining[sum] < Int64(unset[sum]) || (unset[sum] == 0 && remaining[sum] != 0) {
            isPossible = false
          }
        }
        values[leaf] = value
        let isFound = isPossible && search(depth + 1)
        for sum in memberOf[leaf] {
          remaining[sum] += value
          unset[sum] += 1
        }
        if isFound { return true }
      }
      return false
    }
    return search(0)
  }
}

@Suite struct SuppressionTests {
  /// No hidden cell of a random hierarchy has one possible value only.
  @Test(arguments: Array(1...12) as [UInt64])
  func hidesCellsOfTreesForGood(seed: UInt64) {
    var dice = GraphDice(seed)
    for _ in 0..<8 {
      let table = SmallTable.tree(&dice)
      let isHidden = table.hidden(floor: 4)
      for (cell, count) in table.counts.enumerated() where count < 4 { #expect(isHidden[cell]) }
      #expect(table.determined(isHidden).isEmpty, "\(table) \(isHidden)")
    }
  }

  /// The same for tables with two margins.
  @Test(arguments: Array(1...12) as [UInt64])
  func hidesCellsOfGridsForGood(seed: UInt64) {
    var dice = GraphDice(seed)
    for _ in 0..<8 {
      let table = SmallTable.grid(2 + dice.below(2), 2 + dice.below(2), &dice)
      let isHidden = table.hidden(floor: 4)
      for (cell, count) in table.counts.enumerated() where count < 4 { #expect(isHidden[cell]) }
      #expect(table.determined(isHidden).isEmpty, "\(table) \(isHidden)")
    }
  }

  /// The search finds what hiding the few alone would tell, so it can fail.
  @Test func findsWhatFollowsBySubtraction() {
    let table = SmallTable(
      leaves: [2, 9, 8], cells: [[0, 1, 2], [0], [1], [2]],
      equations: [.init(total: 0, parts: [1, 2, 3])], isTree: true)
    #expect(table.determined([false, true, false, false]) == [1])
    #expect(table.determined([false, true, true, false]).isEmpty)
    #expect(table.hidden(floor: 4) == [false, true, false, true])
  }

  /// Together the hidden parts of a shown total are never fewer than the floor.
  @Test func neverTellsOfAFewTogether() {
    var dice = GraphDice(9)
    for _ in 0..<400 {
      let table = dice.below(2) == 0 ? SmallTable.tree(&dice) : SmallTable.grid(4, 5, &dice)
      let isHidden = table.hidden(floor: 5)
      for equation in table.equations where !isHidden[equation.total] {
        let hidden = equation.parts.filter { isHidden[$0] }.map { table.counts[$0] }
        #expect(hidden.isEmpty || (hidden.count > 1 && hidden.reduce(0, +) >= 5))
      }
    }
  }
}
