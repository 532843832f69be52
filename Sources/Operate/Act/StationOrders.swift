import SalusAct
import SalusCore
import SalusTwin

/// Something that a person or field system says of an order.
public struct OrderReport: Hashable, Sendable {
  public var order: ID<Order>
  public var action: Order.Action
  public var executor: String?
  /// Id of the receipt; where none is given for a receipt, one is made.
  public var receipt: String?
  /// What arrived, in the unit of the item.
  public var quantity: Double?
  /// The receipt ends the order though less arrived than was ordered.
  public var isFinal: Bool
  public var note: String?
  /// When it was so; nil for now.
  public var at: Instant?

  public init(
    order: ID<Order>, action: Order.Action, executor: String? = nil, receipt: String? = nil,
    quantity: Double? = nil, isFinal: Bool = false, note: String? = nil, at: Instant? = nil
  ) {
    self.order = order
    self.action = action
    self.executor = executor
    self.receipt = receipt
    self.quantity = quantity
    self.isFinal = isFinal
    self.note = note
    self.at = at
  }
}

extension Station {
  /// All orders as of now.
  public func orders() throws -> Orders { try dutyState().orders }

  /// Takes what is said of an order, and changes the twin with it: a receipt moves the stock and
  /// frees what was promised, a cancellation frees the rest. A receipt known already changes
  /// nothing and gives the order as it is.
  ///
  /// - Parameters:
  ///   - revision: of the order as the person saw it; nil for as it is.
  ///   - now: by the loop's clock; nil takes it from the station.
  ///   - actor: nil for the station's own.
  public func report(
    _ report: OrderReport, seen revision: Int64? = nil, at moment: Instant? = nil,
    actor: String? = nil
  ) throws -> Order {
    for _ in 0..<Station.mostTries {
      do {
        return try reportOnce(report, seen: revision, at: moment, actor: actor)
      } catch OrderError.stale where revision == nil {
        // Whoever speaks of the order as it is has not seen it: what changed meanwhile, such as
        // that it is late now, does not stand against what happened to it.
        continue
      }
    }
    return try reportOnce(report, seen: revision, at: moment, actor: actor)
  }

  private static let mostTries = 20

  private func reportOnce(
    _ report: OrderReport, seen revision: Int64?, at moment: Instant?, actor: String?
  ) throws -> Order {
    let now = try moment ?? dutyTime()
    let state = try dutyState()
    guard let order = state.orders[report.order] else {
      throw OrderError.unknown(report.order.text)
    }
    var step = OrderStep(
      order: order.id, verb: report.action.verb, at: report.at ?? now, executor: report.executor,
      note: report.note)
    if report.action == .receive {
      step.quantity = report.quantity ?? (order.remaining > 0 ? order.remaining : nil)
      step.receipt = report.receipt ?? "\(order.id)-\(order.receipts.count + 1)"
      step.isFinal = report.isFinal
      if let receipt = step.receipt, let known = state.orders.order(ofReceipt: receipt) {
        let stored = state.orders[known]?.receipts.first { $0.id == receipt }
        guard known == order.id, report.quantity == nil || stored?.quantity == step.quantity else {
          throw OrderError.receiptConflict(receipt, order: known)
        }
        return order
      }
    }
    try order.check(report.action, step, seen: revision)
    let who = actor ?? self.actor
    let drafts =
      [step.draft(actor: who, known: now)]
      + consequences(of: step, order, state, known: now, actor: who)
    do {
      _ = try journal.append(
        drafts, expecting: [.revision(order.twin, order.revision)], on: Branch.main)
    } catch {
      guard error.kind == .stale else { throw error }
      let newest = try dutyState().orders[order.id] ?? order
      throw OrderError.stale(order.id, meanwhile: newest.meanwhile)
    }
    return try dutyState().orders[order.id] ?? order
  }

  /// What a step means for stock and vehicles.
  private func consequences(
    of step: OrderStep, _ order: Order, _ state: DutyState, known: Instant, actor: String
  ) -> [Draft] {
    let source = "act/orders"
    var drafts: [Draft] = []
    let isStock = state.items[order.item] != nil
    func release(_ quantity: Double?) {
      let release = StockRelease(
        id: order.id.text, facility: order.from, item: order.item, quantity: quantity)
      drafts.append(release.draft(actor: actor, source: source, valid: step.at, known: known))
    }
    var isBusy: Bool?
    switch step.verb {
    case .executed:
      let quantity = step.quantity ?? 0
      let isDone = step.isFinal || order.received + quantity >= order.quantity - 1e-9
      if isStock {
        let move = StockMove(
          id: step.receipt ?? "", item: order.item, quantity: quantity, from: order.from,
          to: order.to, reason: .transfer, order: order.id)
        drafts.append(
          move.draft(
            actor: actor, source: source, valid: step.at, known: known,
            key: step.receipt.map { "receipt/\($0)/move" }))
        if order.isOpen { release(isDone ? nil : quantity) }
      }
      if isDone { isBusy = false }
    case .cancelled:
      if isStock { release(nil) }
      isBusy = false
    case .started: isBusy = true
    case .bound, .sent, .late: break
    }
    if let vehicle = order.vehicle, let isBusy,
      isBusy
        || !state.orders.open.contains(where: { other in
          other.id != order.id && other.vehicle == vehicle && other.stage == .executing
        })
    {
      let report = VehicleReport(vehicle: vehicle, status: isBusy ? .busy : .free)
      drafts.append(report.draft(actor: actor, source: source, valid: step.at, known: known))
    }
    return drafts
  }

  /// Marks orders whose due time has passed.
  ///
  /// - Returns: those that were marked.
  @discardableResult
  public func reviewOrders(at now: Instant) throws -> [ID<Order>] {
    let overdue = try dutyState().orders.overdue(at: now)
    guard !overdue.isEmpty else { return [] }
    let drafts = overdue.map { order in
      OrderStep(
        order: order.id, verb: .late, at: now, note: "due \(order.due)"
      ).draft(actor: Station.program, known: now)
    }
    _ = try journal.append(
      drafts, expecting: overdue.map { .revision($0.twin, $0.revision) }, on: Branch.main)
    return overdue.map(\.id)
  }
}
