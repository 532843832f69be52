/// The columns of a regression as its weighted least-squares steps see them.
protocol Basis: Sendable {
  var rows: Int { get }
  var columns: Int { get }
  /// Columns kept in the last step.
  var rank: Int { get }

  /// Fits `response` with the weights `root` squared; a column that the earlier ones explain to
  /// `tolerance` of its length is left out, and its coefficient is not-a-number.
  mutating func solve(_ response: [Double], root: [Double], tolerance: Double) -> [Double]

  /// Adds the columns times their coefficients to `linear`.
  func add(_ coefficients: [Double], to linear: inout [Double])

  /// Share of each row in its own fitted value.
  func hatValues() -> [Double]

  /// Variance of a prediction at a row of columns `x`, in units of the dispersion.
  func leverage(of x: [Double]) -> Double

  /// Variances of the coefficients in units of the dispersion; not-a-number for those left out.
  func variances() -> [Double]
}
