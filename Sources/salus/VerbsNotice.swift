import SalusAct
import SalusCore
import SalusOperate
import SalusStore

extension Verbs {
  private static let noticeConfig = Option(
    name: "config", value: "FILE",
    summary: "configuration (default: config.json5 in the data directory)")

  static let notice: [Verb] = [
    Verb(
      words: ["notice", "list"], summary: "list messages to people and what became of them",
      options: [.data, .json, .csv], examples: ["salus notice list"],
      run: { call in
        let station = try call.settledStation(.read)
        let notices = try station.notices().all
        let now = station.loopTime()
        if call.has("json") {
          call.console.print(JSON.array(notices.map { $0.listed(at: now) }).description)
          return 0
        }
        var table = Table(header: Notice.listHeader, numeric: [4])
        table.rows = notices.map { $0.cells(at: now) }
        table.print(on: call.console, csv: call.has("csv"))
        return 0
      }),
    Verb(
      words: ["notice", "send"], summary: "send the messages that wait, now",
      options: [noticeConfig, .data, .json], examples: ["salus notice send"],
      writes: true, run: { call in try send(call, try call.settledStation(.write)) }),
    Verb(
      words: ["notice", "test"], summary: "send a test message and say what became of it",
      options: [
        Option(name: "mail", value: "ADDRESS", summary: "to this mail address"),
        Option(
          name: "webhook", value: "URL", summary: "to this address; env:NAME keeps it secret"),
        noticeConfig, .data, .json,
      ],
      examples: [
        "salus notice test --mail duty@example.org",
        "salus notice test --webhook env:DUTY_WEBHOOK",
      ],
      writes: true,
      run: { call in
        guard (call.text("mail") == nil) != (call.text("webhook") == nil) else {
          throw UsageError("'notice test' needs --mail or --webhook", verb: "notice test")
        }
        let station = try call.settledStation(.create)
        let channel: Notice.Channel = call.has("mail") ? .mail : .webhook
        _ = try station.queueTestNotice(
          channel, to: call.text("mail") ?? call.text("webhook") ?? "")
        return try send(call, station)
      }),
  ]

  private static func send(_ call: Invocation, _ station: Station) throws -> Int32 {
    let courier = station.courier(of: try call.configuration() ?? Configuration())
    let deliveries = try courier.send(at: station.loopTime())
    if call.has("json") {
      let rows = deliveries.map { delivery -> JSON in
        [
          "notice": .string(delivery.notice.text), "sent": .bool(delivery.isSent),
          "words": .string(delivery.words),
        ]
      }
      call.console.print(JSON.array(rows).description)
    } else if deliveries.isEmpty {
      call.console.print("no message waits")
    } else {
      for delivery in deliveries { call.console.print("\(delivery.notice): \(delivery.words)") }
    }
    return deliveries.allSatisfy(\.isSent) ? 0 : 1
  }
}
