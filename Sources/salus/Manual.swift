import SalusCore
import SalusOperate

/// The manual page, printed from the table as roff (man macros).
struct Manual {
  let verbs: [Verb]

  var page: String {
    var lines = [
      ".TH SALUS 1 \"\" \"Salus \(Version.text)\" \"User Commands\"",
      ".SH NAME", "salus \\- digital twin for public\\-health emergencies",
      ".SH SYNOPSIS", ".B salus", ".I VERB", "[options]",
      ".SH DESCRIPTION",
      "Salus mirrors a region from its reports, detects, forecasts, computes what will be needed,",
      "proposes plans, follows the orders and scores itself. \\fBsalus up\\fR serves the command",
      "centre on this machine; every other verb works beside it.",
      ".PP", "Results go to standard output, talk to standard error.",
      ".SH VERBS",
    ]
    for verb in verbs { lines += section(verb) }
    lines += [
      ".SH EXIT STATUS",
      "0 done, 1 failed, 2 used wrongly, 3 not found, 4 denied, 5 stale, 6 done with findings,",
      "7 needs confirmation.",
      ".SH FILES", ".TP", "\\fI$XDG_DATA_HOME/salus\\fR",
      "the usual data directory; \\fI~/.local/share/salus\\fR where the variable is not set",
      ".TP", "\\fI/var/lib/salus\\fR", "data of the service", ".TP", "\\fI/etc/default/salus\\fR",
      "options of the service",
      ".SH SEE ALSO", "\\fI/usr/share/doc/salus\\fR, \\fBsalus help \\fIVERB\\fR",
    ]
    return lines.joined(separator: "\n")
  }

  private func section(_ verb: Verb) -> [String] {
    var usage = ["\\fBsalus " + Manual.text(verb.name) + "\\fR"]
    for operand in verb.operands {
      let word = Manual.text(operand.hasSuffix("?") ? String(operand.dropLast()) : operand)
      usage.append(operand.hasSuffix("?") ? "[\\fI\(word)\\fR]" : "\\fI\(word)\\fR")
    }
    var lines = [
      ".SS " + Manual.text(verb.name), usage.joined(separator: " ") + " [options]", ".PP",
      Manual.text(verb.summary.prefix(1).uppercased() + verb.summary.dropFirst()) + ".",
    ]
    for option in verb.options {
      let value = option.value.map { " \\fI" + Manual.text($0) + "\\fR" } ?? ""
      var summary = option.summary
      if !option.choices.isEmpty { summary += ": " + option.choices.joined(separator: ", ") }
      lines += [".TP", "\\fB\\-\\-" + Manual.text(option.name) + "\\fR" + value]
      lines.append(Manual.text(summary))
    }
    if !verb.examples.isEmpty {
      lines += [".PP", "Example:", ".RS", ".nf"] + verb.examples.map(Manual.text) + [".fi", ".RE"]
    }
    return lines
  }

  /// Escapes what roff would take for its own: backslashes, dashes, and a control character in
  /// front.
  private static func text(_ text: String) -> String {
    var output = ""
    for character in text {
      switch character {
      case "\\": output += "\\e"
      case "-": output += "\\-"
      default: output.append(character)
      }
    }
    if let first = output.first, first == "." || first == "'" { output = "\\&" + output }
    return output
  }
}
