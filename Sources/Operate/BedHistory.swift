import SalusCore
import SalusTwin

/// What units said of their beds, day by day: the newest report of each day.
struct BedHistory: Sendable {
  private struct Said {
    var report: BedReport
    var valid: Instant
    var sequence: Int64
  }

  private var byUnit: [ID<Twin>: [CivilDate: Said]] = [:]
  /// Days that are kept of each unit.
  private static let kept = 800

  init() {}

  /// Takes in a report with its event; the newest of a day stands.
  mutating func apply(_ report: BedReport, _ event: Event) {
    let date = event.valid.date
    if let other = byUnit[report.unit]?[date],
      (other.valid, other.sequence) > (event.valid, event.sequence)
    {
      return
    }
    byUnit[report.unit, default: [:]][date] = Said(
      report: report, valid: event.valid, sequence: event.sequence)
    if let days = byUnit[report.unit], days.count > BedHistory.kept, let oldest = days.keys.min() {
      byUnit[report.unit]?[oldest] = nil
    }
  }

  /// Whether most units report before noon (UTC).
  var isOfTheMorning: Bool {
    let newest = byUnit.values.compactMap { $0.max { $0.key < $1.key }?.value.valid }
    let early = newest.filter { $0 - Instant(startOf: $0.date) < 12 * 3600 }
    return !newest.isEmpty && early.count * 2 > newest.count
  }

  /// Sum over units by day; a unit that is silent for up to three days counts as it last said, and
  /// without a word of every unit nothing is known. Empty where no unit ever said it.
  func sum(_ units: [ID<Twin>], first: CivilDate, days: Int, _ value: (BedReport) -> Int?)
    -> [Double]
  {
    guard !units.isEmpty else { return [] }
    var sums = [Double](repeating: 0, count: days)
    var isAny = false
    for unit in units {
      let said = byUnit[unit] ?? [:]
      var last: (value: Double, date: CivilDate)?
      for index in -3..<days {
        let date = first + index
        if let report = said[date]?.report, let number = value(report) {
          last = (Double(number), date)
          isAny = true
        }
        guard index >= 0 else { continue }
        if let last, date - last.date <= 3 {
          sums[index] += last.value
        } else {
          sums[index] = .nan
        }
      }
    }
    return isAny ? sums : []
  }
}
