import SalusCore

/// A value that is not of the form that its schema asks for.
struct FormMismatch: Error, Hashable {
  /// Where in the value, as a JSON pointer (RFC 6901); empty for the value itself.
  var path: String
  /// What stands there, shortened.
  let given: String
  let accepted: String

  init(_ value: JSON, accepted: String) {
    path = ""
    let text = value.description
    given = text.utf8.count > 60 ? String(text.prefix(57)) + "..." : text
    self.accepted = accepted
  }

  /// The same, seen from one level further out.
  func below(_ step: String) -> FormMismatch {
    var outer = self
    outer.path = "/" + JSONPointer.escaped(step) + path
    return outer
  }
}

/// Steps of JSON pointers.
enum JSONPointer {
  /// `~` and `/` escaped as RFC 6901 wants them.
  static func escaped(_ step: String) -> String {
    guard step.utf8.contains(where: { $0 == 0x7E || $0 == 0x2F }) else { return step }
    var output: [UInt8] = []
    for byte in step.utf8 {
      switch byte {
      case 0x7E: output.append(contentsOf: "~0".utf8)
      case 0x2F: output.append(contentsOf: "~1".utf8)
      default: output.append(byte)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}

extension DataSchema {
  /// The value in the form in which it is kept: whole numbers as integers, fields in the order of
  /// the schema. A field of an object may be absent; a member that is no field is refused.
  func conform(_ value: JSON) throws(FormMismatch) -> JSON {
    switch self {
    case .primitive(let primitive): return try primitive.conform(value)
    case .shape(let shape):
      guard value["type"]?.string == shape.geometry, value.members?.count == 2,
        let coordinates = value["coordinates"], shape.fits(coordinates)
      else {
        throw FormMismatch(
          value, accepted: "GeoJSON with type \(shape.geometry) and its coordinates alone")
      }
      return value
    case .array(let array): return try array.conform(value)
    case .choice(let choice):
      let sought = choice.isText ? value : value.whole ?? value
      guard choice.values.contains(where: { $0.value == sought }) else {
        throw FormMismatch(value, accepted: choice.accepted)
      }
      return sought
    case .map(let map): return try map.conform(value)
    case .object(let object): return try object.conform(value)
    }
  }
}

extension DataSchema.Primitive {
  fileprivate func conform(_ value: JSON) throws(FormMismatch) -> JSON {
    let text = value.string
    let kept: JSON? =
      switch self {
      case .boolean: value.onlyIf(value.bool != nil)
      case .string: value.onlyIf(text != nil)
      case .integer:
        value.whole.flatMap { $0.onlyIf($0.integer.flatMap { Int32(exactly: $0) } != nil) }
      case .long: value.whole
      case .double: value.finite
      case .float: value.finite.flatMap { $0.onlyIf(Float($0.double ?? .nan).isFinite) }
      case .date: value.onlyIf(text.flatMap { CivilDate($0) } != nil)
      case .dateTime:
        value.onlyIf(text.flatMap { $0.utf8.count > 10 ? Instant($0) : nil } != nil)
      case .time: value.onlyIf(text.map(ClockTime.isWellFormed) == true)
      case .duration: value.onlyIf(text.flatMap { ISODuration($0) } != nil)
      }
    guard let kept else { throw FormMismatch(value, accepted: accepted) }
    return kept
  }

  private var accepted: String {
    switch self {
    case .boolean: "true or false"
    case .string: "a text"
    case .integer: "a whole number of 32 bits"
    case .long: "a whole number of 64 bits"
    case .double: "a number"
    case .float: "a number up to 3.4e38"
    case .date: "a date YYYY-MM-DD"
    case .dateTime: "a moment with offset, as in 2026-11-20T06:00:00Z"
    case .time: "a time of day, as in 06:00:00 or 06:00:00Z"
    case .duration: "a duration of ISO 8601, as in P14D or PT30M"
    }
  }
}

extension JSON {
  /// The value where that is so; nil otherwise. (A plain `nil` beside a value means JSON's null.)
  fileprivate func onlyIf(_ isSo: Bool) -> JSON? { isSo ? .some(self) : .none }

  /// A whole number however it was written; nil for everything else.
  fileprivate var whole: JSON? {
    switch self {
    case .integer: .some(self)
    case .number(let number): Int64(exactly: number).map { .integer($0) }
    default: .none
    }
  }

  /// A finite number, as it is read back after it was written; nil for everything else.
  var finite: JSON? {
    guard case .number(let number) = self else { return onlyIf(integer != nil) }
    guard number.isFinite else { return .none }
    if abs(number) < 9_007_199_254_740_992, let whole = Int64(exactly: number) {
      return .integer(whole)
    }
    return .some(self)
  }
}

extension DataSchema.Shape {
  /// Positions of two or three finite numbers, nested as deep as the geometry is.
  fileprivate func fits(_ coordinates: JSON) -> Bool { Self.fits(coordinates, depth: depth) }

  private static func fits(_ value: JSON, depth: Int) -> Bool {
    guard let values = value.array else { return false }
    guard depth > 1 else {
      return (2...3).contains(values.count) && values.allSatisfy { $0.double?.isFinite == true }
    }
    return !values.isEmpty && values.allSatisfy { fits($0, depth: depth - 1) }
  }
}

extension ArraySchema {
  fileprivate func conform(_ value: JSON) throws(FormMismatch) -> JSON {
    guard let values = value.array else { throw FormMismatch(value, accepted: "a list") }
    var kept: [JSON] = []
    kept.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      do {
        kept.append(try element.conform(value))
      } catch {
        throw error.below(String(index))
      }
    }
    return .array(kept)
  }
}

extension EnumSchema {
  fileprivate var accepted: String {
    guard !values.isEmpty else { return "nothing: the type names no values" }
    return "one of "
      + values.prefix(12).map { $0.value.string ?? $0.value.description }.joined(
        separator: ", ") + (values.count > 12 ? " and \(values.count - 12) more" : "")
  }
}

extension MapSchema {
  fileprivate func conform(_ value: JSON) throws(FormMismatch) -> JSON {
    guard let members = value.members else {
      throw FormMismatch(value, accepted: "an object of \(self.value.name) by \(keyName)")
    }
    var kept: [JSON.Member] = []
    var seen: Set<String> = []
    for member in members {
      guard seen.insert(member.name).inserted else {
        throw FormMismatch(.string(member.name), accepted: "each key once")
      }
      do {
        kept.append(JSON.Member(member.name, try self.value.rule.schema.conform(member.value)))
      } catch {
        throw error.below(member.name)
      }
    }
    return .object(kept)
  }
}

extension ObjectSchema {
  fileprivate func conform(_ value: JSON) throws(FormMismatch) -> JSON {
    let accepted = "an object with the fields \(fields.map(\.name).joined(separator: ", "))"
    guard let members = value.members else { throw FormMismatch(value, accepted: accepted) }
    guard members.count <= fields.count else {
      let strange = members.first { member in !fields.contains { $0.name == member.name } }
      throw FormMismatch(
        .string(strange?.name ?? "a field that comes twice"), accepted: accepted)
    }
    var kept: [JSON.Member] = []
    var taken = 0
    for field in fields {
      let matching = members.filter { $0.name == field.name }
      guard let member = matching.first else { continue }
      guard matching.count == 1 else {
        throw FormMismatch(.string(field.name), accepted: "each field once")
      }
      taken += 1
      do {
        kept.append(JSON.Member(field.name, try field.rule.schema.conform(member.value)))
      } catch {
        throw error.below(field.name)
      }
    }
    guard taken == members.count else {
      let strange = members.first { member in !fields.contains { $0.name == member.name } }
      throw FormMismatch(.string(strange?.name ?? ""), accepted: accepted)
    }
    return .object(kept)
  }
}

/// A time of day without a date.
enum ClockTime {
  /// `HH:MM:SS`, a fraction of at most nine digits, then nothing, `Z` or an offset `+HH:MM`
  /// (RFC 3339, full-time; the offset may be absent).
  static func isWellFormed(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count >= 8, bytes[2] == UInt8(ascii: ":"), bytes[5] == UInt8(ascii: ":"),
      let hour = number(bytes[0..<2]), hour < 24, let minute = number(bytes[3..<5]), minute < 60,
      let second = number(bytes[6..<8]), second <= 60
    else { return false }
    var rest = bytes[8...]
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { (48...57).contains($0) }
      guard (1...9).contains(digits.count) else { return false }
      rest = rest.dropFirst(1 + digits.count)
    }
    if rest.isEmpty || Array(rest) == [UInt8(ascii: "Z")] { return true }
    let offset = Array(rest)
    guard offset.count == 6, offset[0] == UInt8(ascii: "+") || offset[0] == UInt8(ascii: "-"),
      offset[3] == UInt8(ascii: ":"), let hours = number(offset[1..<3]), hours < 24,
      let minutes = number(offset[4..<6]), minutes < 60
    else { return false }
    return true
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    return value
  }
}
