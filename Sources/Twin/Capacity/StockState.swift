import SalusCore

/// What of an item is in a facility.
public struct StockState: Hashable, Sendable {
  /// In the order in which they are used: first what expires first, then what does not expire.
  /// Empty lots are left out.
  public internal(set) var lots: [Lot] = []
  /// Promised to orders; may exceed what is there.
  public internal(set) var reserved = 0.0
  /// When somebody last counted; nil for never.
  public internal(set) var counted: Instant?
  /// Valid time of the newest count or movement.
  public internal(set) var changed: Instant = .beginning
  /// When that was recorded, by whom, from what source and in which event.
  public internal(set) var recorded: Instant = .beginning
  public internal(set) var actor = ""
  public internal(set) var source = ""
  public internal(set) var sequence: Int64 = 0
  /// Issued beyond what the book held since the last count.
  public internal(set) var missing = 0.0
  /// What was used a day: issues, and what a count found less than the book; the last 60 days that
  /// had any.
  public internal(set) var used: [CivilDate: Double] = [:]

  public init() {}

  /// All that is there, expired or not.
  public var quantity: Double { lots.reduce(0) { $0 + $1.quantity } }

  /// What is there and may be used on that day.
  public func usable(on day: CivilDate) -> Double {
    lots.reduce(0) { $0 + ($1.isUsable(on: day) ? $1.quantity : 0) }
  }

  /// What may be used on that day and is promised to nobody; never negative.
  public func free(on day: CivilDate) -> Double {
    max(0, usable(on: day) - reserved)
  }

  /// Mean use a day over the `days` days that end on `day`; nil where nothing was used in them.
  public func use(on day: CivilDate, over days: Int = 14) -> Double? {
    // In order of the day, so that equal uses give equal sums.
    let sum = (0..<max(days, 1)).reduce(0.0) { $0 + (used[day - $1] ?? 0) }
    return sum > 0 ? sum / Double(max(days, 1)) : nil
  }

  /// The usable lot that expires first.
  public func nextExpiry(on day: CivilDate) -> Lot? {
    lots.first { $0.expires != nil && $0.isUsable(on: day) }
  }
}

extension StockState {
  static let kept = 60

  mutating func noteUse(_ quantity: Double, on day: CivilDate) {
    used[day, default: 0] += quantity
    guard used.count > StockState.kept, let oldest = used.keys.min() else { return }
    used[oldest] = nil
  }

  mutating func put(_ parts: [Lot]) {
    for part in parts where part.quantity > 0 {
      if let index = lots.firstIndex(where: { $0.lot == part.lot && $0.expires == part.expires }) {
        lots[index].quantity += part.quantity
      } else {
        let index = lots.firstIndex { StockState.isUsed(part, before: $0) } ?? lots.endIndex
        lots.insert(part, at: index)
      }
    }
  }

  /// Takes a quantity out and says of which lots it was; less than asked where there is less.
  ///
  /// A named lot goes first. Use takes the usable lots in order and expired ones last; waste takes
  /// the expired ones first.
  mutating func take(
    _ quantity: Double, lot: String?, on day: CivilDate, isWaste: Bool
  ) -> [Lot] {
    var left = quantity
    var taken: [Lot] = []
    func rank(_ part: Lot) -> Int {
      if let lot, part.lot == lot { return 0 }
      return part.isUsable(on: day) != isWaste ? 1 : 2
    }
    let order = lots.indices.sorted { (rank(lots[$0]), $0) < (rank(lots[$1]), $1) }
    for index in order where left > 0 {
      let part = min(left, lots[index].quantity)
      var piece = lots[index]
      piece.quantity = part
      taken.append(piece)
      lots[index].quantity -= part
      left -= part
    }
    lots.removeAll { $0.quantity <= 0 }
    return taken
  }

  private static func isUsed(_ left: Lot, before right: Lot) -> Bool {
    let days = (left.expires?.days ?? .max, right.expires?.days ?? .max)
    if days.0 != days.1 { return days.0 < days.1 }
    return left.lot.utf8.lexicographicallyPrecedes(right.lot.utf8)
  }
}
