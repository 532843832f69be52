import SalusCore
import SalusOperate
import SalusTwin

extension Option {
  static let branch = Option(
    name: "branch", value: "NAME", summary: "a line of history (default: main)")
  static let purpose = Option(
    name: "purpose", value: "NAME",
    summary: "what for a personal twin is opened; recorded, such as case-investigation")
  static let reason = Option(
    name: "reason", value: "TEXT", summary: "why, in words that tell of nobody")
}

extension Verbs {
  static let twin: [Verb] = [twinList, twinShow, twinTypes, twinCreate, twinReport, twinDelete]

  private static let moment: [Option] = [
    Option(name: "at", value: "TIME", summary: "when it was so in the world"),
    Option(name: "known", value: "TIME", summary: "by what had been published until then"),
    Option(name: "recorded", value: "vSEQ", summary: "by what had been written down until then"),
    Option(name: "rev", value: "N", summary: "after so many of its events"),
  ]

  private static let key = Option(
    name: "key", value: "KEY", summary: "a repeat with the same key writes once")
  private static let source = Option(
    name: "source", value: "NAME", summary: "who says so (default: manual)")
  private static let valid = Option(
    name: "valid", value: "TIME", summary: "since when it is so (default: now)")

  private static let twinList = Verb(
    words: ["twin", "list"], summary: "list twins that a filter finds",
    options: [
      Option(
        name: "filter", value: "FILTER", summary: "such as and(eq(type,Unit),gt(beds,4))"),
      Option(name: "sort", value: "PATHS", summary: "between commas; -PATH for descending"),
      Option(name: "limit", value: "N", summary: "at most so many (default 100)"),
      Option(name: "cursor", value: "NEXT", summary: "'next' of the page before"), .branch, .data,
      .json, .csv,
    ],
    examples: ["salus twin list", "salus twin list --filter 'gt(beds,4)' --sort=-beds"],
    run: { call in
      let search = try TwinSearch(
        parsing: call.text("filter"), sort: call.text("sort"),
        limit: try call.integer("limit", in: 1...10_000, default: 100),
        after: call.text("cursor"), on: call.branch)
      let found = try call.station(.read).twins.search(search, on: call.branch)
      if call.has("json") {
        call.console.write(TwinJSON.bytes(found) + [0x0A])
        return 0
      }
      var table = Table(header: ["twin", "type", "revision", "values"], numeric: [2])
      table.rows = found.items.map { state in
        [
          state.id.text, state.type.name, String(state.revision),
          state.isSealed ? "personal" : call.values(of: state),
        ]
      }
      table.print(on: call.console, csv: call.has("csv"))
      if let next = found.next { call.console.say("More: --cursor \(next)") }
      return 0
    })

  private static let twinShow = Verb(
    words: ["twin", "show"], summary: "show a twin, now or at any moment", operands: ["TWIN"],
    options: moment + [.branch, .purpose, .reason, .data, .json],
    examples: [
      "salus twin show unit:north", "salus twin show unit:north --at 2026-05-08",
      "salus twin show person:7 --purpose case-investigation",
    ],
    writesWith: ["purpose"],
    run: { call in
      let station = try call.station(call.has("purpose") ? .write : .read)
      let moment = try TwinMoment.read(
        at: call.text("at"), known: call.text("known"), recorded: call.text("recorded"),
        revision: call.text("rev"))
      let state = try station.twins.twin(
        ID(try call.operand(0)), at: moment, on: call.branch, pass: call.pass)
      if call.shared == nil { station.twins.access.end() }
      if call.has("json") {
        call.console.write(TwinJSON.bytes(state) + [0x0A])
        return 0
      }
      call.console.print("\(state.id)  \(state.type)")
      for alias in state.aliases { call.console.print("also \(alias.text)") }
      var table = Table(header: ["feature", "value", "wanted", "observed", "source", "event"])
      for (name, feature) in state.features.sorted(by: { $0.key < $1.key }) {
        let reading = feature.reported ?? feature.desired
        table.rows.append([
          name, call.words(feature.reported), call.words(feature.desired),
          reading?.observed.description ?? "", reading?.source ?? "",
          reading.map { String($0.event) } ?? "",
        ])
      }
      table.print(on: call.console, csv: false)
      call.console.print("revision \(state.revision)" + (state.isDeleted ? ", deleted" : ""))
      return 0
    })

  private static let twinTypes = Verb(
    words: ["twin", "types"], summary: "list what twins can be of, or print one type as DTDL",
    operands: ["TYPE?"], options: [.branch, .data, .json],
    examples: ["salus twin types", "salus twin types Unit"],
    run: { call in
      let desk = try call.station(.read).twins
      if let name = call.operands.first {
        call.console.print(try desk.type(name, on: call.branch).indented)
        return 0
      }
      let answer = try desk.typeList(on: call.branch)
      if call.has("json") {
        call.console.print(answer.description)
        return 0
      }
      var table = Table(header: ["type", "title", "class"])
      for row in answer["types"]?.array ?? [] {
        table.rows.append([
          row["id"]?.string ?? "", row["title"]?.string ?? "", row["dataClass"]?.string ?? "",
        ])
      }
      table.print(on: call.console, csv: false)
      return 0
    })

