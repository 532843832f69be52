import SalusCore
import SalusNumerics

/// What a forecaster may be told; the defaults are the ones that the published scores hold for.
public struct ForecastSettings: Hashable, Sendable {
  /// Weeks forecast, horizon 0 included.
  public var horizons = 4
  public var boosting = BoostedQuantiles.Settings()
  /// Fits of every tree model on other draws of rows and features, averaged.
  public var bags = 2
  /// Share of each part in the mixture, in the order trees, analogs, regression, epidemic; scaled
  /// to 1 over the parts that a place has.
  public var weights = [2.0, 1, 1, 2]
  /// Factor on the distance of every quantile from the median.
  public var width = 1.05
  /// Past weeks that the analogs and the spread of the regression rest on.
  public var neighbours = 250
  /// Weeks of history below which the baseline speaks alone.
  public var leastWeeks = 8
  /// Past rows a horizon below which the baseline speaks alone.
  public var leastRows = 60
  /// Most weeks between the newest data and the reference date.
  public var longestLag = 6
  /// Threads at work; never changes a result.
  public var threads = 2

  public init() {}

  /// All but the threads, in a fixed order; equal to itself after being written and read.
  var parameters: JSON {
    // Whole numbers read back as integers, so they are integers from the start.
    func plain(_ value: Double) -> JSON {
      Int64(exactly: value).map { .integer($0) } ?? .number(value)
    }
    return [
      "horizons": JSON(horizons), "trees": JSON(boosting.trees), "leaves": JSON(boosting.leaves),
      "learningRate": plain(boosting.learningRate), "smallestLeaf": JSON(boosting.smallestLeaf),
      "featureShare": plain(boosting.featureShare), "rowShare": plain(boosting.rowShare),
      "bags": JSON(bags), "neighbours": JSON(neighbours), "weights": .array(weights.map(plain)),
      "width": plain(width),
    ]
  }
}
