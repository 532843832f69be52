import SalusCore

extension Migration {
  /// What values of the earlier version would become that the later one does not take, in words;
  /// empty where the migration fits.
  ///
  /// Follows schema and unit of every content through the steps instead of any values, so a
  /// migration that fits can only fail on a rename over a value that `default` gave.
  func faults(from earlier: ResolvedType, to later: ResolvedType) -> [String] {
    var faults: [String] = []
    var tracks: [String: Track] = [:]
    for name in earlier.names {
      guard let rule = earlier.contents[name]?.content.rule else { continue }
      tracks[name] = Track(rule: rule)
    }
    for step in steps { step.follow(&tracks, later, &faults) }
    for (name, track) in tracks.sorted(by: { $0.key < $1.key }) {
      guard let rule = later.contents[name]?.content.rule else {
        faults.append("'\(name)' is left over; rename or drop it")
        continue
      }
      if let fault = track.fault(against: rule) { faults.append("'\(name)' \(fault)") }
    }
    return faults
  }
}

/// What is known of a content's values while the steps are followed.
private struct Track {
  var schema: DataSchema
  var unit: UnitCode?
  /// The values that are possible where a step replaced them; nil where the schema says it all.
  var values: [JSON]?

  init(rule: ValueRule) {
    schema = rule.schema
    unit = rule.unit
    if case .choice(let choice) = rule.schema { values = choice.values.map(\.value) }
  }

  func fault(against rule: ValueRule) -> String? {
    if unit?.text != rule.unit?.text {
      return "is in '\(unit?.text ?? "no unit")' and wanted in '\(rule.unit?.text ?? "no unit")'"
    }
    if let values {
      for value in values where (try? rule.schema.conform(value)) == nil {
        return "may be \(value), which the later version does not take"
      }
      return nil
    }
    return schema.isTaken(by: rule.schema) ? nil : "has another schema there"
  }
}

extension DataSchema {
  /// True where every value of this schema is one of the other, wider numbers included.
  fileprivate func isTaken(by other: DataSchema) -> Bool {
    switch (self, other) {
    case (.primitive(.integer), .primitive(.long)),
      (.primitive(.integer), .primitive(.double)), (.primitive(.integer), .primitive(.float)),
      (.primitive(.long), .primitive(.double)), (.primitive(.long), .primitive(.float)),
      (.primitive(.float), .primitive(.double)):
      true
    case (.choice(let choice), .primitive(.string)): choice.isText
    case (.array(let mine), .array(let theirs)): mine.element.isTaken(by: theirs.element)
    default: isKept(by: other)
    }
  }
}

extension Migration.Step {
  fileprivate func follow(
    _ tracks: inout [String: Track], _ later: ResolvedType, _ faults: inout [String]
  ) {
    func keys(_ name: String) -> [String] {
      tracks.keys.filter { $0 == name || $0.hasPrefix(name + "/") }.sorted()
    }
    switch self {
    case .rename(let old, let new):
      let found = keys(old)
      if found.isEmpty { faults.append("there is no '\(old)' to rename") }
      for key in found where old != new {
        let target = new + key.dropFirst(old.count)
        if tracks[target] != nil { faults.append("'\(key)' is renamed over '\(target)'") }
        tracks[target] = tracks.removeValue(forKey: key)
      }
    case .drop(let name):
      let found = keys(name)
      if found.isEmpty { faults.append("there is no '\(name)' to drop") }
      for key in found { tracks[key] = nil }
    case .defaultTo(let name, let value):
      guard tracks[name] == nil else { return }
      guard let rule = later.contents[name]?.content.rule else {
        faults.append("'\(name)' is given a default and is not there")
        return
      }
      if let fault = later.fault(in: value, of: name) { faults.append(fault.description) }
      tracks[name] = Track(rule: rule)
    case .convert(let name, let source, let target):
      guard var track = tracks[name], track.schema.isNumeric else {
        faults.append("there are no numbers '\(name)' to convert")
        return
      }
      if track.unit?.text != source.text {
        faults.append(
          "'\(name)' is in '\(track.unit?.text ?? "no unit")' and converted from '\(source)'")
      } else if source.dimension != target.dimension {
        faults.append("'\(source)' of '\(name)' cannot be converted to '\(target)'")
      }
      track.unit = target
      track.schema = track.schema.asNumbers
      tracks[name] = track
    case .map(let name, let pairs, let otherwise):
      guard var track = tracks[name] else {
        faults.append("there is no '\(name)' to map")
        return
      }
      if let values = track.values {
        track.values = values.map { value in
          pairs.first { $0.old == value }?.new ?? otherwise ?? value
        }
      } else if let otherwise {
        track.values = pairs.map(\.new) + [otherwise]
      } else if let wrong = pairs.first(where: { (try? track.schema.conform($0.new)) == nil }) {
        faults.append("'\(name)' may become \(wrong.new), and what is not listed stays as it is")
      }
      tracks[name] = track
    }
  }
}

extension DataSchema {
  /// Numbers with fractions, as conversion leaves them.
  fileprivate var asNumbers: DataSchema {
    switch self {
    case .primitive: .double
    case .array(let array): .array(ArraySchema(of: array.element.asNumbers))
    default: self
    }
  }
}
