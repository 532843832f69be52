import SalusCore

extension CommandRequest {
  /// Refuses a request that could never be carried out or followed.
  ///
  /// - Parameter now: when it is asked for.
  public func check(at now: Instant) throws(CommandFault) {
    func refuse(_ reason: String) -> CommandFault { .unusable(id, reason: reason) }
    guard CommandRequest.isName(id.text) else {
      throw refuse("an id has 1 to 100 letters, digits or -._~")
    }
    guard CommandRequest.isName(endpoint) else {
      throw refuse("the name of a port has 1 to 100 letters, digits or -._~")
    }
    guard !twin.text.isEmpty else { throw refuse("it names no twin") }
    guard !name.isEmpty, name.utf8.count <= 200 else {
      throw refuse("its name has 1 to 200 bytes")
    }
    guard (0...CommandRequest.acting).contains(autonomy) else {
      throw refuse("autonomy goes from 0 to \(CommandRequest.acting), not \(autonomy)")
    }
    guard now < expires else { throw refuse("it expired at \(expires), before it was asked for") }
    guard !desired.isEmpty else {
      throw refuse("it does not say what reports will show when it is done")
    }
    for (left, right) in zip(desired, desired.dropFirst()) where left.feature == right.feature {
      throw refuse("it wants '\(left.feature)' twice")
    }
    for change in desired {
      guard !change.feature.isEmpty else { throw refuse("it wants a feature without a name") }
      do throws(StateFault) {
        guard try StatedValue(reading: change.value).value != .null else {
          throw StateFault.unreadable("null is no value")
        }
      } catch {
        throw refuse("what it wants of '\(change.feature)' cannot be read: \(error)")
      }
      guard change.tolerance >= 0, change.tolerance.isFinite else {
        throw refuse("the tolerance of '\(change.feature)' is no positive number")
      }
    }
    let size = arguments.bytes.count + desired.reduce(0) { $0 + $1.value.bytes.count }
    guard size <= CommandRequest.largest else {
      throw refuse("it takes \(size) bytes; \(CommandRequest.largest) are allowed")
    }
  }

  /// Fits into a header field and an address as it is.
  private static func isName(_ text: String) -> Bool {
    (1...100).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || "-._~".utf8.contains(byte)
      }
  }
}

extension Command {
  /// The command after an event; checks nothing but that the event can be read.
  ///
  /// - Parameter command: nil before the first event.
  public static func fold(_ event: Event, onto command: Command?) throws(JournalError) -> Command {
    if event.type == CommandState.requested.type {
      return Command(try CommandRequest(event), event: event)
    }
    let step = try CommandStep(event)
    guard var command else {
      throw .corrupt(
        "event \(event.sequence) is of command \(step.command), which nobody asked for")
    }
    command.take(step, event)
    return command
  }

  /// As `fold`, with every rule: the only way by which a journal takes in an event of a command.
  ///
  /// - Parameters:
  ///   - event: as it will be written, with its sequence and times.
  ///   - line: where it will be written.
  ///   - report: the event of a sequence that the line sees; nil for none.
  public static func admit(
    _ event: Event, onto command: Command?, on line: CommandState.Line,
    report: (Int64) throws(JournalError) -> Event?
  ) throws(JournalError) -> Command {
    do throws(CommandFault) {
      guard event.type != CommandState.requested.type else {
        let request = try Command.readable { () throws(JournalError) in try CommandRequest(event) }
        guard Command.thread(of: request.id) == event.twin else {
          throw .unusable(request.id, reason: "its events are of \(Command.thread(of: request.id))")
        }
        if command != nil { throw .exists(request.id) }
        try request.check(at: event.valid)
        return Command(request, event: event)
      }
      let step = try Command.readable { () throws(JournalError) in try CommandStep(event) }
      guard var command, Command.thread(of: step.command) == event.twin else {
        throw .unknown(step.command)
      }
      try command.check(step, event, on: line)
      if step.state == .succeeded, line == .main {
        var reports: [Event] = []
        for sequence in step.reports {
          let found = try Command.readable { () throws(JournalError) in try report(sequence) }
          if let found { reports.append(found) }
        }
        try command.confirm(reports)
      }
      command.take(step, event)
      return command
    } catch {
      throw error.inJournal
    }
  }

  /// Turns what cannot be read into a refusal.
  private static func readable<Result>(_ body: () throws(JournalError) -> Result)
    throws(CommandFault) -> Result
  {
    do throws(JournalError) {
      return try body()
    } catch {
      throw .unusable(ID(""), reason: error.description)
    }
  }

  private func check(_ step: CommandStep, _ event: Event, on line: CommandState.Line)
    throws(CommandFault)
  {
    if state == .requested, step.state == .sent, line == .main, request.needsApproval {
      throw .unapproved(id, autonomy: request.autonomy)
    }
    guard state.next(on: line).contains(step.state) else {
      throw .illegal(id, from: state, to: step.state, line: line)
    }
    switch step.state {
    case .approved:
      guard event.valid < request.expires else {
        throw .late(id, to: .approved, expires: request.expires)
      }
      guard step.isFourEyesOff || event.actor != requestedBy else {
        throw .sameEyes(id, actor: event.actor, autonomy: request.autonomy)
      }
    case .sent:
      guard event.valid < request.expires else {
        throw .late(id, to: .sent, expires: request.expires)
      }
    case .expired:
      guard event.valid >= request.expires else { throw .early(id, expires: request.expires) }
    case .succeeded:
      guard step.isSimulated == (line == .branch) else { throw .simulation(id, line: line) }
    case .failed:
      guard !step.isSimulated || line == .branch else { throw .simulation(id, line: line) }
    case .requested, .accepted, .executing, .cancelled: break
    }
  }

  mutating func take(_ step: CommandStep, _ event: Event) {
    state = step.state
    revision = event.revision
    sequence = event.sequence
    switch step.state {
    case .approved:
      approvedBy = event.actor
      isFourEyesOff = step.isFourEyesOff
      released = event.sequence
      releasedAt = event.valid
    case .accepted, .executing:
      acknowledgements.append(
        Acknowledgement(state: step.state, at: event.valid, words: step.words ?? ""))
    case .succeeded:
      reports = step.reports
      isSimulated = step.isSimulated
    case .failed:
      reason = step.words
      isSimulated = step.isSimulated
    case .cancelled: reason = step.words
    case .requested, .sent, .expired: break
    }
  }
}

extension CommandFault {
  /// As the journal refuses it.
  public var inJournal: JournalError {
    switch kind {
    case .conflict: .conflict(description)
    default: .refused(type: "command", reason: description)
    }
  }
}
