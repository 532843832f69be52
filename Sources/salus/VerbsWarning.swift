import SalusAct
import SalusCore
import SalusOperate
import SalusTwin

extension Verbs {
  static let warning: [Verb] = [
    warningList, warningShow, decision(.confirm, "say that a warning is right"),
    decision(.watch, "keep an eye on a warning without confirming it"),
    decision(.shelve, "put a warning aside until a day or moment"),
    decision(.dismiss, "say that a warning needs nothing, and why"),
    decision(.acknowledge, "say that you have seen a warning: nobody else is asked"),
    warningReview,
  ]

  private static let warningReview = Verb(
    words: ["warning", "review"],
    summary: "judge the newest evidence now: raise, update, expire and end warnings",
    options: [.data, .json], examples: ["salus warning review"], writes: true,
    run: { call in
      let station = try call.settledStation(.write)
      let now = try station.dutyTime()
      try station.reviewOrders(at: now)
      let settings = station.configuration.warnings
      let changed = try station.reviewWarnings(settings, at: now)
      let names = changed.map(\.text)
      if call.has("json") {
        call.console.print(
          JSON.object([JSON.Member("changed", .array(names.map { .string($0) }))]).description)
      } else {
        call.console.say(
          names.isEmpty ? "No warning changed." : "Changed: \(names.joined(separator: ", ")).")
      }
      return 0
    })

  private static let warningList = Verb(
    words: ["warning", "list"], summary: "list graded warnings, those that wait first",
    options: [
      Option(
        name: "state", value: "STATE", summary: "which ones (default open)",
        choices: Reading.warningStates),
      .asOf, .data, .json, .csv,
    ],
    examples: ["salus warning list", "salus warning list --state all --csv"],
    run: { call in
      let answer = try call.reading().warnings(
        state: call.text("state") ?? "open", limit: 1000, cursor: nil)
      if call.has("json") {
        call.console.print(answer.description)
        return 0
      }
      var table = Table(
        header: ["warning", "grade", "state", "where", "since", "lead", "chance", "what"],
        numeric: [5, 6])
      let rows = answer["warnings"]?.array ?? []
      for row in rows {
        let grade = row["grade"]?.integer.flatMap { Grade(rawValue: Int($0)) }?.numeral ?? ""
        table.rows.append([
          row["id"]?.string ?? "", "[\(grade)]", row["state"]?.string ?? "",
          row["where"]?["name"]?.string ?? "", row["since"]?.string ?? "",
          row["leadDays"]?.integer.map { "\($0) d" } ?? "–",
          row["probability"]?.double.map { "\(Int(($0 * 100).rounded())) %" } ?? "–",
          row["headline"]?.string ?? "",
        ])
      }
      if rows.isEmpty, !call.has("csv") {
        call.console.say("No warnings. 'salus warning list --state all' lists closed ones too.")
      } else {
        table.print(on: call.console, csv: call.has("csv"))
      }
      return 0
    })

  private static let warningShow = Verb(
    words: ["warning", "show"], summary: "show a warning with all that was said about it",
    operands: ["WARNING"], options: [.asOf, .data, .json], examples: ["salus warning show W-3"],
    run: { call in
      let answer = try call.reading().warning(try call.operand(0))
      guard let warning = answer["warning"] else { return 1 }
      if call.has("json") {
        call.console.print(answer.description)
      } else {
        for line in warningLines(warning) { call.console.print(line) }
      }
      return 0
    })

