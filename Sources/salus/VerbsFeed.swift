import SalusCore
import SalusOperate
import SalusStore

extension Verbs {
  private static let configFile = Option(
    name: "config", value: "FILE",
    summary: "configuration (default: config.json5 in the data directory)")

  static let feed: [Verb] = [
    feedList(["feed"]), feedList(["feed", "list"]),
    Verb(
      words: ["feed", "check"],
      summary: "look at a feed without taking anything in: server, secrets, newest report",
      operands: ["NAME?"], options: [configFile, .data, .json],
      examples: ["salus feed check cases", "salus feed check"],
      run: { call in
        let desk = try call.feeds(.read)
        let checks =
          try call.operands.first.map { try desk.check($0) }
          ?? desk.names.flatMap { name in
            try desk.check(name).map { check in
              var check = check
              check.name = "\(name): \(check.name)"
              return check
            }
          }
        if call.has("json") {
          call.console.print(JSON.array(checks.map(\.json)).description)
        } else {
          var table = Table(header: ["check", "state", "what"])
          for check in checks {
            table.rows.append([check.name, check.state.rawValue, check.words])
          }
          table.print(on: call.console, csv: false)
        }
        return checks.contains { $0.state == .bad } ? 6 : 0
      }),
    Verb(
      words: ["feed", "pull"], summary: "fetch a feed, or look into its folder, now",
      operands: ["NAME"], options: [configFile, .data, .json], examples: ["salus feed pull cases"],
      writes: true,
      run: { call in
        let results = try call.feeds(.create).work(try call.operand(0))
        if call.has("json") {
          call.console.print(JSON.array(results.map(\.json)).description)
        } else if results.isEmpty {
          call.console.print("nothing new lies in the folder")
        } else {
          for result in results { call.console.print(result.words) }
        }
        return results.map(\.exitCode).max() ?? 0
      }),
    pausing("pause", true, "stop a feed until it is resumed"),
    pausing("resume", false, "start a paused feed again"),
  ]

  private static func feedList(_ words: [String]) -> Verb {
    Verb(
      words: words, summary: "list the feeds of the configuration and how they stand",
      options: [configFile, .data, .json, .csv],
      examples: ["salus \(words.joined(separator: " "))"],
      run: { call in
        let desk = try call.feeds(.read)
        let lines = try desk.list(at: desk.now)
        if call.has("json") {
          call.console.print(JSON.array(lines.map(\.json)).description)
          return 0
        }
        var table = Table(header: FeedLine.header, numeric: [6, 7])
        table.rows = lines.map(\.cells)
        table.print(on: call.console, csv: call.has("csv"))
        return 0
      })
  }

  private static func pausing(_ word: String, _ isPaused: Bool, _ summary: String) -> Verb {
    Verb(
      words: ["feed", word], summary: summary, operands: ["NAME"],
      options: [configFile, .data, .json], examples: ["salus feed \(word) cases"],
      writes: true,
      run: { call in
        let name = try call.operand(0)
        let desk = try call.feeds(.write)
        try desk.setPaused(name, isPaused, actor: desk.actor)
        call.console.print(
          call.has("json")
            ? (["feed": .string(name), "paused": .bool(isPaused)] as JSON).description
            : "the feed '\(name)' is \(isPaused ? "paused" : "running")")
        return 0
      })
  }
}

extension Invocation {
  /// The running loop's feeds where the work was handed over to it, else those of the
  /// configuration.
  func feeds(_ mode: Store.Mode) throws -> FeedDesk {
    if let desk = shared?.feeds, !has("config") { return desk }
    let path = configurationPath(text("config"))
    guard InputPath.exists(path) else { throw FeedError.noConfiguration(path) }
    let configuration = try Configuration(path: path)
    let station = try station(mode)
    if mode == .create, shared == nil { try station.prepare(configuration) }
    return try station.feedDesk(of: configuration)
  }
}
