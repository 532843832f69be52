import SalusCore

/// Why an aggregate was refused.
public enum AggregateProblem: Problem, Hashable {
  case malformed(ID<Twin>, String)
  case lowFloor(ID<Twin>, Int)
  case floorLowered(ID<Twin>, from: Int, to: Int)
  case changed(ID<Twin>)
  case unknown(ID<Twin>)
  /// Cells of two tables that differ by a few members would tell of those.
  case differencing(ID<Twin>, cell: String, other: ID<Twin>, otherCell: String, floor: Int)
  case tooLarge(ID<Twin>, cells: Int)

  public var kind: ProblemKind {
    switch self {
    case .unknown: .notFound
    case .differencing: .denied
    default: .usage
    }
  }

  public var description: String {
    switch self {
    case .malformed(let id, let reason): "aggregate \(id) cannot be defined: \(reason)"
    case .lowFloor(let id, let floor):
      "aggregate \(id) has a floor of \(floor); \(Aggregate.leastFloor) or more is accepted"
    case .floorLowered(let id, let from, let to):
      "the floor of aggregate \(id) may rise from \(from), not sink to \(to)"
    case .changed(let id):
      "aggregate \(id) is there with another rule; a changed table needs a new id"
    case .unknown(let id): "there is no aggregate \(id)"
    case .differencing(let id, let cell, let other, let otherCell, let floor):
      "aggregate \(id) is refused (differencing): its cell \(cell) and cell \(otherCell) of \(other) differ by fewer than \(floor) members"
    case .tooLarge(let id, let cells):
      "the table of aggregate \(id) has \(cells) cells; \(AggregateTable.mostCells) are possible"
    }
  }

  public var hint: String? {
    switch self {
    case .differencing: "Widen the rule, or use the table that is there."
    case .tooLarge: "Group by fewer values or by larger places."
    default: nil
    }
  }
}
