import Dispatch
import SalusCore
import SalusStore
import SalusTwin
import Synchronization

/// Where commands are asked for, approved, sent and followed to their end.
///
/// Every step is an event before anything leaves the house, so whatever is stopped in the middle
/// goes on after a restart: what was not acknowledged is sent again, under the same id.
public final class CommandDesk: Sendable {
  let bank: any CommandBook
  private let line: MainLine
  private let ports: [String: any CommandPort]
  private let policy: CommandPolicy
  /// One name for each running server.
  private let holder: String
  private let fit: @Sendable (CommandRequest, ID<Branch>) throws -> CommandRequest
  private let watch = Mutex<Watch>(Watch())

  private struct Watch {
    var watch = CommandWatch()
    /// Nil before it began.
    var position: Int64?
  }

  /// - Parameters:
  ///   - line: of the same journal.
  ///   - ports: by the names that commands call them.
  ///   - fit: gives a request as the twin's type takes it, or refuses it.
  public init(
    bank: any CommandBook, line: MainLine, ports: [String: any CommandPort],
    policy: CommandPolicy = CommandPolicy(), holder: String = "salus",
    fit: @escaping @Sendable (CommandRequest, ID<Branch>) throws -> CommandRequest = {
      (request, _) in request
    }
  ) {
    self.bank = bank
    self.line = line
    self.ports = ports
    self.policy = policy
    self.holder = holder
    self.fit = fit
  }

  /// Names of the ports.
  public var endpoints: [String] { ports.keys.sorted() }

  // MARK: - What people and programs ask for

  /// Asks for commands, all or none. One that was asked for before with the same words is given as
  /// it stands now. On a branch a simulated counterpart answers at once.
  public func request(
    _ requests: [CommandRequest], actor: String, purpose: String = "response",
    on branch: ID<Branch> = Branch.main, at now: Instant
  ) throws -> [Command] {
    var drafts: [Draft] = []
    for request in requests {
      let asked = request
      try asked.check(at: now)
      var request = try fit(asked, branch)
      if let known = try bank.command(request.id, on: branch) {
        // How far the twin may act by itself can have changed since.
        request.autonomy = known.request.autonomy
        guard known.request == request else { throw CommandFault.exists(request.id) }
        continue
      }
      drafts.append(request.draft(actor: actor, purpose: purpose, at: now))
      if !request.needsApproval {
        drafts.append(request.desire(actor: actor, purpose: purpose, at: now))
      }
    }
    if !drafts.isEmpty { _ = try bank.append(drafts, expecting: [], on: branch) }
    if branch != Branch.main { try simulate(requests.map(\.id), on: branch, at: now) }
    return try requests.map { try command($0.id, on: branch) }
  }

  /// A command as it stands.
  public func command(_ id: ID<Command>, on branch: ID<Branch> = Branch.main) throws -> Command {
    guard let command = try bank.command(id, on: branch) else { throw CommandFault.unknown(id) }
    return command
  }

  /// Lets a command go out. At autonomies below 5 somebody other than who asked for it must.
  public func approve(
    _ id: ID<Command>, actor: String, on branch: ID<Branch> = Branch.main, at now: Instant
  ) throws -> Command {
    let command = try command(id, on: branch)
    let isOff = !policy.areActorsVerified && command.requestedBy == actor
    let step = CommandStep(id, to: .approved, isFourEyesOff: isOff)
    _ = try bank.append(
      [
        step.draft(
          actor: actor, purpose: command.purpose, at: now, causation: command.sequence),
        command.request.desire(actor: actor, purpose: command.purpose, at: now),
      ], expecting: [], on: branch)
    return try self.command(id, on: branch)
  }

