import SalusCore

/// JSON Schemas of what there is to care with.
extension Schema {
  static let reference = object(["id": text, "name": text])

  static let bedUnit = object([
    "id": text, "name": text, "kind": text, "beds": whole, "open": whole, "occupied": whole,
    "reserved": whole, "closed": whole, "free": whole, "ventilated": numberOrNull,
    "ofOutbreak": numberOrNull, "at": textOrNull, "ageHours": numberOrNull, "isStale": flag,
    "isOver": flag, "actor": textOrNull, "source": textOrNull, "revision": whole,
    "sequence": whole,
  ])

  static let staffReport = object([
    "group": text, "title": text, "shift": text, "onShift": whole, "absent": numberOrNull,
    "at": time, "ageHours": number, "isStale": flag, "actor": text,
  ])

  static let fan = object(["median": number, "lower": number, "upper": number])

  static let stockEntry = object([
    "item": text, "title": text, "unit": text, "category": text, "quantity": number,
    "usable": number, "reserved": number, "free": number, "at": time, "counted": textOrNull,
    "ageHours": number, "isStale": flag, "coverDays": orNull(fan),
    "nextExpiry": orNull(object(["lot": text, "date": dateOrNull, "quantity": number])),
    "lots": array(object(["lot": text, "quantity": number, "expires": dateOrNull])),
    "actor": text, "sequence": whole,
  ])

  static let capacity = object([
    "version": whole, "asOf": text, "at": time,
    "hospitals": array(
      object([
        "id": text, "name": text, "place": orNull(reference), "x": numberOrNull,
        "y": numberOrNull, "units": array(bedUnit), "staff": array(staffReport),
        "stock": array(stockEntry),
      ])),
    "depots": array(
      object([
        "id": text, "name": text, "place": orNull(reference), "x": numberOrNull,
        "y": numberOrNull, "stock": array(stockEntry),
        "vehicles": array(
          object([
            "id": text, "name": text, "capacity": number, "status": text, "at": textOrNull,
          ])),
      ])),
    "items": array(
      object([
        "id": text, "title": text, "unit": text, "category": text, "isReusable": flag,
      ])),
    "totals": array(
      object([
        "kind": text, "beds": whole, "open": whole, "occupied": whole, "reserved": whole,
        "closed": whole, "free": whole,
      ])),
    "discrepancies": array(
      object(["words": text, "at": time, "link": text, "kind": text])),
  ])

  /// A stock entry with the facility that it is in.
  static let stockAt: JSON = {
    let members = stockEntry["properties"]?.members ?? []
    return [
      "type": "object", "required": .array([.string("facility")]),
      "properties": .object([JSON.Member("facility", text)] + members),
    ]
  }()

  static let stockList = list(
    "stock",
    object([
      "facility": text, "facilityName": text, "item": text, "title": text, "unit": text,
      "category": text, "quantity": number, "usable": number, "reserved": number, "free": number,
      "at": time, "counted": textOrNull, "ageHours": number, "isStale": flag,
      "coverDays": orNull(fan),
      "nextExpiry": orNull(object(["lot": text, "date": dateOrNull, "quantity": number])),
      "actor": text, "sequence": whole,
    ]))

  static let capacityHistory = object([
    "version": whole, "asOf": text, "site": reference, "kind": textOrNull, "dates": array(date),
    "beds": array(whole), "open": array(whole), "occupied": array(whole),
    "reserved": array(whole), "free": array(whole), "ventilated": array(whole),
    "ofOutbreak": array(whole), "reported": array(number), "sentence": text,
  ])

  /// What a body takes besides what must be there.
  private static func takes(_ required: [String], _ members: KeyValuePairs<String, JSON>) -> JSON {
    [
      "type": "object", "required": .array(required.map { .string($0) }),
      "properties": .object(members.map { JSON.Member($0.key, $0.value) }),
    ]
  }

  static let bedReports = takes(
    ["reports"],
    [
      "reports": array(
        takes(
          ["unit"],
          [
            "unit": text, "beds": whole, "closed": whole, "occupied": whole, "reserved": whole,
            "ventilated": whole, "ofOutbreak": whole, "revision": whole,
          ])), "at": time, "confirm": flag, "seen": whole,
    ])

  static let staffReports = takes(
    ["reports"],
    [
      "reports": array(
        takes(
          ["hospital", "group", "onShift"],
          [
            "hospital": text, "group": text, "shift": ["enum": ["day", "night", "all"]],
            "onShift": whole, "absent": whole,
          ])), "at": time, "confirm": flag, "seen": whole,
    ])

  static let stockCount = takes(
    ["facility", "item", "lots"],
    [
      "facility": text, "item": text,
      "lots": array(
        takes(["quantity"], ["lot": text, "quantity": number, "expires": dateOrNull])),
      "at": time, "confirm": flag, "seen": whole,
    ])

  static let stockMove = takes(
    ["item", "quantity"],
    [
      "id": text, "item": text, "quantity": number, "from": text, "to": text, "reason": text,
      "lot": text, "expires": date, "at": time, "confirm": flag, "seen": whole,
    ])
}
