import SalusCore
import SalusNumerics

/// Every report of one scheme, by the date that it names, its place and the days until it was told:
/// the reporting triangle from which the feeds of any day follow.
struct ReportLog: Sendable {
  let scheme: ReportingScheme
  let firstDay: Int
  private let placeCount: Int
  /// Days recorded so far.
  private(set) var dayCount = 0
  /// Day-major, places inside, delays innermost.
  private var counts: [Int32] = []
  /// By date from the next day on: people ill already who will be dated then.
  private var pending: [[Int]]

  init(_ scheme: ReportingScheme, firstDay: Int, places: Int) {
    self.scheme = scheme
    self.firstDay = firstDay
    placeCount = places
    pending = Array(repeating: Array(repeating: 0, count: places), count: scheme.toDate.count)
  }

  /// Records the next day.
  ///
  /// - Parameters:
  ///   - onsets: people who fell ill with the new infection, by place.
  ///   - expected: mean of all other reports, by place.
  ///   - size: evenness of those (negative binomial size).
  mutating func record(
    onsets: [Int], expected: [Double], size: Double, seed: Seed, layer: UInt16 = 0
  ) {
    let day = firstDay + dayCount
    let dates = scheme.dates(from: day)
    let reports = scheme.reports(from: day)
    let width = scheme.toReport.count
    counts.append(contentsOf: repeatElement(0, count: placeCount * width))
    let row = dayCount * placeCount * width
    for place in 0..<placeCount {
      var draws = Stream(seed, .reporting, day, place, layer: scheme.layer + layer)
      if onsets[place] > 0 {
        let seen = draws.binomial(onsets[place], scheme.share)
        for (wait, count) in draws.multinomial(seen, dates).enumerated() {
          pending[wait][place] += count
        }
      }
      let other = draws.negativeBinomial(mean: expected[place], size: size)
      let dated = pending[0][place] + other
      guard dated > 0 else { continue }
      for (delay, count) in draws.multinomial(dated, reports).enumerated() {
        counts[row + place * width + delay] = Int32(count)
      }
    }
    pending.removeFirst()
    pending.append(Array(repeating: 0, count: placeCount))
    dayCount += 1
  }

  /// Reports about a place that name the date `day`, as far as told by the end of day `by`.
  func known(_ place: Int, on day: Int, by: Int) -> Int {
    let offset = day - firstDay
    guard offset >= 0, offset < dayCount, by >= day else { return 0 }
    let width = scheme.toReport.count
    let start = (offset * placeCount + place) * width
    var sum = 0
    for delay in 0...min(by - day, width - 1) { sum += Int(counts[start + delay]) }
    return sum
  }

  /// All reports of the seven days that end on `day`, told or not.
  func weekly(endingOn day: Int) -> Int {
    let width = scheme.toReport.count
    let from = max(0, day - 6 - firstDay) * placeCount * width
    let to = min(dayCount, day - firstDay + 1) * placeCount * width
    guard from < to else { return 0 }
    return counts[from..<to].reduce(0) { $0 + Int($1) }
  }
}