  /// Calls a command off; one that was sent may still be carried out.
  public func cancel(
    _ id: ID<Command>, words: String, actor: String, on branch: ID<Branch> = Branch.main,
    at now: Instant
  ) throws -> Command {
    let command = try command(id, on: branch)
    if command.state == .cancelled { return command }
    let step = CommandStep(id, to: .cancelled, words: words)
    _ = try bank.append(
      [step.draft(actor: actor, purpose: command.purpose, at: now, causation: command.sequence)],
      expecting: [], on: branch)
    return try self.command(id, on: branch)
  }

  /// Takes in what a counterpart says, also twice or out of order.
  public func answer(_ id: ID<Command>, _ answer: CommandAnswer, actor: String, at now: Instant)
    throws -> Command
  {
    // Another answer may come in between; then the command is looked at again.
    for _ in 0..<3 {
      let command = try command(id)
      guard let step = try answer.step(of: command) else { return command }
      do throws(JournalError) {
        _ = try bank.append(
          [step.draft(actor: actor, purpose: command.purpose, at: now)],
          expecting: [.revision(command.thread, command.revision)], on: Branch.main)
        break
      } catch {
        guard error.kind == .stale || error.kind == .conflict else { throw error }
      }
    }
    return try command(id)
  }

  /// Lets the simulated counterpart answer what is open on a branch.
  private func simulate(_ ids: [ID<Command>], on branch: ID<Branch>, at now: Instant) throws {
    let counterpart = SimulatedCounterpart()
    var drafts: [Draft] = []
    for id in ids {
      drafts += counterpart.answer(try command(id, on: branch), at: now)
    }
    guard !drafts.isEmpty else { return }
    _ = try bank.append(drafts, expecting: [], on: branch)
  }

  // MARK: - What goes on by itself

  /// Begins anew after a restart: all that is not acknowledged is due at once.
  ///
  /// - Parameter isAlone: no other server works on the same bank.
  public func begin(isAlone: Bool = true) throws {
    try line.resend(heldBy: isAlone ? nil : holder)
  }

  /// One round of a port: takes what is due, writes down that it is sent, hands it over, and writes
  /// down the answers.
  ///
  /// - Returns: how many were handed over, and when the next is due; nil where none waits.
  @discardableResult
  public func send(by endpoint: String, at now: Instant) throws -> (sent: Int, next: Instant?) {
    guard let port = ports[endpoint] else { return (0, nil) }
    let claimed = try line.claim(
      endpoint: endpoint, at: now, lease: policy.lease, limit: policy.round, by: holder)
    guard !claimed.isEmpty else { return (0, try line.nextDue(endpoint: endpoint)) }
    let fresh = claimed.filter { $0.command.state != .sent }.map(\.command)
    let refused = try append(
      fresh.map { (CommandStep($0.id, to: .sent), $0.purpose) }, actor: holder, at: now)
    let outgoing = claimed.filter { !refused.contains($0.command.id) }
    let replies = hand(outgoing, to: port, at: now)
    var answers: [(CommandStep, String)] = []
    var waits: [MainLine.Postponement] = []
    for (command, reply) in zip(outgoing, replies) {
      switch reply {
      case .acknowledged(let words):
        answers.append(
          (CommandStep(command.command.id, to: .accepted, words: words), command.command.purpose))
      case .refused(let words):
        answers.append(
          (CommandStep(command.command.id, to: .failed, words: words), command.command.purpose))
      case .unreachable(let words, let asked):
        let wait = Backoff.wait(after: command.attempts + 1, asked: asked)
        waits.append(MainLine.Postponement(command, due: now + wait, words: words))
      }
    }
    _ = try append(answers, actor: endpoint, at: now)
    try line.postpone(waits, by: holder)
    return (outgoing.count, try line.nextDue(endpoint: endpoint))
  }

