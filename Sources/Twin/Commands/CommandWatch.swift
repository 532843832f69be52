import SalusCore

/// Looks for reports that confirm commands: follows the events of the main line and says which
/// commands are done.
///
/// It holds the commands that are open and of their reports those that decide, so an event costs
/// the same however many commands there were.
public struct CommandWatch: Sendable {
  private var open: [ID<Command>: Watched] = [:]
  private var byTwin: [ID<Twin>: Set<ID<Command>>] = [:]

  private struct Watched {
    var command: Command
    var reports: [Event] = []
  }

  public init() {}

  /// Commands that it follows.
  public var count: Int { open.count }

  /// Types of the events that it must see.
  public static let types = CommandState.types + [StateEvent.reported]

  /// Begins in the middle: an open command with the reports of its twin since its release.
  ///
  /// - Returns: the step that ends it where the reports confirm it.
  public mutating func follow(_ command: Command, reports: [Event]) -> CommandStep? {
    guard !command.state.isFinal else { return nil }
    let all = reports.filter { command.concerns($0) }
    open[command.id] = Watched(command: command, reports: command.deciding(among: all))
    byTwin[command.twin, default: []].insert(command.id)
    return step(command.id)
  }

  /// Takes in the next event.
  ///
  /// - Returns: steps that end commands, to be appended.
  public mutating func take(_ event: Event) throws(JournalError) -> [CommandStep] {
    if event.type == StateEvent.reported {
      var steps: [CommandStep] = []
      for id in (byTwin[event.twin] ?? []).sorted() {
        guard var watched = open[id], watched.command.concerns(event) else { continue }
        watched.reports = watched.command.deciding(among: watched.reports + [event])
        open[id] = watched
        if let step = step(id) { steps.append(step) }
      }
      return steps
    }
    guard CommandState(type: event.type) != nil, let text = event.payload["command"]?.string else {
      return []
    }
    let id = ID<Command>(text)
    var watched = open[id]
    // What began before the watch and was over is none of its concern.
    if watched == nil, event.type != CommandState.requested.type { return [] }
    if let watched, event.sequence <= watched.command.sequence { return [] }
    let command = try Command.fold(event, onto: watched?.command)
    if command.state.isFinal {
      open[id] = nil
      byTwin[command.twin]?.remove(id)
      if byTwin[command.twin]?.isEmpty == true { byTwin[command.twin] = nil }
      return []
    }
    if watched == nil {
      watched = Watched(command: command)
      byTwin[command.twin, default: []].insert(id)
    }
    watched?.command = command
    open[id] = watched
    return step(id).map { [$0] } ?? []
  }

  private func step(_ id: ID<Command>) -> CommandStep? {
    guard let watched = open[id], watched.command.state.isAcknowledged, !watched.reports.isEmpty,
      watched.command.unconfirmed(by: watched.reports) == nil
    else { return nil }
    return CommandStep(id, to: .succeeded, reports: watched.reports.map(\.sequence))
  }
}
