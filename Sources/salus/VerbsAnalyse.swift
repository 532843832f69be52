import SalusAnalyse
import SalusCore
import SalusOperate
import SalusTwin

extension Verbs {
  private static let signalName = Option(name: "signal", value: "NAME", summary: "the series")

  static let signals = Verb(
    words: ["signals"], summary: "list what detection found, the gravest first",
    options: [
      .data, .json, .csv,
      Option(name: "series", summary: "list the measured series instead"),
    ],
    examples: ["salus signals", "salus signals --series"],
    run: { call in
      let station = try call.station(.read)
      var table: Table
      let document: JSON
      if call.has("series") {
        let series = try station.seriesList()
        document = .array(series.map(\.json))
        table = Table(
          header: ["signal", "title", "period", "unit", "places", "from", "through", "known"],
          numeric: [4])
        for entry in series { table.rows.append(entry.cells) }
      } else {
        let found = try station.openDetections()
        document = .array(found.map(\.json))
        table = Table(
          header: [
            "signal", "place", "since", "date", "observed", "expected", "bound", "score", "method",
          ], numeric: [4, 5, 6, 7])
        for row in found { table.rows.append(row.cells) }
        if found.isEmpty, !call.has("json"), !call.has("csv") {
          call.console.say(
            "No detections are open. 'salus detect --signal NAME' looks for some; "
              + "'salus signals --series' lists the series.")
          return 0
        }
      }
      if call.has("json") {
        call.console.print(document.description)
      } else {
        table.print(on: call.console, csv: call.has("csv"))
      }
      return 0
    })

  static let detect = Verb(
    words: ["detect"], summary: "look for more cases than usual, in a file or in the twin",
    options: [
      Option(name: "in", value: "COUNTS.csv", summary: "a column a series, a row a week"),
      Option(name: "column", value: "NAME", summary: "one series of a long table"),
      Option(
        name: "method", value: "NAME", summary: "how",
        choices: DetectionMethod.allCases.map(\.rawValue)),
      Option(
        name: "preset", value: "NAME", summary: "settings", choices: ["product", "bench"]),
      Option(name: "settings", value: "FILE.json5", summary: "other settings"),
      Option(name: "frequency", value: "N", summary: "rows in a year (default 52)"),
      Option(name: "from", value: "ROW", summary: "first row to judge, counted from 1"),
      Option(name: "to", value: "ROW", summary: "last row to judge"),
      Option(name: "out", value: "ALARMS.csv", summary: "where results go (default: output)"),
      signalName, .asOf, .data, .json,
    ],
    examples: [
      "salus detect --signal flu-admissions",
      "salus detect --in counts.csv --method farrington-flexible --from 576 --out alarms.csv",
    ],
    writes: true,
    run: { call in
      if call.has("in") {
        guard !call.has("signal") else {
          throw UsageError("--in and --signal exclude each other", verb: "detect")
        }
        return try detectFile(call)
      }
      guard let name = call.text("signal") else {
        throw UsageError("'detect' needs --in COUNTS.csv or --signal NAME", verb: "detect")
      }
      return try detectTwin(call, ID(name))
    })

  private static func detectFile(_ call: Invocation) throws -> Int32 {
    let request = DetectFile.Request(
      path: call.console.path(try call.required("in")), column: call.text("column"),
      method: call.text("method"), preset: call.text("preset") ?? "product",
      settings: call.path("settings"),
      frequency: try call.integer("frequency", in: 1...366, default: 52),
      first: call.has("from") ? try call.integer("from", in: 1...10_000_000, default: 1) : nil,
      last: call.has("to") ? try call.integer("to", in: 1...10_000_000, default: 1) : nil)
    let results = try DetectFile.run(request, console: call.console)
    if let path = call.path("out") {
      try OutputFile.write(results.csv, to: path)
      call.console.say("\(results.rows) rows judged, \(results.alarms) alarms, written to \(path)")
    } else {
      call.console.write(results.csv)
    }
    return 0
  }

