import SalusAct
import SalusCore
import SalusOperate
import SalusTwin

/// Orders: what was signed to be done, what is said of it, and the operations desk.
struct OrderRoutes: Sendable {
  let model: ReadModel
  /// Nil where nothing can be said of an order.
  let station: Station?

  var routes: [Route] {
    [list, one, operations] + (station.map { [report($0)] } ?? [])
  }

  private var list: Route {
    .listing(
      model, "orders", "Orders by their due time", of: Reading.orderStates,
      schema: DutySchema.orders
    ) { try $0.orders(state: $1, limit: $2, cursor: $3) }
  }

  private var one: Route {
    .reading(
      model, "/orders/{id}", "One order with its history", [.path("id", "Id of an order")],
      schema: DutySchema.oneOrder
    ) { _, reading, request in
      Response(try reading.order(request.capture("id")))
    }
  }

  private var operations: Route {
    .reading(
      model, "/operations", "Orders at hand, vehicles, plan against what happened",
      schema: DutySchema.operations
    ) { _, reading, _ in
      Response(try reading.operations())
    }
  }

  private func report(_ station: Station) -> Route {
    let model = model
    return .action(
      "/orders/{id}/event", "Bind, send, start, receive or cancel an order",
      [.path("id", "Id of an order")], takes: DutySchema.report,
      schema: DutySchema.oneOrder
    ) { body, request in
      let id = request.capture("id")
      let members = ActionBody(body)
      var report = OrderReport(order: ID(id), action: try members.choice("verb"))
      report.executor = try members.text("executor")
      report.receipt = try members.text("receipt")
      report.quantity = try members.number("quantity")
      report.isFinal = try members.flag("final")
      report.note = try members.text("note")
      report.at = try members.moment("at", zone: station.dutyZone)
      // A receipt sent again must find its first answer, though the order has moved on since.
      let revision = report.receipt == nil ? try members.revision() : nil
      _ = try station.report(report, seen: revision)
      return try model.reading().order(id)
    }
  }
}
