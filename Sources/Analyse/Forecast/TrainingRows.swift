import SalusCore

/// Past weeks of all places with what came of them: the rows that the pooled learners learn from.
struct TrainingRows: Sendable {
  /// Weeks ahead, one a row.
  private(set) var horizons: [Int] = []
  private(set) var places: [Int] = []
  private(set) var weeks: [Int] = []
  /// Change of Z from the row's week to the week `horizon` weeks later.
  private(set) var targets: [Double] = []
  private(set) var weights: [Double] = []

  var count: Int { targets.count }

  /// Weight of a week by time of year and by known gaps in reporting.
  static func weight(of date: CivilDate, seasonWeek: Int, partial: ClosedRange<CivilDate>?)
    -> Double
  {
    let reporting = partial?.contains(date) == true ? 0.25 : 1
    return reporting * ((8...48).contains(seasonWeek) ? 1 : 0.3)
  }

  init(_ input: ForecastInput, features: WeeklyFeatures, horizons wanted: [Int]) {
    let byWeek = zip(input.dates, features.seasonWeeks).map {
      TrainingRows.weight(of: $0, seasonWeek: $1, partial: input.partialWeeks)
    }
    for horizon in wanted {
      for place in input.locations.indices {
        for week in stride(
          from: WeeklyFeatures.firstWeek, to: features.weeks - horizon, by: 1)
        {
          let later = features.reported[place][week + horizon]
          guard !later.isNaN, features.isUsable(place: place, week: week) else { continue }
          horizons.append(horizon)
          places.append(place)
          weeks.append(week)
          targets.append(later - features.filled[place][week])
          weights.append(byWeek[week])
        }
      }
    }
  }

  /// Row numbers of one horizon.
  func rows(ahead horizon: Int) -> [Int] {
    horizons.indices.filter { horizons[$0] == horizon }
  }
}
