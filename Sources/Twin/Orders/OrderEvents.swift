import SalusCore

/// Says that a signed plan's move is to be carried out.
public struct OrderIssued: Sendable {
  public static let type = "order.issued"
  public let order: Order

  public init(_ order: Order) {
    self.order = order
  }

  public init(_ event: Event) throws(JournalError) {
    let body = event.payload
    guard let id = body["order"]?.string, let plan = body["plan"]?.string,
      let planRevision = body["planRevision"]?.integer, let move = body["move"]?.string,
      let item = body["item"]?.string, let quantity = body["quantity"]?.double,
      let from = body["from"]?.string, let to = body["to"]?.string,
      let departs = body["departs"]?.string.flatMap({ Instant($0) }),
      let due = body["due"]?.string.flatMap({ Instant($0) })
    else { throw .corrupt("event \(event.sequence) is no order") }
    order = Order(
      id: ID(id), plan: ID(plan), planRevision: planRevision, move: move, item: ID(item),
      quantity: quantity, from: ID(from), to: ID(to), issued: event.valid, departs: departs,
      due: due, vehicle: body["vehicle"]?.string.map { ID($0) })
  }

  /// The event; its valid time is the moment of signing.
  ///
  /// - Parameter known: by the loop's clock; nil means when it was issued.
  public func draft(actor: String, known: Instant? = nil) -> Draft {
    Draft(
      type: OrderIssued.type, twin: order.twin,
      payload: [
        "order": .string(order.id.text), "plan": .string(order.plan.text),
        "planRevision": JSON(order.planRevision), "move": .string(order.move),
        "item": .string(order.item.text), "quantity": JSON(order.quantity),
        "from": .string(order.from.text), "to": .string(order.to.text),
        "departs": JSON(order.departs), "due": JSON(order.due),
        "vehicle": JSON(order.vehicle?.text),
      ],
      valid: order.issued, known: known ?? order.issued, actor: actor, purpose: "response",
      source: "act/orders")
  }
}

/// One step of an order after it was issued.
public struct OrderStep: Hashable, Sendable {
  public var order: ID<Order>
  public var verb: Verb
  /// When it was so.
  public var at: Instant
  /// Who carries the order out, where the step says it.
  public var executor: String?
  /// Id of the receipt; only of `executed`.
  public var receipt: String?
  /// What arrived with the receipt, in the unit of the item.
  public var quantity: Double?
  /// Whether the receipt ends the order though less arrived than was ordered.
  public var isFinal: Bool
  public var note: String?

  public enum Verb: String, Sendable, CaseIterable {
    case bound, sent, started, executed, late, cancelled

    public var type: String { "order.\(rawValue)" }
  }

  /// Types of all steps.
  public static let types = Verb.allCases.map(\.type)

  public init(
    order: ID<Order>, verb: Verb, at: Instant, executor: String? = nil, receipt: String? = nil,
    quantity: Double? = nil, isFinal: Bool = false, note: String? = nil
  ) {
    self.order = order
    self.verb = verb
    self.at = at
    self.executor = executor
    self.receipt = receipt
    self.quantity = quantity
    self.isFinal = isFinal
    self.note = note
  }

  public init(_ event: Event) throws(JournalError) {
    let body = event.payload
    guard let verb = Verb.allCases.first(where: { $0.type == event.type }),
      let order = body["order"]?.string
    else { throw .corrupt("event \(event.sequence) is no step of an order") }
    self.init(
      order: ID(order), verb: verb, at: event.valid, executor: body["executor"]?.string,
      receipt: body["receipt"]?.string, quantity: body["quantity"]?.double,
      isFinal: body["isFinal"]?.bool ?? false, note: body["note"]?.string)
    if verb == .executed, receipt == nil || quantity == nil {
      throw .corrupt("event \(event.sequence) is no receipt")
    }
  }

  /// The event; a receipt's key is its id, so that the same one again writes nothing.
  ///
  /// - Parameter known: by the loop's clock; nil means now, by the journal's.
  public func draft(actor: String, known: Instant? = nil) -> Draft {
    var members: [JSON.Member] = [JSON.Member("order", .string(order.text))]
    if let executor { members.append(JSON.Member("executor", .string(executor))) }
    if let receipt { members.append(JSON.Member("receipt", .string(receipt))) }
    if let quantity { members.append(JSON.Member("quantity", .number(quantity))) }
    if isFinal { members.append(JSON.Member("isFinal", true)) }
    if let note { members.append(JSON.Member("note", .string(note))) }
    return Draft(
      type: verb.type, twin: Order.twin(of: order), payload: .object(members), valid: at,
      known: known, actor: actor, purpose: "response", source: "act/orders",
      key: receipt.map { "receipt/\($0)" })
  }
}
