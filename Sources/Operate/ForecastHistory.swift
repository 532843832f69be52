import SalusAnalyse
import SalusCore
import SalusNumerics
import SalusTwin

/// Forecasts of one signal, one for each reference date.
struct ForecastHistory {
  struct Entry {
    let event: Event
    let forecast: Forecast
  }

  /// By reference date, oldest first.
  let entries: [Entry]

  /// Where several were made for one date, an issued one stands before a hindcast, for that is what
  /// was said; of equals the newest.
  ///
  /// - Parameter events: oldest first.
  init(_ events: [Event]) throws(JournalError) {
    var byDate: [CivilDate: Entry] = [:]
    for event in events {
      guard let forecast = Forecast(payload: event.payload) else {
        throw .corrupt("event \(event.sequence) is no forecast")
      }
      let issued = ForecastRecord.Kind.issued.eventType
      if let known = byDate[forecast.referenceDate], known.event.type == issued,
        event.type != issued
      {
        continue
      }
      byDate[forecast.referenceDate] = Entry(event: event, forecast: forecast)
    }
    entries = byDate.values.sorted { $0.forecast.referenceDate < $1.forecast.referenceDate }
  }

  /// The one for a reference date, or the newest.
  func entry(for reference: CivilDate?) -> Entry? {
    guard let reference else { return entries.last }
    return entries.last { $0.forecast.referenceDate == reference }
  }

  func entries(before date: CivilDate) -> [Entry] {
    entries.filter { $0.forecast.referenceDate < date }
  }

  /// Median and the three central intervals of one place; nil where it was not forecast.
  static func json(_ entry: Entry, place: ID<Twin>) -> JSON? {
    let forecast = entry.forecast
    guard let row = forecast[place], let middle = forecast.levels.firstIndex(of: 0.5) else {
      return nil
    }
    func column(_ level: Int?) -> JSON {
      .array(
        row.quantiles.map { numbers in JSON(level.map { Reading.tenth(numbers[$0]) }) })
    }
    let issued = ForecastRecord.Kind.issued.eventType
    var members: [JSON.Member] = [
      JSON.Member("id", .string("f-\(entry.event.sequence)")),
      JSON.Member("referenceDate", JSON(forecast.referenceDate)),
      JSON.Member("kind", .string(entry.event.type == issued ? "issued" : "hindcast")),
      JSON.Member("dates", .array(forecast.dates.map { JSON($0) })),
      JSON.Member("median", column(middle)),
    ]
    for (name, probability) in [("50", 0.5), ("80", 0.8), ("95", 0.95)] {
      let bounds = QuantileLevels.bounds(of: probability, in: forecast.levels)
      members.append(JSON.Member("lower" + name, column(bounds?.0)))
      members.append(JSON.Member("upper" + name, column(bounds?.1)))
    }
    return .object(members)
  }
}
