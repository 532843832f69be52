import SalusCore
import SalusTwin

/// A view of the events that is kept in tables, in the transaction of each event.
protocol Projector: AnyObject {
  /// Tables with a column `branch` that hold nothing but what `project` writes; they are emptied
  /// before everything is projected anew, and a discarded branch's rows leave them.
  var tables: [String] { get }

  /// Takes in the next event of a branch. May throw `refused` or `conflict`, and the append then
  /// never was; at a rebuild nothing that was once accepted is refused.
  func project(_ event: Event, _ context: Projection) throws(JournalError)

  /// Drops what is remembered beside the tables: an append was taken back, or another server wrote.
  func forget()
}

/// What stands around an event while it is projected.
struct Projection {
  let connection: Connection
  /// The branch that the event is on, and what shines through it.
  let line: Line
  /// Number of the event's twin.
  let twin: Int64
  /// The twin's state without the event; nil where it had none.
  let before: TwinState?
  /// The twin's state with the event; nil where it has none.
  let after: TwinState?
  /// True while everything is projected anew.
  let isRebuild: Bool
  let keeper: StateKeeper

  /// The current state of any twin on the branch, opened, with all of the transaction so far.
  func state(of twin: ID<Twin>) throws(JournalError) -> TwinState? {
    try keeper.state(of: twin, line: line)
  }

  /// Calls `body` with every current state on the branch, opened, in no order; for rare events.
  func forEachState(_ body: (TwinState) throws(JournalError) -> Void) throws(JournalError) {
    try keeper.forEachState(line: line, body)
  }
}

/// The projectors of every bank.
enum Projectors {
  static func all() -> [any Projector] {
    [
      AliasProjector(), LineageProjector(), VersionProjector(), GraphProjector(), CommandLedger(),
    ]
  }
}
