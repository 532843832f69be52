import SalusCore
import SalusTwin

/// What usually comes into each facility: the mean of four weeks, orders of plans left out.
struct Deliveries: Sendable {
  /// Days of a mean, and days that are kept.
  private static let days = 28
  private static let kept = 140

  private var byDay: [CivilDate: [ID<Twin>: [String: Double]]] = [:]
  private var fromOutside: [CivilDate: [String: Double]] = [:]
  /// The first day on which anything moved, so that a short history is not taken for little.
  private var first: CivilDate?

  init() {}

  mutating func apply(_ move: StockMove, on date: CivilDate) {
    first = min(first ?? date, date)
    guard let to = move.to, move.order == nil else { return }
    byDay[date, default: [:]][to, default: [:]][move.item.text, default: 0] += move.quantity
    if move.from == nil {
      fromOutside[date, default: [:]][move.item.text, default: 0] += move.quantity
    }
    if byDay.count > Deliveries.kept, let oldest = byDay.keys.min() {
      byDay[oldest] = nil
      fromOutside[oldest] = nil
    }
  }

  /// Into a facility a day, by item, over the four weeks to `last`.
  ///
  /// - Parameter use: of a day. What is used is replaced, so it stands in for deliveries of days
  ///   before anything was told.
  func daily(to facility: ID<Twin>, last: CivilDate, use: [String: Double]) -> [String: Double] {
    var daily = mean(to: last) { byDay[$0]?[facility] }
    guard let first, first <= last, last - first + 1 < Deliveries.days else { return daily }
    let told = Double(last - first + 1)
    let whole = Double(Deliveries.days)
    for (item, amount) in use where amount > 0 {
      let sum = (daily[item] ?? 0) * max(7, told)
      daily[item] = (sum + (whole - told) * amount) / whole
    }
    return daily
  }

  /// Into the region a day, by item.
  func dailyFromOutside(last: CivilDate) -> [String: Double] {
    mean(to: last) { fromOutside[$0] }
  }

  private func mean(to last: CivilDate, _ day: (CivilDate) -> [String: Double]?)
    -> [String: Double]
  {
    guard let first, first <= last else { return [:] }
    let span = Double(min(Deliveries.days, max(7, last - first + 1)))
    var sums: [String: Double] = [:]
    for back in (0..<Deliveries.days).reversed() {
      for (item, quantity) in day(last - back) ?? [:] { sums[item, default: 0] += quantity }
    }
    return sums.mapValues { $0 / span }
  }
}
