import Glibc
import SalusCore
import SalusNumerics

/// Reported cases up to the newest day that can be relied on, freed of the rhythm of the week.
struct CaseHistory: Sendable {
  /// Expected final counts by place and day; the reports divided by their usual completeness.
  let expected: [[Double]]
  /// As reported, nought where nothing was.
  let reported: [[Double]]
  /// By day, oldest first; 1 where all is in.
  let completeness: [Double]
  /// Index of the newest day whose reports are at least `leastComplete` in; -1 for none.
  let edge: Int
  /// Relative number of reports by weekday, Sunday first; mean 1.
  let weekday: [Double]
  /// Date of index 0.
  let first: CivilDate

  /// Days that are reported to a smaller share tell too little and are projected instead.
  static let leastComplete = 0.3

  init(_ input: DemandInput, _ cases: DemandInput.Cases) {
    let days = input.historyDays
    let first = input.day - (days - 1)
    let completeness = (0..<days).map { index -> Double in
      let age = days - 1 - index
      return age < cases.completeness.count ? min(1, max(0, cases.completeness[age])) : 1
    }
    self.first = first
    self.completeness = completeness
    let isKnown = (0..<days).map { day in cases.counts.contains { !$0[day].isNaN } }
    edge =
      (0..<days).last { isKnown[$0] && completeness[$0] >= CaseHistory.leastComplete } ?? -1
    let raw = cases.counts.map { series in series.map { $0.isNaN ? 0 : max(0, $0) } }
    let edge = edge
    let final = raw.map { series in
      series.indices.map { index in
        index <= edge ? series[index] / max(CaseHistory.leastComplete, completeness[index]) : 0
      }
    }
    let total = (0..<days).map { day in final.reduce(0) { $0 + $1[day] } }
    let factors = CaseHistory.weekdays(total, first: first, edge: edge)
    weekday = factors
    let rhythm = (0..<days).map { factors[(first + $0).weekday.rawValue] }
    reported = raw
    expected = final.map { series in series.indices.map { series[$0] / rhythm[$0] } }
  }

  func factor(_ index: Int) -> Double { weekday[(first + index).weekday.rawValue] }

  /// Ratios to the centred mean of seven days over the last eight weeks, held towards 1 by two
  /// weeks' worth.
  private static func weekdays(_ total: [Double], first: CivilDate, edge: Int) -> [Double] {
    var ratios = [Double](repeating: 0, count: 7)
    var counts = [Double](repeating: 0, count: 7)
    for index in max(3, edge - 56)...max(3, edge - 3) where index + 3 <= edge {
      let mean = total[index - 3...index + 3].reduce(0, +) / 7
      guard mean > 0 else { continue }
      let day = (first + index).weekday.rawValue
      ratios[day] += total[index] / mean
      counts[day] += 1
    }
    let factors = ratios.indices.map { (ratios[$0] + 2) / (counts[$0] + 2) }
    let mean = factors.reduce(0, +) / 7
    return factors.map { max(0.05, $0 / mean) }
  }

  /// Final counts of every place, freed of the weekday, as one path may have them: what is not
  /// reported yet is negative binomial given what is (a flat prior on the final count).
  func sampled(_ place: Int, _ bits: inout Stream) -> [Double] {
    var path = expected[place]
    guard edge >= 0 else { return path }
    for index in max(0, edge - 13)...edge where completeness[index] < 0.999 {
      let share = max(CaseHistory.leastComplete, completeness[index])
      let known = reported[place][index]
      let missing = bits.poisson(bits.gamma(shape: known + 1, scale: (1 - share) / share))
      path[index] = (known + Double(missing)) / factor(index)
    }
    return path
  }
}
