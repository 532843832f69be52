import SalusAct
import SalusCore
import SalusTwin

/// JSON Schemas of warnings, orders and hand-over notes, and their tables.
enum DutySchema {
  private static let ref = Schema.object(["id": Schema.text, "name": Schema.text])
  private static let timeOrNull: JSON = ["type": ["string", "null"], "format": "date-time"]

  static func words(_ words: [String]) -> JSON { ["enum": .array(words.map { .string($0) })] }

  static let warning = Schema.object([
    "id": Schema.text, "grade": ["enum": [1, 2, 3, 4]], "headline": Schema.text,
    "what": words(WarningCase.What.allCases.map(\.rawValue)),
    "where": Schema.object(["id": Schema.text, "name": Schema.text, "level": Schema.text]),
    "since": Schema.date, "raised": Schema.time, "day": Schema.date,
    "state": words(Warning.State.allCases.map(\.rawValue)), "words": Schema.text,
    "probability": Schema.numberOrNull, "leadDays": Schema.numberOrNull,
    "breachDate": Schema.dateOrNull, "falseAlarmsPerYear": Schema.numberOrNull,
    "sourceClasses": Schema.array(Schema.text), "sourceWords": Schema.text,
    "completeness": Schema.numberOrNull,
    "ppv": Schema.object(["value": Schema.numberOrNull, "n": Schema.whole]),
    "signals": Schema.whole, "detections": Schema.array(Schema.text),
    "members": Schema.array(Schema.text), "expires": timeOrNull, "until": timeOrNull,
    "revision": Schema.whole, "isOver": Schema.flag, "into": Schema.textOrNull,
    "acknowledged": Schema.flag, "can": Schema.array(Schema.text),
    "links": Schema.array(
      Schema.object(["label": Schema.text, "screen": Schema.text, "query": ["type": "object"]])),
    "decisions": Schema.array(
      Schema.object([
        "at": Schema.time, "actor": Schema.text, "verb": Schema.text, "grade": Schema.whole,
        "reason": Schema.textOrNull, "note": Schema.textOrNull,
      ])),
    "notices": Schema.array(
      Schema.object([
        "id": Schema.text, "channel": words(Notice.Channel.allCases.map(\.rawValue)),
        "to": Schema.text, "state": Schema.text, "at": Schema.time, "words": Schema.text,
      ])),
  ])

  static let warnings = Schema.object([
    "version": Schema.whole, "asOf": Schema.text, "warnings": Schema.array(warning),
    "next": Schema.textOrNull,
    "counts": Schema.object([
      "1": Schema.whole, "2": Schema.whole, "3": Schema.whole, "4": Schema.whole,
    ]), "load": Schema.object(["perHour": Schema.number, "most10min": Schema.whole]),
  ])

  static let oneWarning = Schema.object([
    "version": Schema.whole, "asOf": Schema.text, "warning": warning,
  ])

  static let decision: JSON = [
    "type": "object", "required": ["verb", "revision"],
    "properties": [
      "verb": words(Warning.Verb.allCases.map(\.rawValue)),
      "reason": words(Warning.Reason.allCases.map(\.rawValue)), "note": Schema.text,
      "until": Schema.text, "revision": Schema.whole,
    ],
  ]

  static let order = Schema.object([
    "id": Schema.text, "plan": Schema.text, "move": Schema.text, "item": Schema.text,
    "title": Schema.text, "unit": Schema.text, "quantity": Schema.number,
    "received": Schema.number, "from": ref, "to": ref, "issued": Schema.time,
    "departs": Schema.time, "due": Schema.time, "vehicle": Schema.orNull(ref),
    "executed": timeOrNull, "can": Schema.array(Schema.text),
    "state": words(Order.State.allCases.map(\.rawValue)),
    "executor": Schema.textOrNull, "lateMinutes": Schema.numberOrNull, "words": Schema.text,
    "revision": Schema.whole,
    "history": Schema.array(
      Schema.object([
        "at": Schema.time, "verb": Schema.text, "actor": Schema.text, "words": Schema.text,
      ])),
  ])

  static let orders = Schema.object([
    "version": Schema.whole, "asOf": Schema.text, "orders": Schema.array(order),
    "next": Schema.textOrNull,
  ])

  static let oneOrder = Schema.object([
    "version": Schema.whole, "asOf": Schema.text, "order": order,
  ])

  static let report: JSON = [
    "type": "object", "required": ["verb"],
    "properties": [
      "verb": words(Order.Action.allCases.map(\.rawValue)), "executor": Schema.text,
      "quantity": Schema.number, "receipt": Schema.text, "final": Schema.flag,
      "note": Schema.text, "at": Schema.text, "revision": Schema.whole,
    ],
  ]

  static let operations = Schema.object([
    "version": Schema.whole, "asOf": Schema.text, "orders": Schema.array(order),
    "vehicles": Schema.array(
      Schema.object([
        "id": Schema.text, "name": Schema.text, "depot": ref, "capacity": Schema.number,
        "status": Schema.text, "at": timeOrNull, "order": Schema.textOrNull,
      ])),
    "progress": Schema.object([
      "dates": Schema.array(Schema.date), "planned": Schema.array(Schema.number),
      "actual": Schema.array(Schema.number),
    ]),
    "deviations": Schema.array(
      Schema.object([
        "words": Schema.text, "orders": Schema.array(Schema.text), "kind": Schema.text,
        "at": Schema.time,
      ])), "replan": Schema.orNull(Schema.object(["words": Schema.text])),
    "bindingRate": Schema.numberOrNull, "medianMinutes": Schema.numberOrNull,
  ])

  static let handover = Schema.object([
    "from": Schema.time, "to": Schema.time, "fromSequence": Schema.whole,
    "toSequence": Schema.whole, "headline": Schema.text,
    "sections": Schema.array(
      Schema.object([
        "id": words(Handover.Kind.allCases.map(\.rawValue)), "title": Schema.text,
        "items": Schema.array(
          Schema.object([
            "words": Schema.text, "at": timeOrNull,
            "link": Schema.orNull(
              Schema.object(["screen": Schema.text, "query": ["type": "object"]])),
          ])),
      ])),
    "text": Schema.text,
    "written": Schema.array(
      Schema.object(["at": Schema.time, "actor": Schema.text, "note": Schema.textOrNull])),
  ])

  /// The note with the version that it was read from.
  static let handoverAnswer: JSON = {
    let head = Schema.object(["version": Schema.whole, "asOf": Schema.text])
    func all(_ name: String) -> [JSON] {
      (head[name]?.array ?? []) + (handover[name]?.array ?? [])
    }
    let members = (head["properties"]?.members ?? []) + (handover["properties"]?.members ?? [])
    return [
      "type": "object", "required": .array(all("required")), "properties": .object(members),
    ]
  }()

  static let signature: JSON = [
    "type": "object",
    "properties": [
      "since": Schema.whole, "hours": Schema.number, "note": Schema.text, "mail": Schema.flag,
    ],
  ]

  /// Rows without their lists of objects, which a table cannot hold.
  static func table(_ rows: JSON?) -> JSON {
    .array(
      (rows?.array ?? []).map { row in
        .object(
          (row.members ?? []).filter { member in
            !["links", "decisions", "notices", "history"].contains(member.name)
          })
      })
  }
}
