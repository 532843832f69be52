import SalusCore

/// A value as a payload states it: bare, or with unit, time and quality where they are said.
public struct StatedValue: Hashable, Sendable {
  public var value: JSON
  /// UCUM; nil where nothing is said.
  public var unit: String?
  /// When it was so; nil for the valid time of its event.
  public var observed: Instant?
  public var quality: Quality

  public init(
    _ value: JSON, unit: String? = nil, observed: Instant? = nil, quality: Quality = .good
  ) {
    self.value = value
    self.unit = unit
    self.observed = observed
    self.quality = quality
  }

  /// Reads a bare value, or an object of `value` with any of `unit`, `observed`, `quality` and no
  /// other member.
  ///
  /// Throws where unit, time or quality cannot be read.
  public init(reading json: JSON) throws(StateFault) {
    guard let members = json.members, StatedValue.isFull(members) else {
      self.init(json)
      return
    }
    self.init(JSON.null)
    for member in members {
      switch member.name {
      case "value": value = member.value
      case "unit":
        guard let text = member.value.string else { throw .unreadable("a unit is text in UCUM") }
        unit = text
      case "observed":
        guard let text = member.value.string, let time = Instant(text) else {
          throw .unreadable("'\(member.value)' is no RFC 3339 time")
        }
        observed = time
      default:
        guard let text = member.value.string, let word = Quality(text) else {
          throw .unreadable(
            "the quality '\(member.value)' is none of good, suspect, estimated, missing")
        }
        quality = word
      }
    }
  }

  /// The one way to write it: bare where nothing else is said, else members in name order.
  public var json: JSON {
    let isAmbiguous = value.members.map(StatedValue.isFull) ?? false
    if unit == nil, observed == nil, quality == .good, !isAmbiguous { return value }
    var members: [JSON.Member] = []
    if let observed { members.append(JSON.Member("observed", JSON(observed))) }
    if quality != .good { members.append(JSON.Member("quality", .string(quality.text))) }
    if let unit { members.append(JSON.Member("unit", .string(unit))) }
    members.append(JSON.Member("value", value))
    return .object(members)
  }

  private static func isFull(_ members: [JSON.Member]) -> Bool {
    var hasValue = false
    for member in members {
      switch member.name {
      case "value": hasValue = true
      case "unit", "observed", "quality": break
      default: return false
      }
    }
    return hasValue
  }
}
