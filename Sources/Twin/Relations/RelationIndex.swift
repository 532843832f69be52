import SalusCore

/// All relations of one line of history in memory, found from either end.
public struct RelationIndex: Sendable {
  private var histories: [ID<Twin>: RelationHistory] = [:]
  private var bySource: [ID<Twin>: [ID<Twin>]] = [:]
  private var byTarget: [ID<Twin>: [ID<Twin>]] = [:]
  private var order: [ID<Twin>] = []

  public init() {}

  public var count: Int { histories.count }

  /// Takes in an event; others than those of relations change nothing.
  public mutating func apply(_ event: Event) throws(RelationProblem) {
    switch event.type {
    case RelationBegan.type:
      let began = try RelationBegan(event)
      guard histories[began.id] == nil else { throw .exists(began.id) }
      histories[began.id] = RelationHistory(began, known: event.known, event: event.sequence)
      bySource[began.source, default: []].append(began.id)
      byTarget[began.target, default: []].append(began.id)
      order.append(began.id)
    case RelationEnded.type:
      let ended = try RelationEnded(event)
      guard histories[ended.id] != nil else { throw .unknown(ended.id) }
      histories[ended.id]?.end(
        .init(to: ended.to, known: event.known, event: event.sequence))
    default: break
    }
  }

  /// All that was recorded of a relation.
  public func history(of id: ID<Twin>) -> RelationHistory? { histories[id] }

  /// Ordered by the event that began them.
  public func relations(_ query: RelationQuery, at sight: Sight = Sight.all)
    -> [Relation]
  {
    var ids = order
    if let source = query.source {
      ids = bySource[source] ?? []
    } else if let target = query.target {
      ids = byTarget[target] ?? []
    }
    var found: [Relation] = []
    for id in ids {
      if let limit = query.limit, found.count >= limit { break }
      if let relation = histories[id]?.seen(at: sight), query.asks(for: relation, at: sight) {
        found.append(relation)
      }
    }
    return found
  }

  /// What can be reached.
  public func graph(_ query: GraphQuery, at sight: Sight = Sight.all) -> Graph {
    let walk = BreadthFirst<ID<Twin>, Relation>(
      from: query.start, depth: query.depth, limit: query.limit
    ) { twin in
      var found: [Relation] = []
      if query.direction != .back {
        found += relations(RelationQuery(source: twin, names: query.names), at: sight)
      }
      if query.direction != .out {
        found += relations(RelationQuery(target: twin, names: query.names), at: sight)
      }
      if query.direction == .both { found.sort { $0.event < $1.event } }
      return found.map { ($0, $0.source == twin ? $0.target : $0.source) }
    }
    return Graph(
      steps: walk.visits.map { visit in
        var relation = visit.link
        relation?.properties = .object([])
        return Graph.Step(
          twin: visit.node, generation: visit.generation, before: visit.before,
          relation: relation)
      }, crossings: walk.crossings, isCut: walk.isCut)
  }
}

extension RelationIndex: Surroundings {
  public func targets(of twin: ID<Twin>, name: String) -> [ID<Twin>] {
    relations(RelationQuery(source: twin, names: [name])).map(\.target).sorted()
  }

  public func sources(of twin: ID<Twin>, name: String) -> [ID<Twin>] {
    relations(RelationQuery(target: twin, names: [name])).map(\.source).sorted()
  }
}
