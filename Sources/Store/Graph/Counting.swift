import SalusCore
import SalusTwin

/// Counts the members of aggregates by a scan of the states that a moment shows on a line.
struct Counting {
  let line: Line
  let moment: Moment
  let connection: Connection
  let names: ReadNames
  /// Nil where the bank's keys are not at hand: persons then do not count.
  let opener: Opener?

  /// Cells of all rules.
  func scan(_ rules: [AggregateRule]) throws(JournalError) -> CellBook {
    var states = StateReader(connection, names: names, line: line, opener: opener)
    var book = CellBook()
    guard !rules.isEmpty else { return book }
    let around = try Surroundings(self)
    let none = [Contribution?](repeating: nil, count: rules.count)
    for (number, _) in try twins(types: nil) {
      let twin = ID<Twin>(try names.text(number))
      guard let state = try states.state(of: twin, number: number, at: moment) else { continue }
      var change = CellChange()
      change.move(
        rules, from: none, to: try AggregateRule.contributions(rules, of: state, in: around))
      book.apply(change)
    }
    return book
  }

  /// What stands against showing the table beside those that were defined before it.
  func conflict(of later: Aggregate, beside earlier: [Aggregate], in book: CellBook)
    throws(JournalError) -> AggregateProblem?
  {
    var places: [ID<Twin>: [ID<Twin>: ID<Twin>?]] = [:]
    for aggregate in earlier + [later] { places[aggregate.id] = try self.places(of: aggregate) }
    for other in earlier where other.id != later.id {
      do throws(AggregateProblem) {
        let problem = try QueryAudit.problem(later, beside: other, in: book) {
          places[$0.id] ?? [:]
        }
        if let problem { return problem }
      } catch {
        return error
      }
    }
    return nil
  }

  /// Every place by which the aggregate groups, with the nearest one above it.
  func places(of aggregate: Aggregate) throws(JournalError) -> [ID<Twin>: ID<Twin>?] {
    guard let types = AggregateRule(aggregate).placeTypes else { return [:] }
    let around = try Surroundings(self)
    var found: [ID<Twin>: ID<Twin>?] = [:]
    for (number, _) in try twins(types: types) {
      let twin = ID<Twin>(try names.text(number))
      guard let type = try around.placeType(of: twin), AggregateRule.isType(type, oneOf: types)
      else { continue }
      found[twin] = .some(try around.nearestPlace(above: twin, types: types))
    }
    return found
  }

  /// Twins that have a state on the line.
  ///
  /// - Parameter types: leaves out twins of other types, as rows say it today; nil for all.
  private func twins(types: [String]?) throws(JournalError) -> [(number: Int64, type: Int64)] {
    var found: [(number: Int64, type: Int64)] = []
    var seen: Set<Int64> = []
    var isWanted: [Int64: Bool] = [:]
    for segment in line.segments {
      let statement = try connection.statement(
        "SELECT twin, type FROM twin WHERE branch = ? AND type <> 0 ORDER BY twin", rows: .many)
      statement.bind(1, segment.branch)
      var rows: [(number: Int64, type: Int64)] = []
      while try statement.step() { rows.append((statement.int(0), statement.int(1))) }
      for row in rows where seen.insert(row.number).inserted {
        // At an older moment a twin may have had another type.
        if let types, moment == .latest {
          if isWanted[row.type] == nil {
            isWanted[row.type] = AggregateRule.isType(try names.type(row.type), oneOf: types)
          }
          guard isWanted[row.type] == true else { continue }
        }
        found.append(row)
      }
    }
    return found
  }

  /// The world around a member as the moment shows it.
  private final class Surroundings: AggregateSurroundings {
    private let edges: EdgeReader
    private var states: StateReader
    private let moment: Moment
    private var types: [ID<Twin>: TypeName?] = [:]

    init(_ counting: Counting) throws(JournalError) {
      edges = try EdgeReader(
        counting.connection, names: counting.names, line: counting.line,
        sight: try Reader.sight(counting.moment), isClosed: false)
      states = StateReader(
        counting.connection, names: counting.names, line: counting.line, opener: counting.opener)
      moment = counting.moment
    }

    func targets(of twin: ID<Twin>, name: String) throws(JournalError) -> [ID<Twin>] {
      guard let number = try edges.names.number(twin.text, .twin) else { return [] }
      var found: [ID<Twin>] = []
      for edge in try edges.edges(of: number, as: .source, names: [name]) {
        found.append(ID(try edges.names.text(edge.row.target)))
      }
      return found.sorted()
    }

    func sources(of twin: ID<Twin>, name: String) throws(JournalError) -> [ID<Twin>] {
      guard let number = try edges.names.number(twin.text, .twin) else { return [] }
      var found: [ID<Twin>] = []
      for edge in try edges.edges(of: number, as: .target, names: [name]) {
        found.append(ID(try edges.names.text(edge.row.source)))
      }
      return found.sorted()
    }

    func placeType(of twin: ID<Twin>) throws(JournalError) -> TypeName? {
      if let known = types[twin] { return known }
      var type: TypeName?
      if let state = try states.state(of: twin, at: moment), !state.isDeleted,
        state.subject == nil
      {
        type = state.type
      }
      types[twin] = .some(type)
      return type
    }
  }
}

extension Reader {
  /// As `RelationBank.aggregates`.
  func aggregates(on branch: ID<Branch>) throws(JournalError) -> [Aggregate] {
    try AggregateRules.read(try Line.read(branch, in: connection), in: connection)
  }

  /// As `RelationBank.table`: from the cells that are kept on the main line, else by a scan.
  func table(of id: ID<Twin>, at moment: Moment, on branch: ID<Branch>)
    throws(JournalError) -> AggregateTable
  {
    func refused(_ problem: AggregateProblem) -> JournalError {
      .refused(type: AggregateDefined.type, reason: problem.description)
    }
    let line = try Line.read(branch, in: connection)
    let all = try AggregateRules.read(line, in: connection)
    guard let index = all.firstIndex(where: { $0.id == id }) else { throw refused(.unknown(id)) }
    let aggregate = all[index]
    let earlier = Array(all[..<index])
    let counting = Counting(
      line: line, moment: moment, connection: connection, names: names, opener: opener)
    let head = try head(of: branch).sequence
    var isKept = moment == .latest && branch == Branch.main
    if isKept { isKept = try !CellRow.isStale(in: connection) }
    let book: CellBook =
      try isKept
      ? CellRow.book(in: connection)
      : counting.scan((earlier + [aggregate]).map(AggregateRule.init))
    if let problem = try counting.conflict(of: aggregate, beside: earlier, in: book) {
      throw refused(problem)
    }
    let places = try counting.places(of: aggregate)
    do throws(AggregateProblem) {
      return try AggregateTable(
        aggregate, cells: book.cells(of: id), places: places, at: head)
    } catch {
      throw refused(error)
    }
  }
}

extension StoredJournal {
  public func aggregates(on branch: ID<Branch> = Branch.main) throws(JournalError) -> [Aggregate] {
    try read { (reader) throws(JournalError) in try reader.aggregates(on: branch) }
  }

  public func table(
    of aggregate: ID<Twin>, at moment: Moment = .latest, on branch: ID<Branch> = Branch.main
  ) throws(JournalError) -> AggregateTable {
    try read { (reader) throws(JournalError) in
      try reader.table(of: aggregate, at: moment, on: branch)
    }
  }
}
