import SalusAnalyse
import SalusCore
import SalusEvaluate
import SalusNumerics
import SalusTwin

extension Reading {
  /// All forecasts that the view sees, the newest reference date first.
  public func forecasts(signal name: String?, limit: Int, cursor: String?) throws -> JSON {
    let signal = try name.map { try self.signal($0).id }
    var events = try forecastEvents().filter {
      signal == nil || $0.payload["signal"]?.string == signal?.text
    }
    events.sort { ($0.valid, $0.sequence) > ($1.valid, $1.sequence) }
    var start = 0
    if let cursor {
      guard let index = events.firstIndex(where: { Reading.id(ofForecast: $0) == cursor }) else {
        throw ReadError.bad(
          parameter: "cursor", value: cursor, accepted: "the 'next' of the answer before")
      }
      start = index + 1
    }
    let page = events[start...].prefix(limit)
    let hasMore = start + page.count < events.count
    return answer([
      "forecasts": .array(
        page.map { event in
          let body = event.payload
          return [
            "id": .string(Reading.id(ofForecast: event)), "signal": body["signal"] ?? .null,
            "referenceDate": body["referenceDate"] ?? .null,
            "kind": .string(Reading.kind(event)), "asOf": body["asOf"] ?? .null,
            "model": body["model"] ?? .null, "modelVersion": body["modelVersion"] ?? .null,
            "seed": body["seed"] ?? .null, "sequence": body["sequence"] ?? .null,
            "places": JSON(body["places"]?.array?.count ?? 0), "recorded": JSON(event.recorded),
          ]
        }),
      "next": JSON(hasMore ? page.last.map { Reading.id(ofForecast: $0) } : nil),
    ])
  }

  private static func id(ofForecast event: Event) -> String { "f-\(event.sequence)" }

  private static func kind(_ event: Event) -> String {
    event.type == ForecastRecord.Kind.issued.eventType ? "issued" : "hindcast"
  }

  /// One forecast with what was observed, what was said before, and how good that was.
  ///
  /// - Parameter reference: its reference date; nil for the newest.
  public func forecast(signal name: String, place placeName: String?, reference: CivilDate?) throws
    -> JSON
  {
    let signal = try signal(name)
    let history = try ForecastHistory(
      forecastEvents().filter { $0.payload["signal"]?.string == signal.id.text })
    guard let current = history.entry(for: reference) else {
      throw ReadError.noForecast(signal: name, reference: reference)
    }
    let place = try placeName.map { try self.place($0) } ?? topForecast(current.forecast)
    let observed = try weeks(signal, of: place.id)
    let row = current.forecast[place.id]
    let past = history.entries(before: current.forecast.referenceDate)
    let scores = try PlaceScores(past.suffix(26), place: place.id, observed: observed) { entry in
      try weeks(signal, of: place.id, knownTo: entry.forecast)
    }
    let caution = row == nil ? "This place is not part of the forecast." : current.forecast.caution
    let isReliable = caution == nil && row?.method != "baseline" && scores?.isReliable != false
    return answer([
      "signal": try json(signal), "place": Reading.json(place),
      "observed": [
        "dates": .array(observed.dates.map { JSON($0) }),
        "values": .array(observed.values.map { Reading.value($0) }),
        "provisional": .array(observed.provisional.map { .bool($0) }),
      ],
      "then": try then(current.forecast, signal, place: place.id, now: observed),
      "forecast": row.map { Reading.json(current, row: $0) } ?? .null,
      "past": .array(past.suffix(26).compactMap { ForecastHistory.json($0, place: place.id) }),
      "scores": scores?.json ?? .null,
      "reliable": .bool(isReliable),
      "caution": JSON(caution ?? (isReliable ? nil : Reading.doubt(row, scores))),
      "sentence": .string(Reading.sentence(current.forecast, row, signal, place)),
    ])
  }

  private static func doubt(_ row: Forecast.Location?, _ scores: PlaceScores?) -> String {
    row?.method == "baseline"
      ? "Too little history here: it only carries the last value forward."
      : "Past forecasts for this place missed more often than they said they would."
  }

  /// The whole where it is forecast, else the first place that is.
  private func topForecast(_ forecast: Forecast) throws -> Place {
    if let top, forecast[top.id] != nil { return top }
    let places = forecast.locations.compactMap { world.places[$0.place] }
    guard let place = places.min(by: { ($0.level, $0.id) < ($1.level, $1.id) }) else {
      throw ReadError.noForecast(signal: forecast.signal.text, reference: forecast.referenceDate)
    }
    return place
  }

