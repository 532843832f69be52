import SalusCore

/// A linear programme: choose column values between bounds at least cost, so that each row's sum
/// stays between its bounds.
///
/// minimise Σ cost_j x_j subject to rowLower_i ≤ Σ a_ij x_j ≤ rowUpper_i, lower_j ≤ x_j ≤ upper_j.
/// Rows and columns keep names, so that an answer can be told in words.
public struct LinearProgramme: Sendable {
  /// One rule.
  public struct Row: Hashable, Sendable {
    public var name: String
    public var lower: Double
    public var upper: Double
  }

  /// One decision.
  public struct Column: Hashable, Sendable {
    public var name: String
    public var cost: Double
    public var lower: Double
    public var upper: Double
  }

  /// One coefficient of a column.
  public struct Entry: Hashable, Sendable {
    public var row: Int
    public var value: Double

    public init(_ row: Int, _ value: Double) {
      self.row = row
      self.value = value
    }
  }

  public private(set) var rows: [Row] = []
  public private(set) var columns: [Column] = []
  /// Coefficients of all columns, one column after the other.
  private(set) var indexes: [Int32] = []
  private(set) var values: [Double] = []
  /// Where each column's coefficients begin, and one more for the end.
  private(set) var starts: [Int32] = [0]

  public init() {}

  /// Adds a rule and returns its index; infinite bounds stand for none.
  public mutating func addRow(
    _ name: String, lower: Double = -.infinity, upper: Double = .infinity
  ) -> Int {
    rows.append(Row(name: name, lower: lower, upper: upper))
    return rows.count - 1
  }

  /// Adds a decision and returns its index.
  ///
  /// - Parameter entries: rows must exist and may be named once each.
  public mutating func addColumn(
    _ name: String, cost: Double, lower: Double = 0, upper: Double = .infinity,
    _ entries: [Entry] = []
  ) -> Int {
    for entry in entries {
      precondition(rows.indices.contains(entry.row), "column \(name) is in no row \(entry.row)")
      indexes.append(Int32(entry.row))
      values.append(entry.value)
    }
    starts.append(Int32(indexes.count))
    columns.append(Column(name: name, cost: cost, lower: lower, upper: upper))
    return columns.count - 1
  }

  public mutating func setRow(_ row: Int, lower: Double, upper: Double) {
    rows[row].lower = lower
    rows[row].upper = upper
  }

  public mutating func setColumn(_ column: Int, lower: Double, upper: Double) {
    columns[column].lower = lower
    columns[column].upper = upper
  }

  public mutating func setCost(_ column: Int, _ cost: Double) {
    columns[column].cost = cost
  }

  /// The sum that a row takes for given values of all columns.
  public func activity(of row: Int, at point: [Double]) -> Double {
    var sum = 0.0
    for column in columns.indices {
      for position in Int(starts[column])..<Int(starts[column + 1])
      where indexes[position] == Int32(row) {
        sum += values[position] * point[column]
      }
    }
    return sum
  }

  /// Refuses what has no meaning: not-a-number, or a lower bound above its upper.
  func check() throws(ProgrammeError) {
    for row in rows where !(row.lower <= row.upper) {
      throw .crossedBounds(row.name, lower: row.lower, upper: row.upper)
    }
    for column in columns {
      guard column.lower <= column.upper else {
        throw .crossedBounds(column.name, lower: column.lower, upper: column.upper)
      }
      guard column.cost.isFinite else { throw .notANumber(column.name) }
    }
    guard values.allSatisfy(\.isFinite) else { throw .notANumber("a coefficient") }
  }
}

/// The answer to a linear programme.
public struct ProgrammeSolution: Sendable {
  /// How it ended.
  public enum Status: String, Hashable, Sendable {
    case optimal, infeasible, unbounded
  }

  public var status: Status
  public var objective: Double
  /// One a column.
  public var values: [Double]
  /// One a row: by how much the objective falls with one more unit of the row's bound, negated
  /// (the derivative of the objective by the bound).
  public var duals: [Double]
  /// One a column: what one forced unit of it would add to the objective.
  public var reducedCosts: [Double]
  /// Where a solution of a like programme may start from.
  public var basis: Basis
  public var iterations: Int

  /// Which columns and rows are at a bound, to start another solution from.
  public struct Basis: Hashable, Sendable {
    /// Rows and columns for which it holds.
    let rows: Int
    let columns: Int
    let states: [UInt8]
  }
}

/// Why a programme could not be solved.
public enum ProgrammeError: Problem, Hashable {
  case crossedBounds(String, lower: Double, upper: Double)
  case notANumber(String)
  case stopped(iterations: Int)
  case noSolver

  public var kind: ProblemKind { .failed }

  public var description: String {
    switch self {
    case .crossedBounds(let name, let lower, let upper):
      "'\(name)' must be at least \(lower) and at most \(upper), which nothing is"
    case .notANumber(let name): "'\(name)' is not finite"
    case .stopped(let iterations): "the linear programme was given up after \(iterations) steps"
    case .noSolver: "the linear solver could not be started"
    }
  }
}
