import SalusCore
import SalusOperate
import SalusSense
import SalusTwin

extension Verbs {
  private static let importOptions: [Option] = [
    .data, .json,
    Option(name: "dry-run", summary: "check everything, write nothing"),
    Option(name: "source", value: "NAME", summary: "the feed's name (default: the format's)"),
    Option(
      name: "known", value: "DATE",
      summary: "when rows were published whose table does not say it (default: now)"),
  ]

  private static let signalOption = Option(
    name: "signal", value: "NAME", summary: "what to call the series", isRequired: true)
  private static let locations = Option(
    name: "locations", value: "FILE",
    summary: "table of places with abbreviation, location, location_name, population")

  static let imports: [Verb] = [
    hub(
      "hub-vintages", "take in vintages: reference_date or as_of, location, date, value",
      example: "salus import hub-vintages flu_vintages.csv --locations locations.csv "
        + "--signal flu-admissions"
    ) { _ in .hubVintages },
    hub(
      "hub-target", "take in FluSight target data: date, location, location_name, value",
      example: "salus import hub-target target-hospital-admissions.csv --locations locations.csv "
        + "--signal flu-admissions"
    ) { _ in .hubTarget },
    hub(
      "hub-timeseries", "take in hubverse time series: target_end_date, observation, location",
      example: "salus import hub-timeseries time-series.csv --locations locations.csv "
        + "--signal flu-admissions --target 'wk inc flu hosp'",
      more: [Option(name: "target", value: "NAME", summary: "which target of the file")]
    ) { call in
      .hubTimeseries(target: call.text("target"))
    },
    hub(
      "ilinet", "take in US ILINet: region, week_start, ili, ilitotal, total_patients",
      example: "salus import ilinet ilinet_state.csv --locations locations.csv --signal ili"
    ) { _ in
      .ilinet
    },
    Verb(
      words: ["import", "csv"], summary: "take in any CSV by a column map", operands: ["FILE"],
      options: [
        Option(name: "map", value: "MAP.json5", summary: "the column map", isRequired: true),
        Option(name: "signal", value: "NAME", summary: "what to call the series"), locations,
      ] + importOptions,
      examples: [
        "salus import csv cases.csv --map cases.json5 --dry-run",
        "salus import suggest cases.csv --signal cases > cases.json5",
      ],
      writes: true,
      run: { call in
        let map = try ImportFiles.columnMap(at: call.console.path(try call.required("map")))
        return try run(call, .csv(map))
      }),
    Verb(
      words: ["import", "suggest"], summary: "propose a column map for a CSV file",
      operands: ["FILE"],
      options: [
        Option(name: "signal", value: "NAME", summary: "what to call the series", isRequired: true)
      ],
      examples: ["salus import suggest cases.csv --signal cases > cases.json5"],
      run: { call in
        let path = call.console.path(try call.operand(0))
        let text = try ImportFiles.suggestion(for: path, signal: try call.required("signal"))
        call.console.print(text)
        return 0
      }),
    Verb(
      words: ["import", "locations"], summary: "take in places with codes and population",
      operands: ["FILE"], options: [.data, .json],
      examples: ["salus import locations locations.csv"],
      writes: true,
      run: { call in
        let path = call.console.path(try call.operand(0))
        if call.startsAnew { _ = try PlaceTable.read(path: path) }
        let station = try call.station(.create)
        let count = try station.importPlaces(at: path)
        call.console.print(
          call.has("json") ? "{\"places\":\(count)}" : "\(count) places are new or changed")
        return 0
      }),
    Verb(
      words: ["import", "boundaries"], summary: "take in outlines of known places as GeoJSON",
      operands: ["FILE"],
      options: [
        Option(
          name: "property", value: "NAME",
          summary: "property of a feature that names its place (default: any that does)"),
        .data, .json,
      ],
      examples: ["salus import boundaries wards.geojson --property code"],
      writes: true,
      run: { call in
        let path = call.console.path(try call.operand(0))
        // Outlines belong to places that are known, so there must be a journal already.
        let station = try call.station(.write)
        let report = try station.importBoundaries(at: path, property: call.text("property"))
        if call.has("json") {
          call.console.print(report.json.description)
        } else {
          for line in report.lines { call.console.print(line) }
        }
        return report.quarantined > 0 ? 6 : 0
      }),
    Verb(
      words: ["import", "list"], summary: "list imports and what became of their rows",
      options: [.data, .json, .csv], examples: ["salus import list"],
      run: { call in
        let records = try ImportRecord.all(in: try call.station(.read).journal)
        if call.has("json") {
          call.console.print(JSON.array(records.map(\.summary)).description)
          return 0
        }
        var table = Table(
          header: [
            "import", "file", "format", "signal", "read", "accepted", "duplicate", "corrected",
            "quarantined", "state",
          ], numeric: [4, 5, 6, 7, 8])
        for record in records {
          let report = record.report
          table.rows.append([
            record.id, record.file, record.format, record.signal, String(report.read),
            String(report.accepted), String(report.duplicate), String(report.corrected),
            String(report.quarantined), record.state,
          ])
        }
        table.print(on: call.console, csv: call.has("csv"))
        return 0
      }),
    Verb(
      words: ["import", "quarantine"], summary: "print the rows that an import could not use",
      operands: ["IMPORT"], options: [.data],
      examples: ["salus import quarantine 1a2b3c > bad.csv"],
      run: { call in
        let station = try call.station(.read)
        call.console.write(try station.quarantine(of: try call.operand(0)))
        return 0
      }),
    Verb(
      words: ["import", "undo"], summary: "take an import's values out of every later reading",
      operands: ["IMPORT"], options: [.data, .json], examples: ["salus import undo 1a2b3c"],
      writes: true,
      run: { call in
        let id = try call.operand(0)
        _ = try call.station(.write).undoImport(id)
        call.console.print(call.has("json") ? "{\"undone\":\"\(id)\"}" : "import \(id) is undone")
        return 0
      }),
  ]

  private static func hub(
    _ name: String, _ summary: String, example: String, more: [Option] = [],
    format: @escaping @Sendable (Invocation) -> ImportFormat
  ) -> Verb {
    Verb(
      words: ["import", name], summary: summary, operands: ["FILE"],
      options: [signalOption, locations] + more + importOptions, examples: [example],
      writes: true, run: { call in try run(call, format(call)) })
  }

  private static func run(_ call: Invocation, _ format: ImportFormat) throws -> Int32 {
    let isDryRun = call.has("dry-run")
    let request = ImportFiles.Request(
      path: call.console.path(try call.operand(0)), format: format,
      signal: call.text("signal").map { ID($0) }, locations: call.path("locations"),
      source: call.text("source"), known: try call.date("known"), isDryRun: isDryRun)
    if call.startsAnew { try ImportFiles.check(request) }
    let report: ImportReport
    do {
      report = try call.station(.create).importFile(request, console: call.console)
    } catch JournalError.missing where isDryRun {
      report = try ImportFiles.dryRun(request, console: call.console)
    }
    if call.has("json") {
      call.console.print(report.json.description)
    } else {
      for line in report.lines { call.console.print(line) }
    }
    guard report.read > 0, report.quarantined == report.read else { return 0 }
    call.console.say("salus: not one of the \(report.read) rows could be used")
    return 6
  }
}
