import SalusCore

extension Migration {
  /// As JSON: names of the versions and one object for each step, named by `step`.
  public var json: JSON {
    [
      "from": .string(from.description), "to": .string(to.description),
      "steps": .array(steps.map(\.json)),
    ]
  }

  /// Reads what `json` wrote. Members that are not known are refused.
  public init(_ json: JSON) throws(MigrationReadingError) {
    let names = try MigrationReading.members(json, at: "", ["from", "to", "steps"])
    from = try MigrationReading.type(names, "from")
    to = try MigrationReading.type(names, "to")
    guard let list = names["steps"]?.array else {
      throw .wrong(path: "/steps", accepted: "a list of steps")
    }
    var steps: [Step] = []
    for (index, step) in list.enumerated() {
      steps.append(try Step(step, at: "/steps/\(index)"))
    }
    self.steps = steps
  }
}

extension Migration.Step {
  fileprivate var json: JSON {
    switch self {
    case .rename(let old, let new):
      ["step": "rename", "name": .string(old), "to": .string(new)]
    case .drop(let name): ["step": "drop", "name": .string(name)]
    case .defaultTo(let name, let value):
      ["step": "default", "name": .string(name), "value": value]
    case .convert(let name, let source, let target):
      [
        "step": "convert", "name": .string(name), "from": .string(source.text),
        "to": .string(target.text),
      ]
    case .map(let name, let pairs, let otherwise):
      .object(
        [
          JSON.Member("step", "map"), JSON.Member("name", .string(name)),
          JSON.Member("values", .array(pairs.map { .array([$0.old, $0.new]) })),
        ] + (otherwise.map { [JSON.Member("otherwise", $0)] } ?? []))
    }
  }

  fileprivate init(_ json: JSON, at path: String) throws(MigrationReadingError) {
    let known: [String: [String]] = [
      "rename": ["to"], "drop": [], "default": ["value"], "convert": ["from", "to"],
      "map": ["values", "otherwise"],
    ]
    guard let word = json["step"]?.string, let own = known[word] else {
      throw .wrong(path: path + "/step", accepted: known.keys.sorted().joined(separator: ", "))
    }
    let members = try MigrationReading.members(json, at: path, ["step", "name"] + own)
    let name = try MigrationReading.text(members, "name", at: path)
    switch word {
    case "rename": self = .rename(name, to: try MigrationReading.text(members, "to", at: path))
    case "drop": self = .drop(name)
    case "default":
      guard let value = members["value"] else {
        throw .wrong(path: path + "/value", accepted: "a value")
      }
      self = .defaultTo(name, value)
    case "convert":
      self = .convert(
        name, from: try MigrationReading.unit(members, "from", at: path),
        to: try MigrationReading.unit(members, "to", at: path))
    default:
      let accepted = "a list of pairs [old, new]"
      guard let list = members["values"]?.array else {
        throw .wrong(path: path + "/values", accepted: accepted)
      }
      var pairs: [Migration.Pair] = []
      for (index, pair) in list.enumerated() {
        guard let two = pair.array, two.count == 2 else {
          throw .wrong(path: path + "/values/\(index)", accepted: "a pair [old, new]")
        }
        pairs.append(Migration.Pair(two[0], two[1]))
      }
      self = .map(name, pairs, otherwise: members["otherwise"])
    }
  }
}

private enum MigrationReading {
  static func members(_ json: JSON, at path: String, _ known: [String])
    throws(MigrationReadingError) -> [String: JSON]
  {
    guard let list = json.members else {
      throw .wrong(path: path, accepted: "an object with " + known.joined(separator: ", "))
    }
    var members: [String: JSON] = [:]
    for member in list {
      guard known.contains(member.name), members[member.name] == nil else {
        throw .wrong(
          path: path + "/" + JSONPointer.escaped(member.name),
          accepted: "each of " + known.joined(separator: ", ") + " once")
      }
      members[member.name] = member.value
    }
    return members
  }

  static func text(_ members: [String: JSON], _ name: String, at path: String)
    throws(MigrationReadingError) -> String
  {
    guard let text = members[name]?.string, !text.isEmpty else {
      throw .wrong(path: path + "/" + name, accepted: "a text")
    }
    return text
  }

  static func type(_ members: [String: JSON], _ name: String)
    throws(MigrationReadingError) -> TypeName
  {
    guard let text = members[name]?.string, let type = TypeName(text) else {
      throw .wrong(path: "/" + name, accepted: "a name such as dtmi:salus:care:Bed;2")
    }
    return type
  }

  static func unit(_ members: [String: JSON], _ name: String, at path: String)
    throws(MigrationReadingError) -> UnitCode
  {
    guard let text = members[name]?.string, let unit = try? UnitCode(text) else {
      throw .wrong(path: path + "/" + name, accepted: "a UCUM unit such as Cel")
    }
    return unit
  }
}

/// Why a JSON value is no migration.
public enum MigrationReadingError: Problem, Hashable {
  /// What stands at a JSON pointer is missing or wrong.
  case wrong(path: String, accepted: String)

  public var kind: ProblemKind { .usage }

  public var description: String {
    switch self {
    case .wrong(let path, let accepted):
      "the migration is wrong at '\(path)'; accepted is \(accepted)"
    }
  }
}
