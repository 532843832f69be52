import SalusCore
import SalusTwin

/// Named points of branches.
final class VersionProjector: Projector {
  let tables = ["version"]

  func project(_ event: Event, _ context: Projection) throws(JournalError) {
    guard event.type == BranchEvent.tagged, let name = event.payload["name"]?.string,
      let sequence = event.payload["sequence"]?.integer
    else { return }
    let known = try VersionProjector.find(name, context.line.branch, in: context.connection)
    if known != nil {
      guard !context.isRebuild else { return }
      throw .refused(
        type: event.type, reason: "the branch has a version '\(name)' already")
    }
    let statement = try context.connection.statement("INSERT INTO version VALUES(?, ?, ?, ?)")
    statement.bind(1, context.line.branch)
    statement.bind(2, name)
    statement.bind(3, sequence)
    statement.bind(4, event.sequence)
    try statement.run()
  }

  func forget() {}

  /// Sequence of the event that made the version; nil for none.
  static func find(_ name: String, _ branch: Int64, in connection: Connection)
    throws(JournalError) -> Int64?
  {
    let statement = try connection.statement(
      "SELECT event FROM version WHERE branch = ? AND name = ?")
    defer { statement.reset() }
    statement.bind(1, branch)
    statement.bind(2, name)
    return try statement.step() ? statement.int(0) : nil
  }
}
