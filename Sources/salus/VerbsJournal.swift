import SalusCore
import SalusOperate
import SalusStore
import SalusTwin

extension Verbs {
  static let journal: [Verb] = [
    Verb(
      words: ["journal", "verify"], summary: "walk the whole journal and check every hash",
      options: [.data, .json], examples: ["salus journal verify"],
      run: { call in
        let found = try call.station(.read).journal.verify()
        if call.has("json") {
          call.console.print(found.json.description)
        } else {
          for line in found.lines { call.console.print(line) }
        }
        return found.isWhole ? 0 : 6
      }),
    Verb(
      words: ["journal", "backup"], summary: "copy the journal to one file, also while it is used",
      operands: ["FILE"], options: [.data], examples: ["salus journal backup monday.salus"],
      run: { call in
        let path = call.console.path(try call.operand(0))
        try call.station(.read).journal.backup(to: path)
        call.console.say("The journal is copied to \(path)")
        return 0
      }),
    Verb(
      words: ["journal", "restore"],
      summary: "make the journal of a data directory from a backup, after verifying it",
      operands: ["FILE"],
      options: [.data, Option(name: "yes", summary: "replace the journal that is there")],
      examples: ["salus journal restore monday.salus --data /srv/salus"],
      run: { call in
        let path = call.console.path(try call.operand(0))
        let found = try Store.restore(
          from: path, to: call.dataDirectory, replacing: call.has("yes"))
        call.console.say(
          "Restored \(found.events) events and \(found.observations) observations to "
            + call.dataDirectory)
        return 0
      }),
    Verb(
      words: ["journal", "rebuild"], summary: "make the tables that are views of the events anew",
      options: [.data], examples: ["salus journal rebuild"], writes: true,
      run: { call in
        try call.station(.write).journal.rebuild()
        call.console.say("The views are made anew.")
        return 0
      }),
  ]

  static let doctor = Verb(
    words: ["doctor"], summary: "check that everything the program needs is in order",
    options: [.data, .json], examples: ["salus doctor"],
    run: { call in
      let checks = Doctor.run(dataDirectory: call.dataDirectory)
      if call.has("json") {
        call.console.print(JSON.array(checks.map(\.json)).description)
      } else {
        var table = Table(header: ["check", "state", "what"])
        for check in checks { table.rows.append([check.name, check.state.rawValue, check.words]) }
        table.print(on: call.console, csv: false)
      }
      return checks.contains { $0.state == .bad } ? 6 : 0
    })
}

extension Verification {
  var json: JSON {
    [
      "sound": .bool(isWhole), "events": JSON(events), "observations": JSON(observations),
      "head": .string(head.hash.description), "root": .string(root.description),
      "damage": JSON(damage?.description),
      "staleViews": .array(staleProjections.map { .string($0) }),
    ]
  }

  var lines: [String] {
    var lines = [
      "\(events) events, \(observations) observations", "head \(head.hash)", "root \(root)",
    ]
    if let damage {
      lines.insert("DAMAGED: \(damage)", at: 0)
    } else {
      lines.insert("The journal is whole.", at: 0)
    }
    if !staleProjections.isEmpty {
      lines.append(
        "Views that differ from the events: \(staleProjections.joined(separator: ", ")); "
          + "'salus journal rebuild' makes them anew")
    }
    return lines
  }
}
