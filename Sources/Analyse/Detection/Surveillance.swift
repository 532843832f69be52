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
  /// Dates without an alarm that do not end a run.
  public var gap: Int
  /// Dates judged, so that the beginning of a run is found.
  public var depth: Int
  /// Greatest chance of such a count by the usual one alone; 1 asks for nothing.
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
      let series = panel.series(index)
      let alarms = place.results.map { $0.alarm && isRare(series, row: $0.row) }
      guard let run = openRun(alarms), let observed = place.results[run.peak].observed,
        let expected = place.results[run.peak].expected, let upper = place.results[run.peak].upper
      else { continue }
      let agreeing = agreement.map { $0[index] }.filter { $0.results[run.peak].alarm }
      detections.append(
        Detection(
          signal: panel.signal.id, place: place.place.id, date: place.dates[run.peak],
          since: place.dates[run.first], observed: observed, expected: expected, upper: upper,
          score: place.results[run.peak].score ?? 0, method: place.method.rawValue,
          agreeing: agreeing.map(\.method.rawValue)))
    }
    detections.sort { ($1.score, $0.id) < ($0.score, $1.id) }
    return DetectionFinished(
      signal: panel.signal.id, method: settings.method.rawValue, day: panel.dates.last ?? .first,
      asOf: asOf, sequence: panel.sequence, series: judged.count,
      usable: judged.count { $0.results.suffix(recent).contains(where: \.usable) },
      detections: detections)
  }

  /// The newest run of alarms that is still open: its first position, and the position of its last
  /// alarm, which is the one that is shown.
  private func openRun(_ alarms: [Bool]) -> (first: Int, peak: Int)? {
    guard let last = alarms.lastIndex(of: true), alarms.count - last <= recent else { return nil }
    var first = last
    var index = last
    var quiet = 0
    while index > 0, quiet <= gap {
      index -= 1
      if alarms[index] {
        first = index
        quiet = 0
      } else {
        quiet += 1
      }
    }
    return (first, last)
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
