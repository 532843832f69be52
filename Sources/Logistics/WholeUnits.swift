/// Turns shares of a whole into whole units without handing out more than there is.
public enum WholeUnits {
  /// Largest remainder (Hamilton 1792): every amount is rounded down, and the units that this
  /// leaves of the rounded-down total go to the largest remainders, ties to the earlier.
  ///
  /// - Returns: whole numbers whose sum is the sum of the amounts, rounded down. What is negative
  ///   or no finite number counts as nothing.
  public static func largestRemainder(_ amounts: [Double]) -> [Double] {
    // A hair above rounds up what the solver left a hair below a whole number.
    let lifted = amounts.map { ($0.isFinite ? max(0, $0) : 0) + 1e-6 }
    var whole = lifted.map { $0.rounded(.down) }
    let total = lifted.reduce(0) { $0 + $1 - 1e-6 } + 1e-6
    var left = total.rounded(.down) - whole.reduce(0, +)
    let order = amounts.indices.sorted {
      let first = lifted[$0] - whole[$0]
      let second = lifted[$1] - whole[$1]
      // Remainders that differ by no more than the solver's accuracy are ties.
      return abs(first - second) > 1e-6 ? first > second : $0 < $1
    }
    for index in order where left > 0 && lifted[index] - whole[index] > 1e-5 {
      whole[index] += 1
      left -= 1
    }
    return whole
  }
}
