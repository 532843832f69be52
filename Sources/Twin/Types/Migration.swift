import SalusCore

/// The way from the values of one major version of a type to those of a later one.
///
/// A pure function over values by content: steps are done in order, each on what the one before
/// left. `migrate` over two migrations in turn equals `migrate` of the two `followed` by each other.
public struct Migration: Hashable, Sendable {
  public let from: TypeName
  public let to: TypeName
  public let steps: [Step]

  /// One change of the values. A step about a content that has no value does nothing, except
  /// `default`.
  public enum Step: Hashable, Sendable {
    /// Moves a value, or all values of a component, to another name.
    case rename(String, to: String)
    /// Leaves out a value, or all values of a component.
    case drop(String)
    /// Gives a value to a content that has none.
    case defaultTo(String, JSON)
    /// Converts every number of a value.
    case convert(String, from: UnitCode, to: UnitCode)
    /// Replaces values that are listed; others stay, or become `otherwise` where that is given.
    case map(String, [Pair], otherwise: JSON?)
  }

  /// What a value becomes.
  public struct Pair: Hashable, Sendable {
    public let old: JSON
    public let new: JSON

    public init(_ old: JSON, _ new: JSON) {
      self.old = old
      self.new = new
    }
  }

  public init(from: TypeName, to: TypeName, steps: [Step] = []) {
    self.from = from
    self.to = to
    self.steps = steps
  }

  /// The values as the later version has them.
  public func migrate(_ values: [String: JSON]) throws(MigrationFault) -> [String: JSON] {
    var values = values
    for (index, step) in steps.enumerated() {
      do {
        try step.apply(to: &values)
      } catch {
        throw MigrationFault(from: from, to: to, step: index + 1, reason: error)
      }
    }
    return values
  }

  /// This migration, then `next`.
  public func followed(by next: Migration) throws(TypeProblem) -> Migration {
    guard next.from.path == to.path, next.from.major == to.major else {
      throw .strayMigration(
        from: next.from, to: next.to, reason: "it does not begin where the one to \(to) ends")
    }
    return Migration(from: from, to: next.to, steps: steps + next.steps)
  }
}

extension Migration.Step {
  fileprivate func apply(to values: inout [String: JSON]) throws(MigrationFault.Reason) {
    switch self {
    case .rename(let old, let new):
      guard old != new else { return }
      for key in Migration.Step.keys(of: old, in: values) {
        let target = new + key.dropFirst(old.count)
        guard values[target] == nil else { throw .occupied(target) }
        values[target] = values.removeValue(forKey: key)
      }
    case .drop(let name):
      for key in Migration.Step.keys(of: name, in: values) { values.removeValue(forKey: key) }
    case .defaultTo(let name, let value):
      if values[name] == nil { values[name] = value }
    case .convert(let name, let source, let target):
      guard let value = values[name] else { return }
      values[name] = try Migration.Step.converted(value, name, source, target)
    case .map(let name, let pairs, let otherwise):
      guard let value = values[name] else { return }
      values[name] = pairs.first { $0.old == value }?.new ?? otherwise ?? value
    }
  }

  /// The name itself and, where it is a component, the names below it; in order.
  private static func keys(of name: String, in values: [String: JSON]) -> [String] {
    values.keys.filter { $0 == name || $0.hasPrefix(name + "/") }.sorted()
  }

  private static func converted(
    _ value: JSON, _ name: String, _ source: UnitCode, _ target: UnitCode
  ) throws(MigrationFault.Reason) -> JSON {
    switch value {
    case .integer, .number:
      guard let number = value.double, let result = try? source.convert(number, to: target),
        let kept = JSON.number(result).finite
      else { throw .notConvertible(name, source.text, target.text) }
      return kept
    case .array(let values):
      var output: [JSON] = []
      for value in values { output.append(try converted(value, name, source, target)) }
      return .array(output)
    case .null: return .null
    default: throw .notConvertible(name, source.text, target.text)
    }
  }
}

/// Why values could not be brought to a later version.
public struct MigrationFault: Problem, Hashable {
  public let from: TypeName
  public let to: TypeName
  /// Counted from 1.
  public let step: Int
  public let reason: Reason

  /// What stood in the way of a step.
  public enum Reason: Error, Hashable, Sendable {
    case occupied(String)
    case notConvertible(String, String, String)
  }

  public var kind: ProblemKind { .failed }

  public var description: String {
    let words =
      switch reason {
      case .occupied(let name): "'\(name)' has a value already, which a rename would replace"
      case .notConvertible(let name, let source, let target):
        "'\(name)' is no number that converts from '\(source)' to '\(target)'"
      }
    return "step \(step) from \(from) to \(to) failed: \(words)"
  }
}
