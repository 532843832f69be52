/// The explaining columns of a regression, one row an observation.
public struct Design: Sendable {
  public let rows: Int
  public let columns: Int
  /// Column-major, `rows * columns`.
  let values: [Double]

  /// - Parameter columns: equally long, at least one.
  public init(columns: [[Double]]) {
    let rows = columns.first?.count ?? 0
    precondition(!columns.isEmpty, "a design has at least one column")
    precondition(columns.allSatisfy { $0.count == rows }, "columns of a design are equally long")
    self.rows = rows
    self.columns = columns.count
    values = columns.flatMap { $0 }
  }

  /// - Parameter values: column-major, `rows * columns`.
  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(columns > 0, "a design has at least one column")
    precondition(values.count == rows * columns, "a design is a full table")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  public subscript(row: Int, column: Int) -> Double {
    values[column * rows + row]
  }
}
