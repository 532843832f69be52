import SalusCore
import SalusOperate

/// Reads the words of a command line against the table of verbs.
struct Parser {
  let verbs: [Verb]

  /// The verb that `words` begin with and what follows it.
  func parse(_ words: [String], console: Console) throws(UsageError) -> Invocation {
    guard let verb = match(words) else { throw unknownVerb(words) }
    var operands: [String] = []
    var values: [String: String] = [:]
    var index = verb.words.count
    var optionsEnded = false
    while index < words.count {
      let word = words[index]
      index += 1
      if optionsEnded || !word.hasPrefix("--") || word == "-" {
        operands.append(word)
        continue
      }
      if word == "--" {
        optionsEnded = true
        continue
      }
      let (name, inline) = Parser.split(word)
      guard let option = verb.options.first(where: { $0.name == name }) else {
        throw unknownOption(name, verb)
      }
      guard values[name] == nil else {
        throw UsageError("--\(name) is given twice", verb: verb.name)
      }
      if let kind = option.value {
        if let inline {
          values[name] = inline
        } else if index < words.count, !words[index].hasPrefix("--") {
          values[name] = words[index]
          index += 1
        } else {
          throw UsageError("--\(name) needs a value: \(kind)", verb: verb.name)
        }
      } else {
        guard inline == nil else {
          throw UsageError("--\(name) takes no value", verb: verb.name)
        }
        values[name] = ""
      }
      if !option.choices.isEmpty, let value = values[name], !option.choices.contains(value) {
        throw UsageError(
          "--\(name) '\(value)' is not accepted: \(option.choices.joined(separator: ", ")) are",
          verb: verb.name)
      }
    }
    try check(operands, values, of: verb)
    return Invocation(verb: verb, operands: operands, values: values, console: console)
  }

  /// The longest verb whose words begin the line.
  func match(_ words: [String]) -> Verb? {
    verbs.filter { words.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
  }

  /// The entry of `candidates` that was most likely meant; nil where none is near.
  static func nearest(_ word: String, _ candidates: [String]) -> String? {
    NearestWord.find(word, among: candidates)
  }

  private func check(_ operands: [String], _ values: [String: String], of verb: Verb)
    throws(UsageError)
  {
    let needed = verb.operands.filter { !$0.hasSuffix("?") }
    if operands.count < needed.count {
      throw UsageError("'\(verb.name)' needs \(needed[operands.count])", verb: verb.name)
    }
    let isOpen = verb.operands.last?.contains("…") == true
    if !isOpen, operands.count > verb.operands.count {
      throw UsageError(
        "'\(verb.name)' does not take '\(operands[verb.operands.count])'", verb: verb.name)
    }
    for option in verb.options where option.isRequired && values[option.name] == nil {
      let word = option.value.map { " \($0)" } ?? ""
      throw UsageError("'\(verb.name)' needs --\(option.name)\(word)", verb: verb.name)
    }
  }

  private static func split(_ word: String) -> (String, String?) {
    let body = word.dropFirst(2)
    guard let sign = body.firstIndex(of: "=") else { return (String(body), nil) }
    return (String(body[..<sign]), String(body[body.index(after: sign)...]))
  }

  private func unknownOption(_ name: String, _ verb: Verb) -> UsageError {
    let near = Parser.nearest(name, verb.options.map(\.name))
    let guess = near.map { " (did you mean '--\($0)'?)" } ?? ""
    return UsageError("unknown option '--\(name)' for '\(verb.name)'\(guess)", verb: verb.name)
  }

  private func unknownVerb(_ words: [String]) -> UsageError {
    let typed = words.first ?? ""
    let family = verbs.filter { $0.words.first == typed && $0.words.count > 1 }
    guard family.isEmpty else {
      let choices = family.map { $0.words.dropFirst().joined(separator: " ") }
      let second = words.dropFirst().first.map { "'\(typed) \($0)' is unknown" }
      return UsageError(
        "\(second ?? "'\(typed)' needs one more word"): \(choices.joined(separator: ", ")) are accepted"
      )
    }
    let near = Parser.nearest(typed, verbs.compactMap(\.words.first))
    return UsageError("unknown verb '\(typed)'" + (near.map { " (did you mean '\($0)'?)" } ?? ""))
  }
}
