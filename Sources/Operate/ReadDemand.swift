import SalusCore
import SalusNumerics
import SalusTwin

extension Reading {
  /// Chance of a breach from which a row counts as tight, and as short.
  static let tight = 0.1
  static let short = 0.5
  /// Chance of a breach from which a row is listed among those that somebody has to look at.
  static let listed = 0.25

  /// The estimate of the newest day that the view sees; nil for none.
  public func demandEstimate() throws -> DemandEstimate? {
    var best: Event?
    var end = version
    // One at a time, for estimates are large and the newest is nearly always the one.
    for _ in 0..<30 {
      let query = EventQuery(
        types: [DemandEstimate.type], twin: DemandEstimate.twin, through: end, limit: 1,
        isDescending: true)
      guard let event = try journal.events(query).first else { break }
      end = event.sequence - 1
      let madeFor = event.payload["asOf"]?.string.flatMap { AsOf($0) }
      if let known = view.known {
        if case .date(let date)? = madeFor {
          if Instant(endOf: date) > known { continue }
        } else if event.known > known {
          continue
        }
      }
      if event.valid > best?.valid ?? .beginning { best = event }
      // Older ones were made no later; only those made for a past day can come in between.
      if madeFor == .latest { break }
    }
    return try best.map { event throws(JournalError) in try DemandEstimate(event) }
  }

  /// What will be needed, by site and resource, with what is there and how likely it is too little.
  public func demand() throws -> JSON {
    guard let estimate = try demandEstimate() else {
      return answer([
        "estimate": .null, "resources": [], "sites": [], "breaches": [],
        "sentence": "No demand has been estimated yet.", "isStale": false, "staleWords": .null,
      ])
    }
    let names = try DemandNames(self)
    let rows = Dictionary(grouping: estimate.rows, by: \.site)
    let sites = rows.keys.sorted()
    let resources = DemandNames.order(estimate.totals.map(\.resource))
    let stale = try staleWords(estimate)
    return answer([
      "estimate": try head(estimate),
      "resources": .array(
        resources.map { id in
          [
            "id": .string(id), "title": .string(names.title(id)),
            "unit": .string(estimate.totals.first { $0.resource == id }?.unit ?? ""),
            "kind": .string(names.kind(id)),
          ]
        }),
      "sites": .array(
        [
          [
            "id": .string(estimate.totals.first?.site.text ?? ""),
            "name": .string(estimate.totals.first.map { names.site($0.site) } ?? ""),
            "level": "region",
            "cells": .array(estimate.totals.map { cell($0, estimate, names) }),
          ]
        ]
          + sites.map { site in
            [
              "id": .string(site.text), "name": .string(names.site(site)),
              "level": "hospital",
              "cells": .array((rows[site] ?? []).map { cell($0, estimate, names) }),
            ]
          }),
      "breaches": .array(breaches(estimate).map { breach($0, estimate, names) }),
      "sentence": .string(sentence(estimate, names)),
      "isStale": .bool(stale != nil), "staleWords": JSON(stale),
    ])
  }

  /// One row over time: what was so, what will be needed, and how likely that is too much.
  ///
  /// - Parameter site: a hospital; nil for the region.
  public func demandSeries(site: String?, resource: String) throws -> JSON {
    guard let estimate = try demandEstimate() else {
      throw ReadError.bad(
        parameter: "resource", value: resource,
        accepted: "nothing before demand is estimated; 'salus demand' does it")
    }
    let names = try DemandNames(self)
    let region = estimate.totals.first?.site ?? ID("")
    let id = site.map { ID<Twin>($0) } ?? region
    guard names.isSite(id) || id == region else { throw ReadError.noPlace(id.text) }
    guard let row = estimate[id, resource] else {
      let known = DemandNames.order(estimate.totals.map(\.resource)).joined(separator: ", ")
      throw ReadError.bad(parameter: "resource", value: resource, accepted: known)
    }
    let observed = try observed(row, estimate)
    return answer([
      "site": ["id": .string(id.text), "name": .string(names.site(id))],
      "resource": .string(resource), "title": .string(names.title(resource)),
      "unit": .string(row.unit), "isCumulative": .bool(row.isCumulative),
      "capacity": JSON(row.capacity),
      "observed": [
        "dates": .array(observed.map { JSON($0.date) }),
        "values": .array(observed.map { Reading.value($0.value) }),
      ],
      "dates": .array(estimate.dates.map { JSON($0) }),
      "levels": .array(estimate.levels.map { .number($0) }),
      "quantiles": .array(row.need.map { .array($0.map { .number($0) }) }),
      "mean": .array(row.mean.map { .number($0) }),
      "byDay": .array((row.breach?.byDay ?? []).map { .number($0) }),
      "dots": .array(dots(row, estimate.levels).map { .number($0) }),
      "sentence": .string(
        "\(names.site(id)), \(Words.inSentence(names.title(resource))): "
          + words(row, estimate, names)),
    ])
  }

