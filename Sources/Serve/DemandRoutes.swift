import SalusCore
import SalusOperate
import SalusTwin

/// The addresses of what will be needed.
struct DemandRoutes: Sendable {
  let model: ReadModel

  var routes: [Route] { [demand, series] }

  private var demand: Route {
    .reading(
      model, "/demand", "What the coming days will need, by site and resource",
      formats: [.json, .csv], schema: DemandRoutes.demandSchema
    ) { _, reading, request in
      let answer = try reading.demand()
      guard request.format == .csv else { return Response(answer) }
      return Response(csv: CSVText.rows(DemandRoutes.table(answer)), name: "demand")
    }
  }

  private var series: Route {
    .reading(
      model, "/demand/series", "One resource of one site over time",
      [
        .query("site", "Id of a hospital; the region without it"),
        .query("resource", "Id of a resource, such as icu-beds", isRequired: true),
      ], formats: [.json, .csv], schema: DemandRoutes.seriesSchema
    ) { _, reading, request in
      guard let resource = request["resource"] else {
        throw ReadError.missing(parameter: "resource")
      }
      let answer = try reading.demandSeries(site: request["site"], resource: resource)
      guard request.format == .csv else { return Response(answer) }
      return Response(csv: CSVText.rows(DemandRoutes.lines(answer)), name: "demand-\(resource)")
    }
  }

  /// A line a site and resource.
  private static func table(_ answer: JSON) -> JSON {
    .array(
      (answer["sites"]?.array ?? []).flatMap { site in
        (site["cells"]?.array ?? []).map { cell -> JSON in
          .object(
            [
              JSON.Member("site", site["id"] ?? .null), JSON.Member("name", site["name"] ?? .null),
            ] + flat(cell))
        }
      })
  }

  /// Every line has the same columns, also where a cell has no breach or no cover.
  private static func flat(_ cell: JSON) -> [JSON.Member] {
    var members = ["resource", "capacity", "now"].map { JSON.Member($0, cell[$0] ?? .null) }
    for name in ["median", "lower", "upper"] {
      members.append(JSON.Member("peak.\(name)", cell["peak"]?[name] ?? .null))
    }
    members.append(JSON.Member("peakDate", cell["peakDate"] ?? .null))
    for name in ["probability", "date", "leadDays"] {
      members.append(JSON.Member("breach.\(name)", cell["breach"]?[name] ?? .null))
    }
    for name in ["median", "lower", "upper"] {
      members.append(JSON.Member("cover.\(name)", cell["cover"]?[name] ?? .null))
    }
    return members + ["state", "words"].map { JSON.Member($0, cell[$0] ?? .null) }
  }

  /// A line a day, a column a level.
  private static func lines(_ answer: JSON) -> JSON {
    let levels = answer["levels"]?.array ?? []
    let chances = answer["byDay"]?.array ?? []
    let means = answer["mean"]?.array ?? []
    let days = zip(answer["dates"]?.array ?? [], answer["quantiles"]?.array ?? [])
    return .array(
      days.enumerated().map { index, pair in
        var members = [
          JSON.Member("site", answer["site"]?["id"] ?? .null),
          JSON.Member("resource", answer["resource"] ?? .null), JSON.Member("date", pair.0),
          JSON.Member("capacity", answer["capacity"] ?? .null),
          JSON.Member("mean", index < means.count ? means[index] : .null),
        ]
        for (level, value) in zip(levels, pair.1.array ?? []) {
          members.append(JSON.Member("q\(level)", value))
        }
        members.append(
          JSON.Member("probabilityShort", index < chances.count ? chances[index] : .null))
        return .object(members)
      })
  }

  private static let fan = Schema.object([
    "median": Schema.number, "lower": Schema.number, "upper": Schema.number,
  ])
  private static let ref = Schema.object(["id": Schema.text, "name": Schema.text])

  private static let cell = Schema.object([
    "resource": Schema.text, "capacity": Schema.numberOrNull, "now": Schema.numberOrNull,
    "peak": fan, "peakDate": Schema.date,
    "breach": Schema.orNull(
      Schema.object([
        "probability": Schema.number, "date": Schema.dateOrNull, "leadDays": Schema.numberOrNull,
      ])),
    "cover": Schema.orNull(fan), "state": ["enum": ["good", "tight", "short", "unknown"]],
    "words": Schema.text,
  ])

  private static let demandSchema = Schema.object([
    "version": Schema.whole, "asOf": Schema.text,
    "estimate": Schema.orNull(
      Schema.object([
        "id": Schema.text, "day": Schema.date, "made": Schema.time, "method": Schema.text,
        "forecast": Schema.orNull(
          Schema.object([
            "signal": Schema.text, "title": Schema.text, "referenceDate": Schema.date,
            "caution": Schema.textOrNull,
          ])), "paths": Schema.whole, "sequence": Schema.whole, "seed": Schema.text,
        "parameters": [:], "dates": Schema.array(Schema.date),
      ])),
    "resources": Schema.array(
      Schema.object([
        "id": Schema.text, "title": Schema.text, "unit": Schema.text,
        "kind": ["enum": ["patients", "beds", "equipment", "staff", "consumable"]],
      ])),
    "sites": Schema.array(
      Schema.object([
        "id": Schema.text, "name": Schema.text, "level": ["enum": ["region", "hospital"]],
        "cells": Schema.array(cell),
      ])),
    "breaches": Schema.array(
      Schema.object([
        "site": ref, "resource": Schema.text, "title": Schema.text,
        "probability": Schema.number, "date": Schema.date, "leadDays": Schema.number,
        "capacity": Schema.number, "peak": fan, "words": Schema.text,
      ])), "sentence": Schema.text, "isStale": Schema.flag, "staleWords": Schema.textOrNull,
  ])

  private static let seriesSchema = Schema.object([
    "version": Schema.whole, "asOf": Schema.text, "site": ref, "resource": Schema.text,
    "title": Schema.text, "unit": Schema.text, "isCumulative": Schema.flag,
    "capacity": Schema.numberOrNull,
    "observed": Schema.object([
      "dates": Schema.array(Schema.date), "values": Schema.array(Schema.numberOrNull),
    ]), "dates": Schema.array(Schema.date), "levels": Schema.array(Schema.number),
    "quantiles": Schema.array(Schema.array(Schema.number)),
    "mean": Schema.array(Schema.number), "byDay": Schema.array(Schema.number),
    "dots": Schema.array(Schema.number), "sentence": Schema.text,
  ])
}
