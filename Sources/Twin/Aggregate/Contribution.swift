import SalusCore

/// Where one member stands in a table, and what it adds there.
public struct Contribution: Hashable, Sendable {
  /// One word for each group: a listed value, a band, the nearest place; `(other)`, `(missing)`.
  public var key: [String]
  public var tally: Tally

  /// The group of values that the definition does not list.
  public static let other = "(other)"
  /// The group of members without the value, or without a place.
  public static let missing = "(missing)"
}

/// What an aggregate asks of the world around a member.
public protocol AggregateSurroundings: Surroundings {
  /// The type of a twin that may stand as a place in a table; nil for one that is not there, was
  /// deleted or is personal.
  func placeType(of twin: ID<Twin>) throws(JournalError) -> TypeName?
}

/// An aggregate made ready for many members.
public struct AggregateRule: Sendable {
  public let aggregate: Aggregate
  private let matcher: FilterMatcher
  private let values: [Set<String>]

  /// A chain of places longer than this is not followed further.
  static let farthest = 32

  public init(_ aggregate: Aggregate) {
    self.aggregate = aggregate
    matcher = FilterMatcher(aggregate.members)
    values = aggregate.groups.map { group in
      if case .values(_, let values) = group { Set(values) } else { [] }
    }
  }

  /// True where a member's contribution depends on its relations.
  public var asksForPlace: Bool { matcher.asksForPlace || placeTypes != nil }

  /// True where it depends on all that is above the member, not only on the nearest place.
  public var asksForAllPlaces: Bool { matcher.asksForPlace }

  /// Types of the places that members are grouped by; nil for none.
  public var placeTypes: [String]? {
    for case .places(let types) in aggregate.groups { return types }
    return nil
  }

  /// What the twin adds to the table; nil where it is no member. Deleted and merged twins, and
  /// those that only a grant can open, are none.
  public func contribution(of state: TwinState?, in surroundings: some AggregateSurroundings)
    throws(JournalError) -> Contribution?
  {
    guard let state, !state.isDeleted, state.mergedInto == nil, !state.isSealed, !state.isRedacted
    else { return nil }
    let places = matcher.asksForPlace ? try surroundings.places(of: state.id) : nil
    guard matcher.matches(state, places: places) else { return nil }
    var key: [String] = []
    for (index, group) in aggregate.groups.enumerated() {
      switch group {
      case .values(let path, _):
        guard let text = state.value(at: path)?.groupText else {
          key.append(Contribution.missing)
          continue
        }
        key.append(values[index].contains(text) ? text : Contribution.other)
      case .bands(let path, let edges):
        let number = state.value(at: path)?.double
        key.append(number.map { Bands.name(of: $0, edges) } ?? Contribution.missing)
      case .places(let types):
        let place = try surroundings.nearestPlace(above: state.id, types: types)
        key.append(place?.text ?? Contribution.missing)
      }
    }
    let sums = aggregate.measures.map { measure in
      guard let number = state.value(at: measure.path)?.double, number.isFinite,
        abs(number) <= Tally.greatest
      else { return Tally.Sum() }
      return Tally.Sum(count: 1, millionths: Int128((number * 1e6).rounded()))
    }
    return Contribution(key: key, tally: Tally(count: 1, sums: sums))
  }
}

/// Names of bands of numbers: `..<18`, `18..<65`, `65..`.
enum Bands {
  static func names(_ edges: [Double]) -> [String] {
    guard let first = edges.first, let last = edges.last else { return [] }
    let inner = zip(edges, edges.dropFirst()).map { "\(text($0))..<\(text($1))" }
    return ["..<\(text(first))"] + inner + ["\(text(last)).."]
  }

  static func name(of number: Double, _ edges: [Double]) -> String {
    let above = edges.prefix { $0 <= number }.count
    return names(edges)[above]
  }

  private static func text(_ number: Double) -> String { JSON.number(number).description }
}

extension AggregateSurroundings {
  /// The nearest twin of one of the types that the twin is located in or part of, itself left
  /// out; among equally near ones the least id.
  public func nearestPlace(above twin: ID<Twin>, types: [String])
    throws(JournalError) -> ID<Twin>?
  {
    var met: Set<ID<Twin>> = [twin]
    var level = [twin]
    for _ in 0..<AggregateRule.farthest where !level.isEmpty {
      var next: [ID<Twin>] = []
      for twin in level {
        for name in placeRelationNames {
          for target in try targets(of: twin, name: name) where met.insert(target).inserted {
            next.append(target)
          }
        }
      }
      next.sort()
      for twin in next {
        if let type = try placeType(of: twin), TypeWords(type.description).isOne(of: types) {
          return twin
        }
      }
      level = next
    }
    return nil
  }
}

extension AggregateRule {
  /// Whether a type is one of those that are named: in full, without version, or by the last word.
  public static func isType(_ type: TypeName, oneOf names: [String]) -> Bool {
    TypeWords(type.description).isOne(of: names)
  }
}
