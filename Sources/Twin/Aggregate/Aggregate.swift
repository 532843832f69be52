import SalusCore
import SalusGovernance

/// A table of counts over twins that meet a rule, in which nobody can be recognised.
///
/// Membership is the rule, never a list. `docs/aggregates.md` says what is published.
public struct Aggregate: Hashable, Sendable {
  /// The aggregate's own twin.
  public var id: ID<Twin>
  public var title: String
  /// Who is counted. Each twin that meets it counts as one, so it should name one twin a person.
  public var members: Filter
  /// At most two.
  public var groups: [Group]
  /// Besides the count, which is always there.
  public var measures: [Measure]
  /// The least number of members of a cell that is published; may be raised, never lowered.
  public var floor: Int
  /// Counts are rounded to multiples of this; nil for exact ones.
  public var rounding: Int?

  /// By what members are told apart.
  public enum Group: Hashable, Sendable {
    /// By a value, of which only the listed ones are told; all others are one group.
    case values(FilterPath, [String])
    /// By a number, in bands that begin at these numbers.
    case bands(FilterPath, [Double])
    /// By the nearest place of one of these types that the member is located in or part of, and
    /// by all such places above it.
    case places([String])
  }

  /// What is computed of the members of a cell. There is no least and no greatest, for these are
  /// one member's value.
  public enum Measure: Hashable, Sendable {
    case sum(FilterPath)
    case mean(FilterPath)

    public var path: FilterPath {
      switch self {
      case .sum(let path), .mean(let path): path
      }
    }
  }

  /// The least floor of any aggregate.
  public static let leastFloor = 10
  /// Values, bands or types that one group may list.
  public static let mostValues = 200
  /// Measures beside the count.
  public static let mostMeasures = 16
  /// The multiples to which counts may be rounded.
  public static let roundings = [5, 10]

  public init(
    id: ID<Twin>, title: String, members: Filter, groups: [Group] = [],
    measures: [Measure] = [], floor: Int = Aggregate.leastFloor, rounding: Int? = nil
  ) throws(AggregateProblem) {
    self.id = id
    self.title = title
    self.members = members
    self.groups = groups
    self.measures = measures
    self.floor = floor
    self.rounding = rounding
    guard floor >= Aggregate.leastFloor else { throw .lowFloor(id, floor) }
    guard groups.count <= 2 else { throw .malformed(id, "it has more than two groups") }
    guard measures.count <= Aggregate.mostMeasures else {
      throw .malformed(id, "it has more than \(Aggregate.mostMeasures) measures")
    }
    if let rounding, !Aggregate.roundings.contains(rounding) {
      throw .malformed(id, "counts are rounded to multiples of 5 or 10")
    }
    let places = groups.count { if case .places = $0 { true } else { false } }
    guard places <= 1 else { throw .malformed(id, "it groups by places twice") }
    for group in groups { try check(group) }
    for measure in measures where measure.path.isHeader {
      throw .malformed(id, "'\(measure.path)' is no number")
    }
  }

  private func check(_ group: Group) throws(AggregateProblem) {
    let count =
      switch group {
      case .values(_, let values): values.count
      case .bands(_, let edges): edges.count
      case .places(let types): types.count
      }
    guard (1...Aggregate.mostValues).contains(count) else {
      throw .malformed(id, "a group lists 1 to \(Aggregate.mostValues) values, bands or types")
    }
    switch group {
    case .values(let path, let values):
      // A group of each twin's own would be a list of the members.
      guard path != .id else { throw .malformed(id, "members cannot be grouped by their id") }
      guard Set(values).count == count, values.allSatisfy({ !$0.isEmpty && $0.first != "(" }) else {
        throw .malformed(id, "a value of a group is empty, begins with '(' or is there twice")
      }
    case .bands(_, let edges):
      guard zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }), edges.allSatisfy(\.isFinite)
      else { throw .malformed(id, "the bands of a group do not rise") }
    case .places(let types):
      guard types.allSatisfy({ !$0.isEmpty }) else {
        throw .malformed(id, "a type of a place is empty")
      }
    }
  }

  /// What stands against replacing an earlier definition by this one; nil for nothing. Only the
  /// title may change and the floor rise: a changed rule is another table and needs another id.
  public func problem(replacing earlier: Aggregate) -> AggregateProblem? {
    if floor < earlier.floor { return .floorLowered(id, from: earlier.floor, to: floor) }
    return definition == earlier.definition && rounding == earlier.rounding
      ? nil : .changed(id)
  }

  /// The lineage of a table: SHA-256 over rule, groups and measures.
  public var digest: Digest { Digest(of: JSON.object(definition).bytes) }
}
