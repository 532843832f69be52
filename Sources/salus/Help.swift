/// Help texts, printed from the table.
struct Help {
  let verbs: [Verb]

  /// Every verb, a line each.
  var overview: String {
    var lines = [
      "Example: salus up", "",
      "Salus mirrors a region from its reports, detects, forecasts and scores itself.", "",
      "Usage: salus VERB [options]", "",
    ]
    let width = verbs.map(\.name.utf8.count).max() ?? 0
    for verb in verbs {
      lines.append("  " + padded(verb.name, to: width) + "  " + verb.summary)
    }
    lines += [
      "", "'salus help VERB' says more of one. Results go to standard output, talk to standard",
      "error. Exit: 0 done, 1 failed, 2 used wrongly, 3 not found, 4 denied, 5 stale, 6 findings.",
    ]
    return lines.joined(separator: "\n")
  }

  func text(for verb: Verb) -> String {
    var lines: [String] = []
    for (index, example) in verb.examples.enumerated() {
      lines.append((index == 0 ? "Example: " : "         ") + example)
    }
    if !lines.isEmpty { lines.append("") }
    lines.append(verb.summary.prefix(1).uppercased() + verb.summary.dropFirst() + ".")
    lines += ["", "Usage: " + usage(of: verb)]
    if !verb.options.isEmpty { lines += ["", "Options:"] }
    let names = verb.options.map { "--" + $0.name + ($0.value.map { " " + $0 } ?? "") }
    let width = names.map(\.utf8.count).max() ?? 0
    for (option, name) in zip(verb.options, names) {
      var summary = option.summary
      if !option.choices.isEmpty { summary += ": " + option.choices.joined(separator: ", ") }
      if option.isRequired { summary += " (needed)" }
      lines.append("  " + padded(name, to: width) + "  " + summary)
    }
    return lines.joined(separator: "\n")
  }

  /// Several verbs of one first word, such as `import`.
  func text(forFamily word: String) -> String? {
    let family = verbs.filter { $0.words.first == word }
    guard !family.isEmpty else { return nil }
    return family.map { text(for: $0) }.joined(separator: "\n\n")
  }

  private func usage(of verb: Verb) -> String {
    var words = ["salus", verb.name]
    for operand in verb.operands {
      words.append(operand.hasSuffix("?") ? "[\(operand.dropLast())]" : operand)
    }
    for option in verb.options where option.isRequired {
      words.append("--\(option.name)" + (option.value.map { " \($0)" } ?? ""))
    }
    if verb.options.contains(where: { !$0.isRequired }) { words.append("[options]") }
    return words.joined(separator: " ")
  }

  private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.utf8.count))
  }
}
