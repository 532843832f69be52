import SalusCore
import SalusNumerics
import SalusTwin

/// The watch over one signal: which method judges it, and what counts as an open detection.
///
/// Daily reports fill up over days, so a rise shows on a date only when most of its reports are in.
/// A detection therefore stays open while one of the newest dates alarms, not only the very last.
public struct Surveillance: Sendable {
  /// The method that decides.
  public var settings: DetectionSettings
  /// Methods that are asked too, and named where they agree.
  public var others: [DetectionSettings]
  /// Newest dates of which one must alarm.
  public var recent: Int
  /// Reported dates without an alarm that do not end a run; dates without a report never do.
  public var gap: Int
  /// Dates judged; where a run may have begun earlier, all dates of its place are.
  public var depth: Int
  /// Greatest chance of such a count by the usual one alone; 1 asks for nothing, and so does a
  /// rate, which has no such distribution.
  ///
  /// EARS takes its spread from seven values, and in a ward with a case a week that spread is often
  /// zero: one or two cases then alarm. Against 400 wards and a week of dates, chances above one in
  /// ten thousand are what a quiet day brings.
  public var rarity: Double

  /// The watch that suits a panel: with two years of weeks (and half a year more, which is left out
  /// of the baseline) flexible Farrington, else EARS C2.
  public init(for panel: Panel) {
    if panel.signal.period == .day {
      self.init(settings: DetectionSettings(.earsC2), daily: true)
    } else {
      let isLong = panel.dates.count >= 2 * 52 + 30 && panel.signal.measure == .count
      self.init(settings: DetectionSettings(isLong ? .farringtonFlexible : .earsC2), daily: false)
    }
  }

  public init(settings: DetectionSettings, daily: Bool) {
    self.settings = settings
    let alternatives: [DetectionMethod] =
      daily ? [.earsC1, .earsC2, .earsC3] : [.farringtonFlexible, .farrington, .bayes, .earsC2]
    others = alternatives.filter { $0 != settings.method }.map { DetectionSettings($0) }
    recent = daily ? 7 : 2
    gap = daily ? 2 : 1
    depth = daily ? 42 : 26
    rarity = daily ? 1e-4 : 1
  }

  /// Judges every place of a panel.
  public func run(_ panel: Panel, asOf: AsOf) throws(DetectionError) -> DetectionFinished {
    let judged = try detect(panel: panel, settings: settings, last: depth)
    var agreement: [[PlaceDetections]] = []
    for other in others where panel.signal.measure == .count || !other.method.countsOnly {
      agreement.append(try detect(panel: panel, settings: other, last: depth))
    }
    var detections: [Detection] = []
    for (index, place) in judged.enumerated() {
      guard let run = openRun(place, in: panel, index),
        let observed = place.results[run.peak].observed,
        let expected = place.results[run.peak].expected, let upper = place.results[run.peak].upper
      else { continue }
      let first =
        run.first <= gap && place.results.count < panel.dates.count
        ? try begin(of: index, in: panel) ?? place.dates[run.first] : place.dates[run.first]
      let agreeing = agreement.map { $0[index] }.filter { $0.results[run.peak].alarm }
      detections.append(
        Detection(
          signal: panel.signal.id, place: place.place.id, date: place.dates[run.peak],
          since: first, observed: observed, expected: expected, upper: upper,
          score: place.results[run.peak].score ?? 0, method: place.method.rawValue,
          agreeing: agreeing.map(\.method.rawValue)))
    }
    detections.sort { ($1.score, $0.id) < ($0.score, $1.id) }
    return DetectionFinished(
      signal: panel.signal.id, method: name, day: panel.dates.last ?? .first,
      asOf: asOf, sequence: panel.sequence, series: judged.count,
      usable: judged.count { $0.results.suffix(recent).contains(where: \.usable) },
      detections: detections)
  }

  /// The method, followed by what differs from its usual settings: `ears-c2/alpha=0.01`.
  var name: String {
    let usual = DetectionSettings(settings.method).parameters
    let changed = (settings.parameters.members ?? []).filter { usual[$0.name] != $0.value }
    guard !changed.isEmpty else { return settings.method.rawValue }
    let words = changed.map { "\($0.name)=\($0.value.string ?? $0.value.description)" }
    return "\(settings.method.rawValue)/\(words.joined(separator: ","))"
  }

  /// The newest run of alarms that is still open: its first position, and the position of its last
  /// alarm, which is the one that is shown.
  private func openRun(
    _ place: PlaceDetections, in panel: Panel, _ index: Int
  ) -> (first: Int, peak: Int)? {
    let series = panel.series(index)
    let isCount = panel.signal.measure == .count
    let alarms = place.results.map { result in
      result.alarm && (!isCount || isRare(series, row: result.row))
    }
    guard let last = alarms.lastIndex(of: true), alarms.count - last <= recent else { return nil }
    var first = last
    var index = last
    var quiet = 0
    while index > 0, quiet <= gap {
      index -= 1
      if alarms[index] {
        first = index
        quiet = 0
      } else if place.results[index].observed != nil {
        quiet += 1
      }
    }
    return (first, last)
  }

  /// The first date of a run that reaches back beyond the dates judged, so that the run keeps its
  /// name however long it lasts.
  private func begin(of index: Int, in panel: Panel) throws(DetectionError) -> CivilDate? {
    let alone = Panel(
      signal: panel.signal, places: [panel.places[index]], dates: panel.dates,
      values: Array(panel.series(index)), sequence: panel.sequence, known: panel.known)
    let judged = try detect(panel: alone, settings: settings, last: panel.dates.count)
    return judged.first.flatMap { place in
      openRun(place, in: alone, 0).map { place.dates[$0.first] }
    }
  }

  /// Whether chance alone would hardly bring the count: the upper tail of a negative binomial (a
  /// Poisson where the spread is no greater) with mean and variance of up to 28 dates that end 10
  /// dates before, half a case added to their sum lest an empty baseline make one case certain.
  private func isRare(_ series: ArraySlice<Double>, row: Int) -> Bool {
    guard rarity < 1 else { return true }
    let start = series.startIndex
    let count = series[start + row]
    let baseline = series[start + max(0, row - 37)..<start + max(0, row - 9)]
      .filter { !$0.isNaN }
    guard baseline.count >= 7 else { return false }
    let number = Double(baseline.count)
    let mean = (baseline.reduce(0, +) + 0.5) / number
    let variance = baseline.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (number - 1)
    let chance: Double
    if variance > mean * 1.05 {
      let size = mean * mean / (variance - mean)
      chance = NegativeBinomial(mean: mean, size: size).upper(count - 1)
    } else {
      chance = Poisson(mean: mean).upper(count - 1)
    }
    return chance <= rarity
  }
}
