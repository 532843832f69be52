import SalusCore
import SalusTwin

/// Keeps the cells of the main line's aggregates in step with its events, inside the transaction.
final class CellKeeper {
  /// In the order of their definition; nil until they are asked for.
  private var rules: [AggregateRule]?
  private var isStale: Bool?
  /// Sequence of the event that is being projected: at a rebuild later definitions are there too.
  private var now: Int64 = 0
  /// Where twins are, as it was read; what changes is dropped.
  private var targets: [Place: [ID<Twin>]] = [:]

  private struct Place: Hashable {
    var twin: ID<Twin>
    var name: String
  }

  /// Twins whose place is remembered.
  private static let most = 200_000

  func forget() {
    rules = nil
    isStale = nil
    targets = [:]
  }

  /// Counts anew where an event before this one changed states behind the cells' back.
  ///
  /// - Returns: true where that was done; the state that this event made is then counted already.
  func prepare(_ event: Event, _ context: Projection) throws(JournalError) -> Bool {
    now = event.sequence
    if isStale == nil { isStale = try CellRow.isStale(in: context.connection) }
    guard isStale == true else { return false }
    targets = [:]
    let rules = try rules(context)
    try CellRow.removeAll(in: context.connection)
    try CellRow.add(try scan(rules, context), in: context.connection)
    isStale = false
    return true
  }

  /// Says that the cells are to be counted anew before the next event.
  func markStale(_ context: Projection) throws(JournalError) {
    guard try !rules(context).isEmpty else { return }
    isStale = true
    try CellRow.markStale(in: context.connection)
  }

  /// A twin stands elsewhere now.
  func moved(_ twin: ID<Twin>) {
    for name in ["locatedIn", "partOf"] { targets[Place(twin: twin, name: name)] = nil }
  }

  /// Takes in what an event made of its twin's state.
  func change(_ context: Projection) throws(JournalError) {
    let rules = try rules(context)
    guard !rules.isEmpty, let twin = context.after?.id ?? context.before?.id else { return }
    let before = try Surroundings(self, context, standIn: (twin, context.before))
    let after = try Surroundings(self, context, standIn: (twin, context.after))
    var concerned: Set<ID<Twin>> = []
    if try before.placeType(of: twin) != after.placeType(of: twin) {
      concerned = try AggregateRule.affected(by: twin, rules, in: after)
    }
    concerned.remove(twin)
    var change = CellChange()
    change.move(
      rules, from: try AggregateRule.contributions(rules, of: context.before, in: before),
      to: try AggregateRule.contributions(rules, of: context.after, in: after))
    for other in concerned.sorted() {
      let state = try context.state(of: other)
      change.move(
        rules, from: try AggregateRule.contributions(rules, of: state, in: before),
        to: try AggregateRule.contributions(rules, of: state, in: after))
    }
    try CellRow.add(change, in: context.connection)
  }

  /// Takes in what `body` does to the relations of a twin.
  ///
  /// - Parameter context: nil where no cells are kept.
  func move(
    _ context: Projection?, around twin: ID<Twin>?, _ body: () throws(JournalError) -> Void
  ) throws(JournalError) {
    guard let context, let twin, try !rules(context).isEmpty else { return try body() }
    let rules = try rules(context)
    var around = try Surroundings(self, context)
    let concerned = try AggregateRule.affected(by: twin, rules, in: around).sorted()
    var before: [[Contribution?]] = []
    for other in concerned {
      before.append(
        try AggregateRule.contributions(rules, of: try context.state(of: other), in: around))
    }
    try body()
    around = try Surroundings(self, context)
    var change = CellChange()
    for (index, other) in concerned.enumerated() {
      change.move(
        rules, from: before[index],
        to: try AggregateRule.contributions(rules, of: try context.state(of: other), in: around))
    }
    try CellRow.add(change, in: context.connection)
  }

  /// Takes a definition in: counts its members, and refuses it where it would tell of a few.
  func define(_ event: Event, _ context: Projection, keepsCells: Bool) throws(JournalError) {
    func refused(_ problem: AggregateProblem) -> JournalError {
      context.isRebuild
        ? .corrupt("event \(event.sequence): \(problem)")
        : .refused(type: event.type, reason: problem.description)
    }
    let aggregate: Aggregate
    do throws(AggregateProblem) {
      aggregate = try AggregateDefined(event).aggregate
    } catch {
      throw refused(error)
    }
    let known = try AggregateRules.read(
      context.line.bounded(through: event.sequence - 1), in: context.connection)
    if let earlier = known.first(where: { $0.id == aggregate.id }) {
      if !context.isRebuild, let problem = aggregate.problem(replacing: earlier) {
        throw refused(problem)
      }
      rules = nil
      return
    }
    guard context.isRebuild || known.count < AggregateRules.most else {
      throw .refused(
        type: event.type, reason: "there are \(AggregateRules.most) aggregates, as many as can be")
    }
    guard keepsCells else { return }
    let all = (known + [aggregate]).map(AggregateRule.init)
    rules = all
    var fresh = try scan(all, context)
    fresh.cells = fresh.cells.filter { $0.key.aggregate == aggregate.id }
    fresh.overlaps = fresh.overlaps.filter { $0.key.later.aggregate == aggregate.id }
    try CellRow.add(fresh, in: context.connection)
    guard !context.isRebuild else { return }
    let book = try CellRow.book(in: context.connection)
    let counting = Counting(
      line: context.line, moment: .latest, connection: context.connection,
      names: ReadNames(context.connection), opener: nil)
    if let problem = try counting.conflict(of: aggregate, beside: known, in: book) {
      throw refused(problem)
    }
  }

