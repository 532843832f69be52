import SalusOperate

/// The table of verbs.
enum Verbs {
  static let all: [Verb] =
    [up, address, example] + imports + capacityImports + capacity + stock
    + [signals, detect, reproduction, forecast, backtest, score]
    + [demand] + plan + warning + order + [handover]
    + twin + thread + branch + named + audit
    + journal + config + job + feed + notice
    + [doctor, completions, manual, version]

  static let completions = Verb(
    words: ["completions"], summary: "print a completion script for a shell",
    operands: ["SHELL"],
    examples: ["source <(salus completions bash)"],
    run: { call in
      let shell = try call.operand(0)
      guard Completions.shells.contains(shell) else {
        throw UsageError(
          "no completions for '\(shell)': \(Completions.shells.joined(separator: ", ")) are accepted",
          verb: "completions")
      }
      call.console.print(Completions(verbs: all).script(for: shell))
      return 0
    })

  static let manual = Verb(
    words: ["manual"], summary: "print the manual page", examples: ["salus manual | man -l -"],
    run: { call in
      call.console.print(Manual(verbs: all).page)
      return 0
    })

  static let version = Verb(
    words: ["version"], summary: "print the version", options: [.json],
    examples: ["salus version"],
    run: { call in
      call.console.print(
        call.has("json") ? "{\"version\":\"\(Version.text)\"}" : "salus \(Version.text)")
      return 0
    })
}