  /// Hands commands to a port, as many at once as it can take.
  private func hand(_ commands: [OutgoingCommand], to port: any CommandPort, at now: Instant)
    -> [CommandReply]
  {
    let width = min(max(port.width, 1), commands.count)
    guard width > 1 else { return commands.map { port.send($0, over: line, at: now) } }
    let replies = Mutex<[Int: CommandReply]>([:])
    DispatchQueue.concurrentPerform(iterations: width) { lane in
      for index in stride(from: lane, to: commands.count, by: width) {
        let reply = port.send(commands[index], over: line, at: now)
        replies.withLock { $0[index] = reply }
      }
    }
    return replies.withLock { replies in
      commands.indices.map { replies[$0] ?? .unreachable("it was not tried") }
    }
  }

  /// Ends what is past its time: expired where nobody acknowledged it, failed for want of a report
  /// where somebody did.
  ///
  /// - Returns: how many were ended.
  @discardableResult
  public func expire(at now: Instant) throws -> Int {
    var ended = 0
    while true {
      let late = try bank.commands(
        CommandQuery(states: CommandQuery.open, expiring: now, limit: 500))
      guard !late.isEmpty else { return ended }
      let refused = try append(
        late.map { command in
          let step =
            command.state.isAcknowledged
            ? CommandStep(command.id, to: .failed, words: CommandStep.unconfirmed)
            : CommandStep(command.id, to: .expired)
          return (step, command.purpose)
        }, actor: holder, at: now)
      ended += late.count - refused.count
      // What moved meanwhile is looked at in the next round.
      if refused.count == late.count { return ended }
    }
  }

  /// Ends with success what reports confirm, by the events that came since the last time.
  ///
  /// - Returns: how many succeeded.
  @discardableResult
  public func settle(at now: Instant) throws -> Int {
    var succeeded = 0
    while true {
      let (steps, isDone) = try watch.withLock { watch in
        try look(&watch)
      }
      if !steps.isEmpty {
        let refused = try append(steps.map { ($0, "response") }, actor: holder, at: now)
        succeeded += steps.count - refused.count
      }
      if isDone { return succeeded }
    }
  }

  private func look(_ watch: inout Watch) throws(JournalError) -> ([CommandStep], isDone: Bool) {
    guard let position = watch.position else { return (try begin(&watch), false) }
    let most = 2_000
    let events = try bank.events(
      EventQuery(types: CommandWatch.types, after: position, limit: most))
    var steps: [CommandStep] = []
    for event in events {
      steps += try watch.watch.take(event)
      watch.position = event.sequence
    }
    return (steps, events.count < most)
  }

  /// Follows all that is open already, with the reports that came since.
  private func begin(_ watch: inout Watch) throws(JournalError) -> [CommandStep] {
    let head = try bank.head(of: Branch.main).sequence
    var steps: [CommandStep] = []
    var after: ID<Command>?
    while true {
      let page = try bank.commands(
        CommandQuery(states: CommandQuery.open, after: after, limit: 1_000))
      for command in page {
        let reports = try bank.events(
          EventQuery(
            types: [StateEvent.reported], twin: command.twin, after: command.released ?? .max))
        if let step = watch.watch.follow(command, reports: reports) { steps.append(step) }
      }
      guard let last = page.last, page.count == 1_000 else { break }
      after = last.id
    }
    watch.position = head
    return steps
  }

  /// Appends steps in one commit; where one is refused because its command moved on meanwhile, each
  /// by itself.
  ///
  /// - Returns: commands whose step was refused.
  private func append(
    _ steps: [(step: CommandStep, purpose: String)], actor: String, at now: Instant
  ) throws -> Set<ID<Command>> {
    guard !steps.isEmpty else { return [] }
    let drafts = steps.map { $0.step.draft(actor: actor, purpose: $0.purpose, at: now) }
    do throws(JournalError) {
      _ = try bank.append(drafts, expecting: [], on: Branch.main)
      return []
    } catch {
      guard error.kind == .conflict else { throw error }
      if steps.count == 1 { return [steps[0].step.command] }
    }
    var refused: Set<ID<Command>> = []
    for step in steps { refused.formUnion(try append([step], actor: actor, at: now)) }
    return refused
  }
}
