import SalusCore

/// The members of the object that an action brings, read by name; a refusal names the member and
/// what is accepted.
struct ActionBody {
  private let json: JSON

  init(_ json: JSON) {
    self.json = json
  }

  private func member(_ name: String) -> JSON? {
    guard let value = json[name], value != .null else { return nil }
    return value
  }

  private func refusal(_ name: String, _ accepted: String) -> Refusal {
    let state = member(name) == nil ? "is missing" : "is not understood"
    return Refusal(400, "the member '\(name)' \(state)", hint: "Accepted: \(accepted).")
  }

  /// One of a fixed set of words.
  func choice<Value: RawRepresentable & CaseIterable>(_ name: String) throws(Refusal) -> Value
  where Value.RawValue == String {
    guard let value = try optionalChoice(name, Value.self) else {
      throw refusal(name, Value.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return value
  }

  func optionalChoice<Value: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Value.Type = Value.self
  ) throws(Refusal) -> Value? where Value.RawValue == String {
    guard let member = member(name) else { return nil }
    guard let value = member.string.flatMap(Value.init(rawValue:)) else {
      throw refusal(name, Value.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return value
  }

  /// A text of at most 2 000 characters; nil for none and for an empty one.
  func text(_ name: String) throws(Refusal) -> String? {
    guard let member = member(name) else { return nil }
    guard let text = member.string, text.count <= 2000 else {
      throw refusal(name, "a text of at most 2000 characters")
    }
    return text.isEmpty ? nil : text
  }

  func number(_ name: String) throws(Refusal) -> Double? {
    guard let member = member(name) else { return nil }
    guard let value = member.double, value.isFinite else { throw refusal(name, "a number") }
    return value
  }

  func whole(_ name: String) throws(Refusal) -> Int64? {
    guard let member = member(name) else { return nil }
    guard let value = member.integer else { throw refusal(name, "a whole number") }
    return value
  }

  func flag(_ name: String) throws(Refusal) -> Bool {
    guard let member = member(name) else { return false }
    guard let value = member.bool else { throw refusal(name, "true or false") }
    return value
  }

  /// The revision of the thing as the person saw it, which every decision names.
  func revision() throws(Refusal) -> Int64 {
    guard let value = try whole("revision") else {
      throw refusal("revision", "the revision of the thing that was decided on")
    }
    return value
  }

  /// A moment (RFC 3339), or a day, which means its end by the clock of the zone.
  func moment(_ name: String, zone: TimeZoneRules) throws(Refusal) -> Instant? {
    guard let member = member(name) else { return nil }
    if let date = member.string.flatMap({ CivilDate($0) }) { return zone.start(of: date + 1) }
    guard let value = member.string.flatMap({ Instant($0) }) else {
      throw refusal(name, "a day YYYY-MM-DD or a moment such as 2026-05-08T06:00:00Z")
    }
    return value
  }
}
