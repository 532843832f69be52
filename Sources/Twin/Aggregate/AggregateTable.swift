import SalusCore
import SalusGovernance

/// A table of an aggregate as it may be shown: cells about few people are hidden, and so are as
/// many others as it takes that they do not follow.
public struct AggregateTable: Hashable, Sendable {
  public let aggregate: Aggregate
  /// Digest of the rule; with `sequence` the lineage of every number.
  public let digest: Digest
  /// Sequence of the journal at which the members were counted.
  public let sequence: Int64
  /// The whole first, then by the order of the groups. Cells about nobody are left out.
  public let cells: [Cell]

  /// One cell.
  public struct Cell: Hashable, Sendable {
    /// One label for each group; `all` for the sum over it.
    public var labels: [String]
    /// Members, rounded where the definition says so; nil where the cell is hidden.
    public var count: Int64?
    /// One for each measure; nil where the cell is hidden or no member has a value.
    public var values: [Double?]
  }

  /// The label of a sum over a group.
  public static let all = "all"
  /// Cells of the largest table, sums included.
  public static let mostCells = 100_000

  /// - Parameters:
  ///   - cells: by key, as `CellBook` has them.
  ///   - places: every place by which members may be grouped, with the nearest one above it.
  ///   - sequence: of the journal.
  public init(
    _ aggregate: Aggregate, cells: [[String]: Tally], places: [ID<Twin>: ID<Twin>?] = [:],
    at sequence: Int64
  ) throws(AggregateProblem) {
    let grid = try AggregateGrid(aggregate, cells: cells, places: places)
    let isHidden = grid.hidden(floor: Int64(aggregate.floor))
    self.aggregate = aggregate
    digest = aggregate.digest
    self.sequence = sequence
    self.cells = grid.cells.indices.map { index in
      let tally = grid.cells[index].tally
      guard !isHidden[index] else {
        return Cell(
          labels: grid.labels(of: index), count: nil,
          values: aggregate.measures.map { _ in nil })
      }
      return Cell(
        labels: grid.labels(of: index),
        count: AggregateTable.rounded(tally.count, to: aggregate.rounding),
        values: zip(aggregate.measures, tally.sums).map { measure, sum in
          guard sum.count > 0 else { return nil }
          return if case .mean = measure { sum.value / Double(sum.count) } else { sum.value }
        })
    }
  }

  /// The cell of these labels; nil for one about nobody.
  public subscript(labels: String...) -> Cell? { cells.first { $0.labels == labels } }

  private static func rounded(_ count: Int64, to base: Int?) -> Int64 {
    guard let base = base.map(Int64.init) else { return count }
    return (count + base / 2) / base * base
  }

  public var json: JSON {
    .object([
      .init("aggregate", .string(aggregate.id.text)), .init("title", .string(aggregate.title)),
      .init("digest", .string(digest.description)), .init("sequence", .integer(sequence)),
      .init("floor", .integer(Int64(aggregate.floor))),
      .init("rounding", JSON(aggregate.rounding)),
      .init(
        "cells",
        .array(
          cells.map { cell in
            [
              "labels": .array(cell.labels.map { .string($0) }), "count": JSON(cell.count),
              "hidden": .bool(cell.count == nil),
              "values": .array(cell.values.map { JSON($0) }),
            ]
          })),
    ])
  }
}