  private static let twinCreate = Verb(
    words: ["twin", "create"], summary: "make a twin of a type, with first values",
    operands: ["TYPE", "NAME=VALUE…?"],
    options: [
      Option(name: "id", value: "ID", summary: "its id (default: one is made)"),
      Option(name: "alias", value: "SYSTEM|VALUE", summary: "its name in another system"),
      valid, source, key, .branch, .data, .json,
    ],
    examples: ["salus twin create Unit --id unit:north name='North 2' beds=12"],
    writes: true,
    run: { call in
      var members = try call.said(after: 1)
      members.append(JSON.Member("type", .string(try call.operand(0))))
      if let id = call.text("id") { members.append(JSON.Member("id", .string(id))) }
      if let text = call.text("alias") {
        guard let alias = Alias(text) else { throw call.refusal("alias", text, "SYSTEM|VALUE") }
        members.append(
          JSON.Member(
            "aliases", [["system": .string(alias.system), "value": .string(alias.value)]]))
      }
      let written = try call.station(.create).twins.create(
        .object(members), on: call.branch, terms: WriteTerms(key: call.text("key")))
      return call.tell(written, "made")
    })

  private static let twinReport = Verb(
    words: ["twin", "report"], summary: "report values of a twin, or correct them",
    operands: ["TWIN", "NAME=VALUE…"],
    options: [
      valid, source, key,
      Option(name: "supersedes", value: "SEQ", summary: "the event that was wrong"),
      Option(
        name: "revision", value: "N",
        summary: "of the twin as you saw it; refused where it has changed since"),
      .branch, .data, .json,
    ],
    examples: [
      "salus twin report unit:north occupied=9",
      "salus twin report unit:north occupied=8 --supersedes 41 --revision 3",
    ],
    writes: true,
    run: { call in
      let body = JSON.object(try call.said(after: 1))
      let written = try call.station(.write).twins.report(
        ID(try call.operand(0)), body, on: call.branch,
        terms: WriteTerms(revisions: try call.revision().map { [$0] }, key: call.text("key")))
      return call.tell(written, "reported")
    })

  private static let twinDelete = Verb(
    words: ["twin", "delete"], summary: "delete a twin; its history stays", operands: ["TWIN"],
    options: [.reason, .branch, .data, .json], examples: ["salus twin delete unit:north"],
    writes: true,
    run: { call in
      var members = [JSON.Member("delete", true)]
      if let reason = call.text("reason") {
        members.append(JSON.Member("reason", .string(reason)))
      }
      let written = try call.station(.write).twins.report(
        ID(try call.operand(0)), .object(members), on: call.branch)
      return call.tell(written, "deleted")
    })
}

extension Invocation {
  var branch: ID<Branch> { text("branch").map { ID($0) } ?? Branch.main }

  var pass: Pass? { text("purpose").map { Pass(purpose: $0, reason: text("reason")) } }

  /// `values` from operands like `beds=12`, with the options `valid`, `source`, `supersedes`.
  func said(after count: Int) throws -> [JSON.Member] {
    var values: [JSON.Member] = []
    for word in operands.dropFirst(count) {
      guard let sign = word.firstIndex(of: "="), sign > word.startIndex else {
        throw UsageError("'\(word)' is not accepted: NAME=VALUE is", verb: verb.name)
      }
      let text = String(word[word.index(after: sign)...])
      // What is no JSON is a text.
      values.append(
        JSON.Member(String(word[..<sign]), (try? JSON(parsing: text)) ?? .string(text)))
    }
    var members: [JSON.Member] = []
    if !values.isEmpty { members.append(JSON.Member("values", .object(values))) }
    for name in ["valid", "source"] {
      if let text = text(name) { members.append(JSON.Member(name, .string(text))) }
    }
    if let text = text("supersedes") {
      guard let sequence = Int64(text) else {
        throw refusal("supersedes", text, "the sequence of an event")
      }
      members.append(JSON.Member("supersedes", .integer(sequence)))
    }
    return members
  }

  func tell(_ written: Written, _ word: String) -> Int32 {
    if has("json") {
      console.print(written.json.description)
    } else {
      let done =
        written.receipt.isReplay
        ? "was \(word) before" : written.receipt.isUnchanged ? "is so already" : "is \(word)"
      console.print(
        "\(written.twin) \(done): revision \(written.receipt.revision ?? 0), "
          + "event \(written.receipt.sequence)")
    }
    return 0
  }

  func words(_ reading: SalusTwin.Reading?) -> String {
    guard let reading else { return "" }
    return (reading.value.string ?? reading.value.description)
      + (reading.unit.map { " \($0)" } ?? "")
  }

  func values(of state: TwinState) -> String {
    state.features.sorted { $0.key < $1.key }.prefix(4)
      .map { "\($0.key)=\(words($0.value.reported))" }.joined(separator: " ")
  }
}
