import SalusCore

/// JSON Schemas of the answers, for the OpenAPI document (JSON Schema 2020-12).
enum Schema {
  static let text: JSON = ["type": "string"]
  static let textOrNull: JSON = ["type": ["string", "null"]]
  static let date: JSON = ["type": "string", "format": "date"]
  static let dateOrNull: JSON = ["type": ["string", "null"], "format": "date"]
  static let time: JSON = ["type": "string", "format": "date-time"]
  static let whole: JSON = ["type": "integer"]
  static let number: JSON = ["type": "number"]
  static let numberOrNull: JSON = ["type": ["number", "null"]]
  static let flag: JSON = ["type": "boolean"]

  static func array(_ items: JSON) -> JSON { ["type": "array", "items": items] }

  /// An object that has all of these members.
  static func object(_ members: KeyValuePairs<String, JSON>) -> JSON {
    [
      "type": "object", "required": .array(members.map { .string($0.key) }),
      "properties": .object(members.map { JSON.Member($0.key, $0.value) }),
    ]
  }

  static func orNull(_ schema: JSON) -> JSON { ["anyOf": [schema, ["type": "null"]]] }

  /// `version`, `asOf` and a list.
  static func list(_ name: String, _ items: JSON) -> JSON {
    [
      "type": "object", "required": ["version", "asOf", .string(name)],
      "properties": .object([
        JSON.Member("version", whole), JSON.Member("asOf", text),
        JSON.Member(name, array(items)),
      ]),
    ]
  }

  static let health = object([
    "status": text, "version": text, "sequence": whole, "lastRun": textOrNull,
    "jobsWaiting": numberOrNull, "troubles": whole,
  ])

  static let place = object([
    "id": text, "name": text, "level": text, "parent": textOrNull, "population": numberOrNull,
  ])

  static let places = object([
    "version": whole, "asOf": text, "places": array(place), "mapped": array(text),
  ])

  static let signal = object([
    "id": text, "title": text, "unit": text, "period": ["enum": ["day", "week"]],
    "measure": ["enum": ["count", "rate"]], "sourceClass": text, "levels": array(text),
    "from": dateOrNull, "through": dateOrNull,
  ])

  static let summary = object([
    "version": whole, "asOf": text, "place": orNull(place), "day": dateOrNull,
    "stats": array(
      object([
        "id": text, "label": text, "value": number, "lower": numberOrNull, "upper": numberOrNull,
        "level": numberOrNull, "unit": text, "asOf": date, "completeness": numberOrNull,
        "source": text,
        "trend": orNull(object(["direction": ["enum": ["up", "down", "level"]], "words": text])),
        "note": textOrNull,
      ])),
    "changes": array(
      object([
        "sequence": whole, "recorded": time, "kind": text, "text": text, "link": textOrNull,
      ])), "openDetections": whole, "waiting": whole, "openOrders": whole, "lateOrders": whole,
    "plansWaiting": whole, "feedsTroubled": whole, "clock": orNull(FeedSchema.clock),
  ])

  static let geo = object([
    "version": whole, "level": text, "width": whole, "height": whole,
    "regions": array(
      object([
        "id": text, "name": text, "population": numberOrNull, "rings": array(array(whole)),
      ])), "lines": array(object(["name": text, "path": array(whole)])),
  ])

  static let cubeTable = object([
    "version": whole, "asOf": text, "signal": text, "level": text, "day": dateOrNull,
    "breaks": array(number),
    "rows": array(
      object([
        "place": text, "name": text, "population": numberOrNull, "cases7d": numberOrNull,
        "rate": numberOrNull, "class": whole, "change": numberOrNull,
      ])),
  ])

  static let series = object([
    "version": whole, "asOf": text, "signal": signal, "place": place, "dates": array(date),
    "values": array(numberOrNull), "provisional": array(flag),
    "completeness": array(numberOrNull), "sentence": text,
  ])

  static let detection = object([
    "id": text, "signal": text, "signalTitle": text,
    "place": object(["id": text, "name": text, "level": textOrNull]), "date": date,
    "since": date, "observed": number, "expected": number, "upper": number, "score": number,
    "method": text, "sourceClass": text, "completeness": numberOrNull, "agreeing": array(text),
    "state": ["enum": ["open", "closed"]], "words": text,
  ])

  static let detections = object([
    "version": whole, "asOf": text, "detections": array(detection), "next": textOrNull,
    "lastRun": orNull(object(["at": time, "day": date, "series": whole])),
  ])

  static let evidence = object([
    "version": whole, "asOf": text, "detection": detection,
    "series": object([
      "dates": array(date), "observed": array(numberOrNull), "expected": array(numberOrNull),
      "upper": array(numberOrNull), "alarm": array(flag), "provisional": array(flag),
    ]),
    "methods": array(
      object([
        "method": text, "alarm": flag, "upper": numberOrNull, "expected": numberOrNull,
        "words": text,
      ])),
    "reproduction": orNull(
      object([
        "mean": number, "lower": number, "upper": number, "from": dateOrNull, "to": date,
        "weak": flag, "words": text,
      ])),
    "past": array(
      object([
        "id": text, "since": date, "until": dateOrNull, "peak": numberOrNull, "words": text,
      ])), "sentence": text,
  ])

  static let reproduction = object([
    "version": whole, "asOf": text, "place": orNull(place), "signal": textOrNull,
    "dates": array(date), "mean": array(number), "lower": array(number), "upper": array(number),
    "weak": array(flag), "sentence": text,
  ])

  static let forecasts = object([
    "version": whole, "asOf": text,
    "forecasts": array(
      object([
        "id": text, "signal": text, "referenceDate": date,
        "kind": ["enum": ["issued", "hindcast"]], "asOf": text, "model": text,
        "modelVersion": text, "seed": text, "sequence": whole, "places": whole, "recorded": time,
      ])), "next": textOrNull,
  ])

  static let forecast = object([
    "version": whole, "asOf": text, "signal": signal, "place": place,
    "observed": object([
      "dates": array(date), "values": array(numberOrNull), "provisional": array(flag),
    ]), "then": orNull(object(["dates": array(date), "values": array(numberOrNull)])),
    "forecast": orNull(
      object([
        "id": text, "referenceDate": date, "dataThrough": date, "kind": text, "model": text,
        "modelVersion": text,
        "asOf": text, "seed": text, "sequence": whole, "dates": array(date),
        "levels": array(number), "quantiles": array(array(number)),
      ])),
    "past": array(
      object([
        "id": text, "referenceDate": date, "kind": text, "dates": array(date),
        "median": array(number), "lower50": array(number), "upper50": array(number),
        "lower80": array(number), "upper80": array(number), "lower95": array(number),
        "upper95": array(number),
      ])),
    "scores": orNull(
      object([
        "n": whole,
        "byHorizon": array(
          object([
            "horizon": whole, "n": whole, "wis": number, "baseline": numberOrNull,
            "ratio": numberOrNull, "coverage50": number, "coverage80": number,
            "coverage95": number,
          ])), "words": text,
      ])), "reliable": flag, "caution": textOrNull, "sentence": text,
  ])
}
