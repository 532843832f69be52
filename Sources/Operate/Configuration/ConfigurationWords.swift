import Glibc
import SalusCore

extension Configuration {
  /// What it holds, in one sentence.
  public var sentence: String {
    func count(_ number: Int, _ noun: String) -> String {
      "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
    let parts = [
      count(places.count, "place") + " and \(count(placeTables.count, "table")) of places",
      count(boundaries.count, "file") + " of outlines", count(signals.count, "signal"),
      count(feeds.count, "feed"),
    ]
    return "'\(name)' in \(zone.name), " + parts.joined(separator: ", ")
  }
}

extension ConfigurationError {
  /// For programs: every fault with its place.
  public var json: JSON {
    [
      "file": .string(file), "more": JSON(more),
      "faults": .array(
        faults.map { fault in
          [
            "line": JSON(fault.position?.line), "column": JSON(fault.position?.column),
            "path": .string(fault.path), "words": .string(fault.words),
          ]
        }),
    ]
  }
}

/// Questions about files that callers name.
public enum InputPath {
  /// Whether anything is there.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

extension JSON {
  /// With one member a line, for people; short lists stay on theirs.
  public var indented: String { indented(by: 0) }

  private func indented(by depth: Int) -> String {
    let space = String(repeating: "  ", count: depth + 1)
    let end = String(repeating: "  ", count: depth)
    switch self {
    case .object(let members) where !members.isEmpty:
      let lines = members.map {
        "\(space)\(JSON.string($0.name)): \($0.value.indented(by: depth + 1))"
      }
      return "{\n\(lines.joined(separator: ",\n"))\n\(end)}"
    case .array(let values) where values.contains(where: { $0.members != nil }):
      let lines = values.map { space + $0.indented(by: depth + 1) }
      return "[\n\(lines.joined(separator: ",\n"))\n\(end)]"
    default: return description
    }
  }
}