  private func scan(_ rules: [AggregateRule], _ context: Projection) throws(JournalError)
    -> CellChange
  {
    var change = CellChange()
    guard !rules.isEmpty else { return change }
    let around = try Surroundings(self, context)
    let none = [Contribution?](repeating: nil, count: rules.count)
    try context.forEachState { (state) throws(JournalError) in
      change.move(
        rules, from: none,
        to: try AggregateRule.contributions(rules, of: state, in: around))
    }
    return change
  }

  private func rules(_ context: Projection) throws(JournalError) -> [AggregateRule] {
    if let rules { return rules }
    let line = context.line.bounded(through: now - 1)
    let read = try AggregateRules.read(line, in: context.connection).map(AggregateRule.init)
    rules = read
    return read
  }

  /// The world around a member as the open transaction has it.
  private struct Surroundings: AggregateSurroundings {
    let keeper: CellKeeper
    let context: Projection
    /// The state that one twin is taken to have.
    let standIn: (twin: ID<Twin>, state: TwinState?)?
    private let lines: GraphLines

    init(
      _ keeper: CellKeeper, _ context: Projection,
      standIn: (twin: ID<Twin>, state: TwinState?)? = nil
    ) throws(JournalError) {
      self.keeper = keeper
      self.context = context
      self.standIn = standIn
      lines = try GraphLines(context)
    }

    func targets(of twin: ID<Twin>, name: String) throws(JournalError) -> [ID<Twin>] {
      let place = Place(twin: twin, name: name)
      if let known = keeper.targets[place] { return known }
      let found = try lines.relations(from: twin, name: name)
        .filter { $0.to == nil }.map(\.target).sorted()
      if keeper.targets.count >= CellKeeper.most { keeper.targets.removeAll() }
      keeper.targets[place] = found
      return found
    }

    func sources(of twin: ID<Twin>, name: String) throws(JournalError) -> [ID<Twin>] {
      try lines.relations(to: twin, name: name)
        .filter { $0.to == nil }.map(\.source).sorted()
    }

    func placeType(of twin: ID<Twin>) throws(JournalError) -> TypeName? {
      let state = standIn?.twin == twin ? standIn?.state : try context.state(of: twin)
      guard let state, !state.isDeleted, state.subject == nil else { return nil }
      return state.type
    }
  }
}

/// The aggregates that a line defines.
enum AggregateRules {
  /// Aggregates of one bank: each event of a member is held against all of them.
  static let most = 100

  /// In the order of their first definition, each as it was defined last.
  static func read(_ line: Line, in connection: Connection) throws(JournalError) -> [Aggregate] {
    let names = ReadNames(connection)
    guard let type = try names.number(AggregateDefined.type, .type) else { return [] }
    var found: [Aggregate] = []
    for segment in line.segments.reversed() {
      let statement = try connection.statement(
        """
        SELECT sequence, twin, payload FROM journal
        WHERE branch = ? AND type = ? AND sequence > ? AND sequence <= ? ORDER BY sequence
        """)
      defer { statement.reset() }
      statement.bind(1, segment.branch)
      statement.bind(2, type)
      statement.bind(3, segment.after)
      statement.bind(4, segment.through)
      var rows: [(sequence: Int64, twin: Int64, payload: [UInt8])] = []
      while try statement.step() {
        rows.append((statement.int(0), statement.int(1), statement.blob(2)))
      }
      for row in rows {
        let twin = ID<Twin>(try names.text(row.twin))
        let payload = try EventRow.parse(row.payload, sequence: row.sequence)
        do throws(AggregateProblem) {
          let aggregate = try AggregateDefined(twin: twin, payload: payload).aggregate
          if let index = found.firstIndex(where: { $0.id == twin }) {
            found[index] = aggregate
          } else {
            found.append(aggregate)
          }
        } catch {
          throw .corrupt("event \(row.sequence): \(error)")
        }
      }
    }
    return found
  }
}
