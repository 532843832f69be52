import SalusCore
import SalusOperate
import SalusTwin

extension Verbs {
  static let branch: [Verb] = [
    branchList, branchFork, branchDiff, branchMerge, branchDiscard,
  ]
  static let named: [Verb] = [versionList, versionTag, versionRestore]

  private static let branchList = Verb(
    words: ["branch", "list"], summary: "list lines of history", options: [.data, .json],
    examples: ["salus branch list"],
    run: { call in
      let branches = try call.station(.read).journal.branches()
      if call.has("json") {
        call.console.print(JSON.array(branches.map { TwinJSON.json($0) }).description)
        return 0
      }
      var table = Table(
        header: ["branch", "from", "at", "head", "state", "purpose"], numeric: [2, 3])
      table.rows = branches.map {
        [
          $0.id.text, $0.parent?.text ?? "", String($0.fork), String($0.head.sequence),
          $0.status.rawValue, $0.purpose,
        ]
      }
      table.print(on: call.console, csv: false)
      return 0
    })

  private static let branchFork = Verb(
    words: ["branch", "fork"], summary: "begin a line of history; copies nothing",
    operands: ["NAME"],
    options: [
      Option(name: "from", value: "BRANCH", summary: "its parent (default: main)"),
      Option(name: "at", value: "SEQ", summary: "the newest event that both share"),
      Option(name: "for", value: "PURPOSE", summary: "what for (default: what-if)"), .data, .json,
    ],
    examples: ["salus branch fork surge --for 'a second wave'"], writes: true,
    run: { call in
      var members = [JSON.Member("id", .string(try call.operand(0)))]
      if let parent = call.text("from") { members.append(JSON.Member("from", .string(parent))) }
      if call.has("at") {
        members.append(JSON.Member("at", JSON(try call.integer("at", in: 0...Int.max, default: 0))))
      }
      if let purpose = call.text("for") {
        members.append(JSON.Member("purpose", .string(purpose)))
      }
      let made = try call.station(.write).twins.fork(.object(members))
      call.console.print(
        call.has("json")
          ? TwinJSON.json(made).description
          : "\(made.id) begins after event \(made.fork) of \(made.parent?.text ?? "nothing")")
      return 0
    })

  private static let branchDiff = Verb(
    words: ["branch", "diff"],
    summary: "show how twins differ between branches, branch@SEQ, vSEQ or versions",
    operands: ["A", "B"], options: [.data, .json], examples: ["salus branch diff main surge"],
    run: { call in
      let patches = try call.station(.read).twins.diff(
        try call.operand(0), try call.operand(1))
      if call.has("json") {
        call.console.print(JSON.array(patches.map { TwinJSON.json($0) }).description)
        return 0
      }
      for patch in patches {
        for change in patch.changes {
          call.console.print(
            "\(patch.twin)  \(change.path): \(change.before?.description ?? "–") → "
              + (change.after?.description ?? "–"))
        }
      }
      if patches.isEmpty { call.console.say("No twin differs.") }
      return 0
    })

  private static let branchMerge = Verb(
    words: ["branch", "merge"], summary: "bring what changed on a branch into its parent",
    operands: ["NAME"],
    options: [
      Option(
        name: "take", value: "SIDE", summary: "whose value wins where both changed",
        choices: ["ours", "theirs"]), .data, .json,
    ],
    examples: ["salus branch merge surge", "salus branch merge surge --take theirs"],
    writes: true,
    run: { call in
      let body: JSON = call.text("take").map { ["take": .string($0)] } ?? [:]
      do {
        let result = try call.station(.write).twins.merge(ID(try call.operand(0)), body)
        call.console.print(
          call.has("json")
            ? JSON.object([JSON.Member("events", JSON(result.receipts.count))]).description
            : "merged by \(result.receipts.count) events")
        return 0
      } catch TwinProblem.conflicts(let conflicts) {
        if call.has("json") {
          let list = JSON.array(conflicts.map { TwinJSON.json($0) })
          call.console.print(JSON.object([JSON.Member("conflicts", list)]).description)
        }
        for conflict in conflicts {
          call.console.say(
            "\(conflict.twin)  \(conflict.path): here \(conflict.ours?.description ?? "–"), "
              + "there \(conflict.theirs?.description ?? "–"), "
              + "before \(conflict.base?.description ?? "–")")
        }
        throw TwinProblem.conflicts(conflicts)
      }
    })

  private static let branchDiscard = Verb(
    words: ["branch", "discard"], summary: "drop what a branch holds", operands: ["NAME"],
    options: [.reason, .data], examples: ["salus branch discard surge"], writes: true,
    run: { call in
      let name = try call.operand(0)
      try call.station(.write).twins.discard(ID(name), reason: call.text("reason") ?? "")
      call.console.say("\(name) is discarded; its name and head stay.")
      return 0
    })

  private static let versionList = Verb(
    words: ["version", "list"], summary: "list named points of history", options: [.data, .json],
    examples: ["salus version list"],
    run: { call in
      let versions = try call.station(.read).journal.versions(of: nil)
      if call.has("json") {
        call.console.print(JSON.array(versions.map { TwinJSON.json($0) }).description)
        return 0
      }
      var table = Table(header: ["version", "branch", "event", "author", "message"], numeric: [2])
      table.rows = versions.map {
        [$0.name, $0.branch.text, String($0.sequence), $0.author, $0.message]
      }
      table.print(on: call.console, csv: false)
      return 0
    })

  private static let versionTag = Verb(
    words: ["version", "tag"], summary: "give a point of a branch a name", operands: ["NAME"],
    options: [
      .branch, Option(name: "sequence", value: "SEQ", summary: "the point (default: the newest)"),
      Option(name: "message", value: "TEXT", summary: "in your own words"), .data, .json,
    ],
    examples: ["salus version tag monday --message 'before the surge'"], writes: true,
    run: { call in
      var members = [
        JSON.Member("name", .string(try call.operand(0))),
        JSON.Member("branch", .string(call.branch.text)),
        JSON.Member("message", .string(call.text("message") ?? "")),
      ]
      if call.has("sequence") {
        members.append(
          JSON.Member(
            "sequence", JSON(try call.integer("sequence", in: 0...Int.max, default: 0))))
      }
      let version = try call.station(.write).twins.tag(.object(members))
      call.console.print(
        call.has("json")
          ? TwinJSON.json(version).description
          : "\(version.name) is event \(version.sequence) of \(version.branch)")
      return 0
    })

  private static let versionRestore = Verb(
    words: ["version", "restore"],
    summary: "give every twin the values that it had at a point; nothing is taken back",
    operands: ["POINT"], options: [.branch, .data, .json],
    examples: ["salus version restore monday"], writes: true,
    run: { call in
      let receipts = try call.station(.write).twins.restore(call.branch, to: try call.operand(0))
      call.console.print(
        call.has("json")
          ? JSON.object([JSON.Member("events", JSON(receipts.count))]).description
          : "restored by \(receipts.count) events")
      return 0
    })
}
