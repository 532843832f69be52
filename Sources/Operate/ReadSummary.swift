import SalusAnalyse
import SalusCore
import SalusNumerics
import SalusTwin

extension Reading {
  /// The first screen: headline numbers with their tags, what changed, and what waits.
  ///
  /// - Parameters:
  ///   - geo: the place; nil for the whole.
  ///   - since: tells only changes after that sequence; nil for the newest.
  public func summary(geo: String?, since: Int64?) throws -> JSON {
    let place = try geo.map { try self.place($0) } ?? top
    var stats: [JSON] = []
    var day: CivilDate?
    if let place {
      let counts = world.signals.filter { $0.measure == .count }
        .sorted { ($0.period.days, $0.id) < ($1.period.days, $1.id) }
      for signal in counts {
        guard let stat = try weekStat(signal, in: place) else { continue }
        day = max(day ?? stat.day, stat.day)
        if stats.count < 3 { stats.append(stat.json) }
      }
      if let stat = try reproductionStat(in: place) { stats.append(stat) }
      if let stat = try forecastStat(in: place) { stats.append(stat) }
    }
    let open = try detections().entries.filter { entry in
      entry.isOpen && (geo == nil || isPart(entry.detection.place, of: place?.id))
    }
    let found = answer([
      "place": place.map(Reading.json) ?? .null, "day": JSON(day), "stats": .array(stats),
      "changes": .array(try changes(since: since)), "openDetections": JSON(open.count),
    ])
    return .object((found.members ?? []) + DutyCounts(try dutyState()).members)
  }

  /// The newest week of a count; nil where the place has no values of it.
  private func weekStat(_ signal: Signal, in place: Place) throws -> (json: JSON, day: CivilDate)? {
    let series = try series(signal, of: place.id)
    let sums = Week.sums(series.values, period: signal.period)
    guard let end = sums.reported.lastIndex(where: { !$0.isNaN }) else { return nil }
    let step = 7 / signal.period.days
    let share = WeekTrend.completeness(
      series, sum: sums.reported[end], end: end, step: step)
    let trend =
      WeekTrend(series, sums: sums, end: end, period: signal.period)
      .map { ["direction": .string($0.direction), "words": .string($0.words)] as JSON } ?? .null
    let noun = Words.noun(of: signal)
    let note: String? = series.provisional[end] ? "Reports are still coming in." : nil
    let grid = try grid(signal)
    let json = Reading.stat(
      id: signal.id.text, label: signal.title, value: sums.reported[end], lower: nil, upper: nil,
      unit: "\(noun) a week", day: series.dates[end], completeness: share,
      source: "\(Words.source(signal.sourceClass)) · \(signal.id) · v\(grid?.sequence ?? version)",
      trend: trend, note: note)
    return (json, series.dates[end])
  }

  private func reproductionStat(in place: Place) throws -> JSON? {
    guard let event = try reproduction(signal: nil, place: place.id),
      let number = Reading.newest(event), let mean = number["mean"]?.double,
      let to = number["to"]?.string.flatMap({ CivilDate($0) })
    else { return nil }
    let signal = event.payload["signal"]?.string ?? ""
    let lower = number["lower"]?.double ?? mean
    let upper = number["upper"]?.double ?? mean
    let direction = lower > 1 ? "up" : upper < 1 ? "down" : "level"
    let words =
      lower > 1 ? "growing" : upper < 1 ? "shrinking" : "neither surely growing nor shrinking"
    return Reading.stat(
      id: "reproduction", label: "Reproduction number", value: mean, lower: lower, upper: upper,
      unit: "infections from one", day: to, completeness: nil,
      source: "Cori 2013 · \(signal) · v\(event.sequence)",
      trend: ["direction": .string(direction), "words": .string(words)],
      note: number["weak"]?.bool == true ? "Too few cases to be sure." : nil, level: 0.95)
  }

  private func forecastStat(in place: Place) throws -> JSON? {
    for event in try forecastEvents().reversed() {
      guard let forecast = Forecast(payload: event.payload), let row = forecast[place.id],
        let middle = forecast.levels.firstIndex(of: 0.5),
        let bounds = QuantileLevels.bounds(of: 0.95, in: forecast.levels),
        let signal = world.signal(forecast.signal), let newest = try grid(signal)?.dates.last,
        // Weeks that have been reported since, as all of a hindcast's, are no outlook any more.
        let week = row.quantiles.indices.first(where: { forecast.dates[$0] > newest })
      else { continue }
      let noun = Words.noun(of: signal)
      return Reading.stat(
        id: "forecast", label: "Forecast, week to \(Words.day(forecast.dates[week]))",
        value: row.quantiles[week][middle].rounded(),
        lower: row.quantiles[week][bounds.0].rounded(),
        upper: row.quantiles[week][bounds.1].rounded(), unit: "\(noun) a week",
        day: forecast.newestData, completeness: nil,
        source:
          "\(forecast.model) \(forecast.modelVersion) · \(forecast.signal) · v\(event.sequence)",
        trend: .null, note: forecast.caution, level: 0.95)
    }
    return nil
  }

  private static func stat(
    id: String, label: String, value: Double, lower: Double?, upper: Double?, unit: String,
    day: CivilDate, completeness: Double?, source: String, trend: JSON, note: String?,
    level: Double? = nil
  ) -> JSON {
    [
      "id": .string(id), "label": .string(label), "value": JSON(value), "lower": JSON(lower),
      "upper": JSON(upper), "level": JSON(level), "unit": .string(unit), "asOf": JSON(day),
      "completeness": JSON(completeness.map(rounded)), "source": .string(source), "trend": trend,
      "note": JSON(note),
    ]
  }
}
