/// A rule that says, week by week or day by day, what was to be expected, where its bound lies and
/// whether the count is above it.
///
/// Detectors are pure: a result depends on the series and the settings alone, and the result of a
/// row only on that row and earlier ones.
public protocol Detector: Sendable {
  /// Name as typed on the command line.
  var method: DetectionMethod { get }

  /// Results for `rows` (0-based) of a series of counts, one each.
  ///
  /// - Parameter series: oldest first; not-a-number where nothing was reported.
  func detect(_ series: [Double], rows: Range<Int>) -> [DetectionResult]
}

/// What a detector says of one row of a series, with its reasons.
public struct DetectionResult: Hashable, Sendable {
  /// 0-based.
  public var row: Int
  /// Nil where nothing was reported.
  public var observed: Double?
  /// Expected count mu0; nil where the method could not say.
  public var expected: Double?
  /// The count above which the method alarms; nil where it says nothing.
  public var upper: Double?
  /// (y - mu0) / (U - mu0): above 1 is above the bound; nil where there is no bound.
  public var score: Double?
  public var alarm: Bool
  /// False where the method has too little to go by; then there is no alarm either.
  public var usable: Bool
  public var reason: Reason

  /// Why a result is what it is.
  public enum Reason: Hashable, Sendable {
    case aboveBound
    case withinBound
    /// No value was reported for the row.
    case notReported
    /// Fewer earlier rows than the method needs.
    case shortHistory(needs: Int)
    /// Fewer than `atLeast` cases in the last `rows` rows including this one.
    case fewCases(atLeast: Double, rows: Int)
    /// The baseline does not vary, and the count is not above it.
    case flatBaseline
    /// The model of the baseline could not be fitted.
    case noFit
    /// The reference computation has no number here: it divides zero by zero.
    case undefined
  }

  public init(row: Int, observed: Double?, reason: Reason) {
    self.row = row
    self.observed = observed
    self.reason = reason
    expected = nil
    upper = nil
    score = nil
    alarm = false
    usable = false
  }

  /// A usable result against a bound.
  public init(row: Int, observed: Double, expected: Double, upper: Double, alarm: Bool? = nil) {
    self.row = row
    self.observed = observed
    self.expected = expected
    self.upper = upper
    self.alarm = alarm ?? (observed > upper)
    usable = true
    reason = self.alarm ? .aboveBound : .withinBound
    if upper > expected {
      score = (observed - expected) / (upper - expected)
    } else {
      // A bound at (or below) the expectation leaves no scale: count the cases above it.
      score = observed > upper ? 1 + (observed - upper) : 0
    }
  }
}

extension DetectionResult.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .aboveBound: "above the bound"
    case .withinBound: "within the bound"
    case .notReported: "nothing was reported"
    case .shortHistory(let needs): "needs \(needs) earlier rows"
    case .fewCases(let atLeast, let rows):
      "fewer than \(Int(atLeast)) cases in the last \(rows) rows"
    case .flatBaseline: "the baseline does not vary"
    case .noFit: "no model fits the baseline"
    case .undefined: "the reference computation divides zero by zero"
    }
  }
}
