import SalusCore

/// A forecast as the journal keeps it: issued when it was made, or a hindcast made for the past.
public struct ForecastRecord: Hashable, Sendable {
  /// Whether it could have been acted on.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case issued, hindcast

    /// Type of the journal's event.
    public var eventType: String { "forecast.\(rawValue)" }
  }

  public var kind: Kind
  public var forecast: Forecast

  public init(kind: Kind, forecast: Forecast) {
    self.kind = kind
    self.forecast = forecast
  }

  /// Types of all events that hold forecasts.
  public static let eventTypes = Kind.allCases.map(\.eventType)

  /// The event to append; its valid time is the reference date. The key names everything that the
  /// forecast follows from, so making it again writes nothing.
  public func draft(actor: String, source: String) -> Draft {
    let key = [
      forecast.signal.text, forecast.referenceDate.description, forecast.asOf.description,
      forecast.model, forecast.modelVersion, String(forecast.seed.value),
      String(forecast.sequence), kind.rawValue,
    ]
    return Draft(
      type: kind.eventType, twin: ID("signal:\(forecast.signal)"), payload: payload,
      valid: Instant(startOf: forecast.referenceDate), actor: actor, source: source,
      key: key.joined(separator: "/"))
  }

  /// The payload, version 1. The seed is text, for it may exceed what JSON numbers hold.
  public var payload: JSON {
    [
      "signal": .string(forecast.signal.text),
      "referenceDate": JSON(forecast.referenceDate),
      "newestData": JSON(forecast.newestData),
      "asOf": .string(forecast.asOf.description),
      "dates": .array(forecast.dates.map { JSON($0) }),
      "levels": .array(forecast.levels.map { .number($0) }),
      "model": .string(forecast.model),
      "modelVersion": .string(forecast.modelVersion),
      "parameters": forecast.parameters,
      "seed": .string(String(forecast.seed.value)),
      "sequence": JSON(forecast.sequence),
      "caution": JSON(forecast.caution),
      "places": .array(
        forecast.locations.map { location in
          [
            "place": .string(location.place.text),
            "method": .string(location.method),
            "quantiles": .array(
              location.quantiles.map { .array($0.map { .number($0) }) }),
          ]
        }),
    ]
  }

  /// Reads the event of a forecast.
  public init(_ event: Event) throws(JournalError) {
    guard let kind = Kind.allCases.first(where: { $0.eventType == event.type }),
      let forecast = Forecast(payload: event.payload)
    else { throw .corrupt("event \(event.sequence) is no forecast") }
    self.init(kind: kind, forecast: forecast)
  }
}

extension Forecast {
  /// Reads a payload of version 1; nil where something is missing or has another shape.
  public init?(payload: JSON) {
    guard let signal = payload["signal"]?.string,
      let reference = payload["referenceDate"]?.string.flatMap({ CivilDate($0) }),
      let newest = payload["newestData"]?.string.flatMap({ CivilDate($0) }),
      let asOf = payload["asOf"]?.string.flatMap({ AsOf($0) }),
      let dateTexts = payload["dates"]?.array, let levelNumbers = payload["levels"]?.array,
      let model = payload["model"]?.string, let version = payload["modelVersion"]?.string,
      let parameters = payload["parameters"],
      let seed = payload["seed"]?.string.flatMap({ UInt64($0) }),
      let sequence = payload["sequence"]?.integer, let places = payload["places"]?.array
    else { return nil }
    let dates = dateTexts.compactMap { $0.string.flatMap { CivilDate($0) } }
    let levels = levelNumbers.compactMap(\.double)
    guard dates.count == dateTexts.count, levels.count == levelNumbers.count else { return nil }
    var locations: [Location] = []
    for place in places {
      guard let id = place["place"]?.string, let method = place["method"]?.string,
        let rows = place["quantiles"]?.array, rows.count == dates.count
      else { return nil }
      let quantiles = rows.map { ($0.array ?? []).compactMap(\.double) }
      guard quantiles.allSatisfy({ $0.count == levels.count }) else { return nil }
      locations.append(Location(place: ID(id), quantiles: quantiles, method: method))
    }
    self.init(
      signal: ID(signal), referenceDate: reference, newestData: newest, asOf: asOf, dates: dates,
      levels: levels, locations: locations, model: model, modelVersion: version,
      parameters: parameters, seed: Seed(seed), sequence: sequence,
      caution: payload["caution"]?.string)
  }
}
