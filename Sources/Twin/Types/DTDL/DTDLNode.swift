import SalusCore

/// Why a text is no DTDL model that is understood here: where, what, and what is accepted.
public struct DTDLFault: Problem, Hashable {
  /// A JSON pointer (RFC 6901) into the document; empty for the document itself.
  public let path: String
  public let what: String
  public let accepted: String

  public var kind: ProblemKind { .usage }

  public var description: String {
    "at '\(path)': \(what); accepted is \(accepted)"
  }
}

/// A value of a DTDL document that knows where it stands.
struct DTDLNode {
  let json: JSON
  let path: String

  init(_ json: JSON, at path: String = "") {
    self.json = json
    self.path = path
  }

  func fault(_ what: String, accepted: String) -> DTDLFault {
    DTDLFault(path: path, what: what, accepted: accepted)
  }

  /// What sort of value it is, in words.
  var sort: String {
    switch json {
    case .null: "null"
    case .bool: "true or false"
    case .integer, .number: "a number"
    case .string(let text): "the text '\(text.prefix(60))'"
    case .array: "a list"
    case .object: "an object"
    }
  }

  /// The member; nil where it is missing.
  func member(_ name: String) -> DTDLNode? {
    json[name].map { DTDLNode($0, at: path + "/" + JSONPointer.escaped(name)) }
  }

  func required(_ name: String, accepted: String) throws(DTDLFault) -> DTDLNode {
    guard let member = member(name) else { throw fault("no '\(name)'", accepted: accepted) }
    return member
  }

  /// Refuses what is no object, members that are not known, and members that come twice.
  func only(_ known: [String]) throws(DTDLFault) {
    guard let members = json.members else { throw fault(sort, accepted: "an object") }
    var seen: Set<String> = []
    for member in members {
      let here = DTDLNode(member.value, at: path + "/" + JSONPointer.escaped(member.name))
      guard known.contains(member.name) else {
        let near = NearestWord.find(member.name, among: known)
        throw here.fault(
          "'\(member.name.prefix(60))' is not understood"
            + (near.map { " (meant '\($0)'?)" } ?? ""),
          accepted: known.joined(separator: ", "))
      }
      guard seen.insert(member.name).inserted else {
        throw here.fault("'\(member.name)' comes twice", accepted: "each member once")
      }
    }
  }

  func text(_ accepted: String = "a text", atMost limit: Int = 2048) throws(DTDLFault) -> String {
    guard let text = json.string else { throw fault(sort, accepted: accepted) }
    guard text.unicodeScalars.count <= limit else {
      throw fault(
        "a text of \(text.unicodeScalars.count) characters", accepted: "at most \(limit)")
    }
    return text
  }

  func flag() throws(DTDLFault) -> Bool {
    guard let flag = json.bool else { throw fault(sort, accepted: "true or false") }
    return flag
  }

  func number() throws(DTDLFault) -> Double {
    guard let number = json.double, number.isFinite else { throw fault(sort, accepted: "a number") }
    return number
  }

  func integer(from low: Int, accepted: String) throws(DTDLFault) -> Int {
    guard let value = json.integer.flatMap({ Int(exactly: $0) }), value >= low,
      value <= 1_000_000_000
    else { throw fault("\(json)", accepted: accepted) }
    return value
  }

  /// The elements of a list, or the value itself where DTDL allows one for a list of one.
  var elements: [DTDLNode] {
    guard let values = json.array else { return [self] }
    return values.enumerated().map { DTDLNode($0.element, at: "\(path)/\($0.offset)") }
  }

  /// The elements of what must be a list.
  func list(_ accepted: String) throws(DTDLFault) -> [DTDLNode] {
    guard json.array != nil else { throw fault(sort, accepted: accepted) }
    return elements
  }

  func type(atMost limit: Int = TypeName.longest) throws(DTDLFault) -> TypeName {
    let text = try text("a name such as dtmi:com:example:Pump;1")
    let name: TypeName
    do {
      name = try TypeName(reading: text, atMost: limit)
    } catch {
      throw fault(
        error.description, accepted: error.hint ?? "a name such as dtmi:com:example:Pump;1")
    }
    guard !name.path.hasPrefix("dtdl:"), !name.path.hasPrefix("standard:") else {
      throw fault("'\(text)' is reserved by the language", accepted: "another path")
    }
    return name
  }

  func choice<Value: RawRepresentable & CaseIterable>(_ type: Value.Type) throws(DTDLFault) -> Value
  where Value.RawValue == String {
    guard let value = json.string.flatMap(Value.init(rawValue:)) else {
      throw fault(
        sort, accepted: Value.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return value
  }
}
