import SalusCore
import SalusTwin

/// What a notice of warnings says: the gravest first, each with why and until when it waits.
struct NoticeText {
  let warnings: [Warning]
  /// Nobody has answered the first notice.
  let isReminder: Bool
  let zone: TimeZoneRules
  let now: Instant

  var subject: String {
    guard let first = warnings.first else { return "Salus" }
    let more = warnings.count > 1 ? " and \(warnings.count - 1) more" : ""
    let prefix = isReminder ? "Nobody has answered: " : ""
    return "[\(first.grade.numeral)] \(prefix)\(first.content.headline)\(more)"
  }

  var body: String {
    var lines: [String] = []
    if isReminder {
      let longest = warnings.map { now - $0.waitingSince }.max() ?? 0
      lines += ["Waiting for \(Int(longest / 60)) minutes without an answer.", ""]
    }
    for warning in warnings {
      let content = warning.content
      lines.append("[\(warning.grade.numeral)] \(warning.id)  \(content.headline)")
      lines += TextBlock.wrapped("    " + content.words, indent: 4)
      lines += TextBlock.wrapped("    " + Words.capital(content.sourceWords) + ".", indent: 4)
      if let expires = warning.expires {
        lines.append("    Waits until \(Words.moment(expires, zone)) (\(zone.name)).")
      }
      lines.append("")
    }
    lines.append("Decide on the page Situation, or with")
    for warning in warnings.prefix(3) { lines.append("    salus warning confirm \(warning.id)") }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Plain text in lines of at most 80 columns.
enum TextBlock {
  /// Breaks a sentence into lines; later ones are indented. A longer word has a line to itself.
  static func wrapped(_ text: String, width: Int = 80, indent: Int = 0) -> [String] {
    let margin = String(repeating: " ", count: indent)
    let lead = String(text.prefix { $0 == " " })
    var lines: [String] = []
    var line = lead
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = margin
        isEmpty = true
      }
      line += isEmpty ? String(word) : " " + word
      isEmpty = false
    }
    if !isEmpty { lines.append(line) }
    return lines
  }
}
