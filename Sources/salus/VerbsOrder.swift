import SalusAct
import SalusCore
import SalusOperate
import SalusTwin

extension Verbs {
  static let order: [Verb] = [
    orderList, orderShow, step(.bind, "say who carries an order out"),
    step(.send, "say that an order was passed on"),
    step(.start, "say that an order is under way"),
    step(.receive, "record what arrived; the same receipt again changes nothing"),
    step(.cancel, "call an order off"), orderImport,
  ]

  private static let orderList = Verb(
    words: ["order", "list"], summary: "list orders by their due time",
    options: [
      Option(
        name: "state", value: "STATE", summary: "which ones (default open)",
        choices: Reading.orderStates),
      .asOf, .data, .json, .csv,
    ],
    examples: ["salus order list", "salus order list --state late"],
    run: { call in
      let answer = try call.reading().orders(
        state: call.text("state") ?? "open", limit: 1000, cursor: nil)
      if call.has("json") {
        call.console.print(answer.description)
        return 0
      }
      var table = Table(
        header: [
          "order", "state", "quantity", "item", "from", "to", "due", "received", "executor",
        ], numeric: [2, 7])
      let rows = answer["orders"]?.array ?? []
      for row in rows {
        table.rows.append([
          row["id"]?.string ?? "", row["state"]?.string ?? "",
          row["quantity"]?.description ?? "", row["title"]?.string ?? "",
          row["from"]?["name"]?.string ?? "", row["to"]?["name"]?.string ?? "",
          row["due"]?.string ?? "", row["received"]?.description ?? "",
          row["executor"]?.string ?? "–",
        ])
      }
      if rows.isEmpty, !call.has("csv") {
        call.console.say("No orders. 'salus plan sign' makes them from a plan.")
      } else {
        table.print(on: call.console, csv: call.has("csv"))
      }
      return 0
    })

  private static let orderShow = Verb(
    words: ["order", "show"], summary: "show an order with its history", operands: ["ORDER"],
    options: [.asOf, .data, .json], examples: ["salus order show O-7"],
    run: { call in
      let answer = try call.reading().order(try call.operand(0))
      guard let order = answer["order"] else { return 1 }
      if call.has("json") {
        call.console.print(answer.description)
        return 0
      }
      func text(_ name: String) -> String { order[name]?.string ?? "" }
      call.console.print("\(text("id"))  \(text("words"))")
      call.console.print("state: \(text("state")), of plan \(text("plan")), move \(text("move"))")
      for entry in order["history"]?.array ?? [] {
        call.console.print(
          "\(entry["at"]?.string ?? "")  \(Words.actor(entry["actor"]?.string ?? ""))  "
            + (entry["words"]?.string ?? ""))
      }
      call.console.print("revision \(order["revision"]?.integer ?? 0)")
      return 0
    })

  private static func step(_ action: Order.Action, _ summary: String) -> Verb {
    var options: [Option] = []
    var example = "salus order \(action.rawValue) O-7"
    if action == .bind {
      options.append(
        Option(name: "executor", value: "WHO", summary: "person, team or vehicle", isRequired: true)
      )
      example += " --executor 'team 2'"
    } else if action == .send || action == .start || action == .receive {
      options.append(Option(name: "executor", value: "WHO", summary: "person, team or vehicle"))
    }
    if action == .receive {
      options += [
        Option(
          name: "quantity", value: "N", summary: "what arrived (default: all that is missing)"),
        Option(name: "receipt", value: "ID", summary: "number of the delivery note"),
        Option(name: "final", summary: "no more is to come"),
      ]
      example += " --quantity 12 --receipt D-4711"
    }
    options += [
      Option(name: "at", value: "TIME", summary: "when it was so (default: now)"),
      Option(name: "note", value: "TEXT", summary: "in your own words"),
      Option(
        name: "revision", value: "N",
        summary: "of the order as you saw it; refused where it has changed since"), .data, .json,
    ]
    return Verb(
      words: ["order", action.rawValue], summary: summary, operands: ["ORDER"],
      options: options, examples: [example], writes: true,
      run: { call in
        let station = try call.settledStation(.write)
        var report = OrderReport(
          order: ID(try call.operand(0)), action: action, executor: call.text("executor"),
          receipt: call.text("receipt"),
          quantity: try call.number("quantity", in: 1e-9...1e12), isFinal: call.has("final"),
          note: call.text("note"))
        if let text = call.text("at") {
          guard let at = Instant(text) else { throw call.refusal("at", text, "a time (RFC 3339)") }
          report.at = at
        }
        let order = try station.report(report, seen: try call.revision())
        if call.has("json") {
          call.console.print(
            JSON.object([
              JSON.Member("id", .string(order.id.text)),
              JSON.Member("state", .string(order.state.rawValue)),
              JSON.Member("received", .number(order.received)),
              JSON.Member("revision", JSON(order.revision)),
            ]).description)
        } else {
          call.console.say(
            "\(order.id) is \(order.state.rawValue): \(order.history.last?.words ?? "")")
        }
        return 0
      })
  }

  private static let orderImport = Verb(
    words: ["order", "import"],
    summary: "take a table of receipts: order,receipt,quantity,time,state,executor,note",
    operands: ["FILE"], options: [.data, .json], examples: ["salus order import receipts.csv"],
    writes: true,
    run: { call in
      let station = try call.settledStation(.write)
      let report = try station.importReceipts(
        call.console.path(try call.operand(0)), zone: station.dutyZone)
      if call.has("json") {
        call.console.print(report.json.description)
      } else {
        call.console.say(report.words)
        for line in report.refused { call.console.say(line) }
      }
      return report.refused.isEmpty ? 0 : 6
    })

  static let handover = Verb(
    words: ["handover"], summary: "print the note for the next shift",
    options: [
      Option(name: "since", value: "SEQ", summary: "the journal's sequence when the shift began"),
      Option(name: "hours", value: "N", summary: "length of the shift (default 12)"),
      Option(name: "sign", summary: "record that the shift is handed over"),
      Option(name: "note", value: "TEXT", summary: "words to the next shift; signs"),
      Option(name: "mail", summary: "send it to everybody who gets mail; signs"), .data, .json,
    ],
    examples: ["salus handover", "salus handover --hours 8 --note 'quiet night' --mail"],
    writes: true,
    run: { call in
      let isSigned = call.has("sign") || call.has("note") || call.has("mail")
      let station = try call.settledStation(isSigned ? .write : .read)
      var since: Int64?
      if let text = call.text("since") {
        guard let value = Int64(text.hasPrefix("v") ? String(text.dropFirst()) : text), value >= 0
        else { throw call.refusal("since", text, "a sequence of the journal such as 1842") }
        since = value
      }
      let hours = Double(try call.integer("hours", in: 1...168, default: 12))
      let note =
        isSigned
        ? try station.handOver(
          since: since, hours: hours, note: call.text("note"), mail: call.has("mail"))
        : try station.handover(since: since, hours: hours)
      if call.has("json") {
        call.console.print(note.json(in: station.dutyZone).description)
      } else {
        call.console.write(Array(note.text(in: station.dutyZone).utf8))
      }
      return 0
    })
}
