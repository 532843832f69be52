import SalusCore
import SalusNumerics

/// What a forecast is asked for: a place, the date it was made for, and how many weeks ahead.
public struct TaskID: Hashable, Comparable, Sendable {
  /// The hub's code of the place: two digits of FIPS, or US.
  public var location: String
  public var referenceDate: CivilDate
  /// Weeks from the reference date to the end of the week forecast.
  public var horizon: Int

  public init(location: String, referenceDate: CivilDate, horizon: Int) {
    self.location = location
    self.referenceDate = referenceDate
    self.horizon = horizon
  }

  /// End of the week forecast.
  public var targetDate: CivilDate { referenceDate + 7 * horizon }

  /// By date, then place, then horizon.
  public static func < (left: TaskID, right: TaskID) -> Bool {
    if left.referenceDate != right.referenceDate { return left.referenceDate < right.referenceDate }
    if left.location != right.location {
      return left.location.utf8.lexicographicallyPrecedes(right.location.utf8)
    }
    return left.horizon < right.horizon
  }
}

/// The answer to a task: a quantile for each of the hub's 23 levels, in rising order.
public struct TaskForecast: Hashable, Sendable {
  public var id: TaskID
  public var quantiles: [Double]

  public init(id: TaskID, quantiles: [Double]) {
    precondition(quantiles.count == QuantileLevels.hub.count, "a quantile for each hub level")
    self.id = id
    self.quantiles = quantiles
  }
}

/// What came true: a value of a place in the week that ends on a date.
public struct Outcome: Hashable, Sendable {
  public var location: String
  public var date: CivilDate

  public init(location: String, date: CivilDate) {
    self.location = location
    self.date = date
  }
}

/// The scores of one answer.
public struct TaskScore: Hashable, Sendable {
  public var id: TaskID
  public var observed: Double
  public var wis: WIS
  /// On log(value + 1).
  public var logarithmic: WIS
  public var isIn50: Bool
  public var isIn80: Bool
  public var isIn95: Bool
  /// Distance of the median from what was observed.
  public var absoluteError: Double
  /// Level at which the forecast reached what was observed.
  public var transform: Double

  public init(_ forecast: TaskForecast, observed: Double) {
    let quantiles = forecast.quantiles
    id = forecast.id
    self.observed = observed
    wis = WIS(quantiles: quantiles, observed: observed)
    logarithmic = WIS.logarithmic(quantiles: quantiles, observed: observed)
    func covers(_ probability: Double) -> Bool {
      Calibration.covers(quantiles, probability: probability, observed: observed) ?? false
    }
    isIn50 = covers(0.5)
    isIn80 = covers(0.8)
    isIn95 = covers(0.95)
    absoluteError = abs(quantiles[quantiles.count / 2] - observed)
    transform = Calibration.transform(quantiles, observed: observed)
  }
}
