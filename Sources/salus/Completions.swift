/// Shell completion scripts, printed from the table.
struct Completions {
  let verbs: [Verb]

  static let shells = ["bash", "zsh", "fish"]

  func script(for shell: String) -> String {
    switch shell {
    case "zsh": "#compdef salus\nautoload -U bashcompinit && bashcompinit\n" + bash
    case "fish": fish
    default: bash
    }
  }

  private var firstWords: [String] {
    var seen: Set<String> = []
    return verbs.compactMap(\.words.first).filter { seen.insert($0).inserted }
  }

  private var bash: String {
    var cases: [String] = []
    for word in firstWords {
      let family = verbs.filter { $0.words.first == word }
      var options: Set<String> = []
      for verb in family { options.formUnion(verb.options.map { "--" + $0.name }) }
      let seconds = family.compactMap { $0.words.dropFirst().first }
      let choices = (seconds + options.sorted()).joined(separator: " ")
      cases.append("    \(word)) words=\"\(choices)\" ;;")
    }
    return """
      _salus() {
        local current="${COMP_WORDS[COMP_CWORD]}" words=""
        if [ "$COMP_CWORD" -eq 1 ]; then
          words="\(firstWords.joined(separator: " "))"
        else
          case "${COMP_WORDS[1]}" in
      \(cases.joined(separator: "\n"))
          esac
        fi
        COMPREPLY=($(compgen -W "$words" -- "$current"))
        [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
      }
      complete -o filenames -F _salus salus
      """
  }

  private var fish: String {
    var lines: [String] = []
    for word in firstWords {
      let family = verbs.filter { $0.words.first == word }
      let summary = family.count == 1 ? family[0].summary : "\(word) …"
      lines.append(
        "complete -c salus -n __fish_use_subcommand -a \(word) -d '\(quoted(summary))'")
      for verb in family {
        if let second = verb.words.dropFirst().first {
          lines.append(
            "complete -c salus -n '__fish_seen_subcommand_from \(word)' -a \(second) "
              + "-d '\(quoted(verb.summary))'")
        }
        for option in verb.options {
          lines.append(
            "complete -c salus -n '__fish_seen_subcommand_from \(word)' -l \(option.name) "
              + "\(option.value == nil ? "" : "-r ")-d '\(quoted(option.summary))'")
        }
      }
    }
    var seen: Set<String> = []
    return lines.filter { seen.insert($0).inserted }.joined(separator: "\n")
  }

  private func quoted(_ text: String) -> String {
    text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
  }
}
