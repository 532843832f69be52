import SalusCore
import SalusGovernance
import SalusTwin

extension Reader {
  /// Relations that the query asks for, in the order of the events that began them.
  ///
  /// - Parameter isClosed: leaves out what speaks of a person.
  func relations(
    _ query: RelationQuery, at moment: Moment, on branch: ID<Branch>, isClosed: Bool
  ) throws(JournalError) -> [Relation] {
    let states = try states(on: branch)
    let edges = try edges(states.line, at: moment, isClosed: isClosed)
    var found: [EdgeReader.Edge] = []
    if let source = query.source {
      guard let number = try names.number(source.text, .twin) else { return [] }
      found = try edges.edges(
        of: number, as: .source, names: query.names, withEnded: query.withEnded)
      if let target = query.target {
        guard let other = try names.number(target.text, .twin) else { return [] }
        found.removeAll { $0.row.target != other }
      }
    } else if let target = query.target {
      guard let number = try names.number(target.text, .twin) else { return [] }
      found = try edges.edges(
        of: number, as: .target, names: query.names, withEnded: query.withEnded)
    } else {
      found = try edges.all(
        names: query.names, withEnded: query.withEnded, limit: query.limit)
    }
    if let limit = query.limit { found.removeLast(max(0, found.count - limit)) }
    var relations: [Relation] = []
    relations.reserveCapacity(found.count)
    for edge in found {
      var relation = try edges.relation(edge)
      let event = try states.event(at: edge.row.event)
      if let properties = event.payload["properties"], !event.isSealed {
        relation.properties = properties
      }
      relations.append(relation)
    }
    return relations
  }

  /// What can be reached by relations that hold at the moment.
  func graph(
    _ query: GraphQuery, at moment: Moment, on branch: ID<Branch>, isClosed: Bool
  ) throws(JournalError) -> Graph {
    let edges = try edges(try Line.read(branch, in: connection), at: moment, isClosed: isClosed)
    var start: [Int64] = []
    for twin in query.start {
      // A twin that the bank never saw stands alone.
      start.append(try names.number(twin.text, .twin) ?? -Int64(start.count) - 1)
    }
    let walk = try BreadthFirst<Int64, EdgeReader.Edge>(
      from: start, depth: query.depth, limit: query.limit
    ) { (twin) throws(JournalError) in
      guard twin > 0 else { return [] }
      var found: [(link: EdgeReader.Edge, to: Int64)] = []
      if query.direction != .back {
        for edge in try edges.edges(of: twin, as: .source, names: query.names) {
          found.append((edge, edge.row.target))
        }
      }
      if query.direction != .out {
        for edge in try edges.edges(of: twin, as: .target, names: query.names) {
          found.append((edge, edge.row.source))
        }
      }
      if query.direction == .both { found.sort { $0.link.row.event < $1.link.row.event } }
      return found
    }
    var steps: [Graph.Step] = []
    steps.reserveCapacity(walk.visits.count)
    for visit in walk.visits {
      let twin =
        visit.node > 0 ? ID<Twin>(try names.text(visit.node)) : query.start[Int(-visit.node) - 1]
      steps.append(
        Graph.Step(
          twin: twin, generation: visit.generation, before: visit.before,
          relation: try visit.link.map { (edge) throws(JournalError) in
            try edges.relation(edge)
          }))
    }
    return Graph(steps: steps, crossings: walk.crossings, isCut: walk.isCut)
  }

  /// A reader of relations on a line.
  func edges(_ line: Line, at moment: Moment, isClosed: Bool) throws(JournalError) -> EdgeReader {
    try EdgeReader(
      connection, names: names, line: line, sight: try Reader.sight(moment), isClosed: isClosed)
  }

  /// Bounds of what a moment shows of relations.
  static func sight(_ moment: Moment) throws(JournalError) -> Sight {
    switch moment {
    case .latest: Sight.all
    case .valid(let valid, let known): Sight(valid: valid, known: known)
    case .audited(let valid, through: let sequence): Sight(valid: valid, sequence: sequence)
    case .version(let sequence): Sight(sequence: sequence)
    case .revision:
      throw .failed("relations are between twins, so a revision of one twin is no moment for them")
    }
  }
}

extension StoredJournal: RelationBank {
  /// Relations that speak of no person.
  public func relations(
    _ query: RelationQuery, at moment: Moment, on branch: ID<Branch>
  ) throws(JournalError) -> [Relation] {
    try read { (reader) throws(JournalError) in
      try reader.relations(query, at: moment, on: branch, isClosed: true)
    }
  }

  /// What can be reached by relations that speak of no person.
  public func graph(_ query: GraphQuery, at moment: Moment, on branch: ID<Branch>)
    throws(JournalError) -> Graph
  {
    try read { (reader) throws(JournalError) in
      try reader.graph(query, at: moment, on: branch, isClosed: true)
    }
  }

  /// All relations, for the holder of a grant, who has checked that it gives what is read.
  public func relations(
    _ query: RelationQuery, at moment: Moment = .latest, on branch: ID<Branch> = Branch.main,
    grant: borrowing Grant
  ) throws(JournalError) -> [Relation] {
    try read { (reader) throws(JournalError) in
      try reader.relations(query, at: moment, on: branch, isClosed: false)
    }
  }

  /// What can be reached by any relations, for the holder of a grant, who has checked that it
  /// gives what is read.
  public func graph(
    _ query: GraphQuery, at moment: Moment = .latest, on branch: ID<Branch> = Branch.main,
    grant: borrowing Grant
  ) throws(JournalError) -> Graph {
    try read { (reader) throws(JournalError) in
      try reader.graph(query, at: moment, on: branch, isClosed: false)
    }
  }
}