  private static func detectTwin(_ call: Invocation, _ signal: ID<Signal>) throws -> Int32 {
    guard !call.has("column"), !call.has("from"), !call.has("to"), !call.has("frequency") else {
      throw UsageError(
        "--column, --from, --to and --frequency belong to --in", verb: "detect")
    }
    guard !call.has("preset") || call.has("method") else {
      throw UsageError("--preset needs --method, which it is a preset of", verb: "detect")
    }
    let asOf = try call.asOf()
    let station = try call.settledStation(.write)
    let own = call.has("method") ? nil : station.configuration.models.detection(of: signal)
    let run = try station.detect(
      signal, asOf: asOf, method: call.text("method") ?? own?.method?.rawValue,
      preset: call.text("preset") ?? own?.preset?.rawValue, settings: call.path("settings"))
    if call.has("json"), !call.has("out") {
      call.console.print(run.json.description)
      return 0
    }
    var table = Table(
      header: ["place", "since", "date", "observed", "expected", "bound", "score"],
      numeric: [3, 4, 5, 6])
    let places = try station.world(asOf).places
    for found in run.detections {
      table.rows.append([
        places[found.place]?.name ?? found.place.text, "\(found.since)", "\(found.date)",
        Format.number(found.observed), Format.number(found.expected), Format.number(found.upper),
        Format.number(found.score),
      ])
    }
    if let path = call.path("out") {
      let document = Array((run.json.description + "\n").utf8)
      try OutputFile.write(call.has("json") ? document : table.csv, to: path)
      call.console.say("\(run.sentence); written to \(path)")
    } else {
      call.console.say(run.sentence)
      table.print(on: call.console, csv: false)
    }
    return 0
  }

  static let reproduction = Verb(
    words: ["rt"], summary: "estimate the reproduction number over time (Cori 2013)",
    options: [
      Option(
        name: "in", value: "INCIDENCE.csv",
        summary: "daily cases: columns t or date, and I or cases"),
      Option(name: "group", value: "COLUMN", summary: "column that tells series apart"),
      Option(name: "si-mean", value: "M", summary: "mean of the serial interval in days"),
      Option(name: "si-sd", value: "S", summary: "its standard deviation"),
      Option(name: "si", value: "SI.csv", summary: "the serial interval itself: columns lag, p"),
      Option(name: "prior-mean", value: "M", summary: "prior of R (default 5)"),
      Option(name: "prior-sd", value: "S", summary: "its standard deviation (default 5)"),
      Option(name: "window", value: "DAYS", summary: "sliding window (default 7)"),
      Option(name: "out", value: "RT.csv", summary: "where results go (default: output)"),
    ],
    examples: ["salus rt --in cases.csv --si-mean 2.6 --si-sd 1.5 --out rt.csv"],
    run: { call in
      guard let path = call.path("in") else {
        throw UsageError("'rt' needs --in INCIDENCE.csv", verb: "rt")
      }
      let request = ReproductionFile.Request(
        path: path, group: call.text("group"), serialInterval: call.path("si"),
        mean: try call.number("si-mean", in: 1.01...1000),
        sd: try call.number("si-sd", in: 0.05...100),
        priorMean: try call.number("prior-mean", in: 0.01...100) ?? 5,
        priorSD: try call.number("prior-sd", in: 0.01...100) ?? 5,
        window: try call.integer("window", in: 1...365, default: 7))
      let csv = try ReproductionFile.run(request)
      if let out = call.path("out") {
        try OutputFile.write(csv, to: out)
      } else {
        call.console.write(csv)
      }
      return 0
    })
}

extension Invocation {
  /// The as-of of the call; the newest view where none is given.
  func asOf() throws(UsageError) -> AsOf {
    guard let text = values["as-of"] else { return .latest }
    guard let asOf = AsOf(text) else {
      throw refusal("as-of", text, "a date as YYYY-MM-DD, or a journal sequence as v1842,")
    }
    return asOf
  }
}
