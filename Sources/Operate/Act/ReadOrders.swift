import SalusAct
import SalusCore
import SalusTwin

extension Reading {
  /// Which orders a list shows.
  public static let orderStates = ["open", "late", "done", "all"]

  /// Orders by their due time; those that are done the newest first.
  ///
  /// - Parameter state: of `orderStates`.
  public func orders(state wanted: String, limit: Int, cursor: String?) throws -> JSON {
    let state = try dutyState()
    let now = try moment()
    let all = state.orders.all.filter { order in
      switch wanted {
      case "late": order.isLate
      case "done": !order.isOpen
      case "all": true
      default: order.isOpen
      }
    }.sorted { left, right in
      if wanted == "done" { return left.sequence > right.sequence }
      return left.due != right.due ? left.due < right.due : left.sequence < right.sequence
    }
    let (page, next) = try Reading.page(all, limit: limit, cursor: cursor) { $0.id.text }
    return answer([
      "orders": .array(page.map { Reading.json($0, state, now) }), "next": JSON(next),
    ])
  }

  /// One order with its history.
  public func order(_ id: String) throws -> JSON {
    let state = try dutyState()
    guard let order = state.orders[ID(id)] else { throw OrderError.unknown(id) }
    return answer(["order": Reading.json(order, state, try moment())])
  }

  /// Orders as a plan's decision or a list tells them.
  func orders(_ ids: [ID<Order>]) throws -> JSON {
    let state = try dutyState()
    let now = try moment()
    return .array(ids.compactMap { state.orders[$0] }.map { Reading.json($0, state, now) })
  }

  static func json(_ order: Order, _ state: DutyState, _ now: Instant) -> JSON {
    let unit = state.items[order.item]?.unit ?? ""
    return [
      "id": .string(order.id.text), "plan": .string(order.plan.text),
      "move": .string(order.move), "item": .string(order.item.text),
      "title": .string(state.title(of: order.item)), "unit": .string(unit),
      "quantity": JSON(order.quantity), "received": JSON(order.received),
      "from": ref(order.from, state), "to": ref(order.to, state), "issued": JSON(order.issued),
      "departs": JSON(order.departs), "due": JSON(order.due),
      "vehicle": order.vehicle.map { id in
        ["id": .string(id.text), "name": .string(state.vehicles[id]?.name ?? id.text)]
      } ?? .null,
      "state": .string(order.state.rawValue), "executor": JSON(order.executor),
      "executed": JSON(order.executed), "lateMinutes": JSON(order.lateMinutes(at: now)),
      "can": .array(
        Order.Action.allCases.filter { order.actions.contains($0) }
          .map { .string($0.rawValue) }),
      "words": .string(words(order, state, now)), "revision": JSON(order.revision),
      "history": .array(
        order.history.map { entry in
          [
            "at": JSON(entry.at), "verb": .string(entry.verb), "actor": .string(entry.actor),
            "words": .string(entry.words),
          ]
        }),
    ]
  }

  /// `12 ventilators from Depot North to St Mary, due 8 May 14:00, 45 minutes late`.
  static func words(_ order: Order, _ state: DutyState, _ now: Instant) -> String {
    var text =
      "\(Words.goods(order.quantity, state.title(of: order.item))) from "
      + "\(state.name(of: order.from)) to \(state.name(of: order.to))"
    switch order.stage {
    case .executed:
      text += ", received"
      if order.received < order.quantity - 1e-9 {
        text += " \(Words.number(order.received)) of them, and no more is to come"
      }
    case .cancelled: text += ", cancelled"
    default:
      if order.received > 0 { text += ", \(Words.number(order.received)) received so far" }
      text += ", due \(Words.day(order.due.date)) \(order.due.description.dropFirst(11).prefix(5))"
    }
    if let minutes = order.lateMinutes(at: now), order.isOpen || minutes > 0 {
      text += ", \(Words.plural(minutes, "minute")) late"
    }
    return text
  }

  /// The operations desk: orders at hand, vehicles, plan against what happened, and whether a new
  /// plan is called for.
  public func operations() throws -> JSON {
    let state = try dutyState()
    let now = try moment()
    let shown = state.orders.all.filter { order in
      order.isOpen || now - (order.history.last?.at ?? order.issued) <= 3 * 86_400
    }.sorted { ($0.due, $0.id) < ($1.due, $1.id) }
    let progress = OrderProgress(state.orders.all, today: now.date)
    let deviations = try deviations()
    let punctuality = OrderPunctuality(state.orders.all, at: now)
    let busy = Dictionary(
      state.orders.open.compactMap { order in order.vehicle.map { ($0, order.id.text) } },
      uniquingKeysWith: { first, _ in first })
    let vehicles = state.vehicles.values.sorted { $0.id < $1.id }.map { vehicle -> JSON in
      let report = state.vehicleReports[vehicle.id]
      return [
        "id": .string(vehicle.id.text), "name": .string(vehicle.name),
        "depot": Reading.ref(vehicle.depot, state), "capacity": JSON(vehicle.capacity),
        "status": .string((report?.value.status ?? .free).rawValue),
        "at": JSON(report?.valid), "order": JSON(busy[vehicle.id]),
      ]
    }
    return answer([
      "orders": .array(shown.map { Reading.json($0, state, now) }),
      "vehicles": .array(vehicles),
      "progress": [
        "dates": .array(progress.dates.map { JSON($0) }),
        "planned": .array(progress.planned.map { JSON($0) }),
        "actual": .array(progress.actual.map { JSON($0) }),
      ],
      "deviations": .array(
        deviations.all.prefix(50).map { deviation in
          [
            "words": .string(deviation.words), "orders": [.string(deviation.order.text)],
            "kind": .string(deviation.kind.rawValue), "at": JSON(deviation.at),
          ]
        }),
      "replan": deviations.replan.map { ["words": .string($0)] } ?? .null,
      "bindingRate": JSON(punctuality.bindingRate.map(Reading.rounded)),
      "medianMinutes": JSON(punctuality.medianMinutes),
    ])
  }

  /// Where orders depart from their plans.
  func deviations() throws -> Deviations {
    let state = try dutyState()
    return Deviations(
      state.orders.all, planned: state.plan?.made, at: try moment(),
      name: { state.name(of: $0) }, title: { state.title(of: $0) },
      need: { site, item in Reading.need(of: item, at: site, state) })
  }

  /// What a site is estimated to lack of an item, in words; nil for nothing.
  private static func need(of item: ID<Item>, at site: ID<Twin>, _ state: DutyState) -> String? {
    guard let row = state.demand?[site, item.text] else { return nil }
    let title = state.title(of: item)
    let name = state.name(of: site)
    if let cover = row.cover, cover.median <= 7 {
      return "\(title) at \(name) last \(Words.plural(Int(max(0, cover.median)), "day"))"
    }
    if let breach = row.breach, breach.probability >= 0.2, let capacity = row.capacity {
      return "\(title) at \(name): \(Words.chances(breach.probability)) above "
        + "\(Words.number(capacity)) by "
        + Words.day(breach.date, beside: state.demand?.day ?? breach.date)
    }
    return nil
  }
}
