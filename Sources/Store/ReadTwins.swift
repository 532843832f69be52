import SalusCore
import SalusTwin

extension Reader {
  /// A computer of states on the branch.
  func states(on branch: ID<Branch>) throws(JournalError) -> StateReader {
    StateReader(
      connection, names: names, line: try Line.read(branch, in: connection), opener: opener)
  }

  /// The twin at a moment, with what is personal left out.
  func state(of twin: ID<Twin>, at moment: Moment, on branch: ID<Branch>)
    throws(JournalError) -> TwinState?
  {
    var reader = try states(on: branch)
    return try reader.state(of: twin, at: moment)?.closed
  }

  /// Twins in the order of their ids, found by the names that begin after the last one.
  func states(_ query: TwinQuery, on branch: ID<Branch>) throws(JournalError) -> Page<TwinState> {
    var reader = try states(on: branch)
    var types: Set<Int64> = []
    for type in query.types {
      if let number = try names.number(type.description, .type) { types.insert(number) }
    }
    guard query.limit > 0, !types.isEmpty || query.types.isEmpty else {
      return Page([], hasMore: false)
    }
    let moment: Moment = query.sequence.map { .version($0) } ?? .latest
    var found: [TwinState] = []
    var last = query.after?.text ?? ""
    while true {
      // Ids in stretches, so that a statement is never open while others run.
      let ids = try twinNames(after: last, limit: max(64, min(query.limit + 1, 1_000)))
      guard let end = ids.last else { return Page(found, hasMore: false) }
      for (number, text) in ids {
        guard let start = try StateRow.read(number, line: reader.line, in: connection),
          start.row.type != 0, types.isEmpty || types.contains(start.row.type)
        else { continue }
        let twin = ID<Twin>(text)
        guard
          let state = try reader.state(of: twin, number: number, from: start, at: moment)?.closed,
          query.includesDeleted || !state.isDeleted, query.condition?.matches(state) ?? true
        else { continue }
        guard found.count < query.limit else { return Page(found, hasMore: true) }
        found.append(state)
      }
      last = end.text
    }
  }

  private func twinNames(after text: String, limit: Int) throws(JournalError)
    -> [(number: Int64, text: String)]
  {
    let statement = try connection.statement(
      "SELECT id, text FROM name WHERE kind = ? AND text > ? ORDER BY text LIMIT ?")
    defer { statement.reset() }
    statement.bind(1, NameKind.twin.rawValue)
    statement.bind(2, text)
    statement.bind(3, Int64(limit))
    var found: [(number: Int64, text: String)] = []
    while try statement.step() { found.append((statement.int(0), statement.text(1))) }
    return found
  }

  /// The twin that an alias leads to; the survivor where it was merged.
  func resolve(_ alias: Alias, on branch: ID<Branch>) throws(JournalError) -> ID<Twin>? {
    var reader = try states(on: branch)
    var number = try AliasProjector.twin(alias.text, line: reader.line, in: connection)
    if number == nil, let opener {
      number = try AliasProjector.twin(
        opener.token(of: alias), line: reader.line, in: connection)
    }
    guard let number else { return nil }
    var twin = ID<Twin>(try names.text(number))
    var seen: Set<ID<Twin>> = [twin]
    while let into = try reader.state(of: twin, at: .latest)?.mergedInto,
      seen.insert(into).inserted
    {
      twin = into
    }
    return twin
  }
}

extension TwinState {
  /// The state as everybody may see it: that of a personal twin without what it holds.
  var closed: TwinState {
    guard subject != nil else { return self }
    var copy = self
    copy.features = [:]
    copy.aliases = []
    copy.isSealed = true
    return copy
  }
}
