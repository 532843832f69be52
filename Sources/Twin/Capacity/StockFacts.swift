import SalusCore

/// A part of the stock of an item that came together and expires together.
public struct Lot: Hashable, Sendable {
  /// As printed on the pack; empty where nobody said.
  public var lot: String
  /// In the unit of the item.
  public var quantity: Double
  /// Last day on which it may be used; nil for what does not expire.
  public var expires: CivilDate?

  public init(lot: String = "", quantity: Double, expires: CivilDate? = nil) {
    self.lot = lot
    self.quantity = quantity
    self.expires = expires
  }

  public func isUsable(on day: CivilDate) -> Bool {
    expires.map { $0 >= day } ?? true
  }

  init(_ payload: Payload) throws(PayloadError) {
    lot = try payload.optionalText("lot") ?? ""
    quantity = try payload.number("quantity")
    expires = try payload.optionalDate("expires")
  }

  var json: JSON {
    ["lot": .string(lot), "quantity": .number(quantity), "expires": JSON(expires)]
  }
}

/// What of an item was found in a facility when somebody counted: replaces all lots as of then.
public struct StockCount: CapacityFact {
  public static let type = "stock.counted"

  public var facility: ID<Twin>
  public var item: ID<Item>
  public var lots: [Lot]

  public init(facility: ID<Twin>, item: ID<Item>, lots: [Lot]) {
    self.facility = facility
    self.item = item
    self.lots = lots
  }

  public var twin: ID<Twin> { Stock.twin(facility, item) }

  public var fault: String? {
    if let lot = lots.first(where: { $0.quantity < 0 }) {
      return "lot '\(lot.lot)' of \(item) holds \(lot.quantity); 0 or more is accepted"
    }
    let names = lots.map(\.lot).sorted()
    if let twice = zip(names, names.dropFirst()).first(where: { $0 == $1 })?.0 {
      return "lot '\(twice)' of \(item) is listed twice; one row a lot is accepted"
    }
    return nil
  }

  public init(_ payload: Payload) throws(PayloadError) {
    facility = try payload.id("facility")
    item = try payload.id("item")
    lots = []
    for lot in try payload.list("lots") { lots.append(try Lot(lot)) }
  }

  public var payload: JSON {
    [
      "facility": .string(facility.text), "item": .string(item.text),
      "lots": .array(lots.map(\.json)),
    ]
  }
}

/// Stock that went from one place to another, came in or was used up.
public struct StockMove: CapacityFact {
  public static let type = "stock.moved"

  /// Given by who moved it: the same id again from the same source changes nothing.
  public var id: String
  public var item: ID<Item>
  /// Nil takes what expires first.
  public var lot: String?
  /// In the unit of the item, more than 0.
  public var quantity: Double
  /// Nil for what comes from outside.
  public var from: ID<Twin>?
  /// Nil for what is used up.
  public var to: ID<Twin>?
  public var reason: Reason
  /// The order that it carries out.
  public var order: ID<Order>?
  /// Of what comes from outside; nil where it does not expire.
  public var expires: CivilDate?

  public enum Reason: String, Sendable, CaseIterable {
    case receipt, transfer, issue, waste, expired, returned
  }

  public init(
    id: String, item: ID<Item>, lot: String? = nil, quantity: Double, from: ID<Twin>? = nil,
    to: ID<Twin>? = nil, reason: Reason, order: ID<Order>? = nil, expires: CivilDate? = nil
  ) {
    self.id = id
    self.item = item
    self.lot = lot
    self.quantity = quantity
    self.from = from
    self.to = to
    self.reason = reason
    self.order = order
    self.expires = expires
  }

  public var twin: ID<Twin> { Stock.twin(from ?? to ?? ID("nowhere"), item) }

  public var fault: String? {
    if !(quantity > 0) { return "\(quantity) of \(item) cannot move; more than 0 is accepted" }
    switch (from, to) {
    case (nil, nil): return "a move of \(item) needs 'from', 'to' or both"
    case (let from?, let to?) where from == to:
      return "a move of \(item) goes from \(from) to itself; two facilities are accepted"
    default: return nil
    }
  }

  public init(_ payload: Payload) throws(PayloadError) {
    id = try payload.text("id")
    item = try payload.id("item")
    lot = try payload.optionalText("lot")
    quantity = try payload.number("quantity")
    from = try payload.optionalID("from")
    to = try payload.optionalID("to")
    reason = try payload.choice("reason")
    order = try payload.optionalID("order")
    expires = try payload.optionalDate("expires")
  }

  public var payload: JSON {
    [
      "id": .string(id), "item": .string(item.text), "lot": JSON(lot),
      "quantity": .number(quantity), "from": JSON(from?.text), "to": JSON(to?.text),
      "reason": .string(reason.rawValue), "order": JSON(order?.text), "expires": JSON(expires),
    ]
  }
}

/// Stock that is promised to an order and must not be promised twice.
public struct StockReservation: CapacityFact {
  public static let type = "stock.reserved"

  /// The plan or order that it is promised to: `O-7`.
  public var id: String
  public var facility: ID<Twin>
  public var item: ID<Item>
  public var quantity: Double

  public init(id: String, facility: ID<Twin>, item: ID<Item>, quantity: Double) {
    self.id = id
    self.facility = facility
    self.item = item
    self.quantity = quantity
  }

  public var twin: ID<Twin> { Stock.twin(facility, item) }

  public var fault: String? {
    quantity >= 0 ? nil : "\(id) cannot reserve \(quantity) of \(item); 0 or more is accepted"
  }

  public init(_ payload: Payload) throws(PayloadError) {
    id = try payload.text("id")
    facility = try payload.id("facility")
    item = try payload.id("item")
    quantity = try payload.number("quantity")
  }

  public var payload: JSON {
    [
      "id": .string(id), "facility": .string(facility.text), "item": .string(item.text),
      "quantity": .number(quantity),
    ]
  }
}

/// Promised stock that is promised no longer: it left, or the order was cancelled.
public struct StockRelease: CapacityFact {
  public static let type = "stock.released"

  public var id: String
  public var facility: ID<Twin>
  public var item: ID<Item>
  /// Nil for all that is left of the promise.
  public var quantity: Double?

  public init(id: String, facility: ID<Twin>, item: ID<Item>, quantity: Double? = nil) {
    self.id = id
    self.facility = facility
    self.item = item
    self.quantity = quantity
  }

  public var twin: ID<Twin> { Stock.twin(facility, item) }

  public var fault: String? {
    (quantity ?? 0) >= 0
      ? nil : "\(id) cannot release \(quantity ?? 0) of \(item); 0 or more is accepted"
  }

  public init(_ payload: Payload) throws(PayloadError) {
    id = try payload.text("id")
    facility = try payload.id("facility")
    item = try payload.id("item")
    quantity = try payload.optionalNumber("quantity")
  }

  public var payload: JSON {
    [
      "id": .string(id), "facility": .string(facility.text), "item": .string(item.text),
      "quantity": JSON(quantity),
    ]
  }
}

/// An item in a facility.
public enum Stock {
  /// Whose events its counts, movements and promises are; a transfer is the sender's.
  public static func twin(_ facility: ID<Twin>, _ item: ID<Item>) -> ID<Twin> {
    ID("stock:\(facility)/\(item)")
  }
}
