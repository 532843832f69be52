import SalusCore
import SalusOperate
import SalusSense
import SalusTwin

extension Verbs {
  /// `import facilities`, `import beds` and so on: one verb a table.
  static let capacityImports: [Verb] = CapacityTable.allCases.map { table in
    let columns = table.fields.filter(\.isRequired).map(\.name).joined(separator: ", ")
    return Verb(
      words: ["import", table.rawValue], summary: "take in \(table.words): \(columns)",
      operands: ["FILE"],
      options: [
        Option(name: "map", value: "MAP.json5", summary: "column map for other headers"),
        Option(name: "suggest", summary: "print a column map proposed for the file and stop"),
        Option(name: "dry-run", summary: "check everything, write nothing"),
        Option(
          name: "source", value: "NAME",
          summary: "the feed's name (default: capacity/\(table.rawValue))"),
        Option(
          name: "known", value: "TIME",
          summary: "when it was published and so, where the rows do not say it (default: now)"),
        .data, .json,
      ],
      examples: ["salus import \(table.rawValue) \(table.rawValue).csv"], writes: true,
      run: { call in try importTable(call, table) })
  }

  private static func importTable(_ call: Invocation, _ table: CapacityTable) throws -> Int32 {
    let path = call.console.path(try call.operand(0))
    if call.has("suggest") {
      let suggestion = try CapacityMapSuggestion(path: path, table: table)
      for note in suggestion.notes { call.console.print("// \(note)") }
      call.console.print(String(decoding: suggestion.map.json, as: UTF8.self))
      return 0
    }
    var known: Instant?
    if let text = call.text("known") {
      guard let instant = Instant(text) else {
        throw call.refusal("known", text, "a time such as 2026-11-20T06:00:00Z, or a date,")
      }
      known = instant
    }
    if call.startsAnew { try Station.checkCapacity(table, at: path, map: call.path("map")) }
    let report: ImportReport
    do {
      report = try call.station(.create).importCapacity(
        table, at: path, map: call.path("map"), source: call.text("source"), known: known,
        isDryRun: call.has("dry-run"))
    } catch JournalError.missing where call.has("dry-run") {
      report = try Station.dryRunCapacity(table, at: path, map: call.path("map"))
    }
    if call.has("json") {
      call.console.print(report.json.description)
    } else {
      for line in report.lines { call.console.print(line) }
    }
    return report.quarantined > 0 ? 6 : 0
  }
}
