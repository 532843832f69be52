import SalusCore
import SalusTwin

/// Runs one method over rows of a series of counts.
///
/// - Parameters:
///   - series: oldest first; not-a-number where nothing was reported.
///   - first: first row judged, counted from 1.
///   - last: last row judged, counted from 1, inclusive.
///   - frequency: rows a year: 52 for weeks, 12 for months, 364 for days (which keeps the weekday).
public func detect(
  series: [Double], first: Int, last: Int, settings: DetectionSettings, frequency: Int = 52
) throws(DetectionError) -> [DetectionResult] {
  guard first >= 1, last <= series.count, first <= last else {
    throw .rowsOutside(first: first, last: last, count: series.count)
  }
  guard (1...400).contains(frequency) else { throw .badFrequency(frequency) }
  for (i, value) in series.enumerated() where !value.isNaN {
    guard value >= 0, value == value.rounded(), value < 1e15 else {
      throw .notACount(value, row: i + 1)
    }
  }
  if case .farringtonFlexible(let flexible) = settings {
    let rest = frequency - 2 * flexible.halfWindow - 1
    guard flexible.periods == 1 ? rest >= 0 : rest >= flexible.periods - 1 else {
      throw .tooManyPeriods(flexible.periods, halfWindow: flexible.halfWindow, frequency)
    }
  }
  return settings.detector(frequency: frequency).detect(series, rows: first - 1..<last)
}

/// What a method found in one place of a panel.
public struct PlaceDetections: Sendable {
  public let place: Place
  public let method: DetectionMethod
  /// One a result.
  public let dates: [CivilDate]
  public let results: [DetectionResult]
  /// The open detection: the last reported row of the place alarms; nil otherwise.
  public let open: Evidence?

  /// Why there is a detection.
  public struct Evidence: Hashable, Sendable {
    public let date: CivilDate
    /// First alarm of the run of alarms that reaches to `date`; rows without a report do not end
    /// a run.
    public let since: CivilDate
    public let observed: Double
    public let expected: Double
    public let upper: Double
    /// (y - mu0) / (U - mu0).
    public let score: Double
    /// Rows in the run that were reported.
    public let length: Int
  }
}

/// Runs one method over the last rows of every place of a panel.
///
/// - Parameters:
///   - last: how many of the newest rows to return; the run of an open detection is followed
///     further back where needed.
///   - minimumCases: fewer cases than this in the last 4 weeks never alarm, whatever the method; 0
///     leaves it to the method. Rates have no such rule.
public func detect(
  panel: Panel, settings: DetectionSettings, last: Int = 1, minimumCases: Double = 5
) throws(DetectionError) -> [PlaceDetections] {
  if panel.signal.measure == .rate, settings.method.countsOnly {
    throw .countsOnly(settings.method, panel.signal.id)
  }
  let days = panel.signal.period.days
  let year = days == 1 ? 364 : 52
  let detector = settings.detector(frequency: year)
  let counted = panel.signal.measure == .count && minimumCases > 0
  let few = counted ? CaseLimit(cases: minimumCases, rows: 28 / days) : nil
  let silence = 28 / days
  return panel.places.indices.map { index in
    let series = Array(panel.series(index))
    let wanted = min(max(last, 1), series.count)
    var start = series.count - wanted
    if case .cusum = settings {
      // A sum needs a run-in: half of the series, after a year to learn the season from.
      start = min(start, max(year, series.count / 2))
    }
    var results = judged(series, start..<series.count, detector, few)
    // Look further back while the run may have begun earlier, but not through a long silence.
    while start > 0, isOpen(results),
      results.prefix(silence).contains(where: { $0.observed != nil })
        || results.count < silence
    {
      let earlier = max(0, start - 26)
      results = judged(series, earlier..<start, detector, few) + results
      start = earlier
    }
    return PlaceDetections(
      place: panel.places[index], method: settings.method,
      dates: Array(panel.dates.suffix(wanted)), results: Array(results.suffix(wanted)),
      open: evidence(results, panel.dates, silence: silence))
  }
}

private func judged(
  _ series: [Double], _ rows: Range<Int>, _ detector: any Detector, _ limit: CaseLimit?
) -> [DetectionResult] {
  detector.detect(series, rows: rows).map { result in
    guard let limit, result.observed != nil, let few = limit.broken(by: series, at: result.row)
    else { return result }
    var changed = few
    changed.expected = result.expected
    return changed
  }
}

/// True where every reported result alarms, so that an earlier one may belong to the run.
private func isOpen(_ results: [DetectionResult]) -> Bool {
  results.allSatisfy { $0.alarm || $0.observed == nil }
}

/// The run of alarms up to the last reported row; nil where that row does not alarm or lies
/// `silence` rows or more back.
private func evidence(
  _ results: [DetectionResult], _ dates: [CivilDate], silence: Int
) -> PlaceDetections.Evidence? {
  let reported = results.filter { $0.observed != nil }
  let run = reported.reversed().prefix { $0.alarm }
  guard let now = run.first, let first = run.last, let observed = now.observed,
    let expected = now.expected, let upper = now.upper, let newest = results.last,
    newest.row - now.row < silence
  else { return nil }
  return PlaceDetections.Evidence(
    date: dates[now.row], since: dates[first.row], observed: observed, expected: expected,
    upper: upper, score: now.score ?? 0, length: run.count)
}

/// Why a series could not be judged.
public enum DetectionError: Problem, Hashable {
  case rowsOutside(first: Int, last: Int, count: Int)
  case badFrequency(Int)
  case notACount(Double, row: Int)
  case tooManyPeriods(Int, halfWindow: Int, Int)
  case countsOnly(DetectionMethod, ID<Signal>)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .rowsOutside(let first, let last, let count):
      "rows \(first) to \(last) are asked for; the series has rows 1 to \(count)"
    case .badFrequency(let frequency):
      "\(frequency) rows a year are no frequency; 1 to 400 are accepted, 52 for weeks"
    case .notACount(let value, let row):
      "row \(row) holds \(value); whole numbers from zero up, or nothing, are accepted"
    case .tooManyPeriods(let periods, let halfWindow, let frequency):
      "\(periods) periods and a half window of \(halfWindow) do not fit into \(frequency) rows"
    case .countsOnly(let method, let signal):
      "\(method.rawValue) takes counts, and \(signal) is a rate; the EARS methods take rates"
    }
  }
}
