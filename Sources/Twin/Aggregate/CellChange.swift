import SalusCore

/// What an event changes in the tables of all aggregates: sums to be added to cells, and to the
/// counts of members that two tables share.
public struct CellChange: Hashable, Sendable {
  /// What is added to a cell; may be negative.
  public var cells: [CellName: Tally] = [:]
  /// What is added to the number of members that two cells of two tables have in common.
  public var overlaps: [CellPair: Int64] = [:]

  public init() {}

  public var isEmpty: Bool { cells.isEmpty && overlaps.isEmpty }

  /// Takes a member from where it stood to where it stands.
  ///
  /// - Parameters:
  ///   - rules: all aggregates, in the order of their definition.
  ///   - old: one for each rule; nil where the twin was no member.
  ///   - new: the same afterwards.
  public mutating func move(
    _ rules: [AggregateRule], from old: [Contribution?], to new: [Contribution?]
  ) {
    guard old != new else { return }
    for (index, rule) in rules.enumerated() where old[index] != new[index] {
      if let gone = old[index] { add(gone, of: rule.aggregate.id, isGone: true) }
      if let come = new[index] { add(come, of: rule.aggregate.id, isGone: false) }
    }
    share(rules, old, -1)
    share(rules, new, 1)
  }

  private mutating func add(_ contribution: Contribution, of aggregate: ID<Twin>, isGone: Bool) {
    let name = CellName(aggregate: aggregate, key: contribution.key)
    var tally =
      cells[name]
      ?? Tally(sums: Array(repeating: Tally.Sum(), count: contribution.tally.sums.count))
    if isGone { tally -= contribution.tally } else { tally += contribution.tally }
    cells[name] = tally.isEmpty ? nil : tally
  }

  private mutating func share(_ rules: [AggregateRule], _ all: [Contribution?], _ sign: Int64) {
    for (first, one) in all.enumerated() {
      guard let one else { continue }
      for second in all.indices where second > first {
        guard let other = all[second] else { continue }
        let pair = CellPair(
          CellName(aggregate: rules[first].aggregate.id, key: one.key),
          CellName(aggregate: rules[second].aggregate.id, key: other.key))
        let count = (overlaps[pair] ?? 0) + sign
        overlaps[pair] = count == 0 ? nil : count
      }
    }
  }
}

/// A cell of which no other cell is a part: one word for each group of the aggregate.
public struct CellName: Hashable, Sendable {
  public var aggregate: ID<Twin>
  public var key: [String]

  public init(aggregate: ID<Twin>, key: [String]) {
    self.aggregate = aggregate
    self.key = key
  }
}

/// Cells of two tables, that of the earlier definition first.
public struct CellPair: Hashable, Sendable {
  public var earlier: CellName
  public var later: CellName

  public init(_ earlier: CellName, _ later: CellName) {
    self.earlier = earlier
    self.later = later
  }
}

/// The cells of all aggregates, as a scan of all twins or as changes one by one make them.
public struct CellBook: Hashable, Sendable {
  public private(set) var cells: [CellName: Tally] = [:]
  public private(set) var overlaps: [CellPair: Int64] = [:]

  public init() {}

  /// The cells of a scan over all twins.
  ///
  /// - Parameter rules: in the order of their definition.
  public init(
    _ rules: [AggregateRule], over states: some Sequence<TwinState>,
    in surroundings: some AggregateSurroundings
  ) throws(JournalError) {
    let none = [Contribution?](repeating: nil, count: rules.count)
    for state in states {
      var change = CellChange()
      change.move(
        rules, from: none,
        to: try AggregateRule.contributions(rules, of: state, in: surroundings))
      apply(change)
    }
  }

  public mutating func apply(_ change: CellChange) {
    for (name, delta) in change.cells {
      var tally =
        cells[name] ?? Tally(sums: Array(repeating: Tally.Sum(), count: delta.sums.count))
      tally += delta
      cells[name] = tally.isEmpty ? nil : tally
    }
    for (pair, delta) in change.overlaps {
      let count = (overlaps[pair] ?? 0) + delta
      overlaps[pair] = count == 0 ? nil : count
    }
  }

  /// The cells of one aggregate by their keys.
  public func cells(of aggregate: ID<Twin>) -> [[String]: Tally] {
    var found: [[String]: Tally] = [:]
    for (name, tally) in cells where name.aggregate == aggregate { found[name.key] = tally }
    return found
  }
}

extension AggregateRule {
  /// What the twin adds to each of the tables; one for each rule.
  public static func contributions(
    _ rules: [AggregateRule], of state: TwinState?, in surroundings: some AggregateSurroundings
  ) throws(JournalError) -> [Contribution?] {
    var found: [Contribution?] = []
    found.reserveCapacity(rules.count)
    for rule in rules { found.append(try rule.contribution(of: state, in: surroundings)) }
    return found
  }

  /// Twins whose contributions may change where the places above `twin`, or its type, change; the
  /// twin itself among them.
  ///
  /// Below a place by which all tables group, members keep their nearest place, so the walk ends
  /// there, unless a rule asks for all places.
  public static func affected(
    by twin: ID<Twin>, _ rules: [AggregateRule], in surroundings: some AggregateSurroundings
  ) throws(JournalError) -> Set<ID<Twin>> {
    let asking = rules.filter(\.asksForPlace)
    guard !asking.isEmpty else { return [] }
    let asksForAll = asking.contains(where: \.asksForAllPlaces)
    var met: Set<ID<Twin>> = [twin]
    var open = [twin]
    while let next = open.popLast() {
      if !asksForAll, let type = try surroundings.placeType(of: next) {
        let words = TypeWords(type.description)
        // The twin's own type may be what changed, so its parts are looked at in any case.
        let endsHere = asking.allSatisfy { words.isOne(of: $0.placeTypes ?? []) }
        if endsHere, next != twin { continue }
      }
      for name in placeRelationNames {
        for part in try surroundings.sources(of: next, name: name)
        where met.insert(part).inserted {
          open.append(part)
        }
      }
    }
    return met
  }
}
