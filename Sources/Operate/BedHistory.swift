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
  /// The greatest sequence taken in.
  private(set) var sequence: Int64 = 0

  init() {}

  /// Takes in reports that the view admits; a retracted one is passed over.
  mutating func apply(_ events: [Event], view: View, capacity: Capacity) throws(JournalError) {
    for event in events where event.type == BedReport.type {
      sequence = max(sequence, event.sequence)
      if let known = view.known, event.known > known { continue }
      guard !capacity.isRetracted(event.sequence) else { continue }
      let report = try BedReport(event)
      let date = event.valid.date
      if let other = byUnit[report.unit]?[date],
        (other.valid, other.sequence) > (event.valid, event.sequence)
      {
        continue
      }
      byUnit[report.unit, default: [:]][date] = Said(
        report: report, valid: event.valid, sequence: event.sequence)
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
