import Glibc
import SalusCore
import SalusOperate

/// Reads a command line, runs its verb here or on the running server, and turns errors into two
/// lines and an exit code.
struct Program: Sendable {
  let verbs: [Verb]

  func run(_ words: [String], console: Console) -> Int32 {
    attempt(console) {
      if let code = help(words, console) { return code }
      let call = try Parser(verbs: verbs).parse(words, console: console)
      if call.writes {
        let handed = ControlSocket.Call(
          arguments: words, directory: console.directory, isTerminal: console.isTerminal)
        if let code = ControlSocket.send(handed, to: call.dataDirectory, console: console) {
          return code
        }
      }
      return try call.verb.run(call)
    }
  }

  /// Runs a call that came over the control socket, with the server's own station.
  func answer(_ handed: ControlSocket.Call, station: Station, console: Console) -> Int32 {
    attempt(console) {
      var call = try Parser(verbs: verbs).parse(handed.arguments, console: console)
      guard call.writes else {
        throw UsageError("'\(call.verb.name)' is no work for the server", verb: call.verb.name)
      }
      call.shared = station
      return try call.verb.run(call)
    }
  }

  private func attempt(_ console: Console, _ body: () throws -> Int32) -> Int32 {
    do {
      return try body()
    } catch let problem as any Problem {
      console.say("salus: \(problem)")
      if let hint = problem.hint { console.say(hint) }
      return problem.kind.rawValue
    } catch {
      console.say("salus: \(error)")
      return ProblemKind.failed.rawValue
    }
  }

  /// Answers `help`, `--help`, `-h` and an empty line; nil for everything else.
  private func help(_ words: [String], _ console: Console) -> Int32? {
    let help = Help(verbs: verbs)
    var topic = words
    if words.first == "help" {
      topic.removeFirst()
    } else if let index = words.firstIndex(where: { $0 == "--help" || $0 == "-h" }) {
      topic = Array(words[..<index])
    } else if words == ["--version"] {
      console.print("salus \(Version.text)")
      return 0
    } else if !words.isEmpty {
      return nil
    }
    if topic.isEmpty {
      console.print(help.overview)
      return words.isEmpty ? ProblemKind.usage.rawValue : 0
    }
    if let verb = Parser(verbs: verbs).match(topic) {
      console.print(help.text(for: verb))
      return 0
    }
    if let text = topic.first.flatMap({ help.text(forFamily: $0) }) {
      console.print(text)
      return 0
    }
    let near = topic.first.flatMap { Parser.nearest($0, verbs.compactMap(\.words.first)) }
    console.say(
      "salus: there is no verb '\(topic.joined(separator: " "))'"
        + (near.map { " (did you mean '\($0)'?)" } ?? ""))
    console.say("Try 'salus help'.")
    return ProblemKind.usage.rawValue
  }
}
