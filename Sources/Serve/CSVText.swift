import SalusCore

/// Writes answers as comma-separated values (RFC 4180), the same bytes for the same answer.
enum CSVText {
  /// One line a row object; nested objects become columns such as `place.id`, lists are joined by
  /// spaces. Columns are those of the first row.
  static func rows(_ rows: JSON?) -> [UInt8] {
    let flat = (rows?.array ?? []).map { flattened($0, prefix: "") }
    let names = flat.first?.map(\.name) ?? []
    var output = line(names)
    for row in flat {
      output += line(names.map { name in text(row.first { $0.name == name }?.value ?? .null) })
    }
    return output
  }

  /// Lists of one length side by side.
  static func columns(_ columns: KeyValuePairs<String, JSON?>) -> [UInt8] {
    let lists = columns.map { $0.value?.array ?? [] }
    var output = line(columns.map(\.key))
    for index in 0..<(lists.map(\.count).max() ?? 0) {
      output += line(lists.map { index < $0.count ? text($0[index]) : "" })
    }
    return output
  }

  private static func flattened(_ value: JSON, prefix: String) -> [JSON.Member] {
    (value.members ?? []).flatMap { member -> [JSON.Member] in
      if member.value.members != nil {
        return flattened(member.value, prefix: prefix + member.name + ".")
      }
      return [JSON.Member(prefix + member.name, member.value)]
    }
  }

  private static func text(_ value: JSON) -> String {
    switch value {
    case .null: ""
    case .string(let text): text
    case .array(let values): values.map(text).joined(separator: " ")
    default: value.description
    }
  }

  private static func line(_ fields: [String]) -> [UInt8] {
    let quoted = fields.map { field -> String in
      // A leading sign or '=' would run as a formula in a spreadsheet; numbers may keep theirs.
      let isFormula =
        field.first.map { "=+-@\t\r".contains($0) } ?? false && Double(field) == nil
      let field = isFormula ? "'" + field : field
      guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else {
        return field
      }
      return "\""
        + field.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\""
    }
    return Array((quoted.joined(separator: ",") + "\n").utf8)
  }
}
