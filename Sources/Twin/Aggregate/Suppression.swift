/// Which cells of a table are hidden, so that none follows from those that are shown.
///
/// Cells under the floor are hidden first. Then, as long as it takes, for every total and its
/// parts: the hidden parts of a total are none or at least two, and together at least the floor,
/// unless the total is hidden with all its parts; and a hidden total has a hidden part. In a tree
/// of totals no hidden cell, and no union of hidden cells under the floor, then follows by adding
/// and subtracting: whichever totals are combined, the hidden parts of some total stay whole.
///
/// In a table with two groups that is not enough: a part of one total may follow through another
/// total, or because no listed cell is empty. There every hidden cell must have a witness: another
/// table, one member moved here and there, that shows the same and differs in that cell. Cells are
/// hidden until each has one.
struct Suppression {
  private let table: Table
  private let floor: Int64
  private(set) var isHidden: [Bool]
  /// Cells that have a witness. Hiding more never takes it away.
  private var hasWitness: [Bool]

  /// A total is the sum of its parts.
  struct Equation {
    var total: Int
    var parts: [Int]
  }

  /// What is to be shown, were nothing hidden.
  struct Table {
    /// For each cell its members, at least 1, then its members that have a value of each measure.
    var weights: [[Int64]]
    var equations: [Equation]
    /// For each cell the cells that are no sums and that it is the sum of.
    var leaves: [[Int]]
    /// For each cell that is no sum its row and column; nil for sums, and without two groups.
    var places: [Leaf?]
    /// True where every cell is a part of one total at most.
    var isTree: Bool
  }

  /// Row and column of a cell that is no sum.
  struct Leaf: Hashable {
    var row: Int
    var column: Int
  }

  init(_ table: Table, floor: Int64) {
    self.table = table
    self.floor = floor
    isHidden = table.weights.map { !Suppression.isEnough($0, floor) }
    hasWitness = table.weights.map { _ in false }
    protect()
    guard !table.isTree else { return }
    let witnesses = Witnesses(table)
    while let cell = unproved(witnesses), hideNeighbour(of: cell) { protect() }
  }

  /// Whether so many may be told of; nobody with a value is nothing told.
  private static func isEnough(_ weights: [Int64], _ floor: Int64) -> Bool {
    guard let count = weights.first, count >= floor else { return false }
    return weights.dropFirst().allSatisfy { $0 == 0 || $0 >= floor }
  }

  /// Hides cells until every equation keeps its rule.
  private mutating func protect() {
    var isCalm = false
    while !isCalm {
      isCalm = true
      for equation in table.equations {
        while let cell = repair(equation) {
          isHidden[cell] = true
          isCalm = false
        }
      }
    }
  }

  /// The cell that must be hidden next; nil where the equation keeps its rule.
  private func repair(_ equation: Equation) -> Int? {
    let hidden = equation.parts.filter { isHidden[$0] }
    guard let first = hidden.first else {
      return isHidden[equation.total] ? least(equation.parts) : nil
    }
    if isHidden[equation.total], hidden.count == equation.parts.count { return nil }
    var sum = table.weights[first]
    for cell in hidden.dropFirst() {
      for index in sum.indices { sum[index] += table.weights[cell][index] }
    }
    if hidden.count >= 2, Suppression.isEnough(sum, floor) { return nil }
    return least(equation.parts) ?? (isHidden[equation.total] ? nil : equation.total)
  }

  /// The shown cell with the fewest members, so that as little as possible is lost.
  private func least(_ cells: [Int]) -> Int? {
    cells.filter { !isHidden[$0] }.min {
      (table.weights[$0][0], $0) < (table.weights[$1][0], $1)
    }
  }

  /// A hidden cell without a witness; nil for none.
  private mutating func unproved(_ witnesses: Witnesses) -> Int? {
    for cell in isHidden.indices where isHidden[cell] && !hasWitness[cell] {
      guard witnesses.exist(for: cell, isHidden) else { return cell }
      hasWitness[cell] = true
    }
    return nil
  }

  /// Hides what stands beside a cell that would follow from the others; false where nothing is
  /// left to hide.
  private mutating func hideNeighbour(of cell: Int) -> Bool {
    var reach: Set<Int> = [cell]
    while true {
      let around = table.equations.filter { equation in
        reach.contains(equation.total) || equation.parts.contains { reach.contains($0) }
      }
      let near = Set(around.flatMap { $0.parts + [$0.total] })
      if let next = least(near.sorted()) {
        isHidden[next] = true
        return true
      }
      guard !near.isSubset(of: reach) else { return false }
      reach.formUnion(near)
    }
  }
}

/// Finds other tables that show the same: one member more or fewer in a cell, moved along a row or
/// a column, or around the corners of a rectangle.
private struct Witnesses {
  private let table: Suppression.Table
  /// Cells that sum each cell that is no sum, itself among them.
  private let sums: [[Int]]
  private let cells: [Suppression.Leaf: Int]
  private let rows: [Int]
  private let columns: [Int]

  init(_ table: Suppression.Table) {
    self.table = table
    var sums = [[Int]](repeating: [], count: table.leaves.count)
    for (cell, leaves) in table.leaves.enumerated() {
      for leaf in leaves { sums[leaf].append(cell) }
    }
    self.sums = sums
    var cells: [Suppression.Leaf: Int] = [:]
    for (cell, place) in table.places.enumerated() {
      if let place { cells[place] = cell }
    }
    self.cells = cells
    rows = Set(cells.keys.map(\.row)).sorted()
    columns = Set(cells.keys.map(\.column)).sorted()
  }

  func exist(for cell: Int, _ isHidden: [Bool]) -> Bool {
    for leaf in table.leaves[cell] {
      guard let place = table.places[leaf] else { continue }
      for sign in [Int64(1), -1] {
        func works(_ move: [(leaf: Int?, sign: Int64)]) -> Bool {
          changes(cell, by: [(leaf, sign)] + move, isHidden)
        }
        if works([]) { return true }
        for row in rows where row != place.row {
          let down = cells[.init(row: row, column: place.column)]
          if works([(down, -sign)]) { return true }
        }
        for column in columns where column != place.column {
          let right = cells[.init(row: place.row, column: column)]
          guard right != nil else { continue }
          if works([(right, -sign)]) { return true }
          for row in rows where row != place.row {
            let down = cells[.init(row: row, column: place.column)]
            let across = cells[.init(row: row, column: column)]
            guard down != nil, across != nil else { continue }
            if works([(right, -sign), (down, -sign), (across, sign)]) { return true }
          }
        }
      }
    }
    return false
  }

  /// Whether the move leaves every shown cell as it is, no listed cell empty, and changes `cell`.
  private func changes(
    _ cell: Int, by move: [(leaf: Int?, sign: Int64)], _ isHidden: [Bool]
  ) -> Bool {
    var net: [Int: Int64] = [:]
    for (leaf, sign) in move {
      guard let leaf, table.weights[leaf][0] + sign >= 1 else { return false }
      for sum in sums[leaf] { net[sum, default: 0] += sign }
    }
    return net[cell, default: 0] != 0 && net.allSatisfy { $0.value == 0 || isHidden[$0.key] }
  }
}
