import SalusCore
import SalusTwin

/// The values of a signal in one place, as charts draw them.
struct PlaceSeries {
  let dates: [CivilDate]
  /// Not-a-number where nothing is known.
  let values: [Double]
  /// Share of each value that is in; nil where unknown.
  let completeness: [Double?]
  let provisional: [Bool]

  static let empty = PlaceSeries(dates: [], values: [], completeness: [], provisional: [])

  /// The value at a date; nil for none.
  subscript(date: CivilDate) -> Double? {
    guard let index = dates.firstIndex(of: date), !values[index].isNaN else { return nil }
    return values[index]
  }
}

extension Reading {
  /// Empty where the place has no values of the signal.
  func series(_ signal: Signal, of place: ID<Twin>, from: CivilDate? = nil, to: CivilDate? = nil)
    throws -> PlaceSeries
  {
    guard let grid = try grid(signal), let values = grid.values(of: place) else { return .empty }
    let delay = try delay(signal)
    let kept = grid.dates.indices.filter { index in
      let date = grid.dates[index]
      return (from.map { date >= $0 } ?? true) && (to.map { date <= $0 } ?? true)
    }
    let completeness = kept.map {
      delay.completeness(of: grid.dates[$0], reported: values.reported[$0])
    }
    return PlaceSeries(
      dates: kept.map { grid.dates[$0] }, values: kept.map { values.numbers[$0] },
      completeness: completeness, provisional: completeness.map { delay.isProvisional($0) })
  }

  /// One signal in one place over time, with what is provisional and the finding in words.
  public func series(signal name: String, place placeName: String, from: CivilDate?, to: CivilDate?)
    throws -> JSON
  {
    let signal = try signal(name)
    let place = try place(placeName)
    let series = try series(signal, of: place.id, from: from, to: to)
    return answer([
      "signal": try json(signal), "place": Reading.json(place),
      "dates": .array(series.dates.map { JSON($0) }),
      "values": .array(series.values.map { Reading.value($0) }),
      "provisional": .array(series.provisional.map { .bool($0) }),
      "completeness": .array(series.completeness.map { JSON($0.map(Reading.rounded)) }),
      "sentence": .string(Reading.sentence(signal, place, series)),
    ])
  }

  /// Null for not-a-number.
  static func value(_ number: Double) -> JSON { number.isNaN ? .null : .number(number) }

  /// To four decimals, which is more than a share can be trusted to.
  static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }

  private static func sentence(_ signal: Signal, _ place: Place, _ series: PlaceSeries) -> String {
    guard let last = series.values.lastIndex(where: { !$0.isNaN }) else {
      return "\(signal.title), \(place.name): no values in this period."
    }
    var text = "\(signal.title), \(place.name): "
    if signal.measure == .rate {
      text += "\(Words.number(series.values[last])) \(signal.unit)"
      text += " on \(Words.day(series.dates[last]))."
    } else {
      let sums = Week.sums(series.values, period: signal.period)
      let end = sums.reported.lastIndex { !$0.isNaN } ?? last
      let sum = sums.reported[end]
      text +=
        sum.isNaN
        ? "\(Words.number(series.values[last])) on \(Words.day(series.dates[last]))"
        : "\(Words.number(sum)) \(Words.noun(of: signal)) in the week to "
          + Words.day(series.dates[end])
      if let trend = WeekTrend(series, sums: sums, end: end, period: signal.period) {
        text += ", \(trend.words)"
      }
      text += "."
    }
    let provisional = series.provisional.filter { $0 }.count
    if provisional > 0 {
      text += " The last \(Words.plural(provisional, signal.period.rawValue)) may still rise."
    }
    return text
  }
}

/// How the newest week stands to the one before.
struct WeekTrend {
  let direction: String
  let words: String

  /// Nil where there is no week before. Late reports would look like a fall, so that an incomplete
  /// week is compared by what is to be expected when all reports are in.
  init?(
    _ series: PlaceSeries, sums: (reported: [Double], scaled: [Double]), end: Int, period: Period
  ) {
    let step = 7 / period.days
    guard end >= step else { return nil }
    let share = WeekTrend.completeness(series, sum: sums.reported[end], end: end, step: step) ?? 1
    let isLate = share < DelayProfile.settled
    let now = sums.scaled[end] / (isLate ? max(share, 0.3) : 1)
    guard let told = Words.trend(from: sums.scaled[end - step], to: now) else { return nil }
    direction = told.direction
    words = told.words + (isLate ? ", late reports allowed for" : "")
  }

  /// Of a week's sum, from the shares of its days; nil where unknown.
  static func completeness(_ series: PlaceSeries, sum: Double, end: Int, step: Int) -> Double? {
    var whole = 0.0
    for index in max(0, end - step + 1)...end where !series.values[index].isNaN {
      guard let share = series.completeness[index] else { return nil }
      whole += series.values[index] / max(share, 0.05)
    }
    return whole > 0 ? min(1, sum / whole) : nil
  }
}
