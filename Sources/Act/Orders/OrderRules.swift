import SalusCore
import SalusTwin

extension Order {
  /// What a person or field system may do with an order.
  public enum Action: String, Sendable, CaseIterable {
    case bind, send, start, receive, cancel

    /// The step of the order that it makes.
    public var verb: OrderStep.Verb {
      switch self {
      case .bind: .bound
      case .send: .sent
      case .start: .started
      case .receive: .executed
      case .cancel: .cancelled
      }
    }
  }

  /// What may be done now. A receipt is the truth and is taken in every stage.
  public var actions: Set<Action> {
    switch stage {
    case .issued: [.bind, .start, .receive, .cancel]
    case .bound: [.bind, .send, .start, .receive, .cancel]
    case .sent: [.bind, .start, .receive, .cancel]
    case .executing: [.receive, .cancel]
    case .executed, .cancelled: [.receive]
    }
  }

  /// Checks a step before it is written.
  ///
  /// - Parameter revision: of the order as the person saw it; nil for as it is.
  public func check(_ action: Action, _ step: OrderStep, seen revision: Int64?)
    throws(OrderError)
  {
    if let revision, revision != self.revision {
      throw .stale(id, meanwhile: meanwhile)
    }
    guard actions.contains(action) else { throw .notAllowed(id, action, state) }
    switch action {
    case .bind:
      guard let executor = step.executor, !executor.isEmpty else { throw .executorMissing(id) }
    case .receive:
      guard let quantity = step.quantity, quantity.isFinite, quantity > 0, quantity <= 1e12 else {
        throw .quantity(step.quantity)
      }
      guard let receipt = step.receipt, !receipt.isEmpty else { throw .receiptMissing }
    case .send, .start, .cancel: break
    }
  }

  /// Who did what last, for somebody who saw an earlier state.
  public var meanwhile: String {
    let last = history.last
    return "\(last.map { Words.actor($0.actor) } ?? "somebody") changed \(id): \(last?.words ?? "")"
  }

  /// Minutes after the due time: until it was executed, else until now; nil where it is in time.
  public func lateMinutes(at now: Instant) -> Int? {
    guard stage != .cancelled else { return nil }
    let late = ((executed ?? now) - due) / 60
    guard late > 0, late < 1e9 else { return nil }
    return Int(late.rounded(.up))
  }
}

extension Orders {
  /// Orders whose due time has passed and that are not marked late yet.
  public func overdue(at now: Instant) -> [Order] {
    open.filter { $0.due < now && $0.lateSince == nil }
  }
}

/// Why something is not done with an order.
public enum OrderError: Problem, Hashable {
  case unknown(String)
  case stale(ID<Order>, meanwhile: String)
  case notAllowed(ID<Order>, Order.Action, Order.State)
  case executorMissing(ID<Order>)
  case quantity(Double?)
  case receiptMissing
  /// The receipt is known already with other content.
  case receiptConflict(String, order: ID<Order>)

  public var kind: ProblemKind {
    switch self {
    case .unknown: .notFound
    case .stale: .stale
    case .notAllowed, .receiptConflict: .failed
    default: .usage
    }
  }

  public var isConflict: Bool {
    switch self {
    case .notAllowed, .receiptConflict: true
    default: false
    }
  }

  public var description: String {
    switch self {
    case .unknown(let name): "there is no order '\(name)'"
    case .stale(_, let meanwhile): meanwhile
    case .notAllowed(let id, let action, let state):
      "\(id) is \(state.rawValue): '\(action.rawValue)' is not possible"
    case .executorMissing(let id): "\(id) is bound to somebody: the executor is missing"
    case .quantity(let value):
      value.map { "\(JSON.number($0)) is no quantity that can be received" }
        ?? "the quantity received is missing"
    case .receiptMissing: "a receipt needs an id"
    case .receiptConflict(let receipt, let order):
      "the receipt '\(receipt)' was recorded before, for \(order) with other content"
    }
  }

  public var hint: String? {
    switch self {
    case .unknown: "'salus order list' names them."
    case .stale: "Look at it again and decide on what you see."
    case .notAllowed: nil
    case .executorMissing: "Name a person, team or vehicle."
    case .quantity: "Accepted: a number above 0, in the unit of the order."
    case .receiptMissing: "Give each delivery one; the same one again changes nothing."
    case .receiptConflict: "Give each delivery an id of its own."
    }
  }
}
