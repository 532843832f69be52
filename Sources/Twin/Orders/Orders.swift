import SalusCore

/// All orders as of a view: the fold of their events in the order of the journal.
public struct Orders: Sendable {
  /// In the order in which they were issued.
  public private(set) var all: [Order] = []
  private var indexByID: [ID<Order>: Int] = [:]
  private var orderByReceipt: [String: ID<Order>] = [:]

  /// Types of the events that the fold reads.
  public static let types = [OrderIssued.type] + OrderStep.types

  public init() {}

  public init(_ journal: any Journal, at view: View) throws(JournalError) {
    let events = try journal.events(
      EventQuery(branch: view.branch, types: Orders.types, through: view.sequence))
    for event in events {
      if let known = view.known, event.known > known { continue }
      try apply(event)
    }
  }

  public subscript(id: ID<Order>) -> Order? { indexByID[id].map { all[$0] } }

  /// Orders neither executed nor cancelled.
  public var open: [Order] { all.filter(\.isOpen) }

  /// The order that a receipt was for; nil for a receipt never seen.
  public func order(ofReceipt id: String) -> ID<Order>? { orderByReceipt[id] }

  /// The id that the `offset`th next order gets: `O-1`, `O-2`, …
  public func nextID(_ offset: Int = 0) -> ID<Order> { ID("O-\(all.count + 1 + offset)") }

  /// Applies events newer than all before; others than orders' are passed over.
  public mutating func apply(_ events: [Event]) throws(JournalError) {
    for event in events { try apply(event) }
  }

  private mutating func apply(_ event: Event) throws(JournalError) {
    if event.type == OrderIssued.type {
      var order = try OrderIssued(event).order
      order.note(event, words: "issued from \(order.plan)")
      indexByID[order.id] = all.count
      all.append(order)
    } else if event.type.hasPrefix("order.") {
      let step = try OrderStep(event)
      // A view by known time may see a step before the order that it is of.
      guard let index = indexByID[step.order] else { return }
      if let receipt = step.receipt { orderByReceipt[receipt] = step.order }
      all[index].take(step)
      all[index].note(event, words: step.words)
    }
  }
}

extension Order {
  /// Moves the order on. Steps never lead back: a truck that reports its start after its receipt
  /// does not open the order again. Receipts count even for a cancelled order.
  mutating func take(_ step: OrderStep) {
    if let executor = step.executor { self.executor = executor }
    switch step.verb {
    case .bound:
      if bound == nil { bound = step.at }
      advance(to: .bound)
    case .sent: advance(to: .sent)
    case .started: advance(to: .executing)
    case .executed:
      let quantity = step.quantity ?? 0
      received += quantity
      receipts.append(Receipt(id: step.receipt ?? "", quantity: quantity, at: step.at))
      if stage == .cancelled { return }
      if step.isFinal || received >= self.quantity - 1e-9 {
        stage = .executed
        executed = step.at
      } else {
        advance(to: .executing)
      }
    case .late: if lateSince == nil { lateSince = step.at }
    case .cancelled: if stage != .executed { stage = .cancelled }
    }
  }

  private mutating func advance(to next: Stage) {
    guard let here = Stage.allCases.firstIndex(of: stage),
      let there = Stage.allCases.firstIndex(of: next), there > here
    else { return }
    stage = next
  }

  mutating func note(_ event: Event, words: String) {
    revision = event.revision
    sequence = event.sequence
    history.append(
      Entry(
        at: event.valid, recorded: event.recorded, verb: String(event.type.dropFirst(6)),
        actor: event.actor, words: words))
  }
}

extension OrderStep {
  /// The step in words, for histories.
  public var words: String {
    let tail = note.map { "; \($0)" } ?? ""
    switch verb {
    case .bound: return "bound to \(executor ?? "nobody")" + tail
    case .sent: return "sent" + (executor.map { " to \($0)" } ?? "") + tail
    case .started: return "under way" + (executor.map { " with \($0)" } ?? "") + tail
    case .executed:
      return "\(JSON.number(quantity ?? 0)) received, receipt \(receipt ?? "")"
        + (isFinal ? ", no more to come" : "")
        + tail
    case .late: return "late" + tail
    case .cancelled: return "cancelled" + tail
    }
  }
}
