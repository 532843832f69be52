import SalusCore
import SalusTwin

/// Who came to shifts in the last weeks, so that one day's sick leave is not taken for the number
/// of staff there are.
struct StaffHistory: Sendable {
  private struct Key: Hashable {
    var hospital: ID<Twin>
    var group: String
    var shift: StaffReport.Shift
  }

  /// Days of a median, and days that are kept.
  private static let days = 7
  private static let kept = 100

  private var counts: [Key: [CivilDate: Int]] = [:]

  mutating func apply(_ report: StaffReport, on date: CivilDate) {
    let key = Key(hospital: report.hospital, group: report.group, shift: report.shift)
    counts[key, default: [:]][date] = report.onShift
    if let count = counts[key]?.count, count > StaffHistory.kept,
      let oldest = counts[key]?.keys.min()
    {
      counts[key]?[oldest] = nil
    }
  }

  /// The median of a shift over the week to `last`; nil where nobody said anything in it.
  func usual(_ report: StaffReport, last: CivilDate) -> Double? {
    let key = Key(hospital: report.hospital, group: report.group, shift: report.shift)
    let known = counts[key] ?? [:]
    let week = (0..<StaffHistory.days).compactMap { known[last - $0] }.sorted()
    guard !week.isEmpty else { return nil }
    let middle = week.count / 2
    return week.count % 2 == 1
      ? Double(week[middle]) : Double(week[middle - 1] + week[middle]) / 2
  }
}
