import SalusCore

/// The relations of a line of history as they are known last, ended ones included: what the rules
/// are checked against.
public protocol RelationLines {
  /// False for a twin that is not there or was deleted.
  func exists(_ twin: ID<Twin>) throws(JournalError) -> Bool
  func relation(_ id: ID<Twin>) throws(JournalError) -> Relation?
  func relations(from source: ID<Twin>, name: String) throws(JournalError) -> [Relation]
  func relations(to target: ID<Twin>, name: String) throws(JournalError) -> [Relation]
}

/// The rules that a relation must keep when it is written.
public enum RelationCheck {
  /// Twins that are looked at before the search for a circle is given up, and the draft refused.
  public static let farthest = 100_000

  /// What stands against the beginning of the relation; nil for nothing.
  public static func problem(
    _ began: RelationBegan, rule: RelationRule, in lines: some RelationLines
  ) throws(JournalError) -> RelationProblem? {
    guard began.source != began.target else { return .withItself(began.id, began.source) }
    guard try lines.relation(began.id) == nil else { return .exists(began.id) }
    guard try lines.exists(began.source) else {
      return .missing(began.id, end: "source", began.source)
    }
    guard try lines.exists(began.target) else {
      return .missing(began.id, end: "target", began.target)
    }
    return try conflict(began, rule: rule, in: lines)
  }

  /// What stands against the end of the relation; nil for nothing.
  public static func problem(
    _ ended: RelationEnded, rule: (Relation) throws(JournalError) -> RelationRule,
    in lines: some RelationLines
  ) throws(JournalError) -> RelationProblem? {
    guard let relation = try lines.relation(ended.id) else { return .unknown(ended.id) }
    if let to = ended.to, to < relation.from {
      return .backwards(ended.id, from: relation.from, to: to)
    }
    // A later end, or none, makes the relation hold where it did not.
    let longer = Span(from: relation.from, to: ended.to)
    guard !relation.span.covers(longer) else { return nil }
    let began = RelationBegan(
      id: relation.id, source: relation.source, name: relation.name, target: relation.target,
      from: relation.from, to: ended.to)
    return try conflict(began, rule: try rule(relation), in: lines)
  }

  /// Multiplicity and circles.
  private static func conflict(
    _ began: RelationBegan, rule: RelationRule, in lines: some RelationLines
  ) throws(JournalError) -> RelationProblem? {
    if let most = rule.mostTargets {
      let others = try lines.relations(from: began.source, name: began.name)
      if overlap(of: others, with: began) >= most {
        return .tooMany(
          began.id, name: began.name, began.source, isSource: true, most: most)
      }
    }
    if let most = rule.mostSources {
      let others = try lines.relations(to: began.target, name: began.name)
      if overlap(of: others, with: began) >= most {
        return .tooMany(
          began.id, name: began.name, began.target, isSource: false, most: most)
      }
    }
    return rule.isAcyclic ? try circle(began, in: lines) : nil
  }

  /// The greatest number of the others that hold at one moment of the span.
  private static func overlap(of others: [Relation], with began: RelationBegan) -> Int {
    let spans = others.compactMap { other in
      other.id == began.id ? nil : other.span.shared(with: began.span)
    }
    // Where the most hold, one of them has just begun.
    return spans.map { span in spans.count { $0.contains(span.from) } }.max() ?? 0
  }

  /// Follows the name from the target on, over relations that hold at a common moment.
  private static func circle(_ began: RelationBegan, in lines: some RelationLines)
    throws(JournalError) -> RelationProblem?
  {
    guard !began.span.isEmpty else { return nil }
    var seen: [ID<Twin>: [Span]] = [began.target: [began.span]]
    var way: [(twin: ID<Twin>, span: Span, before: Int)] = [(began.target, began.span, -1)]
    var next = 0
    while next < way.count {
      guard way.count <= farthest else { return .tooFar(began.id, name: began.name) }
      let step = way[next]
      for relation in try lines.relations(from: step.twin, name: began.name)
      where relation.id != began.id {
        guard let span = relation.span.shared(with: step.span) else { continue }
        if relation.target == began.source {
          return .cycle(
            began.id, name: began.name,
            trail(to: next, in: way) + [began.source])
        }
        if seen[relation.target]?.contains(where: { $0.covers(span) }) == true { continue }
        seen[relation.target, default: []].append(span)
        way.append((relation.target, span, next))
      }
      next += 1
    }
    return nil
  }

  private static func trail(
    to end: Int, in way: [(twin: ID<Twin>, span: Span, before: Int)]
  ) -> [ID<Twin>] {
    var trail: [ID<Twin>] = []
    var index = end
    while index >= 0 {
      trail.append(way[index].twin)
      index = way[index].before
    }
    return trail.reversed()
  }
}
