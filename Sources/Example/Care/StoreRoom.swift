import SalusCore

/// What a facility truly has of one item, lot by lot; the first to expire leaves first.
struct StoreRoom: Sendable {
  struct Lot: Hashable, Sendable {
    var name: String
    var quantity: Int
    /// Day number of the last day on which it can be used; nil for what keeps.
    var lastDay: Int?
  }

  /// By last day, those that keep at the end.
  private(set) var lots: [Lot] = []

  var quantity: Int { lots.reduce(0) { $0 + $1.quantity } }

  mutating func add(_ lot: Lot) {
    guard lot.quantity > 0 else { return }
    if let index = lots.firstIndex(where: { $0.name == lot.name }) {
      lots[index].quantity += lot.quantity
      return
    }
    let order = (lot.lastDay ?? .max, lot.name)
    let place = lots.firstIndex { ($0.lastDay ?? .max, $0.name) > order } ?? lots.endIndex
    lots.insert(lot, at: place)
  }

  /// Takes up to `quantity`; what comes back is by lot and adds up to what was there.
  mutating func take(_ quantity: Int) -> [Lot] {
    var left = quantity
    var taken: [Lot] = []
    while left > 0, var first = lots.first {
      let part = min(left, first.quantity)
      taken.append(Lot(name: first.name, quantity: part, lastDay: first.lastDay))
      first.quantity -= part
      left -= part
      if first.quantity == 0 { lots.removeFirst() } else { lots[0] = first }
    }
    return taken
  }

  /// Takes out what cannot be used on `day` any more.
  mutating func discard(on day: Int) -> [Lot] {
    let gone = lots.filter { ($0.lastDay ?? .max) < day }
    lots.removeAll { ($0.lastDay ?? .max) < day }
    return gone
  }
}

/// One movement of stock as the facilities book it.
struct StockBooking: Hashable, Sendable {
  enum Reason: String, Sendable {
    case receipt, transfer, issue, expired
  }

  /// Distinct for ever; the same movement again is the same.
  var id: String
  /// Index of the item and of the sites; no source is from outside, no target is used up.
  var item: Int
  var lot: String?
  var lastDay: Int?
  var quantity: Int
  var from: Int?
  var to: Int?
  var reason: Reason
  /// Since the start of day 0.
  var minute: Int
}