  private static func decision(_ verb: Warning.Verb, _ summary: String) -> Verb {
    var options = [
      Option(
        name: "revision", value: "N",
        summary: "of the warning as you saw it; refused where it has changed since"),
      Option(name: "note", value: "TEXT", summary: "in your own words"), .data, .json,
    ]
    var example = "salus warning \(verb.rawValue) W-3"
    if verb == .dismiss {
      options.insert(
        Option(
          name: "reason", value: "CODE", summary: "why", isRequired: true,
          choices: Warning.Reason.allCases.map(\.rawValue)), at: 0)
      example += " --reason known-cause"
    }
    if verb == .shelve {
      options.insert(
        Option(
          name: "until", value: "DATE|TIME", summary: "when it comes back", isRequired: true),
        at: 0)
      example += " --until 2026-05-08"
    }
    return Verb(
      words: ["warning", verb.rawValue], summary: summary, operands: ["WARNING"],
      options: options, examples: [example], writes: true,
      run: { call in
        let station = try call.settledStation(.write)
        var decision = WarningDecision(verb, note: call.text("note"))
        decision.reason = call.text("reason").flatMap(Warning.Reason.init(rawValue:))
        if let text = call.text("until") {
          guard let until = moment(text, station.dutyZone) else {
            throw call.refusal("until", text, "a date as YYYY-MM-DD or a time (RFC 3339)")
          }
          decision.until = until
        }
        let warning = try station.decide(
          ID(try call.operand(0)), decision, seen: try call.revision())
        if call.has("json") {
          call.console.print(
            JSON.object([
              JSON.Member("id", .string(warning.id.text)),
              JSON.Member("state", .string(warning.state.rawValue)),
              JSON.Member("revision", JSON(warning.revision)),
            ]).description)
        } else {
          call.console.say(
            "\(warning.id) [\(warning.grade.numeral)] is \(warning.state.rawValue): "
              + warning.content.headline)
        }
        return 0
      })
  }

  /// A moment, or a day, which means its end by the clock of the zone.
  static func moment(_ text: String, _ zone: TimeZoneRules) -> Instant? {
    if let date = CivilDate(text) { return zone.start(of: date + 1) }
    return Instant(text)
  }

  private static func warningLines(_ warning: JSON) -> [String] {
    func text(_ name: String) -> String { warning[name]?.string ?? "" }
    let grade = warning["grade"]?.integer.flatMap { Grade(rawValue: Int($0)) }?.numeral ?? ""
    var lines = [
      "[\(grade)] \(text("id"))  \(text("headline"))", text("words"),
      "sources: \(text("sourceWords"))", "state: \(text("state"))",
    ]
    if let expires = warning["expires"]?.string { lines.append("waits until \(expires)") }
    if let until = warning["until"]?.string { lines.append("shelved until \(until)") }
    if let rate = warning["falseAlarmsPerYear"]?.double {
      lines.append("false alarms expected: \(Format.fixed(rate, decimals: 2)) a year")
    }
    if let count = warning["ppv"]?["n"]?.integer, count > 0,
      let value = warning["ppv"]?["value"]?.double
    {
      lines.append(
        "of its grade \(Int((value * 100).rounded())) % were right (\(count) judged)")
    }
    for entry in warning["decisions"]?.array ?? [] {
      let tail = [entry["reason"]?.string, entry["note"]?.string].compactMap { $0 }
      lines.append(
        "\(entry["at"]?.string ?? "")  \(Words.actor(entry["actor"]?.string ?? ""))  "
          + ([entry["verb"]?.string ?? ""] + tail).joined(separator: ": "))
    }
    for notice in warning["notices"]?.array ?? [] {
      lines.append(
        "\(notice["at"]?.string ?? "")  \(notice["id"]?.string ?? "") to "
          + "\(notice["to"]?.string ?? "") by \(notice["channel"]?.string ?? ""): "
          + (notice["state"]?.string ?? ""))
    }
    lines.append("revision \(warning["revision"]?.integer ?? 0)")
    return lines
  }
}

extension Invocation {
  /// What the twin says as of the moment of the call.
  func reading() throws -> Reading {
    try ReadModel(try station(.read).journal).reading(try asOf())
  }

  /// The revision that the caller saw; nil where none was named.
  func revision() throws(UsageError) -> Int64? {
    guard let text = values["revision"] else { return nil }
    guard let value = Int64(text), value >= 0 else {
      throw refusal("revision", text, "a whole number")
    }
    return value
  }
}
