import SalusCore

/// Finds tables that would tell of few people when one is subtracted from another.
///
/// Two published cells of two tables may not differ by fewer members than the floor: the numbers
/// of both, taken together, would be about those few. The members that two cells share are counted
/// with the cells themselves, so no list of members is kept.
public enum QueryAudit {
  /// What stands against showing a table beside another; nil for nothing.
  ///
  /// - Parameters:
  ///   - later: the table that is refused where there is a conflict.
  ///   - overlaps: members that cells of the two share.
  public static func problem(
    _ later: Aggregate, beside earlier: Aggregate, in book: CellBook,
    places: (Aggregate) -> [ID<Twin>: ID<Twin>?]
  ) throws(AggregateProblem) -> AggregateProblem? {
    let floor = Int64(max(later.floor, earlier.floor))
    let one = try AggregateGrid(
      earlier, cells: book.cells(of: earlier.id), places: places(earlier))
    let two = try AggregateGrid(later, cells: book.cells(of: later.id), places: places(later))
    var shared: [Pair: Int64] = [:]
    for (pair, count) in book.overlaps
    where pair.earlier.aggregate == earlier.id && pair.later.aggregate == later.id {
      for first in one.cellsOfKey[pair.earlier.key] ?? [] {
        for second in two.cellsOfKey[pair.later.key] ?? [] {
          shared[Pair(first: first, second: second), default: 0] += count
        }
      }
    }
    let hidden = (
      one.hidden(floor: Int64(earlier.floor)), two.hidden(floor: Int64(later.floor))
    )
    // The least pair is named, so that the answer is the same each time.
    var worst: Pair?
    for (pair, both) in shared where !hidden.0[pair.first] && !hidden.1[pair.second] {
      let difference =
        one.cells[pair.first].tally.count + two.cells[pair.second].tally.count - 2 * both
      guard difference > 0, difference < floor else { continue }
      if let found = worst, (found.first, found.second) < (pair.first, pair.second) { continue }
      worst = pair
    }
    guard let worst else { return nil }
    return .differencing(
      later.id, cell: name(two.labels(of: worst.second)), other: earlier.id,
      otherCell: name(one.labels(of: worst.first)), floor: Int(floor))
  }

  private struct Pair: Hashable {
    var first: Int
    var second: Int
  }

  private static func name(_ labels: [String]) -> String {
    labels.isEmpty ? AggregateTable.all : labels.joined(separator: " × ")
  }
}
