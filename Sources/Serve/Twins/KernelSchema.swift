import SalusCore

/// JSON Schemas of what the twin kernel takes and gives.
enum KernelSchema {
  private static let any: JSON = .object([])
  private static let object: JSON = ["type": "object"]

  /// An object of which no member is needed but those named.
  private static func loose(_ members: KeyValuePairs<String, JSON>, needs: [String] = []) -> JSON {
    [
      "type": "object", "required": .array(needs.map { .string($0) }),
      "properties": .object(members.map { JSON.Member($0.key, $0.value) }),
    ]
  }

  static let twin = loose(
    [
      "id": Schema.text, "type": Schema.text, "role": Schema.text, "lifecycle": Schema.text,
      "revision": Schema.whole, "sequence": Schema.whole, "deleted": Schema.flag,
      "mergedInto": Schema.text, "derivedFrom": Schema.text, "subject": Schema.text,
      "sealed": Schema.flag, "aliases": Schema.array(alias), "features": object,
    ], needs: ["id", "type", "role", "lifecycle", "revision", "sequence", "aliases", "features"])

  private static let alias = Schema.object(["system": Schema.text, "value": Schema.text])

  static let page = Schema.object([
    "twins": Schema.array(object), "next": Schema.textOrNull, "sequence": Schema.whole,
  ])

  static let written = Schema.object([
    "id": Schema.text, "revision": Schema.numberOrNull, "sequence": Schema.whole,
    "unchanged": Schema.flag, "replayed": Schema.flag,
  ])

  static let newTwin = loose(
    [
      "type": Schema.text, "id": Schema.text, "role": Schema.text,
      "aliases": Schema.array(alias), "values": object, "derivedFrom": Schema.text,
      "valid": Schema.time, "known": Schema.time, "source": Schema.text,
    ], needs: ["type"])

  static let report = loose([
    "values": object, "valid": Schema.time, "known": Schema.time, "source": Schema.text,
    "supersedes": Schema.whole, "lifecycle": Schema.text, "delete": Schema.flag,
  ])

  static let history = Schema.object([
    "history": Schema.array(
      loose(
        [
          "feature": Schema.text, "value": any, "unit": Schema.text, "observed": Schema.time,
          "known": Schema.time, "recorded": Schema.time, "quality": Schema.text,
          "source": Schema.text, "event": Schema.whole,
        ], needs: ["feature", "value", "event"])), "next": Schema.numberOrNull,
  ])

  static let thread = loose([
    "steps": Schema.array(object), "cut": Schema.flag, "events": Schema.array(object),
    "next": Schema.numberOrNull,
  ])

  static let type = Schema.object([
    "id": Schema.text, "title": Schema.textOrNull, "kind": Schema.text,
    "extends": Schema.array(Schema.text), "dataClass": Schema.textOrNull,
    "registered": Schema.flag,
  ])

  static let branch = Schema.object([
    "id": Schema.text, "parent": Schema.textOrNull, "fork": Schema.whole, "head": Schema.whole,
    "hash": Schema.text, "status": Schema.text, "purpose": Schema.text, "owner": Schema.text,
    "seed": Schema.numberOrNull, "expiry": Schema.textOrNull, "depth": Schema.whole,
  ])

  static let fork = loose(
    [
      "id": Schema.text, "from": Schema.text, "at": Schema.whole, "purpose": Schema.text,
      "seed": Schema.whole, "expiry": Schema.time,
    ], needs: ["id"])

  static let merge = loose([
    "choices": Schema.array(
      Schema.object(["twin": Schema.text, "path": Schema.text, "take": side])), "take": side,
  ])

  private static let side: JSON = ["enum": ["ours", "theirs"]]

  static let patch = Schema.object([
    "twin": Schema.text,
    "changes": Schema.array(Schema.object(["path": Schema.text, "before": any, "after": any])),
  ])

  static let version = Schema.object([
    "name": Schema.text, "branch": Schema.text, "sequence": Schema.whole, "hash": Schema.text,
    "author": Schema.text, "message": Schema.text, "recorded": Schema.time,
  ])

  static let tag = loose(
    [
      "name": Schema.text, "branch": Schema.text, "sequence": Schema.whole,
      "message": Schema.text,
    ], needs: ["name"])

  static let counts = Schema.object([
    "rows": Schema.whole, "accepted": Schema.whole, "duplicate": Schema.whole,
    "corrected": Schema.whole, "batches": Schema.whole,
  ])

  static let observation = loose(
    [
      "twin": Schema.text, "signal": Schema.text, "valid": Schema.time,
      "value": Schema.numberOrNull, "known": Schema.time, "stratum": Schema.text,
      "quality": Schema.text,
    ], needs: ["twin", "signal", "valid", "value"])

  static let relations = loose([
    "relations": Schema.array(object), "steps": Schema.array(object), "cut": Schema.flag,
  ])

  static let relation = loose(
    [
      "source": Schema.text, "name": Schema.text, "target": Schema.text, "id": Schema.text,
      "properties": object, "from": Schema.time, "to": Schema.time,
    ], needs: ["source", "name", "target"])

  static let related = Schema.object([
    "id": Schema.text, "sequence": Schema.whole, "replayed": Schema.flag,
  ])

  static let aggregate = loose(
    [
      "id": Schema.text, "title": Schema.text, "members": Schema.text,
      "groups": Schema.array(object), "measures": Schema.array(object), "floor": Schema.whole,
      "rounding": Schema.numberOrNull,
    ], needs: ["id", "members"])
}
