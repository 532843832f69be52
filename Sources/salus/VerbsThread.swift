import SalusCore
import SalusOperate
import SalusTwin

extension Verbs {
  static let thread: [Verb] = [threadHistory, threadWhy, threadEvents]

  private static let limit = Option(
    name: "limit", value: "N", summary: "at most so many (default 100)")

  private static let threadHistory = Verb(
    words: ["thread", "history"], summary: "show what was said of a twin, newest first",
    operands: ["TWIN", "FEATURE?"],
    options: [limit, .branch, .purpose, .reason, .data, .json, .csv],
    examples: ["salus thread history unit:north occupied"], writesWith: ["purpose"],
    run: { call in
      let station = try call.station(call.has("purpose") ? .write : .read)
      let page = try station.twins.history(
        HistoryQuery(
          of: ID(try call.operand(0)),
          feature: call.operands.count > 1 ? call.operands[1] : nil,
          limit: try call.integer("limit", in: 1...10_000, default: 100)),
        on: call.branch, pass: call.pass)
      if call.shared == nil { station.twins.access.end() }
      if call.has("json") {
        call.console.print(JSON.array(page.items.map { TwinJSON.json($0) }).description)
        return 0
      }
      var table = Table(
        header: ["observed", "feature", "value", "recorded", "source", "event", "note"])
      table.rows = page.items.map { entry in
        let notes = [
          entry.isDesired ? "wanted" : nil, entry.supersededBy.map { "corrected by \($0)" },
          entry.isRevoked ? "source revoked" : nil,
          entry.isTainted ? "made from revoked data" : nil,
        ]
        return [
          entry.reading.observed.description, entry.feature, call.words(entry.reading),
          entry.reading.recorded.description, entry.reading.source, String(entry.reading.event),
          notes.compactMap { $0 }.joined(separator: ", "),
        ]
      }
      table.print(on: call.console, csv: call.has("csv"))
      return 0
    })

  private static let threadWhy = Verb(
    words: ["thread", "why"],
    summary: "show what a value was made from, down to events that were made from nothing",
    operands: ["TWIN", "FEATURE"], options: [limit, .branch, .data, .json],
    examples: ["salus thread why unit:north occupied"],
    run: { call in
      let lineage = try call.station(.read).twins.lineage(
        of: ID(try call.operand(0)), feature: try call.operand(1),
        limit: try call.integer("limit", in: 1...10_000, default: 100), on: call.branch)
      if call.has("json") {
        call.console.print(TwinJSON.json(lineage).description)
        return 0
      }
      for step in lineage.steps {
        let model = step.provenance?.model.map { ", model \($0)" } ?? ""
        call.console.print(
          String(repeating: "  ", count: step.depth)
            + "\(step.event.sequence)  \(step.event.type)  \(step.event.twin)  "
            + "\(step.event.source)\(model)" + (step.isTainted ? "  (source revoked)" : ""))
      }
      if lineage.isCut { call.console.say("More lies behind it: --limit") }
      return 0
    })

  private static let threadEvents = Verb(
    words: ["thread", "events"], summary: "list events, of one twin or of all",
    operands: ["TWIN?"],
    options: [
      Option(name: "from", value: "SEQ", summary: "the first one wanted (default 1)"), limit,
      .branch, .data, .json,
    ],
    examples: ["salus thread events unit:north", "salus thread events --from 100 --json"],
    run: { call in
      let from = try call.integer("from", in: 0...Int.max, default: 1)
      let events = try call.station(.read).journal.events(
        EventQuery(
          branch: call.branch, twin: call.operands.first.map { ID($0) },
          after: Int64(max(from - 1, 0)),
          limit: try call.integer("limit", in: 1...10_000, default: 100)))
      if call.has("json") {
        for event in events { call.console.print(TwinJSON.json(event).description) }
        return 0
      }
      var table = Table(header: ["event", "type", "twin", "valid", "source", "actor"])
      table.rows = events.map {
        [
          String($0.sequence), $0.type, $0.twin.text, $0.valid.description, $0.source, $0.actor,
        ]
      }
      table.print(on: call.console, csv: false)
      return 0
    })

  static let audit: [Verb] = [
    Verb(
      words: ["audit", "list"],
      summary: "list who was given, refused and used leave to see personal data",
      options: [limit, .data, .json], examples: ["salus audit list"],
      run: { call in
        let events = try call.station(.read).journal.events(
          EventQuery(
            types: [
              "access.granted", "access.denied", "access.used", "access.closed", "phase.entered",
            ], limit: try call.integer("limit", in: 1...10_000, default: 100),
            isDescending: true))
        if call.has("json") {
          call.console.print(JSON.array(events.map { TwinJSON.json($0) }).description)
          return 0
        }
        var table = Table(header: ["event", "time", "what", "who", "purpose", "scope"])
        table.rows = events.map {
          [
            String($0.sequence), $0.recorded.description, $0.type, $0.actor, $0.purpose,
            $0.payload["scope"]?.string ?? "",
          ]
        }
        table.print(on: call.console, csv: false)
        return 0
      })
  ]
}
