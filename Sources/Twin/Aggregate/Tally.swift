import SalusCore

/// Sums over the members of a cell, exact and so independent of the order of adding.
public struct Tally: Hashable, Sendable {
  /// Members.
  public var count: Int64
  /// One for each measure.
  public var sums: [Sum]

  /// The sum of one measure.
  public struct Sum: Hashable, Sendable {
    /// Members that have a value.
    public var count: Int64
    /// In millionths: integers add up to the same in every order.
    public var millionths: Int128

    public init(count: Int64 = 0, millionths: Int128 = 0) {
      self.count = count
      self.millionths = millionths
    }

    /// The sum as a number.
    public var value: Double { Double(millionths) / 1e6 }
  }

  public init(count: Int64 = 0, sums: [Sum]) {
    self.count = count
    self.sums = sums
  }

  /// Values beyond a million million count as missing.
  static let greatest = 1e12

  public var isEmpty: Bool {
    count == 0 && sums.allSatisfy { $0.count == 0 && $0.millionths == 0 }
  }

  public static func += (left: inout Tally, right: Tally) { left.add(right, times: 1) }
  public static func -= (left: inout Tally, right: Tally) { left.add(right, times: -1) }

  private mutating func add(_ other: Tally, times sign: Int64) {
    count += sign * other.count
    for index in sums.indices where index < other.sums.count {
      sums[index].count += sign * other.sums[index].count
      sums[index].millionths += Int128(sign) * other.sums[index].millionths
    }
  }
}