  /// Weekly values: the series itself, or a daily one summed to weeks that end on Saturday.
  func weeks(_ signal: Signal, of place: ID<Twin>) throws -> PlaceSeries {
    let days = try series(signal, of: place)
    guard signal.period == .day, let first = days.dates.first, let last = days.dates.last else {
      return days
    }
    // The day six before a Saturday is the Sunday that opens its week.
    let ends = stride(from: (first + 6).onOrAfter(.saturday).days, through: last.days, by: 7)
      .map { CivilDate(days: $0) }
    var values: [Double] = []
    var completeness: [Double?] = []
    for end in ends {
      let range = (end - first - 6)...(end - first)
      values.append(days.values[range].reduce(0, +))
      let shares = days.completeness[range].compactMap { $0 }
      completeness.append(shares.count == 7 ? shares.reduce(0, +) / 7 : nil)
    }
    return PlaceSeries(
      dates: ends, values: values, completeness: completeness,
      provisional: completeness.map { ($0 ?? 1) < DelayProfile.settled })
  }

  /// What was known when the forecast was made, where it differs from what is known now.
  private func then(_ forecast: Forecast, _ signal: Signal, place: ID<Twin>, now: PlaceSeries)
    throws -> JSON
  {
    let from = forecast.referenceDate - 7 * 26
    let earlier = try weeks(signal, of: place, knownTo: forecast)
    let shown = earlier.dates.indices.filter { earlier.dates[$0] >= from }
    let differs = shown.contains { index in
      let value = earlier.values[index]
      return !value.isNaN && now[earlier.dates[index]] != value
    }
    guard differs else { return .null }
    return [
      "dates": .array(shown.map { JSON(earlier.dates[$0]) }),
      "values": .array(shown.map { Reading.value(earlier.values[$0]) }),
    ]
  }

  /// The weekly values of a place as a forecast's view saw them.
  private func weeks(_ signal: Signal, of place: ID<Twin>, knownTo forecast: Forecast) throws
    -> PlaceSeries
  {
    let asOf: AsOf = forecast.asOf == .latest ? .version(forecast.sequence) : forecast.asOf
    guard signal.period == .week, try grid(signal)?.isReported(by: place) == true else {
      return try Reading(journal, asOf: asOf, version: version).weeks(signal, of: place)
    }
    // A place that reports itself needs no other place's values.
    let query = ObservationQuery(signal: signal.id, twin: place)
    let rows = try journal.observations(query, at: View(asOf)).map(\.observation)
      .filter { $0.value != nil }
    guard let first = rows.first?.valid.date, let last = rows.last?.valid.date else {
      return .empty
    }
    let dates = stride(from: first.days, through: last.days, by: 7).map { CivilDate(days: $0) }
    var values = [Double](repeating: .nan, count: dates.count)
    for row in rows {
      let offset = row.valid.date - first
      guard offset % 7 == 0, let value = row.value else { continue }
      values[offset / 7] = value
    }
    return PlaceSeries(
      dates: dates, values: values, completeness: dates.map { _ in nil },
      provisional: dates.map { _ in false })
  }

  private static func json(_ entry: ForecastHistory.Entry, row: Forecast.Location) -> JSON {
    let forecast = entry.forecast
    return [
      "id": .string(id(ofForecast: entry.event)), "referenceDate": JSON(forecast.referenceDate),
      "dataThrough": JSON(forecast.newestData),
      "kind": .string(kind(entry.event)), "model": .string(forecast.model),
      "modelVersion": .string(forecast.modelVersion),
      "asOf": .string(forecast.asOf.description),
      "seed": .string(String(forecast.seed.value)), "sequence": JSON(forecast.sequence),
      "dates": .array(forecast.dates.map { JSON($0) }),
      "levels": .array(forecast.levels.map { .number($0) }),
      "quantiles": .array(
        row.quantiles.map { .array($0.map { .number(tenth($0)) }) }),
    ]
  }

  private static func sentence(
    _ forecast: Forecast, _ row: Forecast.Location?, _ signal: Signal, _ place: Place
  ) -> String {
    guard let row, let middle = forecast.levels.firstIndex(of: 0.5),
      let bounds = QuantileLevels.bounds(of: 0.8, in: forecast.levels),
      let last = row.quantiles.last,
      let date = forecast.dates.last
    else { return "\(signal.title), \(place.name): no forecast." }
    return "\(signal.title), \(place.name): \(Words.number(last[middle].rounded())) "
      + "\(Words.noun(of: signal)) expected in the week to \(Words.day(date)); 16 in 20 chances of "
      + "\(Words.number(last[bounds.0].rounded())) to \(Words.number(last[bounds.1].rounded()))."
  }
}