  private func head(_ estimate: DemandEstimate) throws -> JSON {
    var forecast = JSON.null
    if let source = estimate.forecast {
      forecast = [
        "signal": .string(source.signal.text),
        "title": .string(world.signal(source.signal)?.title ?? source.signal.text),
        "referenceDate": JSON(source.referenceDate), "caution": JSON(source.caution),
      ]
    }
    return [
      "id": .string(estimate.id), "day": JSON(estimate.day), "made": JSON(estimate.made),
      "method": .string(estimate.method), "forecast": forecast, "paths": JSON(estimate.paths),
      "sequence": JSON(estimate.sequence), "seed": .string(String(estimate.seed)),
      "parameters": estimate.parameters, "dates": .array(estimate.dates.map { JSON($0) }),
    ]
  }

  /// Twenty equally likely values of what is compared with the capacity: the greatest need of a
  /// day, and of what is used up all that the stock must have given by the last day.
  private func dots(_ row: DemandRow, _ levels: [Double]) -> [Double] {
    guard row.isCumulative, let last = row.need.last, last.count == levels.count, !last.isEmpty
    else { return row.peak }
    return (0..<20).map { index in
      let level = (Double(index) + 0.5) / 20
      return Reading.rounded(Statistics.quantile(at: level, from: last, levels: levels))
    }
  }

  static func fan(_ peak: [Double]) -> JSON {
    guard !peak.isEmpty else { return ["median": 0, "lower": 0, "upper": 0] }
    func at(_ level: Double) -> JSON {
      // The dots are quantiles at 0.025, 0.075, …: level p lies at p n - 1/2.
      let count = Double(peak.count)
      let place = (level * count - 0.5) / max(1, count - 1)
      return .number(tenth(Statistics.quantile(sorted: peak, at: place)))
    }
    return ["median": at(0.5), "lower": at(0.05), "upper": at(0.95)]
  }

  private func cell(_ row: DemandRow, _ estimate: DemandEstimate, _ names: DemandNames) -> JSON {
    [
      "resource": .string(row.resource), "capacity": JSON(row.capacity), "now": JSON(row.now),
      "peak": Reading.fan(row.peak), "peakDate": JSON(row.peakDate),
      "breach": row.breach.map { breach in
        let isLikely = breach.probability >= 0.001
        return [
          "probability": .number(breach.probability),
          "date": isLikely ? JSON(breach.date) : .null,
          "leadDays": isLikely ? JSON(breach.date - estimate.day) : .null,
        ]
      } ?? .null,
      "cover": row.cover.map { cover in
        [
          "median": .number(cover.median), "lower": .number(cover.lower),
          "upper": .number(cover.upper),
        ]
      } ?? .null,
      "state": .string(Reading.state(row)), "words": .string(words(row, estimate, names)),
    ]
  }

  static func state(_ row: DemandRow) -> String {
    guard let breach = row.breach else { return "unknown" }
    if breach.probability >= short { return "short" }
    return breach.probability >= tight ? "tight" : "good"
  }

  private func words(_ row: DemandRow, _ estimate: DemandEstimate, _ names: DemandNames)
    -> String
  {
    let title = names.title(row.resource)
    let parts = [
      DemandWords.breach(row, title: title, day: estimate.day, days: estimate.dates.count),
      DemandWords.cover(row, day: estimate.day),
    ].compactMap { $0 }
    if !parts.isEmpty { return parts.joined(separator: ". ") + "." }
    if row.breach != nil { return "Enough for all of the coming \(estimate.dates.count) days." }
    return row.resource == "admissions"
      ? "A median peak of \(Words.number(row.peak.isEmpty ? 0 : row.peak[row.peak.count / 2])) a day."
      : "How much there is was never reported."
  }

