import SalusCore
import SalusTwin

/// Where what happened departs from the plan, and whether that asks for a new one.
public struct Deviations: Sendable {
  /// One departure of one order.
  public struct Deviation: Hashable, Sendable {
    public var order: ID<Order>
    public var kind: Kind
    /// When it became known.
    public var at: Instant
    /// Of the item, what does not arrive in time; 0 for a surplus.
    public var missing: Double
    public var words: String
  }

  public enum Kind: String, Sendable {
    case late, short, surplus, cancelled
  }

  /// The newest first.
  public let all: [Deviation]
  /// Why a new plan is worth making; nil where none is.
  public let replan: String?

  /// - Parameters:
  ///   - orders: all of them.
  ///   - planned: when the newest plan was proposed; what was known then is in it already.
  ///   - name: of a facility.
  ///   - title: of an item.
  ///   - need: what the place still needs of the item, in words; nil where it needs nothing.
  public init(
    _ orders: [Order], planned: Instant?, at now: Instant, name: (ID<Twin>) -> String,
    title: (ID<Item>) -> String, need: (ID<Twin>, ID<Item>) -> String?
  ) {
    var found: [Deviation] = []
    for order in orders {
      guard let (kind, at, missing) = Deviations.kind(of: order) else { continue }
      let title = title(order.item)
      let target = name(order.to)
      let amount = Words.goods(missing, title)
      let words: String
      switch kind {
      case .late:
        let minutes = order.lateMinutes(at: now) ?? 0
        words = "\(order.id): \(amount) for \(target) \(Deviations.span(minutes)) late"
      case .short:
        words =
          "\(order.id): \(Words.number(order.received)) of "
          + "\(Words.goods(order.quantity, title)) reached \(target), and no more is to come"
      case .surplus:
        words =
          "\(order.id): \(Words.goods(order.received, title)) reached \(target), "
          + "\(Words.number(order.quantity)) were ordered"
      case .cancelled:
        words =
          "\(order.id) cancelled: \(amount) \(missing == 1 ? "does" : "do") not go to \(target)"
      }
      found.append(
        Deviation(order: order.id, kind: kind, at: at, missing: missing, words: words))
    }
    all = found.sorted { ($1.at, $0.order) < ($0.at, $1.order) }
    let fresh = all.filter { deviation in
      deviation.missing > 0 && (planned.map { deviation.at > $0 } ?? true)
    }
    guard !fresh.isEmpty else {
      replan = nil
      return
    }
    let byID = Dictionary(orders.map { ($0.id, $0) }) { first, _ in first }
    var open: [String] = []
    for deviation in fresh {
      guard let order = byID[deviation.order], let words = need(order.to, order.item),
        !open.contains(words)
      else { continue }
      open.append(words)
    }
    let count = Words.plural(fresh.count, "order")
    let verb = fresh.count == 1 ? "does" : "do"
    replan =
      "A new plan is suggested: \(count) \(verb) not go as signed."
      + (open.isEmpty ? "" : " Left open: \(Words.list(open, most: 4)).")
  }

  private static func kind(of order: Order) -> (Kind, Instant, Double)? {
    let missing = max(0, order.quantity - order.received)
    switch order.stage {
    case .cancelled:
      let at = order.history.last { $0.verb == "cancelled" }?.at ?? order.due
      return missing > 0 ? (.cancelled, at, missing) : nil
    case .executed:
      let at = order.executed ?? order.due
      if order.received > order.quantity + 1e-9 { return (.surplus, at, 0) }
      return missing > 1e-9 ? (.short, at, missing) : nil
    default:
      if order.received > order.quantity + 1e-9 { return (.surplus, order.due, 0) }
      return order.lateSince.map { (.late, $0, missing) }
    }
  }

  /// `45 minutes`, `3 hours`, `2 days`.
  static func span(_ minutes: Int) -> String {
    if minutes < 120 { return Words.plural(minutes, "minute") }
    if minutes < 2880 { return Words.plural(minutes / 60, "hour") }
    return Words.plural(minutes / 1440, "day")
  }
}
