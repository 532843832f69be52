import SalusCore
import SalusGovernance

/// Compares versions of types by what they mean; words for people do not count.
enum TypeDifference {
  /// What the earlier type has and the later one lost or changed, in words; empty where the later
  /// one only adds. New enum values, fields, contents and codes add; so do write access, a wider
  /// multiplicity and a graver data class.
  static func lost(from before: ResolvedType, to after: ResolvedType) -> [String] {
    var changes: [String] = []
    if before.type.kind != after.type.kind {
      changes.append("it is \(after.type.kind.rawValue) instead of \(before.type.kind.rawValue)")
    }
    if let scale = before.type.scale, after.type.scale != scale {
      changes.append("its scale is no longer \(scale.rawValue)")
    }
    if (after.type.dataClass ?? .open) < (before.type.dataClass ?? .open) {
      changes.append("its data class falls")
    }
    for base in before.type.extends.sorted() where !after.isA(base) {
      changes.append("it is no longer a \(base)")
    }
    for name in before.names {
      guard let earlier = before.contents[name] else { continue }
      guard let later = after.contents[name] else {
        changes.append("'\(name)' is gone")
        continue
      }
      if let change = lost(from: earlier.content, to: later.content) {
        changes.append("'\(name)' \(change)")
      } else if (later.dataClass ?? .open) < (earlier.dataClass ?? .open) {
        changes.append("'\(name)' falls in data class")
      }
    }
    return changes
  }

  /// The first difference of two types of one name, as the end of a sentence.
  static func words(from known: TwinType, to other: TwinType) -> String {
    for content in known.contents {
      guard let later = other[content.name] else { return "has '\(content.name)' there" }
      if later != content { return "has another '\(content.name)' there" }
    }
    if let added = other.contents.first(where: { known[$0.name] == nil }) {
      return "has no '\(added.name)' there"
    }
    return "is described otherwise there"
  }

  /// How a content changed in more than it may, in words; nil where it did not.
  static func lost(from before: Content, to after: Content) -> String? {
    guard before.kind == after.kind else {
      return "is a \(after.kind.rawValue.lowercased()) instead of a "
        + before.kind.rawValue.lowercased()
    }
    if before.isWritable, !after.isWritable { return "can no longer be written" }
    switch (before.form, after.form) {
    case (.property(let earlier, _), .property(let later, _)),
      (.telemetry(let earlier), .telemetry(let later)):
      return lost(from: earlier, to: later)
    case (.command(let request, let response), .command(let laterRequest, let laterResponse)):
      return lost(from: request, to: laterRequest, as: "request")
        ?? lost(from: response, to: laterResponse, as: "response")
    case (.relationship(let earlier), .relationship(let later)):
      return lost(from: earlier, to: later)
    case (.component(let earlier), .component(let later)):
      return later.fulfils(earlier) ? nil : "holds \(later) instead of \(earlier)"
    default:
      return nil
    }
  }

  private static func lost(from before: ValueRule, to after: ValueRule) -> String? {
    if before.unit != after.unit {
      return "changes its unit from '\(before.unit?.text ?? "none")' to "
        + "'\(after.unit?.text ?? "none")'"
    }
    if !Set(before.codes).isSubset(of: after.codes) { return "loses a code" }
    return before.schema.isKept(by: after.schema) ? nil : "changes its schema"
  }

  private static func lost(from before: Field?, to after: Field?, as part: String) -> String? {
    switch (before, after) {
    case (nil, nil): nil
    case (let before?, let after?):
      lost(from: before.rule, to: after.rule).map { "has a \(part) that \($0)" }
    default: before == nil ? "gains a \(part)" : "loses its \(part)"
    }
  }

  private static func lost(from before: Content.Edge, to after: Content.Edge) -> String? {
    if let target = after.target, before.target.map({ target == $0 }) != true {
      return "narrows its target to \(target)"
    }
    if (after.minimum ?? 0) > (before.minimum ?? 0) { return "raises its least multiplicity" }
    if (after.maximum ?? .max) < (before.maximum ?? .max) { return "lowers its multiplicity" }
    for property in before.properties {
      guard let later = after.properties.first(where: { $0.name == property.name }) else {
        return "loses its property '\(property.name)'"
      }
      if let change = lost(from: property, to: later) {
        return "has a property '\(property.name)' that \(change)"
      }
    }
    return nil
  }
}

extension DataSchema {
  /// True where every value of this schema is one of the other, which means the same by it.
  func isKept(by other: DataSchema) -> Bool {
    switch (self, other) {
    case (.primitive(let mine), .primitive(let theirs)): mine == theirs
    case (.shape(let mine), .shape(let theirs)): mine == theirs
    case (.array(let mine), .array(let theirs)): mine.element.isKept(by: theirs.element)
    case (.choice(let mine), .choice(let theirs)):
      mine.isText == theirs.isText
        && mine.values.allSatisfy { value in
          theirs.values.contains { $0.name == value.name && $0.value == value.value }
        }
    case (.map(let mine), .map(let theirs)): mine.value.rule.isKept(by: theirs.value.rule)
    case (.object(let mine), .object(let theirs)):
      mine.fields.allSatisfy { field in
        theirs.fields.contains { $0.name == field.name && field.rule.isKept(by: $0.rule) }
      }
    default: false
    }
  }
}

extension ValueRule {
  fileprivate func isKept(by other: ValueRule) -> Bool {
    unit == other.unit && schema.isKept(by: other.schema)
  }
}
