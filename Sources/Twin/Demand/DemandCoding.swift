import SalusCore

extension DemandEstimate {
  /// The event to append. The key names everything that the estimate follows from, so making it
  /// again writes nothing.
  ///
  /// - Parameter known: by the loop's clock; nil means now, by the journal's.
  public func draft(actor: String, known: Instant? = nil) -> Draft {
    let body = payload
    return Draft(
      type: DemandEstimate.type, twin: DemandEstimate.twin, payload: body,
      valid: Instant(endOf: day), known: known, actor: actor, source: "decide/demand",
      key: "\(asOf)/\(day)/\(seed)/v\(sequence)/\(body.contentMark)")
  }

  /// The payload, version 1. The seed is text, for it may exceed what JSON numbers hold.
  public var payload: JSON {
    [
      "asOf": .string(asOf.description), "sequence": JSON(sequence), "day": JSON(day),
      "dates": .array(dates.map { JSON($0) }), "levels": .numbers(levels),
      "forecast": forecast.map(\.json) ?? .null, "method": .string(method),
      "parameters": parameters, "seed": .string(String(seed)), "paths": JSON(paths),
      "rows": .array(rows.map(\.json)), "totals": .array(totals.map(\.json)),
    ]
  }

  /// Reads the event of an estimate.
  public init(_ event: Event) throws(JournalError) {
    guard event.type == DemandEstimate.type, let estimate = DemandEstimate(payload: event.payload)
    else { throw .corrupt("event \(event.sequence) is no estimate of demand") }
    self = estimate
    self.event = event.sequence
    made = event.recorded
  }

  /// Reads a payload of version 1; nil where something is missing or has another shape.
  public init?(payload: JSON) {
    guard let asOf = payload["asOf"]?.string.flatMap({ AsOf($0) }),
      let sequence = payload["sequence"]?.integer, let day = payload["day"]?.date,
      let dates = payload["dates"]?.list({ $0.date }),
      let levels = payload["levels"]?.list(\.double), let method = payload["method"]?.string,
      let parameters = payload["parameters"],
      let seed = payload["seed"]?.string.flatMap({ UInt64($0) }),
      let paths = payload["paths"]?.integer, let rows = payload["rows"]?.list(DemandRow.init(_:)),
      let totals = payload["totals"]?.list(DemandRow.init(_:)),
      (rows + totals).allSatisfy({ $0.fits(dates: dates.count, levels: levels.count) })
    else { return nil }
    var forecast: Source?
    if let body = payload["forecast"], body != .null {
      guard let source = Source(body) else { return nil }
      forecast = source
    }
    self.init(
      asOf: asOf, sequence: sequence, day: day, dates: dates, levels: levels, forecast: forecast,
      method: method, parameters: parameters, seed: seed, paths: Int(paths), rows: rows,
      totals: totals)
  }
}

extension DemandEstimate.Source {
  public var json: JSON {
    [
      "signal": .string(signal.text), "referenceDate": JSON(referenceDate),
      "sequence": JSON(sequence), "caution": JSON(caution),
    ]
  }

  /// Nil where a member is missing or of another kind.
  public init?(_ body: JSON) {
    guard let signal = body["signal"]?.string, let date = body["referenceDate"]?.date,
      let sequence = body["sequence"]?.integer
    else { return nil }
    self.init(
      signal: ID(signal), referenceDate: date, sequence: sequence, caution: body["caution"]?.string)
  }
}

extension DemandRow {
  public var json: JSON {
    [
      "site": .string(site.text), "resource": .string(resource), "unit": .string(unit),
      "isCumulative": .bool(isCumulative), "capacity": JSON(capacity), "now": JSON(now),
      "mean": .numbers(mean), "need": .array(need.map { .numbers($0) }), "peak": .numbers(peak),
      "peakDate": JSON(peakDate), "breach": breach.map(\.json) ?? .null,
      "cover": cover.map(\.json) ?? .null,
    ]
  }

  /// Nil where a member is missing or of another kind.
  public init?(_ body: JSON) {
    guard let site = body["site"]?.string, let resource = body["resource"]?.string,
      let unit = body["unit"]?.string, let isCumulative = body["isCumulative"]?.bool,
      let mean = body["mean"]?.list(\.double),
      let need = body["need"]?.list({ $0.list(\.double) }),
      let peak = body["peak"]?.list(\.double), let peakDate = body["peakDate"]?.date
    else { return nil }
    var breach: DemandBreach?
    if let part = body["breach"], part != .null {
      guard let read = DemandBreach(part) else { return nil }
      breach = read
    }
    var cover: DemandCover?
    if let part = body["cover"], part != .null {
      guard let read = DemandCover(part) else { return nil }
      cover = read
    }
    self.init(
      site: ID(site), resource: resource, unit: unit, isCumulative: isCumulative,
      capacity: body["capacity"]?.double, now: body["now"]?.double, mean: mean, need: need,
      peak: peak, peakDate: peakDate, breach: breach, cover: cover)
  }

  func fits(dates: Int, levels: Int) -> Bool {
    mean.count == dates && need.count == dates && need.allSatisfy { $0.count == levels }
      && (breach.map { $0.byDay.count == dates } ?? true)
  }
}

extension DemandBreach {
  public var json: JSON {
    ["date": JSON(date), "probability": .number(probability), "byDay": .numbers(byDay)]
  }

  /// Nil where a member is missing or of another kind.
  public init?(_ body: JSON) {
    guard let date = body["date"]?.date, let probability = body["probability"]?.double,
      let byDay = body["byDay"]?.list(\.double)
    else { return nil }
    self.init(date: date, probability: probability, byDay: byDay)
  }
}

extension DemandCover {
  public var json: JSON {
    ["median": .number(median), "lower": .number(lower), "upper": .number(upper)]
  }

  /// Nil where a member is missing or of another kind.
  public init?(_ body: JSON) {
    guard let median = body["median"]?.double, let lower = body["lower"]?.double,
      let upper = body["upper"]?.double
    else { return nil }
    self.init(median: median, lower: lower, upper: upper)
  }
}

extension JSON {
  static func numbers(_ values: [Double]) -> JSON { .array(values.map { .number($0) }) }

  fileprivate var date: CivilDate? { string.flatMap { CivilDate($0) } }

  /// Every element read; nil where one cannot be, and for what is no array.
  fileprivate func list<Value>(_ read: (JSON) -> Value?) -> [Value]? {
    guard let elements = array else { return nil }
    let values = elements.compactMap(read)
    return values.count == elements.count ? values : nil
  }
}
