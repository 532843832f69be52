import SalusCore

/// Reads the members of a JSON object and says which of them is not what it should be.
struct JSONMembers {
  let json: JSON
  let place: String

  init(_ json: JSON, at place: String) throws(MalformedMember) {
    guard json.members != nil else { throw MalformedMember(place: place, wanted: "an object") }
    self.json = json
    self.place = place
  }

  func has(_ name: String) -> Bool {
    guard let value = json[name] else { return false }
    return value != .null
  }

  func text(_ name: String) throws(MalformedMember) -> String {
    guard let value = json[name]?.string else { throw wrong(name, "a text") }
    return value
  }

  func optionalText(_ name: String) throws(MalformedMember) -> String? {
    has(name) ? try text(name) : nil
  }

  func integer(_ name: String) throws(MalformedMember) -> Int64 {
    guard let value = json[name]?.integer else { throw wrong(name, "a whole number") }
    return value
  }

  func optionalInteger(_ name: String) throws(MalformedMember) -> Int64? {
    has(name) ? try integer(name) : nil
  }

  func optionalNumber(_ name: String) throws(MalformedMember) -> Double? {
    guard has(name) else { return nil }
    guard let value = json[name]?.double else { throw wrong(name, "a number") }
    return value
  }

  func bool(_ name: String, default fallback: Bool = false) throws(MalformedMember) -> Bool {
    guard has(name) else { return fallback }
    guard let value = json[name]?.bool else { throw wrong(name, "true or false") }
    return value
  }

  func texts(_ name: String) throws(MalformedMember) -> [String] {
    guard has(name) else { return [] }
    guard let values = json[name]?.array else { throw wrong(name, "a list of texts") }
    var found: [String] = []
    for value in values {
      guard let text = value.string else { throw wrong(name, "a list of texts") }
      found.append(text)
    }
    return found
  }

  /// What `read` makes of the text.
  func value<Value>(
    _ name: String, _ wanted: String, _ read: (String) -> Value?
  ) throws(MalformedMember) -> Value {
    guard let value = read(try text(name)) else { throw wrong(name, wanted) }
    return value
  }

  /// What `read` makes of each text of a list.
  func values<Value>(
    _ name: String, _ wanted: String, _ read: (String) -> Value?
  ) throws(MalformedMember) -> [Value] {
    var found: [Value] = []
    for text in try texts(name) {
      guard let value = read(text) else { throw wrong(name, wanted) }
      found.append(value)
    }
    return found
  }

  func wrong(_ name: String, _ wanted: String) -> MalformedMember {
    MalformedMember(place: "\(place).\(name)", wanted: wanted)
  }
}

/// A member of a JSON object that is missing or is not what it should be.
public struct MalformedMember: Problem, Hashable {
  public var place: String
  public var wanted: String

  public var kind: ProblemKind { .usage }
  public var description: String { "\(place) is not \(wanted)" }
}
