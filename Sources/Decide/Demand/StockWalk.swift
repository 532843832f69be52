import SalusCore

/// How long stock lasts when it is used day by day, what expires first taken first.
struct StockWalk: Hashable, Sendable {
  /// Days until the stock fails to meet a day's use, parts of a day included; beyond the last day at
  /// the mean use of its last week.
  let cover: Double
  /// Index of the first day whose use the stock cannot meet; nil for none.
  let out: Int?

  /// The longest cover that is told apart.
  static let most = 365.0

  /// - Parameters:
  ///   - lots: in any order.
  ///   - use: of each day, the first of which is `first`.
  ///   - delivery: what comes in on each day, at its beginning.
  init(
    _ lots: [DemandInput.Lot], use: ArraySlice<Double>, first: CivilDate, delivery: Double = 0
  ) {
    var left = lots.filter { $0.quantity > 0 }.sorted(by: StockWalk.isSooner)[...]
    var date = first
    for (index, need) in use.enumerated() {
      while let lot = left.first, let last = lot.lastDay, last < date { left.removeFirst() }
      if delivery > 0 { left.append(DemandInput.Lot(quantity: delivery)) }
      var wanted = need
      while wanted > 0, let lot = left.first {
        let taken = min(wanted, lot.quantity)
        wanted -= taken
        if taken < lot.quantity {
          left[left.startIndex].quantity -= taken
        } else {
          left.removeFirst()
        }
      }
      if wanted > 1e-9 {
        out = index
        cover = Double(index) + (need > 0 ? 1 - wanted / need : 0)
        return
      }
      date = date + 1
    }
    out = nil
    let week = use.suffix(7)
    let rate = week.isEmpty ? 0 : week.reduce(0, +) / Double(week.count)
    let rest = left.reduce(0) { $0 + $1.quantity }
    cover = min(
      StockWalk.most, Double(use.count) + (rate > 0 ? rest / rate : StockWalk.most))
  }

  private static func isSooner(_ one: DemandInput.Lot, _ other: DemandInput.Lot) -> Bool {
    (one.lastDay ?? .last, one.quantity) < (other.lastDay ?? .last, other.quantity)
  }
}
