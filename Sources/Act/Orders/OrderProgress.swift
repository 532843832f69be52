import SalusCore
import SalusTwin

/// Plan against what happened: how many orders should have been executed by each day, and were.
public struct OrderProgress: Hashable, Sendable {
  public var dates: [CivilDate]
  /// Orders due by the end of each day, cancelled ones left out.
  public var planned: [Int]
  /// Orders executed by the end of each day.
  public var actual: [Int]

  /// - Parameters:
  ///   - today: the last day for which `actual` says anything.
  ///   - mostDays: the newest days that are told.
  public init(_ orders: [Order], today: CivilDate, mostDays: Int = 28) {
    let counted = orders.filter { $0.stage != .cancelled }
    guard let first = counted.map(\.issued.date).min(),
      let last = (counted.map(\.due.date) + [today]).max()
    else {
      (dates, planned, actual) = ([], [], [])
      return
    }
    let start = max(first, last - (mostDays - 1))
    dates = (0...(last - start)).map { start + $0 }
    planned = dates.map { date in counted.count { $0.due.date <= date } }
    actual = dates.filter { $0 <= today }.map { date in
      counted.count { order in order.executed.map { $0.date <= date } ?? false }
    }
  }
}

/// Two numbers of the scorecard that orders speak to.
public struct OrderPunctuality: Hashable, Sendable {
  /// R-DC1: orders with an executor bound / orders issued; nil without orders.
  public var bindingRate: Double?
  /// R-DC2: Kaplan-Meier median of minutes from issue to execution, open orders censored at now;
  /// nil where fewer than half are executed.
  public var medianMinutes: Double?

  public init(_ orders: [Order], at now: Instant) {
    guard !orders.isEmpty else { return }
    bindingRate = Double(orders.count { $0.bound != nil }) / Double(orders.count)
    let spans: [(minutes: Double, isEvent: Bool)] = orders.filter { $0.stage != .cancelled }.map {
      (max(0, (($0.executed ?? now) - $0.issued) / 60), $0.executed != nil)
    }.sorted { ($0.minutes, $0.isEvent ? 0 : 1) < ($1.minutes, $1.isEvent ? 0 : 1) }
    // Kaplan and Meier 1958: at each event time the share left shrinks by events / at risk.
    var left = 1.0
    var index = 0
    while index < spans.count {
      let minutes = spans[index].minutes
      let atRisk = spans.count - index
      var events = 0
      while index < spans.count, spans[index].minutes == minutes {
        if spans[index].isEvent { events += 1 }
        index += 1
      }
      left *= 1 - Double(events) / Double(atRisk)
      if events > 0, left <= 0.5 + 1e-12 {
        medianMinutes = minutes
        return
      }
    }
  }
}
