import SalusCore
import SalusOperate

/// One entry of the command table: help, errors, completion and man pages are printed from it.
struct Verb: Sendable {
  /// Words as typed: `import hub-vintages`.
  var words: [String]
  var summary: String
  /// Positional words in order, such as `FILE`; one that ends in `?` may be left out, and one that
  /// ends in `…` may be repeated.
  var operands: [String] = []
  var options: [Option] = []
  var examples: [String] = []
  /// Verbs that write to the journal hand their work to a running server.
  var writes = false
  /// Options that make it a verb that writes.
  var writesWith: [String] = []
  var run: @Sendable (Invocation) throws -> Int32

  var name: String { words.joined(separator: " ") }
}

/// A named choice of a verb.
struct Option: Sendable {
  /// Without its dashes.
  var name: String
  /// Word that stands for the value in help; nil for a flag.
  var value: String?
  var summary: String
  var isRequired = false
  /// Accepted words, where the list is closed.
  var choices: [String] = []

  static let data = Option(
    name: "data", value: "DIR", summary: "data directory (default: $XDG_DATA_HOME/salus)")
  static let json = Option(name: "json", summary: "print one JSON document")
  static let csv = Option(name: "csv", summary: "print CSV")
  static let asOf = Option(
    name: "as-of", value: "DATE|vSEQ",
    summary: "look from that day's end (UTC) or that journal sequence; default: now")
}

/// A verb with what the caller gave it.
struct Invocation: Sendable {
  var verb: Verb
  var operands: [String]
  var values: [String: String]
  var console: Console
  /// The running server's station, where the verb was handed over to it.
  var shared: Station?

  func text(_ name: String) -> String? { values[name] }

  func has(_ name: String) -> Bool { values[name] != nil }

  /// Whether this call writes to the journal; dry runs and work on a table (`--in`) do not.
  var writes: Bool {
    (verb.writes || verb.writesWith.contains { has($0) }) && !has("dry-run") && !has("in")
  }

  /// The value of an option that the parser has made sure of.
  func required(_ name: String) throws(UsageError) -> String {
    guard let value = values[name] else {
      throw UsageError("'\(verb.name)' needs --\(name)", verb: verb.name)
    }
    return value
  }

  func operand(_ index: Int) throws(UsageError) -> String {
    guard index < operands.count else {
      throw UsageError("'\(verb.name)' needs \(verb.operands[index])", verb: verb.name)
    }
    return operands[index]
  }

  func integer(_ name: String, in range: ClosedRange<Int>, default fallback: Int)
    throws(UsageError) -> Int
  {
    guard let text = values[name] else { return fallback }
    guard let value = Int(text), range.contains(value) else {
      throw refusal(
        name, text, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func number(_ name: String, in range: ClosedRange<Double>) throws(UsageError) -> Double? {
    guard let text = values[name] else { return nil }
    guard let value = Double(text), range.contains(value) else {
      throw refusal(name, text, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func date(_ name: String) throws(UsageError) -> CivilDate? {
    guard let text = values[name] else { return nil }
    guard let date = CivilDate(text) else { throw refusal(name, text, "a date as YYYY-MM-DD") }
    return date
  }

  /// A file that the caller named, as an absolute path.
  func path(_ name: String) -> String? {
    values[name].map { console.path($0) }
  }

  var dataDirectory: String {
    values["data"].map { console.path($0) } ?? DataDirectory.standard()
  }

  func refusal(_ name: String, _ text: String, _ accepted: String) -> UsageError {
    UsageError("--\(name) '\(text)' is not accepted: \(accepted) is", verb: verb.name)
  }
}

/// The command line was used wrongly.
struct UsageError: Problem {
  var message: String
  var verb: String?

  init(_ message: String, verb: String? = nil) {
    self.message = message
    self.verb = verb
  }

  var kind: ProblemKind { .usage }
  var description: String { message }
  var hint: String? { verb.map { "Try 'salus help \($0)'." } ?? "Try 'salus help'." }
}