  /// Rows of hospitals and of the whole in the order in which they need deciding: first what is as
  /// likely as not to run short, then the rest, and of each the soonest first. What is unlikely is
  /// left out.
  private func breaches(_ estimate: DemandEstimate) -> [DemandRow] {
    (estimate.totals + estimate.rows).filter { ($0.breach?.probability ?? 0) >= Reading.listed }
      .sorted { one, other in
        let (a, b) = (one.breach, other.breach)
        let isLikely = (Reading.state(one) == "short", Reading.state(other) == "short")
        if isLikely.0 != isLikely.1 { return isLikely.0 }
        let dates = (a?.date.days ?? .max, b?.date.days ?? .max)
        if dates.0 != dates.1 { return dates.0 < dates.1 }
        if a?.probability != b?.probability { return (a?.probability ?? 0) > (b?.probability ?? 0) }
        return (one.site, ID<Twin>(one.resource)) < (other.site, ID<Twin>(other.resource))
      }
  }

  private func breach(_ row: DemandRow, _ estimate: DemandEstimate, _ names: DemandNames) -> JSON {
    let breach = row.breach
    return [
      "site": ["id": .string(row.site.text), "name": .string(names.site(row.site))],
      "resource": .string(row.resource), "title": .string(names.title(row.resource)),
      "probability": JSON(breach?.probability), "date": JSON(breach?.date),
      "leadDays": JSON(breach.map { $0.date - estimate.day }), "capacity": JSON(row.capacity),
      "peak": Reading.fan(row.peak), "words": .string(words(row, estimate, names)),
    ]
  }

  private func sentence(_ estimate: DemandEstimate, _ names: DemandNames) -> String {
    let likely = breaches(estimate).filter {
      ($0.breach?.probability ?? 0) >= Reading.short && names.isSite($0.site)
    }
    guard let first = likely.first, let breach = first.breach else {
      return "Nothing is likely to run short within \(estimate.dates.count) days."
    }
    let title = Words.inSentence(names.title(first.resource))
    let others = likely.count - 1
    return "\(names.site(first.site)) is likely to run short of \(title) by "
      + "\(Words.day(breach.date, beside: estimate.day)) "
      + "(\(DemandWords.chances(breach.probability)) within \(estimate.dates.count) days)"
      + (others > 0 ? "; \(Words.plural(others, "other shortage")) likely." : ".")
  }

  /// Why the estimate may no longer hold; nil where nothing has been reported since.
  private func staleWords(_ estimate: DemandEstimate) throws -> String? {
    let query = EventQuery(
      types: [BedReport.type], after: estimate.sequence, through: version, limit: 1,
      isDescending: true)
    guard let event = try journal.events(query).first, event.valid.date > estimate.day,
      view.known.map({ event.known <= $0 }) ?? true
    else { return nil }
    let reported = Words.day(event.valid.date, beside: estimate.day)
    return "Beds were reported for \(reported), after this estimate of "
      + "\(Words.day(estimate.day))."
  }

  /// The six weeks before the estimate; empty for what no report tells of.
  private func observed(_ row: DemandRow, _ estimate: DemandEstimate) throws -> [(
    date: CivilDate, value: Double
  )] {
    let days = 42
    let first = estimate.day - (days - 1)
    let isTotal = estimate.totals.first?.site == row.site
    let sites = isTotal ? Array(Set(estimate.rows.map(\.site))).sorted() : [row.site]
    var sums: [Double] = []
    switch row.resource {
    case "admissions":
      guard
        let signal = world.signals.first(where: {
          $0.period == .day && $0.measure == .count && $0.sourceClass == .hospital
        }), let panel = try world.panel(signal.id, from: first)
      else { return [] }
      let rows = panel.places.indices.filter { sites.contains(panel.places[$0].id) }
      sums = (0..<days).map { index in
        guard let place = panel.dates.firstIndex(of: first + index) else { return .nan }
        return rows.isEmpty ? .nan : rows.reduce(0) { $0 + panel[$1, place] }
      }
    case "ward-beds", "icu-beds", "ventilator":
      let capacity = try capacity()
      let beds = try CarePastCache().past(
        of: journal, at: view, through: version, capacity: capacity
      ).beds
      let kinds: [SalusTwin.Unit.Kind] = row.resource == "ward-beds" ? [.ward, .other] : [.icu]
      for site in sites {
        let units = capacity.units(of: site).filter { kinds.contains($0.kind) }.map(\.id)
        let own = beds.sum(units, first: first, days: days) {
          row.resource == "ventilator" ? $0.ventilated : $0.occupied
        }
        guard !own.isEmpty else { continue }
        sums = sums.isEmpty ? own : zip(sums, own).map { $0 + $1 }
      }
    default: return []
    }
    return sums.enumerated().filter { !$1.isNaN }.map { (first + $0, $1) }
  }
}
