import SalusCore
import SalusTwin

/// Lets events of commands into the journal by their rules, and keeps the tables that follow them.
final class CommandLedger: Projector {
  /// The outbox is left at a rebuild: which rows it has follows from the events, how often they were
  /// tried does not.
  let tables = ["command"]
  /// Commands that are not over, so that a step need not read what came before.
  private var open: [Key: Command] = [:]

  private struct Key: Hashable {
    var branch: Int64
    var command: ID<Command>
  }

  /// Bounds the memory of a bank with many open commands; what is not kept is read.
  private static let most = 50_000

  func project(_ event: Event, _ context: Projection) throws(JournalError) {
    guard event.type.hasPrefix("command."), CommandState(type: event.type) != nil else { return }
    guard let id = event.payload["command"]?.string else {
      throw .refused(type: event.type, reason: "it names no command")
    }
    let key = Key(branch: context.line.branch, command: ID(id))
    var before = open[key]
    if before == nil { before = try earlier(than: event, context) }
    let command: Command
    if context.isRebuild {
      command = try Command.fold(event, onto: before)
    } else {
      let reader = Reader(context.connection)
      func report(_ sequence: Int64) throws(JournalError) -> Event? {
        let query = EventQuery(branch: event.branch, after: sequence - 1, through: sequence)
        return try reader.events(query).first
      }
      command = try Command.admit(
        event, onto: before, on: CommandState.Line(event.branch), report: report)
    }
    try CommandRow.write(command, branch: key.branch, in: context.connection)
    if event.branch == Branch.main { try OutboxRow.follow(command, in: context.connection) }
    if command.state.isFinal {
      open[key] = nil
    } else {
      if open.count >= CommandLedger.most { open.removeAll(keepingCapacity: true) }
      open[key] = command
    }
  }

  func forget() {
    open.removeAll(keepingCapacity: true)
  }

  /// The command before an event that is in the journal already: its thread, walked back from the
  /// event itself, for what the transaction has done so far may stand in no other table yet.
  private func earlier(than event: Event, _ context: Projection) throws(JournalError) -> Command? {
    guard event.revision > 1 else { return nil }
    let names = ReadNames(context.connection)
    let statement = try context.connection.statement(
      "SELECT \(EventRow.columns) FROM journal WHERE branch = ? AND sequence = ?")
    defer { statement.reset() }
    var found: [Event] = []
    var sequence = event.sequence
    while sequence > 0 {
      let segment = context.line.segment(of: sequence)
      statement.reset()
      statement.bind(1, segment.branch)
      statement.bind(2, sequence)
      guard try statement.step() else {
        throw .corrupt("event \(sequence) of \(event.twin) is missing")
      }
      if sequence < event.sequence, !statement.isNull(0) {
        let earlier = try EventRow.readWhole(
          statement, branch: segment.name, names: names, opener: nil)
        if CommandState(type: earlier.type) != nil { found.append(earlier) }
      }
      let prior = EventRow.prior(statement)
      guard prior < sequence else {
        throw .corrupt("the thread of \(event.twin) runs in a circle")
      }
      sequence = prior
    }
    var command: Command?
    for earlier in found.reversed() { command = try Command.fold(earlier, onto: command) }
    return command
  }

  /// Names of the tables that say something else than the events.
  static func stale(in reader: Reader) throws(JournalError) -> [String] {
    var heads: [ID<Command>: (head: Int64, state: Int64)] = [:]
    var outgoing: Set<Int64> = []
    var folded: [ID<Command>: Command] = [:]
    var after: Int64 = 0
    while true {
      let events = try reader.events(
        EventQuery(types: CommandState.types, after: after, limit: 1_000))
      guard let last = events.last else { break }
      for event in events {
        guard let text = event.payload["command"]?.string else { continue }
        let command = try Command.fold(event, onto: folded[ID(text)])
        heads[command.id] = (command.sequence, CommandRow.number(command.state))
        folded[command.id] = command.state.isFinal ? nil : command
        if let released = command.released {
          if command.isOutgoing { outgoing.insert(released) } else { outgoing.remove(released) }
        }
      }
      after = last.sequence
    }
    var stale: [String] = []
    let main = try reader.branch(Branch.main)
    let rows = try reader.connection.statement(
      "SELECT command, head, state FROM command WHERE branch = ?")
    defer { rows.reset() }
    rows.bind(1, main)
    var count = 0
    var isSame = true
    while try rows.step() {
      count += 1
      let said = heads[ID(rows.text(0))]
      if said?.head != rows.int(1) || said?.state != rows.int(2) { isSame = false }
    }
    if !isSame || count != heads.count { stale.append("command") }
    var found: Set<Int64> = []
    let waiting = try reader.connection.statement("SELECT sequence FROM outbox")
    defer { waiting.reset() }
    while try waiting.step() { found.insert(waiting.int(0)) }
    if found != outgoing { stale.append("outbox") }
    return stale
  }
}
