import SalusCore
import SalusDecide
import SalusOperate
import SalusTwin

extension Verbs {
  static let demand = Verb(
    words: ["demand"],
    summary: "estimate what the coming days will need: beds, staff, machines, stock",
    options: [
      Option(name: "site", value: "ID", summary: "only this hospital"),
      Option(name: "resource", value: "ID", summary: "only this resource, such as icu-beds"),
      Option(
        name: "series", value: nil,
        summary: "day by day, for --resource at --site (the region without it)"),
      .asOf,
      Option(name: "out", value: "FILE", summary: "write there what would be printed"),
      Option(name: "dry-run", value: nil, summary: "estimate without keeping the estimate"),
      .data, .json, .csv,
    ],
    examples: [
      "salus demand", "salus demand --site averlyn-h01 --json",
      "salus demand --series --resource icu-beds --csv --out icu.csv",
    ],
    writes: true,
    run: { call in
      if call.has("series"), call.text("resource") == nil {
        throw UsageError("--series needs --resource", verb: "demand")
      }
      let asOf = try call.asOf()
      let station = try call.settledStation(.write)
      let estimate = try station.estimateDemand(station.configuration.demand, asOf: asOf)
      let answer = try DemandReport(
        estimate, station: station, site: call.text("site"), resource: call.text("resource"))
      let table = call.has("series") ? try series(answer) : rows(answer)
      if let path = call.path("out") {
        let bytes =
          call.has("json") ? Array((estimate.payload.description + "\n").utf8) : table.csv
        try OutputFile.write(bytes, to: path)
        call.console.say("\(answer.sentence) Written to \(path)")
      } else if call.has("json") {
        call.console.print(answer.json.description)
      } else {
        if !call.has("csv") { call.console.say(answer.sentence) }
        table.print(on: call.console, csv: call.has("csv"))
      }
      return 0
    })

  /// Breaches first, soonest first.
  private static func rows(_ report: DemandReport) -> Table {
    var table = Table(
      header: [
        "site", "resource", "now", "there", "peak", "5 %", "95 %", "on", "chance short", "by",
        "cover days",
      ], numeric: [2, 3, 4, 5, 6, 8, 10])
    for line in report.lines {
      table.rows.append([
        line.site, line.title, line.now.map(Format.number) ?? "–",
        line.capacity.map(Format.number) ?? "–", Format.number(line.peak.median),
        Format.number(line.peak.lower), Format.number(line.peak.upper),
        line.peakDate.description,
        line.probability.map { Format.fixed($0, decimals: 2) } ?? "–",
        line.breachDate?.description ?? "–", line.cover.map(Format.number) ?? "–",
      ])
    }
    return table
  }

  private static func series(_ report: DemandReport) throws -> Table {
    let row = try report.series()
    var table = Table(
      header: ["date", "mean"] + report.estimate.levels.map { "q\(Format.number($0))" }
        + ["there", "chance short"],
      numeric: Set(1...(report.estimate.levels.count + 3)))
    for (index, date) in report.estimate.dates.enumerated() {
      table.rows.append(
        [date.description, Format.number(row.mean[index])]
          + row.need[index].map(Format.number)
          + [
            row.capacity.map(Format.number) ?? "–",
            row.breach.map { Format.fixed($0.byDay[index], decimals: 3) } ?? "–",
          ])
    }
    return table
  }
}
