import SalusAnalyse
import SalusCore
import SalusOperate
import SalusTwin

extension Verbs {
  private static let signalName = Option(
    name: "signal", value: "NAME", summary: "the weekly series", isRequired: true)
  private static let target = Option(
    name: "target", value: "NAME", summary: "target name in the file (default: by the signal)")

  static let forecast = Verb(
    words: ["forecast"], summary: "forecast the coming weeks of a signal, with quantiles",
    options: [
      signalName, .asOf,
      Option(name: "out", value: "FILE", summary: "hubverse file (default: a table of medians)"),
      target, .data, .json,
    ],
    examples: [
      "salus forecast --signal flu-admissions",
      "salus forecast --signal flu-admissions --as-of 2024-01-03 --out 2024-01-06-salus.csv",
    ],
    writes: true,
    run: { call in
      let asOf = try call.asOf()
      let station = try call.station(.write)
      let record = try station.forecast(ID(try call.required("signal")), asOf: asOf)
      let places = try station.world(.latest).places
      if let path = call.path("out") {
        let file = record.forecast.hubFile(places: places, target: call.text("target"))
        try OutputFile.write(file, to: path)
        call.console.say("\(record.sentence); written to \(path)")
      } else if call.has("json") {
        call.console.print(record.payload.description)
      } else {
        call.console.say(record.sentence)
        table(of: record, places).print(on: call.console, csv: false)
      }
      if let caution = record.forecast.caution { call.console.say("Caution: \(caution).") }
      return 0
    })

  private static func table(of record: ForecastRecord, _ places: Places) -> Table {
    let forecast = record.forecast
    var table = Table(
      header: ["place"] + forecast.dates.map(\.description),
      numeric: Set(1...max(1, forecast.dates.count)))
    for location in forecast.locations {
      let cells = location.quantiles.map { quantiles in
        Format.interval(
          quantiles[forecast.index(of: 0.5)], quantiles[forecast.index(of: 0.025)],
          quantiles[forecast.index(of: 0.975)])
      }
      table.rows.append([places[location.place]?.name ?? location.place.text] + cells)
    }
    return table
  }

  static let backtest = Verb(
    words: ["backtest"],
    summary: "replay vintages: forecast each past week with what was known then",
    options: [
      signalName,
      Option(name: "from", value: "DATE", summary: "first reference date", isRequired: true),
      Option(name: "to", value: "DATE", summary: "last reference date", isRequired: true),
      Option(
        name: "out", value: "DIR", summary: "folder for YYYY-MM-DD-salus.csv", isRequired: true),
      target, .data, .json,
    ],
    examples: [
      "salus backtest --signal flu-admissions --from 2023-10-14 --to 2024-05-04 --out hindcasts"
    ],
    writes: true,
    run: { call in
      guard let first = try call.date("from"), let last = try call.date("to"), first <= last else {
        throw UsageError("--from must not be after --to", verb: "backtest")
      }
      let out = call.console.path(try call.required("out"))
      let station = try call.station(.write)
      let summary = try station.backtest(
        ID(try call.required("signal")), from: first, to: last, folder: out,
        target: call.text("target"), console: call.console)
      if call.has("json") {
        call.console.print(summary.json.description)
      } else {
        for line in summary.lines { call.console.say(line) }
      }
      return 0
    })

  static let score = Verb(
    words: ["score"], summary: "score forecasts against what came true and beside other teams",
    options: [
      Option(name: "forecasts", value: "DIR", summary: "hubverse files", isRequired: true),
      Option(
        name: "truth", value: "FILE", summary: "location, date, value, or target data",
        isRequired: true),
      Option(
        name: "peers", value: "SCORES.csv",
        summary: "scores of other models: reference_date, location, horizon, METRIC|MODEL"),
      .json, .csv,
    ],
    examples: [
      "salus score --forecasts hindcasts --truth flu_final.csv --peers scores_2023-24.csv"
    ],
    run: { call in
      let scores = try ScoreFiles.run(
        forecasts: call.console.path(try call.required("forecasts")),
        truth: call.console.path(try call.required("truth")), peers: call.path("peers"),
        console: call.console)
      if call.has("json") {
        call.console.print(scores.json.description)
        return 0
      }
      for table in ScoreTables(scores).tables {
        table.print(on: call.console, csv: call.has("csv"))
        call.console.print("")
      }
      return 0
    })
}
