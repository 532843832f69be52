import SalusCore
import SalusOperate

extension Verbs {
  static let config = [configCheck, configShow, configExample]

  private static let configCheck = Verb(
    words: ["config", "check"], summary: "say all that is wrong in a configuration, with its lines",
    operands: ["FILE?"], options: [.data, .json],
    examples: ["salus config check county.json5", "salus config check"],
    run: { call in
      let path = call.configurationPath(call.operands.first)
      do {
        let configuration = try Configuration(path: path)
        if call.has("json") {
          call.console.print(
            (["file": .string(path), "faults": []] as JSON).description)
        } else {
          call.console.print("\(path) is right: \(configuration.sentence)")
        }
        return 0
      } catch let error as ConfigurationError {
        if call.has("json") {
          call.console.print(error.json.description)
        } else {
          for line in error.lines { call.console.print(line) }
          let count = error.faults.count + error.more
          call.console.say(
            "salus: \(count) \(count == 1 ? "fault" : "faults"); "
              + "'salus config example' prints a file with every key explained")
        }
        return ProblemKind.usage.rawValue
      }
    })

  private static let configShow = Verb(
    words: ["config", "show"], summary: "print the values in force, defaults included",
    operands: ["FILE?"], options: [.data],
    examples: ["salus config show", "salus config show county.json5"],
    run: { call in
      let path = call.configurationPath(call.operands.first)
      let configuration =
        call.operands.isEmpty && !InputPath.exists(path)
        ? Configuration() : try Configuration(path: path)
      call.console.print(configuration.effective.indented)
      return 0
    })

  private static let configExample = Verb(
    words: ["config", "example"], summary: "print a commented configuration to start from",
    examples: ["salus config example > config.json5"],
    run: { call in
      call.console.write(Array(Configuration.example.utf8))
      return 0
    })
}

extension Invocation {
  /// The configuration that a verb means: the one named, or the data directory's own.
  func configurationPath(_ named: String?) -> String {
    named.map { console.path($0) } ?? "\(dataDirectory)/config.json5"
  }
}
