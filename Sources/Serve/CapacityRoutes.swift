import SalusCore
import SalusOperate
import SalusTwin

/// The addresses of what there is to care with: beds, staff, stock, and reports of them by hand.
struct CapacityRoutes: Sendable {
  let model: ReadModel
  /// Nil where nothing can be changed.
  let station: Station?

  var routes: [Route] {
    [capacity, history, stock] + (station.map(actions) ?? [])
  }

  // MARK: - Reading

  /// Ages grow while nothing happens, so the answer is made anew each time.
  private var capacity: Route {
    let (model, station) = (model, station)
    return Route(
      .get, "/api/v1/capacity", "Hospitals with beds, staff and stock, depots, and how old it is",
      parameters: [.asOf], formats: [.json, .csv], schema: Schema.capacity,
      answer: .fresh { request in
        let reading = try model.reading(request.asOf())
        let settings = station?.capacitySettings ?? CapacitySettings()
        guard request.format == .csv else {
          return Response(try reading.capacity(at: station?.loopTime(), settings: settings))
        }
        let rows = try reading.bedRows(at: station?.loopTime(), settings: settings)
        return Response(csv: CSVText.rows(.array(rows)), name: "beds")
      })
  }

  private var stock: Route {
    let (model, station) = (model, station)
    return Route(
      .get, "/api/v1/stock", "What of each item is in each facility, and how long it lasts",
      parameters: [.asOf], formats: [.json, .csv], schema: Schema.stockList,
      answer: .fresh { request in
        let reading = try model.reading(request.asOf())
        let settings = station?.capacitySettings ?? CapacitySettings()
        let answer = try reading.stock(at: station?.loopTime(), settings: settings)
        guard request.format == .csv else { return Response(answer) }
        return Response(csv: CSVText.rows(answer["stock"]), name: "stock")
      })
  }

  private var history: Route {
    Route.reading(
      model, "/capacity/history", "Beds over time, one figure a day",
      [
        .query("site", "Id or name of a hospital, or id of a unit; all hospitals without it"),
        .query("kind", "Kind of unit", values: SalusTwin.Unit.Kind.allCases.map(\.rawValue)),
        .query("days", "How many days back, 1 to \(Reading.mostHistoryDays); 90 without it"),
      ], formats: [.json, .csv], schema: Schema.capacityHistory
    ) { _, reading, request in
      let days = try request.number("days", in: 1...Int64(Reading.mostHistoryDays)) ?? 90
      let answer = try reading.capacityHistory(
        site: request["site"], kind: request["kind"], days: Int(days))
      guard request.format == .csv else { return Response(answer) }
      return Response(
        csv: CSVText.columns([
          "date": answer["dates"], "beds": answer["beds"], "open": answer["open"],
          "occupied": answer["occupied"], "reserved": answer["reserved"], "free": answer["free"],
          "ventilated": answer["ventilated"], "ofOutbreak": answer["ofOutbreak"],
          "reported": answer["reported"],
        ]), name: "beds-\(answer["site"]?["id"]?.string ?? "")")
    }
  }

  // MARK: - Reporting by hand

  private func actions(_ station: Station) -> [Route] {
    let model = model
    let beds = Route.action(
      "/capacity/beds", "Reports how beds stand; all units of the batch or none",
      takes: Schema.bedReports, schema: Schema.list("units", Schema.bedUnit)
    ) { body, _ in
      let payload = Payload(body)
      try payload.accept("reports", "at", "confirm", "seen")
      let changes = try payload.list("reports").map { try BedChange($0) }
      let answer = try station.reportBeds(changes, ReportTerms(payload))
      let reading = try model.reading(.version(answer.sequence))
      return try reading.units(
        answer.reports.map(\.unit), at: station.loopTime(), settings: station.capacitySettings)
    }
    let staff = Route.action(
      "/capacity/staff", "Reports who is on shift; all groups of the batch or none",
      takes: Schema.staffReports,
      schema: Schema.list(
        "hospitals", Schema.object(["id": Schema.text, "staff": Schema.array(Schema.staffReport)])
      )
    ) { body, _ in
      let payload = Payload(body)
      try payload.accept("reports", "at", "confirm", "seen")
      let changes = try payload.list("reports").map { try StaffChange($0) }
      let answer = try station.reportStaff(changes, ReportTerms(payload))
      let reading = try model.reading(.version(answer.sequence))
      return try reading.staff(
        answer.reports.map(\.hospital), at: station.loopTime(), settings: station.capacitySettings)
    }
    let count = Route.action(
      "/stock/count", "Says what of an item was found in a facility", takes: Schema.stockCount,
      schema: Schema.object(["version": Schema.whole, "stock": Schema.stockAt])
    ) { body, _ in
      let payload = Payload(body)
      try payload.accept("facility", "item", "lots", "at", "confirm", "seen")
      guard payload.member("lots") != nil else {
        throw PayloadError.wrong("lots", accepted: "a list of lot, quantity and expires")
      }
      var lots: [Lot] = []
      for lot in try payload.list("lots") {
        try lot.accept("lot", "quantity", "expires")
        lots.append(
          Lot(
            lot: try lot.optionalText("lot") ?? "", quantity: try lot.number("quantity"),
            expires: try lot.optionalDate("expires")))
      }
      let answer = try station.countStock(
        facility: try payload.text("facility"), item: try payload.text("item"), lots: lots,
        ReportTerms(payload))
      let reading = try model.reading(.version(answer.sequence))
      let stock = try reading.stock(
        of: answer.reports.item, in: [answer.reports.facility], at: station.loopTime(),
        settings: station.capacitySettings)
      return ["version": JSON(answer.sequence), "stock": stock.first ?? .null]
    }
    let move = Route.action(
      "/stock/move", "Reports a movement of stock; an id that is known changes nothing",
      takes: Schema.stockMove,
      schema: Schema.object([
        "version": Schema.whole, "id": Schema.text, "isRepeat": Schema.flag,
        "stock": Schema.array(Schema.stockAt),
      ])
    ) { body, _ in
      let payload = Payload(body)
      try payload.accept(
        "id", "item", "quantity", "from", "to", "reason", "lot", "expires", "at", "confirm", "seen"
      )
      let answer = try station.moveStock(try MoveChange(payload), ReportTerms(payload))
      let reading = try model.reading()
      let stock = try reading.stock(
        of: answer.move.item, in: [answer.move.from, answer.move.to].compactMap { $0 },
        at: station.loopTime(), settings: station.capacitySettings)
      return [
        "version": JSON(reading.version), "id": .string(answer.move.id),
        "isRepeat": .bool(answer.isRepeat), "stock": .array(stock),
      ]
    }
    return [beds, staff, count, move]
  }
}
