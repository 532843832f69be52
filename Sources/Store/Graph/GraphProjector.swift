import SalusCore
import SalusTwin

/// Relations, found from either end, and on the main line the cells of every aggregate.
final class GraphProjector: Projector {
  let tables = ["edge", "edgeend", "cell", "overlap", "cellmark"]
  private let cells = CellKeeper()

  func forget() {
    cells.forget()
  }

  func project(_ event: Event, _ context: Projection) throws(JournalError) {
    let isMain = context.line.branch == Line.main.branch
    var isCounted = false
    if isMain { isCounted = try cells.prepare(event, context) }
    switch event.type {
    case RelationBegan.type:
      guard let began = try read(event, context, RelationBegan.init) else { return }
      try check(context, event) { (lines) throws(JournalError) in
        try RelationCheck.problem(began, rule: .of(began.name), in: lines)
      }
      try cells.move(isMain ? context : nil, around: began.source) { () throws(JournalError) in
        try begin(began, event, context)
      }
    case RelationEnded.type:
      guard let ended = try read(event, context, RelationEnded.init) else { return }
      try check(context, event) { (lines) throws(JournalError) in
        try RelationCheck.problem(
          ended, rule: { (relation) throws(JournalError) in .of(relation.name) }, in: lines)
      }
      let relation = try GraphLines(context).relation(ended.id)
      try cells.move(isMain ? context : nil, around: relation?.source) { () throws(JournalError) in
        try end(ended, event, context)
      }
    case AggregateDefined.type: try cells.define(event, context, keepsCells: isMain)
    case SourceRevoked.type:
      // Its states are computed anew after this; the cells follow with the next event, and
      // readings until then count for themselves.
      if isMain { try cells.markStale(context) }
    case SubjectRedacted.type:
      try erase(event, context)
      try cells.markStale(context)
    default:
      if isMain, !isCounted, StateEvent.isState(event.type) { try cells.change(context) }
    }
  }

  /// What the event says; nil for one that nobody can read any more.
  private func read<Body>(
    _ event: Event, _ context: Projection, _ body: (Event) throws(RelationProblem) -> Body
  ) throws(JournalError) -> Body? {
    guard !event.isSealed else { return nil }
    do throws(RelationProblem) {
      return try body(event)
    } catch {
      throw context.isRebuild
        ? .corrupt("event \(event.sequence): \(error)")
        : .refused(type: event.type, reason: error.description)
    }
  }

  private func check(
    _ context: Projection, _ event: Event,
    _ body: (GraphLines) throws(JournalError) -> RelationProblem?
  ) throws(JournalError) {
    guard !context.isRebuild, let problem = try body(GraphLines(context)) else { return }
    throw .refused(type: event.type, reason: problem.description)
  }

  private func begin(_ began: RelationBegan, _ event: Event, _ context: Projection)
    throws(JournalError)
  {
    let names = ReadNames(context.connection)
    guard let source = try names.number(began.source.text, .twin),
      let target = try names.number(began.target.text, .twin),
      let origin = try names.number(event.source, .source)
    else { throw .corrupt("event \(event.sequence) relates twins that were never there") }
    var subject: Int64?
    if let person = event.subject { subject = try names.number(person.text, .twin) ?? context.twin }
    if subject == nil, event.dataClass != nil { subject = context.twin }
    try EdgeRow(
      relation: context.twin, event: event.sequence, source: source, name: began.name,
      target: target, starts: began.from.microseconds, planned: began.to?.microseconds,
      known: event.known.microseconds, origin: origin, subject: subject
    ).insert(branch: context.line.branch, into: context.connection)
    cells.moved(began.source)
  }

  private func end(_ ended: RelationEnded, _ event: Event, _ context: Projection)
    throws(JournalError)
  {
    let names = ReadNames(context.connection)
    let lines = try GraphLines(context)
    guard let origin = try names.number(event.source, .source),
      try lines.edges.edge(context.twin) != nil
    else { return }
    try EdgeEndRow(
      event: event.sequence, ends: ended.to?.microseconds, known: event.known.microseconds,
      origin: origin
    ).insert(context.twin, branch: context.line.branch, into: context.connection)
    // What is known last is what a reading without bounds finds, so it is noted in the row.
    let now = try GraphLines(context, readsEnds: true).edges.edge(context.twin)
    guard let now else { return }
    try EdgeRow.end(
      context.twin, at: now.ends, by: now.ended ?? event.sequence, branch: context.line.branch,
      in: context.connection)
    cells.moved(ID(try names.text(now.row.source)))
  }

  /// Drops what speaks of the person.
  private func erase(_ event: Event, _ context: Projection) throws(JournalError) {
    guard let order = SubjectRedacted(event.payload), order.source == nil, order.dataClass == nil,
      let subject = try ReadNames(context.connection).number(order.subject.text, .twin)
    else { return }
    for sql in [
      """
      DELETE FROM edgeend WHERE (branch, relation) IN
      (SELECT branch, relation FROM edge WHERE subject = ?)
      """, "DELETE FROM edge WHERE subject = ?",
    ] {
      let statement = try context.connection.statement(sql)
      statement.bind(1, subject)
      try statement.run()
    }
  }
}

/// The relations of a line inside the open transaction.
struct GraphLines: RelationLines {
  let context: Projection
  let edges: EdgeReader

  /// - Parameter readsEnds: looks at every word on an end, not at what rows say of them.
  init(_ context: Projection, readsEnds: Bool = false) throws(JournalError) {
    self.context = context
    edges = try EdgeReader(
      context.connection, names: ReadNames(context.connection), line: context.line,
      sight: .all, isClosed: false, readsEnds: readsEnds)
  }

  func exists(_ twin: ID<Twin>) throws(JournalError) -> Bool {
    guard let state = try context.state(of: twin) else { return false }
    return !state.isDeleted
  }

  func relation(_ id: ID<Twin>) throws(JournalError) -> Relation? {
    guard let number = try edges.names.number(id.text, .twin),
      let edge = try edges.edge(number)
    else { return nil }
    return try edges.relation(edge)
  }

  func relations(from source: ID<Twin>, name: String) throws(JournalError) -> [Relation] {
    try relations(of: source, as: .source, name)
  }

  func relations(to target: ID<Twin>, name: String) throws(JournalError) -> [Relation] {
    try relations(of: target, as: .target, name)
  }

  private func relations(of twin: ID<Twin>, as side: EdgeReader.Side, _ name: String)
    throws(JournalError) -> [Relation]
  {
    guard let number = try edges.names.number(twin.text, .twin) else { return [] }
    var found: [Relation] = []
    for edge in try edges.edges(of: number, as: side, names: [name], withEnded: true) {
      found.append(try edges.relation(edge))
    }
    return found
  }
}
