/// Features of training rows cut into at most 63 ordered bins a column and one bin for missing
/// values, the form in which histogram trees read them.
///
/// A column with few distinct values gets a bin for each; others get bins of about equal counts.
public struct BinnedTable: Sendable {
  /// Number of features.
  public let columns: Int
  /// Number of rows.
  public let rows: Int
  /// Bins row-major, so that one row's features share a cache line.
  let bins: [UInt8]
  /// Upper edges of all bins but the last, a list for each column: bin b holds values up to
  /// `edges[b]`.
  let edges: [[Double]]

  /// Slots a column: 63 bins of values and the last one for missing values.
  static let slots = 64
  static let missing: UInt8 = 63

  /// - Parameter values: row-major, `rows * columns` numbers; not-a-number where missing.
  public init(_ values: [Double], columns: Int) {
    precondition(columns > 0 && values.count % columns == 0, "a full table of features")
    self.columns = columns
    rows = values.count / columns
    let count = rows
    edges = (0..<columns).map { column in
      BinnedTable.edges((0..<count).map { values[$0 * columns + column] }.filter { !$0.isNaN })
    }
    var bins = [UInt8](repeating: 0, count: values.count)
    for index in values.indices {
      bins[index] = BinnedTable.bin(values[index], edges: edges[index % columns])
    }
    self.bins = bins
  }

  /// The bins of one more row, cut as the training rows were.
  public func cut(_ row: some Collection<Double>) -> [UInt8] {
    precondition(row.count == columns, "a feature for each column")
    return zip(row, edges).map { BinnedTable.bin($0, edges: $1) }
  }

  private static func bin(_ value: Double, edges: [Double]) -> UInt8 {
    guard !value.isNaN else { return missing }
    var low = 0
    var high = edges.count
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] < value { low = middle + 1 } else { high = middle }
    }
    return UInt8(low)
  }

  private static func edges(_ values: [Double]) -> [Double] {
    let sorted = values.sorted()
    var distinct: [Double] = []
    var counts: [Int] = []
    for value in sorted {
      if let last = distinct.last, last == value {
        counts[counts.count - 1] += 1
      } else {
        distinct.append(value)
        counts.append(1)
      }
    }
    let most = Int(missing)
    guard distinct.count > most else {
      return zip(distinct, distinct.dropFirst()).map { ($0 + $1) / 2 }
    }
    // Closes a bin once it holds its share of what is left, so that heavy values do not starve
    // the bins after them.
    var edges: [Double] = []
    var left = sorted.count
    var held = 0
    for index in 0..<distinct.count - 1 {
      held += counts[index]
      let share = Double(left) / Double(most - edges.count)
      if Double(held) >= share {
        edges.append((distinct[index] + distinct[index + 1]) / 2)
        left -= held
        held = 0
        if edges.count == most - 1 { break }
      }
    }
    return edges
  }
}
