import SalusCore
import SalusNumerics

/// Means over a set of scored tasks.
public struct ScoreSummary: Hashable, Sendable {
  public var count: Int
  public var wis: Double
  public var dispersion: Double
  public var overprediction: Double
  public var underprediction: Double
  /// Weighted interval score of log(value + 1).
  public var wisLog: Double
  public var absoluteError: Double
  /// Shares of tasks whose observed value lay in the central interval.
  public var coverage50: Double
  public var coverage80: Double
  public var coverage95: Double

  /// Nil for no tasks.
  public init?(_ tasks: some Collection<TaskScore>) {
    guard !tasks.isEmpty else { return nil }
    let number = Double(tasks.count)
    func mean(_ value: (TaskScore) -> Double) -> Double {
      tasks.reduce(0) { $0 + value($1) } / number
    }
    count = tasks.count
    wis = mean { $0.wis.total }
    dispersion = mean { $0.wis.dispersion }
    overprediction = mean { $0.wis.overprediction }
    underprediction = mean { $0.wis.underprediction }
    wisLog = mean { $0.logarithmic.total }
    absoluteError = mean(\.absoluteError)
    coverage50 = mean { $0.isIn50 ? 1 : 0 }
    coverage80 = mean { $0.isIn80 ? 1 : 0 }
    coverage95 = mean { $0.isIn95 ? 1 : 0 }
  }

  public var json: JSON {
    [
      "n": JSON(count), "wis": JSON(wis), "dispersion": JSON(dispersion),
      "overprediction": JSON(overprediction), "underprediction": JSON(underprediction),
      "wisLog": JSON(wisLog), "absoluteError": JSON(absoluteError),
      "coverage50": JSON(coverage50), "coverage80": JSON(coverage80),
      "coverage95": JSON(coverage95),
    ]
  }
}
