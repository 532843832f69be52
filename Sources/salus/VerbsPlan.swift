import SalusCore
import SalusDecide
import SalusOperate
import SalusTwin

extension Verbs {
  static let plan = [planShow, planList, planPropose, planAmend, planSign, planRefuse]

  private static let revision = Option(
    name: "revision", value: "N",
    summary: "decide only if the plan is still at this revision (default: as it is)")
  private static let reason = Option(
    name: "reason", value: "TEXT", summary: "why; kept with the decision", isRequired: true)

  private static let planShow = Verb(
    words: ["plan"], summary: "show the plan that waits, else the newest, with its reasons",
    operands: ["PLAN?"],
    options: [
      Option(name: "seen", value: "N", summary: "as it was at this revision"), .data, .json, .csv,
    ],
    examples: ["salus plan", "salus plan P-3 --json", "salus plan P-3 --csv"],
    run: { call in
      let station = try call.settledStation(.read)
      let seen = try call.integer("seen", in: 0...Int(Int32.max), default: 0)
      let answer = try station.planAnswer(
        call.operands.first ?? "latest", revision: seen > 0 ? Int64(seen) : nil)
      try show(answer, call)
      return 0
    })

  private static let planList = Verb(
    words: ["plan", "list"], summary: "list plans, newest first",
    options: [
      Option(
        name: "state", value: "STATE", summary: "only these",
        choices: PlanThread.State.allCases.map(\.rawValue)), .data, .json, .csv,
    ],
    examples: ["salus plan list", "salus plan list --state signed --csv"],
    run: { call in
      let model = try ReadModel(try call.settledStation(.read).journal)
      let answer = try model.reading().plans(
        state: call.text("state").flatMap(PlanThread.State.init(rawValue:)), limit: 1000,
        cursor: nil)
      if call.has("json") {
        call.console.print(answer.description)
        return 0
      }
      var table = Table(header: ["plan", "revision", "state", "made", "moves", "what"])
      table.numeric = [1, 4]
      for plan in answer["plans"]?.array ?? [] {
        table.rows.append(
          ["id", "revision", "state", "made", "moves", "words"].map { text(plan[$0]) })
      }
      if table.rows.isEmpty {
        call.console.say("No plan has been proposed. 'salus plan propose' does.")
      } else {
        table.print(on: call.console, csv: call.has("csv"))
      }
      return 0
    })

  private static let planPropose = Verb(
    words: ["plan", "propose"], summary: "propose what to move where, on today's figures",
    options: [.data, .json, .csv], examples: ["salus plan propose"],
    writes: true,
    run: { call in
      try show(try call.settledStation(.write).proposeAnswer(), call)
      return 0
    })

  private static let planAmend = Verb(
    words: ["plan", "amend"], summary: "set a quantity of a waiting plan and solve the rest anew",
    operands: ["PLAN"],
    options: [
      Option(name: "move", value: "MOVE", summary: "such as P-1/3", isRequired: true),
      Option(
        name: "quantity", value: "N", summary: "how much; 0 leaves the move out",
        isRequired: true), revision, .data, .json, .csv,
    ],
    examples: ["salus plan amend P-1 --move P-1/3 --quantity 10"],
    writes: true,
    run: { call in
      let plan = try call.operand(0)
      let quantity = try call.number("quantity", in: 0...1e12) ?? 0
      let station = try call.settledStation(.write)
      _ = try station.amendPlan(
        ID(plan), revision: try seen(call),
        changes: [(move: try call.required("move"), quantity: quantity)])
      try show(try station.planAnswer(plan), call)
      return 0
    })

  private static let planSign = Verb(
    words: ["plan", "sign"], summary: "sign a waiting plan: its moves become orders",
    operands: ["PLAN"], options: [reason, revision, .data, .json],
    examples: ["salus plan sign P-1 --reason 'ICU full by Friday'"],
    writes: true,
    run: { call in try decide("sign", call) })

