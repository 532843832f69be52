import SalusCore
import SalusTwin

/// What usually comes into each facility: the mean of the last four weeks, orders of plans left
/// out.
struct Deliveries: Sendable {
  private static let days = 28
  private let last: CivilDate
  private var byFacility: [ID<Twin>: [String: Double]] = [:]
  private var fromOutside: [String: Double] = [:]
  /// The first day on which anything moved, so that a short history is not taken for little.
  private var first: CivilDate?

  /// - Parameter last: the last day of the four weeks.
  init(through last: CivilDate) {
    self.last = last
  }

  /// Takes in movements that the view admits; a retracted one is passed over.
  mutating func apply(_ events: [Event], view: View, capacity: Capacity) throws(JournalError) {
    for event in events where event.type == StockMove.type {
      if let known = view.known, event.known > known { continue }
      let date = event.valid.date
      guard date <= last, !capacity.isRetracted(event.sequence) else { continue }
      first = min(first ?? date, date)
      guard last - date < Deliveries.days else { continue }
      let move = try StockMove(event)
      guard let to = move.to, move.order == nil else { continue }
      byFacility[to, default: [:]][move.item.text, default: 0] += move.quantity
      if move.from == nil { fromOutside[move.item.text, default: 0] += move.quantity }
    }
  }

  private var span: Double {
    guard let first else { return 1 }
    return Double(min(Deliveries.days, max(7, last - first + 1)))
  }

  /// Into a facility, by item.
  func daily(to facility: ID<Twin>) -> [String: Double] {
    (byFacility[facility] ?? [:]).mapValues { $0 / span }
  }

  /// Into the region, by item.
  var dailyFromOutside: [String: Double] { fromOutside.mapValues { $0 / span } }
}
