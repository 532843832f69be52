import SalusCore

/// Checks a value against the few words of JSON Schema that the descriptions use.
enum SchemaCheck {
  static func faults(_ value: JSON, _ schema: JSON, at path: String) -> [String] {
    if let choices = schema["anyOf"]?.array {
      let fits = choices.contains { faults(value, $0, at: path).isEmpty }
      return fits ? [] : ["\(path) fits none"]
    }
    if let words = schema["enum"]?.array, !words.contains(value) { return ["\(path) is no choice"] }
    if let type = schema["type"] {
      let names = type.array?.compactMap(\.string) ?? [type.string ?? ""]
      guard names.contains(where: { name in isOf(name, value) }) else {
        return ["\(path) is no \(names.joined(separator: " or ")): \(value)"]
      }
    }
    var found: [String] = []
    if let members = value.members {
      for name in schema["required"]?.array?.compactMap(\.string) ?? [] where value[name] == nil {
        found.append("\(path).\(name) is missing")
      }
      for member in members {
        if let inner = schema["properties"]?[member.name] {
          found += faults(member.value, inner, at: "\(path).\(member.name)")
        } else if schema["properties"] != nil {
          found.append("\(path).\(member.name) is not described")
        }
      }
    }
    if let items = schema["items"], let values = value.array {
      for (index, item) in values.enumerated() {
        found += faults(item, items, at: "\(path)[\(index)]")
      }
    }
    return found
  }

  private static func isOf(_ type: String, _ value: JSON) -> Bool {
    switch (type, value) {
    case ("string", .string), ("boolean", .bool), ("null", .null), ("object", .object),
      ("array", .array), ("integer", .integer), ("number", .integer), ("number", .number):
      true
    case ("integer", .number(let number)): number == number.rounded()
    default: false
    }
  }
}