  private static let planRefuse = Verb(
    words: ["plan", "refuse"], summary: "refuse a waiting plan", operands: ["PLAN"],
    options: [reason, revision, .data, .json],
    examples: ["salus plan refuse P-1 --reason 'North is about to receive its own'"],
    writes: true,
    run: { call in try decide("refuse", call) })

  private static func decide(_ verb: String, _ call: Invocation) throws -> Int32 {
    let plan = try call.operand(0)
    let answer = try call.settledStation(.write).decidePlan(
      plan, verb: verb, reason: try call.required("reason"), revision: try seen(call))
    if call.has("json") {
      call.console.print(answer.description)
      return 0
    }
    let orders = answer["orders"]?.array ?? []
    call.console.say(verb == "sign" ? "\(plan) is signed." : "\(plan) is refused.")
    for order in orders {
      call.console.print(
        "\(text(order["id"])): \(text(order["words"]))")
    }
    return 0
  }

  private static func seen(_ call: Invocation) throws -> Int64? {
    let revision = try call.integer("revision", in: 0...Int(Int32.max), default: 0)
    return revision > 0 ? Int64(revision) : nil
  }

  private static func text(_ value: JSON?) -> String {
    switch value {
    case .string(let text): text
    case .number(let number): Format.number(number)
    case .integer(let number): "\(number)"
    default: "–"
    }
  }

  // MARK: - A plan as text

  private static func show(_ answer: JSON, _ call: Invocation) throws {
    if call.has("json") {
      call.console.print(answer.description)
      return
    }
    guard let plan = answer["plan"], plan != .null else {
      call.console.say(
        answer["words"]?.string.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
          ?? "No plan has been proposed. 'salus plan propose' does.")
      return
    }
    var moves = Table(
      header: ["move", "what", "n", "from", "to", "departs", "arrives", "on time"])
    moves.numeric = [2, 7]
    for move in plan["moves"]?.array ?? [] {
      let isAmended = move["isAmended"]?.bool == true
      moves.rows.append([
        text(move["id"]), text(move["title"]),
        text(move["quantity"]) + (isAmended ? " (set)" : ""), text(move["from"]?["name"]),
        text(move["to"]?["name"]), time(move["departs"]), time(move["arrives"]),
        text(move["onTime"]),
      ])
    }
    if call.has("csv") {
      moves.print(on: call.console, csv: true)
      return
    }
    call.console.say(
      "\(text(plan["id"])), revision \(text(plan["revision"])), \(text(plan["state"])). "
        + text(plan["sentence"]))
    if !moves.rows.isEmpty { moves.print(on: call.console, csv: false) }
    var totals = Table(header: ["over the horizon", "if nothing", "with the plan", "90 %", "best*"])
    totals.numeric = [1, 2, 3, 4]
    for total in plan["totals"]?.array ?? [] {
      totals.rows.append([
        "\(text(total["label"])) (\(text(total["unit"])))", text(total["nothing"]?["mean"]),
        text(total["plan"]?["mean"]),
        "\(text(total["plan"]?["lower"]))–\(text(total["plan"]?["upper"]))",
        text(total["best"]?["mean"]),
      ])
    }
    if !totals.rows.isEmpty {
      call.console.print("")
      totals.print(on: call.console, csv: false)
      call.console.print("* if vehicles were unlimited")
    }
    list("What holds it back", plan["binding"]) { text($0["words"]) }
    list("Why not", plan["rejected"]) { row in
      "\(text(row["title"])) from \(text(row["from"]?["name"])) to "
        + "\(text(row["to"]?["name"])): \(text(row["why"]))"
    }
    list("What had to give way", plan["relaxation"]) { text($0["words"]) }
    list("Changed since", plan["changed"]) { text($0) }

    func list(_ title: String, _ rows: JSON?, _ words: (JSON) -> String) {
      guard let rows = rows?.array, !rows.isEmpty else { return }
      call.console.print("\n\(title):")
      for row in rows { call.console.print("  \(words(row))") }
    }
  }

  /// `20 Nov`-like moments are for pages; a terminal gets the day and the minute.
  private static func time(_ value: JSON?) -> String {
    String(text(value).prefix(16)).split(separator: "T").joined(separator: " ")
  }
}
