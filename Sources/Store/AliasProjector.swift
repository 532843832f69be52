import SalusCore
import SalusGovernance
import SalusTwin

/// Names that other systems gave to twins, each leading to one twin.
final class AliasProjector: Projector {
  let tables = ["alias"]

  func project(_ event: Event, _ context: Projection) throws(JournalError) {
    guard event.type == StateEvent.created, let state = context.after else { return }
    for alias in state.aliases {
      let token = context.keeper.token(of: alias, isPersonal: event.subject != nil)
      let known = try AliasProjector.twin(token, line: context.line, in: context.connection)
      if let known {
        guard !context.isRebuild else { continue }
        throw .refused(
          type: event.type,
          reason: "the name \(alias.system)|… is that of another twin (\(known)) already")
      }
      let statement = try context.connection.statement("INSERT INTO alias VALUES(?, ?, ?, ?)")
      statement.bind(1, context.line.branch)
      statement.bind(2, token)
      statement.bind(3, context.twin)
      statement.bind(4, event.sequence)
      try statement.run()
    }
  }

  func forget() {}

  /// Number of the twin that a token leads to.
  static func twin(_ token: String, line: Line, in connection: Connection) throws(JournalError)
    -> Int64?
  {
    for segment in line.segments {
      let statement = try connection.statement(
        "SELECT twin FROM alias WHERE branch = ? AND token = ? AND event <= ?")
      defer { statement.reset() }
      statement.bind(1, segment.branch)
      statement.bind(2, token)
      statement.bind(3, segment.through)
      if try statement.step() { return statement.int(0) }
    }
    return nil
  }
}

extension StateKeeper {
  /// By which an alias is found: its text, or for a person a blind name of it.
  func token(of alias: Alias, isPersonal: Bool) -> String {
    guard isPersonal, let opener else { return alias.text }
    return opener.token(of: alias)
  }
}

extension Opener {
  /// A blind name of an alias, which nobody without the bank's secret can try out.
  func token(of alias: Alias) -> String {
    "\u{1}" + vault.token(of: alias.text, domain: "salus.alias").description
  }
}
